"""A contact sheet as its page knows it: small JSON. The page's half is `js/src/sheet/facts.ts`."""

from __future__ import annotations

from typing import Any

from grokwidget.messages import say
from grokwidget.sweep.axes import axis_title
from grokwidget.sweep.sheet import SheetLayout, orders
from grokwidget.sweep.sheetcells import Material

Told = dict[str, Any]
#: Bytes of all prompts together, and of one at most: what is searched, and read out.
_MOST_TEXT, _LONGEST = 8_000, 300
#: Characters of what is said in place of a clip.
_WORDS = 240


def prompts(layout: SheetLayout) -> list[str]:
    """Every prompt that there is, once; of long ones the beginning."""
    found = list(dict.fromkeys(" ".join(cell.clip.prompt.split()) for cell in layout.cells if cell.clip is not None))
    most = max(60, min(_LONGEST, _MOST_TEXT // max(len(found), 1)))
    return [_cut(text, most) for text in found]


def _cut(text: str, most: int) -> str:
    data = text.encode()
    return text if len(data) <= most else data[: most - 3].decode(errors="ignore") + "…"


def sheet(layout: SheetLayout, whole: Material, sort: str, unshown: int) -> Told:
    """What belongs to no single cell."""
    sorts = orders(whole, *([sort] if sort else []))
    return {
        "title": layout.title,
        "rows": list(layout.rows),
        "columns": list(layout.columns),
        "row_title": layout.row_title,
        "column_title": layout.column_title,
        "axes": [{"name": name, "title": axis_title(name)} for name in whole.varies],
        "sorts": [{"name": name, "title": sort_title(name)} for name in sorts],
        "orders": sorts,
        "prompts": prompts(layout),
        "unshown": say("sheet.unshown", count=unshown) if unshown > 0 else "",
    }


def sort_title(name: str) -> str:
    """An order in words; a score by its own name."""
    plain = name.removeprefix("-")
    title = say(f"sheet.sort.{plain}") if plain in ("rating", "cost", "duration", "created", "seconds") else plain
    return say("sheet.sort.turned", title=title) if plain != name else title


def cells(layout: SheetLayout) -> list[Told]:
    """The cells, row by row. What is left out of one is empty, or nothing."""
    texts: dict[str, int] = {}
    told = []
    for row, places in enumerate(layout.places):
        for column, place in enumerate(places):
            for cell in place:
                each: Told = {"n": cell.number, "key": cell.key, "row": row, "column": column, "name": cell.choices}
                if cell.label and cell.label != cell.choices:
                    each["label"] = cell.label
                if cell.status != "done":
                    each["status"] = cell.status
                if cell.words:
                    each["words"] = cell.words if len(cell.words) <= _WORDS else cell.words[: _WORDS - 1] + "…"
                if cell.cost:
                    each["cost"] = cell.cost
                if (clip := cell.clip) is not None:
                    each["seconds"] = round(clip.duration, 3)
                    each["shape"] = round(clip.width / clip.height, 3) if clip.height else 1.778
                    if clip.rating:
                        each["rating"] = clip.rating
                    each["prompt"] = texts.setdefault(" ".join(clip.prompt.split()), len(texts))
                told.append(each)
    return told
