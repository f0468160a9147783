"""`ContactSheet(sweep)`: all clips of a sweep in a grid with labelled axes, in step; to sort, to filter, to pick from.

The page's half is `js/src/sheet.ts`. The cells are small JSON in traits, so that the page sorts and filters by itself;
the videos come when it asks. What changes while a sweep runs is told in `_news`, a few cells at a time.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from grokwidget.errors import GrokwidgetError, InvalidRequest, Money
from grokwidget.library import Clip, previews
from grokwidget.messages import Lang, language, say, speaking
from grokwidget.messages.page import words
from grokwidget.sweep.sheet import SheetLayout, laid_out
from grokwidget.sweep.sheetcells import Material, material
from grokwidget.sweep.sweep import Sweep

from . import again, previewing, sheettold
from .apart import apart
from .assets import asset
from .channel import Channel, hear_where_the_page_says
from .host import static
from .publish import put
from .sheetdesk import SheetDesk, unknown
from .sheetkept import Kept, form
from .sheetrun import SheetRun
from .sheetstill import plain

#: The tag that a winner's clip gets in the library.
TAG = "winner"
MOST_SHOWN = 120
#: So many changed cells are told by themselves; more are told with all the others.
_FEW = 12


class ContactSheet(again.Repeats, anywidget.AnyWidget):
    """The clips of a sweep, or any clips, as a contact sheet.

        >>> sheet = ContactSheet(sweep)
        >>> sheet                      # plays below the cell
        >>> sheet.picked               # the clips that were picked there

    `rows` and `columns` name axes of the sweep, "" is none; left out, the prompts go down and the last short list goes
    across. While the sweep runs, its clips appear as they come. A clip that is picked gets the tag "winner" in the
    library; those that have it are picked from the start. `lang` is "en", "zh" or "auto". Raises `InvalidRequest`, one
    sentence, for an unknown axis and where there is nothing to show. At most 120 cells are shown.

    Keys while the focus is inside: space plays and pauses, the arrows go from clip to clip, Enter opens one, W picks
    it, 1 to 5 rate it (0: not).
    """

    _esm = asset("sheet.js")
    _css = asset("sheet.css")

    rows = traitlets.Unicode(None, allow_none=True).tag(sync=True)
    """The axis that goes down, by its name; "" for none."""

    columns = traitlets.Unicode(None, allow_none=True).tag(sync=True)
    """The axis that goes across, by its name; "" for none."""

    sort = traitlets.Unicode("").tag(sync=True)
    """What orders the clips: "rating", "cost", "duration", "created", "seconds" or a score of `Sweep.map`, with "-"
    before it the other way round. A sorted sheet flows without axes; "" is as they are laid out."""

    filter = traitlets.Unicode("").tag(sync=True)
    """Words that the shown clips must have in their prompts or choices, all of them."""

    status = traitlets.Unicode("").tag(sync=True)
    """Only cells that stand so are shown, e.g. "done" or "failed"; "" for all."""

    rating = traitlets.Int(0, min=0, max=5).tag(sync=True)
    """Only clips with so many stars or more are shown; 0 for all."""

    only_winners = traitlets.Bool(False).tag(sync=True)
    """Whether only the winners are shown."""

    winners: traitlets.List[Any] = traitlets.List().tag(sync=True)
    """The keys of the winners, "<job id>:<n>"; clips may be set, too, and become their keys. See `picked`."""

    opened = traitlets.Unicode("").tag(sync=True)
    """The key of the clip that is open in the player; "" for none."""

    time = traitlets.Float(0.0, min=0.0).tag(sync=True)
    """Seconds: where all stand. Told by the page when it pauses or jumps, not while it plays."""

    playing = traitlets.Bool(True).tag(sync=True)
    """Whether they play; a page whose reader asked for less motion starts with a still one."""

    lang = traitlets.Unicode("en").tag(sync=True)
    """Language of the page's words: "en", "zh", or "auto" for the browser's."""

    _sheet = traitlets.Dict().tag(sync=True)
    """Axes, orders, prompts: see `sheettold.sheet`."""

    _cells: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)
    """All cells: see `sheettold.cells`."""

    _news: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)
    """Cells that are other than in `_cells`."""

    _made = traitlets.Int(0).tag(sync=True)
    """Counts the small videos as they are made: the page asks again for what it lacks."""

    _running = traitlets.Bool(False).tag(sync=True)
    """Whether more is to come."""

    _stopped = traitlets.Dict().tag(sync=True)
    """Of a sweep that was stopped: how it stands, and how to go on. See `SheetRun.stopped`."""

    _wrong = traitlets.Unicode("").tag(sync=True)
    """What went wrong with a winner or a rating, a sentence."""

    _mark = traitlets.Unicode("").tag(sync=True)
    """By this the page knows the form of the sheet that is kept in the notebook, which it hides while it is there."""

    _words = traitlets.Dict().tag(sync=True)
    """The page's sentences: language -> key -> text."""

    _channel: Channel | None = None
    _ready = _closed = False

    def __init__(
        self,
        source: Sweep | Sequence[Clip] | Iterable[Clip],
        rows: str | None = None,
        columns: str | None = None,
        *,
        lang: str | None = None,
        **traits: Any,
    ) -> None:
        spoken = lang or language()
        self._told: Lang | None = "zh" if spoken == "zh" else "en" if spoken == "en" else None
        self._source: Sweep | list[Clip] = source if isinstance(source, Sweep) else _listed(source)
        self._lock = threading.RLock()
        self._keys: dict[str, Clip] = {}
        self._tagged: set[str] = set()
        self._run = SheetRun(source, self._looked)
        self._kept = Kept(self._form)
        with speaking(self._told):  # what can't be laid out, and who can't win, is refused before anything is made
            whole, self._cut = self._read()
            self._layout = self._laid_out(whole, rows, columns)
            _checked(traits.get("winners") or (), {cell.key for cell in self._layout.cells if cell.clip is not None})
        super().__init__(
            lang=spoken,
            rows=self._layout.row_axis,
            columns=self._layout.column_axis,
            _words=words("sheet", spoken),
            _mark=secrets.token_hex(4),
            **traits,
        )
        self._ready = True
        self._tell(everything=True)
        self._tag(None)
        self._desk = SheetDesk(self._clip, lang=lambda: self._told, made=self._count, rated=self._rated)
        self._channel = Channel(self, {**self._desk.handlers, **self._run.handlers}, lambda: self._told)
        hear_where_the_page_says(self)  # Stop is pressed while a cell waits for the sweep
        self._prepare(self._keys.values())
        self._run.follow()

    # -- for whoever has it ------------------------------------------------------------------------------------------

    @property
    def picked(self) -> list[Clip]:
        """The winners, in the order of the sheet."""
        with self._lock:
            return [clip for key, clip in self._keys.items() if key in self.winners]

    @property
    def clips(self) -> list[Clip]:
        """All clips that are in the sheet, in its order."""
        with self._lock:
            return list(self._keys.values())

    def layout(self) -> SheetLayout:
        """Where everything stands now: what `grokwidget.sweep.sheet.layout` gives."""
        with self._lock, speaking(self._told):
            whole, self._cut = self._read()
            return self._laid_out(whole, self.rows, self.columns, self.sort)

    def save(self, path: str | Path, **how: Any) -> Path:
        """Write the sheet as it stands, see `grokwidget.save_sheet`; winners alone where only they are shown."""
        from grokwidget.sweep.saving import save_sheet

        axes = {} if self.sort else {"rows": self.rows, "columns": self.columns}
        only = [clip.key for clip in self.picked] if self.only_winners else None
        return save_sheet(self._source, path, **{**axes, "sort": self.sort or None, "only": only, **how})

    def refresh(self) -> None:
        """Look again: at ratings, tags, scores of `Sweep.map`. A sweep that runs is followed without this."""
        self._tell(everything=True)

    def close(self) -> None:
        """Close the widget: it answers nothing any more."""
        with self._lock:
            self._closed = True
        self._run.close()
        self._kept.close()
        if self._channel is not None:
            self._channel.close()
        super().close()

    def __repr__(self) -> str:
        with speaking(self._told):
            return plain(self.layout(), self.winners)

    # -- showing it --------------------------------------------------------------------------------------------------

    def _ipython_display_(self, **_: Any) -> None:
        """The widget, and below it the form that the saved notebook keeps, which the page hides while it is there."""
        if static():
            put(self._form())
            return
        data, metadata = self._bundle()
        put({**data, "text/plain": self._sheet["title"]}, metadata)
        self._kept.show()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The widget, and beside it its axes, posters, labels, costs and winners, for a reader without a kernel."""
        data, metadata = self._bundle(**kwargs)
        return {**data, **self._form()}, metadata

    def _bundle(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        given: Any = ({} if static() else super()._repr_mimebundle_(**kwargs)) or {}
        return given if isinstance(given, tuple) else (given, {})

    def _form(self) -> dict[str, Any]:
        with speaking(self._told):
            return form(self.layout(), self.winners, self._mark)

    # -- what is in it -----------------------------------------------------------------------------------------------

    def _read(self) -> tuple[Material, int]:
        """What there is to place, and how many cells of it are too many."""
        whole = material(self._source)
        cut = len(whole.entries) - MOST_SHOWN
        return (replace(whole, entries=whole.entries[:MOST_SHOWN]), cut) if cut > 0 else (whole, 0)

    def _laid_out(self, whole: Material, rows: str | None, columns: str | None, sort: str = "") -> SheetLayout:
        only = {entry.key for entry in whole.entries} if self._cut else None
        return laid_out(whole, rows=rows, columns=columns, sort=sort, only=only)

    def _clip(self, key: str) -> Clip:
        with self._lock:
            clip = self._keys.get(key)
        if clip is None:
            raise unknown(key, self._told)
        return clip

    def _tell(self, *, everything: bool = False) -> None:
        """Tell the page what is other than it knows."""
        with self._lock, speaking(self._told):
            whole, self._cut = self._read()
            layout = self._layout = self._laid_out(whole, self.rows, self.columns)
            told = sheettold.cells(layout)
            known = {cell["n"]: cell for cell in (*self._cells, *self._news)}
            news = [cell for cell in told if known.get(cell["n"]) != cell]
            running, stopped = self._run.running, self._run.stopped
            if not news and not everything and (running, stopped) == (self._running, self._stopped):
                return
            new = [cell.clip for cell in layout.cells if cell.clip is not None and cell.clip.key not in self._keys]
            self._keys = {cell.clip.key: cell.clip for cell in layout.cells if cell.clip is not None}
            changed = {cell["n"]: cell for cell in (*self._news, *news)}
            with self.hold_sync():
                if everything or len(changed) > _FEW or not running:
                    self._cells, self._news = told, []
                    self._sheet = sheettold.sheet(layout, whole, self.sort, self._cut)
                else:
                    self._news = list(changed.values())
                self._running, self._stopped = running, stopped
                self._elect(new)
        if self._channel is not None:
            self._prepare(new)
        self._settle()

    def _elect(self, new: Sequence[Clip]) -> None:
        """Winners are those that are still here, and those of the new ones that were picked before."""
        picked = [clip.key for clip in new if TAG in clip.tags]
        self._tagged = {key for key in (*self._tagged, *picked) if key in self._keys}
        winners = [key for key in dict.fromkeys([*self.winners, *picked]) if key in self._keys]
        if winners != self.winners:
            self.winners = winners

    # -- what changes ------------------------------------------------------------------------------------------------

    @traitlets.validate("winners")
    def _keys_of(self, proposal: Any) -> list[str]:
        if not self._ready:
            return _checked(proposal["value"])
        with self._lock, speaking(self._told):
            # A page says all winners with each pick: one that was taken away meanwhile is no reason against the others.
            keys = _checked(proposal["value"], {*self._keys, *self.winners})
            return [key for key in keys if key in self._keys]

    @traitlets.observe("winners")
    def _tag(self, _: Any) -> None:
        """The winners are so in the library, too."""
        if not self._ready:
            return
        with self._lock:
            wanted = set(self.winners)
            for key in sorted(wanted ^ self._tagged):
                clip = self._keys.get(key)
                if clip is None:
                    continue
                try:
                    clip.tag(TAG) if key in wanted else clip.untag(TAG)
                except GrokwidgetError as error:
                    apart(self.set_trait, "_wrong", str(error))
                    return
                self._tagged ^= {key}
            if self._wrong:
                self._wrong = ""
        self._settle()

    @traitlets.validate("rows", "columns")
    def _axis(self, proposal: Any) -> Any:
        value, other = proposal["value"], "columns" if proposal["trait"].name == "rows" else "rows"
        if self._ready and value:
            with speaking(self._told):
                whole, _ = self._read()
                laid_out(whole, **{proposal["trait"].name: value, other: ""})
        return value

    @traitlets.validate("sort")
    def _order(self, proposal: Any) -> Any:
        if self._ready and proposal["value"]:
            with speaking(self._told):
                whole, _ = self._read()
                laid_out(whole, sort=proposal["value"])
        return proposal["value"]

    @traitlets.observe("rows", "columns", "sort")
    def _relay(self, change: Any) -> None:
        if not self._ready:
            return
        if change["name"] != "sort" and self.rows and self.rows == self.columns:
            # The one that was set stays, and the other gives way.
            other = "columns" if change["name"] == "rows" else "rows"
            self.set_trait(other, change["old"] or "")
            return
        self._tell(everything=True)

    def _rated(self) -> None:
        apart(self._tell)
        self._settle()

    # -- what happens elsewhere --------------------------------------------------------------------------------------

    def _prepare(self, clips: Iterable[Clip]) -> None:
        """Have the small videos made that aren't there."""
        if not static():
            previewing.want([clip for clip in clips if previews.preview(clip) is None], self._prepared)

    def _prepared(self, _clip: Clip, _wrong: str) -> None:
        self._count()

    def _count(self) -> None:
        with self._lock:
            if not self._closed:
                apart(self.set_trait, "_made", self._made + 1)

    def _looked(self) -> None:
        if self._closed:
            return
        self._tell()
        with self._lock:
            if self._running and not self._closed:
                self._run.go_on()

    def _settle(self) -> None:
        """What the saved notebook keeps follows what is shown."""
        if not self._running:
            self._kept.changed()


def _checked(winners: Iterable[Any], known: Container[str] | None = None) -> list[str]:
    """The keys of clips, or keys, each once. `InvalidRequest` for what is neither, or not known."""
    keys = [each.key if isinstance(each, Clip) else each for each in winners]
    for key in keys:
        if not isinstance(key, str) or (known is not None and key not in known):
            raise InvalidRequest(say("sheet.no_winner", key=repr(key)[:60]), money=Money.SILENT)
    return list(dict.fromkeys(keys))


def _listed(source: Any) -> Any:
    """What can be gone through again; what is no list is refused by who reads it."""
    return list(source) if isinstance(source, Iterable) and not isinstance(source, str | bytes) else source
