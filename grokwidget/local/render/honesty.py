"""What a file says about itself: made by an algorithm, not by a trained model, and never by a camera."""

from __future__ import annotations

import uuid
from pathlib import Path
from xml.sax.saxutils import escape

from grokwidget.local.render.spec import RenderSpec

ALGORITHMIC_MEDIA = "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"
"""IPTC's code for media made by an algorithm without training data."""
ENGINE = "grokwidget local engine: procedural, not AI"
_XMP_BOX = uuid.UUID("be7acfcb-97a9-42e8-9c71-999491e3afac")


def honest_tags(spec: RenderSpec) -> dict[str, str]:
    """The spec's own tags, and those that no caller may take away."""
    return {
        **spec.tags,
        "com.grokwidget.engine": ENGINE,
        "com.grokwidget.digitalSourceType": ALGORITHMIC_MEDIA,
    }


def append_xmp(path: Path, spec: RenderSpec) -> None:
    """Append the XMP box that other tools read (`uuid`, after `mdat`: a faststart file stays one)."""
    packet = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<Iptc4xmpExt:DigitalSourceType>{ALGORITHMIC_MEDIA}</Iptc4xmpExt:DigitalSourceType>
<xmp:CreatorTool>{ENGINE}</xmp:CreatorTool>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{_text(spec.prompt)}</rdf:li></rdf:Alt></dc:description>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>""".encode()
    with path.open("ab") as file:
        file.write((24 + len(packet)).to_bytes(4, "big") + b"uuid" + _XMP_BOX.bytes + packet)


def _text(prompt: str) -> str:
    """XML allows neither control characters nor lone surrogates."""
    clean = "".join(c if c in "\n\t" or (ord(c) >= 32 and not 0xD800 <= ord(c) < 0xE000) else " " for c in prompt)
    return escape(clean.replace("\ufffe", " ").replace("\uffff", " "))
