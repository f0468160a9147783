"""XMP: where a picture came from, as other tools read it."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape


def packet(about: Mapping[str, str]) -> bytes:
    """The packet; of `about`, `prompt`, `digitalSourceType`, `software` and `source_sha256` are told."""
    told = {name: escape(_printable(text)) for name, text in about.items()}
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<Iptc4xmpExt:DigitalSourceType>{told.get("digitalSourceType", "")}</Iptc4xmpExt:DigitalSourceType>
<xmp:CreatorTool>{told.get("software", "")}</xmp:CreatorTool>
<dc:identifier>{told.get("source_sha256", "")}</dc:identifier>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{told.get("prompt", "")}</rdf:li></rdf:Alt></dc:description>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>""".encode()


def _printable(text: str) -> str:
    """XML allows neither control characters nor lone surrogates."""
    kept = (
        c if c in "\n\t" or (ord(c) >= 32 and not 0xD800 <= ord(c) < 0xE000 and c not in "\ufffe\uffff") else " "
        for c in text
    )
    return "".join(kept)
