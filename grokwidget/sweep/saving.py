"""A contact sheet as a file: one film, one moving picture, one page, one picture."""

from __future__ import annotations

import json
import math
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import display
from .._version import __version__
from ..errors import MediaError
from ..library import Clip, sidecar
from ..library.durable import replacing
from ..library.saving import PREFIX, spare
from ..messages import say
from .mapping import Executor
from .sheet import Only, SheetCell, SheetLayout, layout

if TYPE_CHECKING:
    from ..media.sheets.content import Sheet, Tile
    from ..media.sheets.reduced import Order, Reduced
    from .sweep import Sweep

ENDINGS = (".mp4", ".webp", ".html", ".png")
MOST = 240
"""Clips of one file: each plays, and has to be seen."""
_LONGEST = {".mp4": 1920, ".webp": 1280, ".png": 2400}
"""Pixels, unless told."""
_SMALLEST_SIDE, _LARGEST_SIDE = 240, 4096
"""No player decodes larger films in hardware."""
_WEBP_FPS, _MOST_FPS = 10, 30
_POSTER_BYTES = 12_000
_PACKAGE = __name__.partition(".")[0]
Progress = Callable[[float], object]


class Saving:
    """A file that is being written: how far it is, for whoever shows it."""

    def __init__(self, name: str) -> None:
        self.name = name
        """The file's name."""
        self.share = 0.0
        """How much is done, from 0 to 1."""
        self.listeners: list[Progress] = []

    def tell(self, share: float) -> None:
        """So much is done. In the thread that writes."""
        self.share = share
        for listener in self.listeners:
            listener(share)
        display.waiting()


