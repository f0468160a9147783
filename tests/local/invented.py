"""What the local service's OpenAPI can't say, for schemathesis: real pictures, and URLs that are surely taken.

schemathesis loads this file as its hooks.
"""

from __future__ import annotations

import base64
import io
from typing import Any

import schemathesis
from hypothesis import strategies as st
from PIL import Image


def _picture(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 6), "teal").save(buffer, kind)
    return buffer.getvalue()


_PICTURES = [_picture(kind) for kind in ("PNG", "JPEG", "WEBP")]
_DATA_URLS = ["data:image/png;base64," + base64.b64encode(data).decode() for data in _PICTURES]
_WEB_URLS = st.from_regex(r"https?://[a-z0-9]{1,9}\.(example|test)(/[!-~]{0,9})?", fullmatch=True)

schemathesis.openapi.format("picture", st.sampled_from(_PICTURES))
schemathesis.openapi.format("picture-data-url", st.sampled_from(_DATA_URLS))
schemathesis.openapi.format("web-url", _WEB_URLS)


@schemathesis.hook
def map_body(_: object, body: Any) -> Any:
    """21.0 is an integer to JSON Schema, and none to services written in Go or Rust."""
    return _whole(body)


def _whole(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {name: _whole(inner) for name, inner in value.items()}
    return [_whole(inner) for inner in value] if isinstance(value, list) else value
