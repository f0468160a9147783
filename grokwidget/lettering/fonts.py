"""Which font draws which character of a line: the shipped one, else one of the system's, else none: never a box."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, features

SHIPPED = Path(__file__).with_name("files") / "GrokwidgetSansSC.otf"
"""A subset of Noto Sans CJK SC: Latin, Greek, Cyrillic, kana, hanzi, Hangul. See files/OFL.txt, scripts/build-font."""
MORE_LATIN = SHIPPED.with_name("GrokwidgetSans.ttf")
"""The accented letters that the other lacks (Polish, Czech, Turkish, Greek...), of the same design and size."""
_UNDEFINED = "\ufffe"
"""A noncharacter: no font draws it, so what comes out is the font's picture for what it lacks."""
_SYSTEM = (
    "NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf", "NotoSansSC-Regular.otf", "SourceHanSansSC-Regular.otf",
    "wqy-microhei.ttc", "wqy-zenhei.ttc", "DroidSansFallbackFull.ttf", "PingFang.ttc", "Hiragino Sans GB.ttc",
    "STHeiti Medium.ttc", "AppleSDGothicNeo.ttc", "msyh.ttc", "msyh.ttf", "simhei.ttf", "malgun.ttf", "YuGothR.ttc",
    "NotoSansArabic-Regular.ttf", "NotoSansHebrew-Regular.ttf", "NotoSansDevanagari-Regular.ttf",
    "NotoSansThai-Regular.ttf", "segoeui.ttf", "Nirmala.ttf", "Nirmala.ttc", "leelawui.ttf", "Arial Unicode.ttf",
    "SFArabic.ttf", "SFHebrew.ttf", "Thonburi.ttc", "DejaVuSans.ttf", "Lohit-Devanagari.ttf", "FreeSans.ttf",
)  # fmt: skip
"""Asked in this order, where they are installed."""
_SHAPED = (
    "ARABIC", "HEBREW", "SYRIAC", "THAANA", "NKO", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "TAMIL", "TELUGU",
    "KANNADA", "MALAYALAM", "SINHALA", "THAI", "LAO", "TIBETAN", "MYANMAR", "KHMER", "MONGOLIAN",
)  # fmt: skip


@lru_cache(maxsize=24)
def font(path: Path, size: int, shaped: bool = False) -> ImageFont.FreeTypeFont:
    """A font at `size` pixels, in Pillow's basic layout: Raqm is not everywhere. `shaped` asks for Raqm. OSError."""
    engine = ImageFont.Layout.RAQM if shaped else ImageFont.Layout.BASIC
    return ImageFont.truetype(str(path), size, layout_engine=engine)


def needs_shaping(character: str) -> bool:
    """True for scripts whose letters join, stack or run from right to left."""
    return unicodedata.name(character, "").startswith(_SHAPED)


@lru_cache(maxsize=4096)
def font_for(character: str) -> Path | None:
    """The font file that can draw a character; None: it has to be left out.

    Letters that need shaping are drawn only where Pillow has Raqm: unjoined Arabic is worse than none.
    """
    if needs_shaping(character) and not features.check("raqm"):
        return None
    return next((path for path in _candidates() if draws(path, character)), None)


def draws(path: Path, character: str) -> bool:
    """Whether a font file has a picture of its own for a character; False for a file that is missing or no font."""
    if character.isspace():
        return True
    try:
        return _picture(path, character) not in (_picture(path, " "), _picture(path, _UNDEFINED))
    except (OSError, ValueError):
        return False


@lru_cache(maxsize=4096)
def _picture(path: Path, character: str) -> bytes:
    picture = Image.new("L", (64, 64))
    ImageDraw.Draw(picture).text((16, 8), character, 255, font(path, 24))
    return picture.tobytes()


def _candidates() -> Iterator[Path]:
    yield SHIPPED
    yield MORE_LATIN
    yield from _installed()


@lru_cache(maxsize=1)
def _installed() -> tuple[Path, ...]:
    """The known system fonts of this machine. Looked for only when the shipped font lacks a character."""
    found: dict[str, Path] = {}
    wanted = set(_SYSTEM)
    for folder in _folders():
        for root, _, names in os.walk(folder):
            for name in sorted(wanted & set(names)):
                found.setdefault(name, Path(root) / name)
    return tuple(found[name] for name in _SYSTEM if name in found)


def _folders() -> tuple[Path, ...]:
    home = Path.home()
    if sys.platform == "darwin":
        return Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", str(home))
        return Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts", Path(local) / "Microsoft/Windows/Fonts"
    return Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local/share/fonts", home / ".fonts"
