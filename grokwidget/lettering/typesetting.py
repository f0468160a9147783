"""A prompt as one or two lines: what can't be drawn is left out, lines break where Chinese and English break."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from pathlib import Path

from PIL import Image, ImageDraw

from .fonts import SHIPPED, font, font_for, needs_shaping

_TOKEN = re.compile(r"@image\s*(\d{1,3})(?!\d)", re.IGNORECASE)
_LEFT_OUT = "\x00"
NOT_FIRST = frozenset(
    "，。、；：？！）》」』】〕〉”’…—～·･％‰℃!?,.;:)]}%¢°、。〃々〻ーゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
)
"""No line begins with one of these."""
NOT_LAST = frozenset("（《「『【〔〈“‘([{$£¥￥＄#@")
"""No line ends with one of these."""
NARROW = frozenset("‘’“”…")
"""What the shipped font also has in a narrow form, from U+E000 on."""
_PAUSES = tuple("，。；：！？,.;:!?")
LONGEST = 600
"""Characters of a prompt that are looked at: far more than two lines hold."""


def readable(prompt: str) -> str:
    """A prompt as one drawable line: `@image2` becomes ②; emoji and what no font has are left out. May be empty."""
    text = _TOKEN.sub(_numbered, unicodedata.normalize("NFC", prompt))[:LONGEST]
    # A variation selector or a joiner without its emoji is nothing; control characters are spaces.
    text = "".join(" " if c.isspace() or unicodedata.category(c) == "Cc" else c for c in text)
    text = "".join(
        c if unicodedata.category(c) not in ("Cf", "Co", "Cs", "Cn") and _drawn(c) else _LEFT_OUT for c in text
    )
    text = re.sub(rf"\s*{_LEFT_OUT}[\s{_LEFT_OUT}]*(?=[，。！？；：、,.!?;:]|$)", "", text)
    text = re.sub(rf"(?<=\w){_LEFT_OUT}+(?=\w)", "", text).replace(_LEFT_OUT, " ")
    text = _narrowed(re.sub(r"\s+", " ", text).strip())
    return text if any(unicodedata.category(c)[0] in "LN" and not "①" <= c <= "⑳" for c in text) else ""


def _narrowed(text: str) -> str:
    """Quotes and ellipses of Latin text in narrow forms: in a hanzi font the usual ones are as wide as a hanzi."""
    return "".join(_narrow(c) if c in NARROW and not _among_hanzi(text, k) else c for k, c in enumerate(text))


def _narrow(character: str) -> str:
    return chr(ord(character) - 0x2000 + 0xE000)


def _among_hanzi(text: str, k: int) -> bool:
    before = next((c for c in text[k - 1 :: -1] if c not in NARROW and c != " "), "") if k else ""
    after = next((c for c in text[k + 1 :] if c not in NARROW and c != " "), "")
    return any(c and _ideographic(c) for c in (before, after))


def _drawn(character: str) -> bool:
    """Emoji are left out, or the frames would depend on the machine's emoji font."""
    return font_for(character) is not None and not 0x1F000 <= ord(character) <= 0x1FBFF