def save_sheet(
    source: Sweep | Sequence[Clip],
    path: str | Path,
    *,
    rows: str | None = None,
    columns: str | None = None,
    sort: str | None = None,
    only: Only | None = None,
    title: str | None = None,
    longest_side: int | None = None,
    light: bool = False,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Path:
    """Write the contact sheet of a sweep, or of a list of clips, as one file; returns where it is.

        >>> save_sheet(sweep, "foxes.mp4", rows="prompt", columns="mode")
        >>> save_sheet(client.library.search("fox"), "foxes.html", sort="rating")

    The ending says which kind: `.mp4` (all clips in step, silent), `.webp` (the same, ten frames a second), `.html`
    (one page with everything in it, for any browser, without a network), `.png` (a still of each clip). Clips begin
    together; a shorter one holds its last frame until the longest is over. A clip of another shape has a panel around
    it. What failed, or has no clip yet, is said in its place; so is, with a warning, that a file is gone or broken.

    `rows`, `columns`, `sort` and `only` are those of the sheet (see `Sweep.save`); `title` stands above it.
    `longest_side` is in pixels (1920, WebP 1280, PNG 2400; from 240 to 4096): no clip is made larger than the largest
    is. `light` draws on white instead of black; a page follows its reader. `executor` brings the clips to their size:
    anything with `submit`; left out, threads. `progress` hears, in this thread, how much is done, from 0 to 1.

    The file is there whole or not at all, also after an interrupt. It says where it came from (prompts, models, hashes;
    never a key). Raises `InvalidRequest` as the sheet does, and `MediaError` for another ending, where there is no clip
    to show, for more than 240 clips, and when it can't be written.
    """
    target = _target(path)
    if longest_side is not None:
        longest_side = _side(longest_side)
    placed = layout(source, rows=rows, columns=columns, sort=sort, only=only)
    clips = [cell.clip for cell in placed.cells if cell.clip is not None]
    if not clips:
        raise MediaError(say("sheetfile.no_clips"))
    if len(placed.cells) > MOST:
        raise MediaError(say("sheetfile.too_many", count=len(placed.cells), most=MOST))
    if title is not None:
        title = _title(title)
    sheet = _sheet(placed, clips, placed.title if title is None else title)
    saving = Saving(target.name)
    saving.listeners += [progress] if progress is not None else []
    unseen: list[str] = []
    kind = target.suffix.lower()
    try:
        spare(target, clips)
        target.parent.mkdir(parents=True, exist_ok=True)
        with replacing(target) as part, display.watching(saving):
            if kind == ".html":
                _write_page(sheet, part, executor, saving.tell, unseen)
            else:
                side = _LONGEST[kind] if longest_side is None else longest_side
                _write_pictures(sheet, part, kind, side, light, executor, saving.tell, unseen)
    except OSError as error:
        raise MediaError(say("media.cannot_save", file=target.name, problem=error.strerror or error)) from error
    saving.tell(1.0)
    if unseen:
        key = "sheetfile.without.one" if len(unseen) == 1 else "sheetfile.without"
        warnings.warn(say(key, count=len(unseen), reason=unseen[0]), stacklevel=_levels_to_the_caller())
    return target


def _levels_to_the_caller() -> int:
    """The `stacklevel` with which a warning is told of the line that called this package."""
    level, frame = 1, sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").partition(".")[0] == _PACKAGE:
        level, frame = level + 1, frame.f_back
    return level


def _target(path: str | Path) -> Path:
    try:
        target = Path(path).expanduser()
    except (RuntimeError, TypeError) as error:
        raise MediaError(say("media.cannot_save", file=path, problem=str(error).rstrip("."))) from None
    if target.suffix.lower() not in ENDINGS:
        raise MediaError(say("sheetfile.ending", file=target.name, endings=", ".join(ENDINGS)))
    return target


def _side(told: object) -> int:
    if isinstance(told, bool) or not isinstance(told, int | float) or not math.isfinite(told):
        raise MediaError(say("sheetfile.side", value=told))
    return min(max(int(told), _SMALLEST_SIDE), _LARGEST_SIDE)


def _title(told: object) -> str:
    """The text as far as it can be written: half of a pair of surrogates can't."""
    return str(told).encode("utf-8", "replace").decode("utf-8")


# -- what is on it -----------------------------------------------------------------------------------------------------


def _sheet(placed: SheetLayout, clips: Sequence[Clip], title: str) -> Sheet:
    from ..media.sheets.content import Sheet

    return Sheet(
        title,
        tuple(tuple(tuple(_tile(cell) for cell in place) for place in row) for row in placed.places),
        placed.rows,
        placed.columns,
        placed.row_title,
        placed.column_title,
        _footnote(clips),
        _about(placed, title),
    )


def _tile(cell: SheetCell) -> Tile:
    from ..media.sheets.content import Tile

    clip = cell.clip
    if clip is None:
        return Tile(None, cell.choices, cell.label, words=cell.words)
    return Tile(
        clip.path, cell.choices, cell.label, cell.cost, "", clip.width or 16, clip.height or 9, clip.duration, clip.fps
    )  # fmt: skip


def _footnote(clips: Sequence[Clip]) -> str:
    """How many there are, who made them, and where it was no model."""
    models = Counter(f"{clip.model} ({clip.provider})" for clip in clips)
    told = [say("sheetfile.foot.one" if len(clips) == 1 else "sheetfile.foot", count=len(clips))]
    told += [name if len(models) == 1 else f"{count} × {name}" for name, count in models.most_common(4)]
    told += ["…"] if len(models) > 4 else []
    ruled = sum(_by_rule(clip) for clip in clips)
    if ruled:
        told.append(say("sheetfile.by_rule" if ruled == len(clips) else "sheetfile.by_rule.some", count=ruled))
    return " · ".join(told)


def _by_rule(clip: Clip) -> bool:
    return sidecar.source_type(clip.record).endswith("/algorithmicMedia")


def _about(placed: SheetLayout, title: str) -> dict[str, str]:
    """The file's tags: which clips, of which requests; never a key, never a path of this machine."""
    clips = [(cell, cell.clip) for cell in placed.cells if cell.clip is not None]
    told = [
        {
            "choices": cell.choices,
            "prompt": clip.prompt,
            "provider": clip.provider,
            "model": clip.model,
            "take": clip.record.take,
            "cost": cell.cost,
            "sha256": clip.sha256,
            "job_id": clip.job_id,
            "file": clip.path.name,
        }
        for cell, clip in clips
    ]
    whole = {"title": title, "rows": placed.row_axis, "columns": placed.column_axis, "clips": told}
    # As of a joined clip: by a trained model where one of them came about so.
    first = next((clip for _, clip in clips if not _by_rule(clip)), clips[0][1])
    return {
        PREFIX + "sheet": json.dumps(whole, ensure_ascii=False, separators=(",", ":")),
        PREFIX + "prompt": " / ".join(dict.fromkeys(clip.prompt for _, clip in clips)),
        PREFIX + "parents": ",".join(dict.fromkeys(clip.sha256 for _, clip in clips)),
        PREFIX + "digitalSourceType": sidecar.source_type(first.record),
        PREFIX + "software": f"grokwidget {__version__}",
    }


# -- how it is written -------------------------------------------------------------------------------------------------


def _write_page(sheet: Sheet, part: Path, executor: Executor | None, told: Progress, unseen: list[str]) -> None:
    from ..media.sheets.page import Page

    page = Page(sheet)
    wanted = {"fps": _rate(sheet), "quality": 26, "still": _POSTER_BYTES}
    sizes = iter(page.sizes)
    boxes = [size for tile, size in zip(sheet.tiles, sizes, strict=True) if tile.path is not None]
    found = _reduced(sheet, boxes, wanted, executor, told, unseen)
    part.write_text(page.written(found), encoding="utf-8")


def _write_pictures(
    sheet: Sheet,
    part: Path,
    kind: str,
    longest: int,
    light: bool,
    executor: Executor | None,
    told: Progress,
    unseen: list[str],
) -> None:
    from ..media.sheets import film, still
    from ..media.sheets.drawing import ground
    from ..media.sheets.palette import DARK, LIGHT
    from ..media.sheets.setting import setting

    made = setting(sheet, longest)
    fps = Fraction(_WEBP_FPS) if kind == ".webp" else _rate(sheet)
    wanted: dict[str, Any] = {"still": 0} if kind == ".png" else {"fps": fps}
    boxes = [(seat.box.width, seat.box.height) for seat in made.seats if seat.tile.path is not None]
    share = 0.9 if kind == ".png" else 0.6
    found = _reduced(sheet, boxes, wanted, executor, lambda done: told(done * share), unseen)
    seats = [
        replace(seat, tile=replace(seat.tile, path=None, words=got.words)) if got is not None and got.words else seat
        for seat, got in zip(made.seats, found, strict=True)
    ]
    made = replace(made, seats=seats)
    picture = ground(made, LIGHT if light else DARK)
    there = [(seat, got) for seat, got in zip(seats, found, strict=True) if got is not None and not got.words]
    about = {name.removeprefix(PREFIX): text for name, text in sheet.about.items()}
    if kind == ".png":
        stills = [(seat, got.still) for seat, got in there]
        still.png(made, picture, stills, part, about=about, tags=sheet.about)
        return
    frames = max(1, *(_frames(seat.tile.seconds, fps) for seat, _ in there))
    scene = film.Scene(made, picture, [(seat, got.film) for seat, got in there], fps, frames)

    def filmed(n: int) -> None:
        told(share + (1 - share) * n / frames)

    if kind == ".mp4":
        film.mp4(scene, part, tags=sheet.about, told=filmed)
    else:
        film.webp(scene, part, about=about, told=filmed)


def _rate(sheet: Sheet) -> Fraction:
    """Frames a second: of the fastest clip, within reason, so that no clip loses a frame."""
    fastest = max((tile.fps for tile in sheet.tiles if tile.path is not None), default=0) or 24
    return Fraction(min(max(fastest, 1.0), _MOST_FPS)).limit_denominator(1001)


def _frames(seconds: float, fps: Fraction) -> int:
    from ..media.reading import number_of_frames

    return number_of_frames(seconds, float(fps))


def _reduced(
    sheet: Sheet,
    boxes: Sequence[tuple[int, int]],
    wanted: dict[str, Any],
    executor: Executor | None,
    told: Progress,
    unseen: list[str],
) -> list[Reduced | None]:
    """What came of each tile; None for one without a clip. `unseen` gets a sentence for each that can't be read."""
    from ..media.sheets.reduced import all_reduced, order

    clips = [tile for tile in sheet.tiles if tile.path is not None]
    orders: list[Order] = [
        order(tile.path, *box, **wanted) for tile, box in zip(clips, boxes, strict=True) if tile.path is not None
    ]
    found = all_reduced(orders, executor, lambda count: told(count / len(orders)))
    unseen += [got.words for got in found if got.words]
    if len(unseen) == len(found):
        raise MediaError(say("sheetfile.none_readable", reason=unseen[0]))
    coming = iter(found)
    return [None if tile.path is None else next(coming) for tile in sheet.tiles]
