"""Every sentence that a person reads, in English and Chinese: one topic a file, one entry a sentence.

A topic file exports `MESSAGES`, a mapping from a key to its two texts. Placeholders are `{name}`; values are put in
as text, never interpreted again. Keys are unique over all topics (a test checks it).
"""

from __future__ import annotations

import importlib
import locale
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Literal

Lang = Literal["en", "zh"]
Entry = dict[Lang, str]
Messages = dict[str, Entry]

#: The topic files of this package, by name.
TOPICS = (
    "limits",
    "errors",
    "media",
    "library",
    "jobs",
    "service",
    "page",
    "notebook",
    "cli",
    "doctor",
    "relays",
    "budget",
    "classroom",
    "keeping",
    "panel",
    "recipes",
    "differences",
    "derive",
    "sweeps",
    "hosts",
    "sheetfile",
)


@cache
def catalogue() -> Messages:
    """All topics in one table: key -> {"en": text, "zh": text}."""
    table: Messages = {}
    for topic in TOPICS:
        entries: Messages = importlib.import_module(f"{__name__}.{topic}").MESSAGES
        twice = table.keys() & entries.keys()
        if twice:
            raise RuntimeError(f"message keys used twice: {sorted(twice)}")
        table |= entries
    return table


_spoken: ContextVar[Lang | None] = ContextVar("grokwidget_language", default=None)
_preferred: Lang | None = None


def language() -> Lang:
    """The reader's language: that of `speaking`, else `GROKWIDGET_LANG`, else what `prefer` was told, else the
    locale's; Chinese or English."""
    now = _spoken.get()
    if now is not None:
        return now
    told = os.environ.get("GROKWIDGET_LANG") or _preferred or os.environ.get("LC_ALL") or os.environ.get("LANG")
    if not told:
        told = locale.getlocale()[0] or ""
    return "zh" if told.lower().startswith(("zh", "chinese")) else "en"


@contextmanager
def speaking(lang: Lang | str | None) -> Iterator[None]:
    """Speak "en" or "zh" in this context; None changes nothing. For answering a page that reads another language."""
    if lang is None:
        yield
        return
    token = _spoken.set("zh" if lang == "zh" else "en")
    try:
        yield
    finally:
        _spoken.reset(token)


def prefer(lang: Lang | None) -> None:
    """Speak that language in this process where nothing was set: a browser knows its reader better than a kernel's
    locale, which in the cloud is English everywhere."""
    global _preferred
    _preferred = lang


class _Plain:
    """Wraps a value so that a format string can show it and do nothing else with it."""

    def __init__(self, value: object) -> None:
        self._text = str(value)

    def __format__(self, spec: str) -> str:
        return format(self._text, spec)


def say(key: str, lang: Lang | str | None = None, /, **values: object) -> str:
    """The sentence `key` in the reader's language, with `values` put into its placeholders.

    Raises `KeyError` for a key that no topic has: a missing sentence is a bug, not a user's problem.
    """
    entry = catalogue()[key]
    chosen: Lang = "zh" if lang == "zh" else "en" if lang == "en" else language()
    text = entry[chosen]
    return text.format_map({name: _Plain(value) for name, value in values.items()}) if values else text
