"""The nearest right word to a wrong one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from .messages import say


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