def _numbered(token: re.Match[str]) -> str:
    number = int(token.group(1))
    return chr(0x245F + number) if 1 <= number <= 20 else str(number)


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring characters that one font draws."""

    text: str
    path: Path
    shaped: bool


def runs(text: str) -> list[Run]:
    """Text in the order in which it is drawn from left to right."""
    found: list[Run] = []
    for character in text:
        path, shaped = font_for(character), needs_shaping(character)
        if path is None:
            continue
        last = found[-1] if found else None
        if last is not None and (character == " " or (last.path == path and last.shaped == shaped)):
            found[-1] = Run(last.text + character, last.path, last.shaped)
        else:
            found.append(Run(character, path, shaped))
    directions = [unicodedata.bidirectional(c) for c in text]
    first = next((d for d in directions if d in ("L", "R", "AL")), "L")
    return found if first == "L" else found[::-1]


def width_of(text: str, size: int, spacing: float = 0.0) -> float:
    """Pixels that a line takes, `spacing` after every character included."""
    return sum(_advance(part, run, size) + spacing for run in runs(text) for part in _parts(run))


def draw_line(mask: Image.Image, text: str, x: float, baseline: float, size: int, spacing: float = 0.0) -> float:
    """Draw a line into an `L` mask; returns where it ends."""
    pen = ImageDraw.Draw(mask)
    for run in runs(text):
        for part in _parts(run):
            if part != " ":
                pen.text((x, baseline), part, 255, font(run.path, size, run.shaped), anchor="ls")
            x += _advance(part, run, size) + spacing
    return x


def _parts(run: Run) -> tuple[str, ...]:
    """A shaped run is one piece; else every letter is placed by itself, as basic layout would round to pixels."""
    return (run.text,) if run.shaped else tuple(run.text)


def _advance(part: str, run: Run, size: int) -> float:
    if run.shaped:
        return font(run.path, size, shaped=True).getlength(part)
    if part == " ":
        # One space for all fonts (a subset may have none), a little wider: white letters over a picture need it.
        return (_exact(" ", SHIPPED) / 1000 + 0.06) * size
    return _exact(part, run.path) * size / 1000


@lru_cache(maxsize=4096)
def _exact(character: str, path: Path) -> float:
    """The advance of a letter in thousandths of an em."""
    return font(path, 1000).getlength(character)


def lines(text: str, limit: float, width: Callable[[str], float]) -> list[str]:
    """`text` in one or two lines of at most `limit` pixels, evenly filled; the second ends in `…` where it must.

    `width` measures a line.
    """
    if not text or width(text) <= limit:
        return [text] if text else []
    places = break_places(text)
    # Widths only grow: after the first that is too long, none has to be measured.
    fitting = list(takewhile(lambda k: width(text[:k].strip()) <= limit, places)) or [_forced(text, limit, width)]
    pairs = [(text[:k].strip(), text[k:].strip()) for k in fitting if text[k:].strip()]
    whole = list(takewhile(lambda pair: width(pair[1]) <= limit, reversed(pairs)))
    if whole:
        # Both lines about equally long; a pause is a better place to break than the exact middle.
        best = min(
            whole, key=lambda pair: max(width(pair[0]), width(pair[1])) - 0.16 * limit * pair[0].endswith(_PAUSES)
        )
        return [*best]
    first, rest = pairs[-1]
    return [first, _cut(rest, limit, width)]


def paragraph(text: str, limit: float, width: Callable[[str], float], most: int) -> list[str]:
    """`text` in as many lines of at most `limit` pixels as it needs, each as full as can be; the last of `most` ends in
    `…` where it must. `width` measures a line."""
    found: list[str] = []
    rest = text
    while rest and len(found) < most:
        if width(rest) <= limit:
            return [*found, rest]
        if len(found) == most - 1:
            return [*found, _cut(rest, limit, width)]
        places = list(takewhile(lambda k: width(rest[:k].strip()) <= limit, break_places(rest)))  # noqa: B023 - used up here
        end = places[-1] if places else _forced(rest, limit, width)
        found.append(rest[:end].strip())
        rest = rest[end:].strip()
    return found


def break_places(text: str) -> Sequence[int]:
    """Indices before which a line may end: after spaces and hyphens, between hanzi or kana, never in front of 。"""
    return [k for k in range(1, len(text)) if _may_break(text[k - 1], text[k])]


def _may_break(before: str, after: str) -> bool:
    if after == " " or after in NOT_FIRST or before in NOT_LAST:
        return False
    if before == " " or before in "-/–":
        return True
    return _ideographic(before) or _ideographic(after)


def _ideographic(character: str) -> bool:
    """Hanzi, kana and full-width marks: text without spaces. (Hangul has spaces.)"""
    point = ord(character)
    return (
        0x2E80 <= point <= 0x312F
        or 0x31A0 <= point <= 0x9FFF
        or 0xF900 <= point <= 0xFAFF
        or point >= 0x20000
        or 0xFE30 <= point <= 0xFFEE
    )


def _forced(text: str, limit: float, width: Callable[[str], float]) -> int:
    """A word longer than the line is broken anywhere."""
    return max(takewhile(lambda k: width(text[:k]) <= limit, range(1, len(text))), default=1)


def _cut(text: str, limit: float, width: Callable[[str], float]) -> str:
    places = list(takewhile(lambda k: width(text[:k].rstrip() + "…") <= limit, break_places(text)))
    end = places[-1] if places else _forced(text, limit - width("…"), width)
    kept = text[:end].rstrip(" ，。、；：,.;:-—(（")
    return kept + ("…" if kept and _ideographic(kept[-1]) else _narrow("…"))
