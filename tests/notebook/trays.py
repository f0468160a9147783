"""What the tests of the tray share: pictures, and a page over a real channel."""

from __future__ import annotations

import hashlib
import io
from typing import Any

import numpy as np
from ipywidgets import Widget
from PIL import Image

from grokwidget.catalog import ImageRule
from grokwidget.notebook.channel import Channel
from grokwidget.notebook.tray import THUMB_BYTES, Tray

from .fake_page import FakePage

RULE = ImageRule(maximum=7, sources=frozenset({"url", "data"}))
ADDRESSES = ImageRule(maximum=7, sources=frozenset({"url"}))
BYTES = ImageRule(maximum=7, sources=frozenset({"bytes"}))


def photo(size: tuple[int, int] = (64, 48), seed: int = 0) -> Image.Image:
    pixels = np.random.default_rng(seed).integers(0, 255, (size[1], size[0], 3), np.uint8)
    return Image.fromarray(pixels)


def encoded(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def names(tray: Tray) -> list[str]:
    return [facts["name"] for facts in tray.facts]


def problems(tray: Tray) -> list[str]:
    return [facts["problem"] for facts in tray.facts]


class Page:
    """A page over a real channel."""

    def __init__(self, tray: Tray, lang: str = "en") -> None:
        widget = Widget()
        self.fake = FakePage(widget)
        Channel(widget, tray.handlers, lambda: lang)

    def ask(self, kind: str, *buffers: bytes, **body: Any) -> Any:
        answer, self.buffers = self.fake.ask(f"image.{kind}", body, buffers)
        return answer.get("result", answer.get("error", {}).get("message"))

    def send(self, ask: str, name: str, data: bytes, **more: Any) -> Any:
        begun = self.ask("begin", id=ask, name=name, size=len(data), **more)
        if not isinstance(begun, dict):
            return begun
        for offset in range(0, len(data), 1 << 16):
            self.ask("chunk", data[offset : offset + (1 << 16)], id=ask, offset=offset)
        return self.ask("end", id=ask, sha256=hashlib.sha256(data).hexdigest())


def thumb(page: Page, which: str) -> Image.Image:
    assert page.ask("thumb", id=which) == {"mime": "image/webp"}
    (data,) = page.buffers
    assert len(data) <= THUMB_BYTES
    return Image.open(io.BytesIO(data))
