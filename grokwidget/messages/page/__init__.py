"""Every sentence of the page, one part a file: the one place for both languages.

The page gets them from Python: a widget's `_words` trait holds the entries of its parts (`words`), so the front end has
no sentence of its own. Placeholders are `{name}`, filled in by the page. Keys: `page.<part>.<key>`.
"""

from __future__ import annotations

from .. import Lang, Messages
from . import choices, compare, gallery, images, job, kernel, player, prompt, sheet, studio

_PARTS = (job, player, gallery, compare, sheet, images, choices, prompt, studio, kernel)

MESSAGES: Messages = {key: entry for part in _PARTS for key, entry in part.MESSAGES.items()}

#: The parts of the widgets that have several.
PARTS: dict[str, tuple[str, ...]] = {
    "studio": ("studio", "choices", "prompt", "images", "job"),
    "gallery": ("gallery", "player"),
    "compare": ("compare",),
}


def words(widget: str, lang: str) -> dict[str, dict[str, str]]:
    """The sentences of one widget, as its page gets them: language -> key -> text.

    A widget of one part has its keys without prefix (`play`), one of several as `part.key` (`player.play`). `lang` is
    "en" or "zh" for that one alone, or "auto" for both: then the page picks by the browser's language.
    """
    parts = PARTS.get(widget)
    prefixes = tuple(f"page.{part}." for part in parts or (widget,))
    cut = "page." if parts else prefixes[0]
    wanted: tuple[Lang, ...] = ("zh",) if lang == "zh" else ("en",) if lang == "en" else ("en", "zh")
    return {
        each: {key.removeprefix(cut): entry[each] for key, entry in MESSAGES.items() if key.startswith(prefixes)}
        for each in wanted
    }
