"""The nearest right word, shape or resolution to a wrong one."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable

from .messages import say

#: The narrowest and the widest shape, width / height, that goes where any ratio is taken.
SHAPES = (1 / 10, 10.0)
_NUMBER = r"(\d{1,9}(?:\.\d{1,9})?)"
_RATIO = re.compile(f"{_NUMBER}:{_NUMBER}", re.ASCII)
_RESOLUTION = re.compile(r"(\d{1,6})([pk])", re.ASCII)
#: Lines of what is called by its thousands of columns.
_BY_COLUMNS = {"2k": 1440, "4k": 2160, "8k": 4320}


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The most similar of `words`, None when none is similar."""
    candidates = list(words)
    by_lower = {candidate.lower(): candidate for candidate in candidates}
    found = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.5)
    return by_lower[found[0]] if found else None


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """A sentence that suggests the nearest right word; empty when none is near."""
    found = nearest(word, words)
    return say("limit.did_you_mean", nearest=found) if found else ""


def shape(ratio: str) -> float | None:
    """Width / height of a ratio `w:h` in plain digits, both positive; None for anything else."""
    found = _RATIO.fullmatch(ratio)
    wide, high = (float(found[1]), float(found[2])) if found else (0.0, 0.0)
    return wide / high if wide and high else None


def nearest_ratio(value: str, choices: Iterable[str]) -> str | None:
    """The choice whose shape is nearest to `value`; None when `value` is no ratio."""
    wanted = shape(value)
    if wanted is None:
        return None
    shapes = {choice: found for choice in choices if (found := shape(choice)) is not None}
    return min(shapes, key=lambda choice: abs(math.log(shapes[choice] / wanted)), default=None)


def nearest_resolution(value: str, choices: Iterable[str]) -> str | None:
    """The choice whose number of lines is nearest to that of `value` (`1080p`, `4k`); None when `value` is none."""
    wanted = _lines(value)
    if wanted is None:
        return None
    lines = {choice: found for choice in choices if (found := _lines(choice)) is not None}
    return min(lines, key=lambda choice: abs(lines[choice] - wanted), default=None)


def _lines(resolution: str) -> int | None:
    found = _RESOLUTION.fullmatch(resolution.lower())
    if found is None or found[2] == "k":
        return _BY_COLUMNS.get(resolution.lower())
    return int(found[1]) or None
