"""What bytes are that are no picture, so that the message can say more than "no picture"; and data URLs."""

from __future__ import annotations

import base64
import binascii
import codecs
from typing import Literal
from urllib.parse import unquote_to_bytes

from ..errors import InvalidImage
from ..messages import say

Foreign = Literal["text", "svg", "pdf", "heic", "video", "other"]
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis")


def foreign_kind(data: bytes) -> Foreign:
    """A guess at what the bytes are, when Pillow can't read them."""
    head = data[:4096]
    if head[4:8] == b"ftyp":
        return "heic" if head[8:12] in _HEIF_BRANDS else "video"
    if head.startswith((b"\x1aE\xdf\xa3", b"OggS")):
        return "video"
    if head.startswith(b"%PDF"):
        return "pdf"
    if b"\x00" in head:
        return "other"
    if b"<svg" in head.lower():
        return "svg"
    try:
        # Incremental: a character may be cut in two at the end of the head.
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "other"
    return "text"


def decode_data_url(url: str, label: str) -> bytes:
    """The bytes of a data URL. `InvalidImage` when it is none."""
    head, comma, body = url.partition(",")
    if not comma:
        raise InvalidImage(say("media.bad_data_url", label=label))
    raw = unquote_to_bytes(body)
    if not head.lower().replace(" ", "").endswith(";base64"):
        return raw
    raw = b"".join(raw.split())
    try:
        return base64.b64decode(
            raw + b"=" * (-len(raw) % 4), altchars=b"-_" if b"-" in raw or b"_" in raw else None, validate=True
        )
    except (binascii.Error, ValueError):
        raise InvalidImage(say("media.bad_data_url", label=label)) from None
