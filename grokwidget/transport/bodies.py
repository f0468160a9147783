"""What an answer's body unpacks to, in small pieces: a few kilobytes that unpack to gigabytes never fill the memory.

httpx unpacks each piece that comes over the wire in one go, and several packings on top of each other: 64 kB of
`Content-Encoding: gzip, gzip` may become 60 GB before anybody has counted a byte.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

import httpx

ACCEPTED = "gzip, deflate"
"""What requests may be answered with: what is unpacked here."""
_PIECE = 256 * 1024
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


async def unpacked(response: httpx.Response) -> AsyncIterator[bytes]:
    """The body, unpacked, in pieces of at most 256 kB. Raises what httpx does; `httpx.DecodingError` for a packing
    that isn't one of `ACCEPTED`, and for more than one."""
    packing = response.headers.get("content-encoding", "identity").strip().lower()
    if packing in ("", "identity"):
        async for block in response.aiter_raw():
            yield block
        return
    if packing not in ("gzip", "x-gzip", "deflate"):
        raise httpx.DecodingError(f"Content-Encoding: {packing[:40]}", request=response.request)
    unpack = zlib.decompressobj(_GZIP_OR_ZLIB)
    begun = False
    try:
        async for block in response.aiter_raw():
            if not begun and packing == "deflate" and not _is_zlib(block):
                unpack = zlib.decompressobj(-zlib.MAX_WBITS)  # the other thing that servers mean by "deflate"
            begun = True
            piece = unpack.decompress(block, _PIECE)
            while piece:
                yield piece
                piece = unpack.decompress(unpack.unconsumed_tail, _PIECE)
    except zlib.error as error:
        raise httpx.DecodingError(str(error), request=response.request) from None
    if begun and not unpack.eof:
        raise httpx.DecodingError("cut short", request=response.request)


def _is_zlib(block: bytes) -> bool:
    return len(block) > 1 and block[0] & 0x0F == 8 and not (block[0] << 8 | block[1]) % 31
