"""`Studio()`: choose, drop pictures, see the price, press Generate, watch it come, play it, change a word, compare.

Every choice is a trait: set it and the panel shows it, press something in the panel and the trait has it. Python is the
single truth: what can be chosen, what a choice does to the others and what it costs is worked out here (`choices`,
`price`), and the page draws it. Its half is `js/src/studio.ts`; its requests are answered in `desk`.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from grokwidget.errors import InvalidRequest
from grokwidget.library import Clip, inputs
from grokwidget.messages import Lang, language, prefer, say, speaking
from grokwidget.messages.page import words
from grokwidget.nearest import did_you_mean
from grokwidget.request import ImageRef, VideoRequest

from .. import again, choices, session
from ..apart import apart
from ..assets import asset
from ..card import NOTHING, card, ended
from ..channel import Channel
from ..facts import clip_key, facts
from ..host import static
from ..publish import Spot
from ..tray import Tray
from .desk import Desk
from .fields import FIELDS, lockable, request_of, said
from .joblist import JobList

if TYPE_CHECKING:
    from grokwidget.client import Client
    from grokwidget.jobs import Job


class Studio(again.Repeats, anywidget.AnyWidget):
    """The panel: a small application in a cell.

        >>> studio = Studio(prompt="a red fox runs through snow", aspect_ratio="16:9")
        >>> studio                                          # shows it
        >>> studio.duration = 6                             # and so it can be set, observed and linked
        >>> clip = studio.generate()                        # as its button does, and waits

    - `provider`, `model`, `prompt`, `images` and the other fields of a `VideoRequest` are what it begins with. A field
      that is None is the model's own.
    - `locked`: names of fields that the reader can't change, for teaching: `locked=("provider", "model")`. Python can.
    - `client`: whose library, budget, keys and addresses count; left out, the one of the magics.
    - `rehearse`: True asks the local service in the provider's place, for nothing.
    - `lang`: "en", "zh", or "auto" for the browser's language; left out, the settings', else the browser's.

    A new panel finds the jobs that are under way in this process, and those that an earlier kernel left. Raises
    `InvalidRequest`, `InvalidImage` or `LibraryError` for what it can't begin with.
    """

    _esm = asset("studio.js")
    _css = asset("studio.css")

    provider = traitlets.Unicode("local").tag(sync=True)
    """Who is asked."""

    model = traitlets.Unicode(None, allow_none=True).tag(sync=True)
    """The model's id; None: chosen by what is asked."""

    prompt = traitlets.Unicode("").tag(sync=True)
    """What the video shows; `@image1` speaks of the first image."""

    aspect_ratio = traitlets.Unicode(None, allow_none=True).tag(sync=True)
    """Width:height, as `16:9`; None: the model's own, here and below."""

    resolution = traitlets.Unicode(None, allow_none=True).tag(sync=True)
    """`480p`, `720p`, …"""

    duration = traitlets.Float(None, allow_none=True).tag(sync=True)
    """Seconds."""

    mode = traitlets.Unicode(None, allow_none=True).tag(sync=True)
    """`normal`, `fun` or `spicy`."""

    nsfw_checker = traitlets.Bool(None, allow_none=True).tag(sync=True)
    """The provider's content filter, where the model lets it be chosen."""

    take = traitlets.Int(1, min=1).tag(sync=True)
    """Which of several generations of the same request. Back to 1 when anything else is changed."""

    rehearse = traitlets.Bool(False).tag(sync=True)
    """Whether the local service is asked in the provider's place."""

    images = traitlets.Any(())
    """The reference images, in order. Set a list of whatever `VideoRequest.images` takes; read it as `ImageRef`s."""

    clip = traitlets.Any(None)
    """The clip that is shown, a `Clip` or None. A new one is put here when it is finished; set one to show it."""

    jobs = traitlets.Tuple()
    """The jobs of this panel, newest first: each a `Job`. Read only."""

    lang = traitlets.Unicode("auto").tag(sync=True)
    """Language of the page's words: "en", "zh", or "auto" for the browser's."""

    _words = traitlets.Dict().tag(sync=True)
    """The page's sentences: language -> key -> text."""
    _options = traitlets.Dict().tag(sync=True)
    """What can be chosen now: see `choices.options`."""
    _notes = traitlets.Dict().tag(sync=True)
    """What the last choice had to change: field -> sentence."""
    _problems = traitlets.Dict().tag(sync=True)
    """What is wrong with the request: field ("" for the whole) -> sentence."""
    _images: Any = traitlets.List().tag(sync=True)
    """The images' facts, in order: see `tray`."""
    _price = traitlets.Dict().tag(sync=True)
    """What Generate would do and cost: see `price.outlook`; and `balance` and `budget`, in words."""
    _jobs: Any = traitlets.List().tag(sync=True)
    """The jobs' rows: see `joblist`."""
    _clip: Any = traitlets.Dict(None, allow_none=True).tag(sync=True)
    """The facts of the clip that is shown."""
    _shown = traitlets.Unicode("").tag(sync=True)
    """What the stage shows: a job's id, "clip", or "" for nothing."""

    def __init__(
        self,
        provider: str | None = None,
        model: str | None = None,
        prompt: str = "",
        *,
        images: Iterable[Any] = (),
        client: Client | None = None,
        locked: Collection[str] = (),
        rehearse: bool | None = None,
        lang: str | None = None,
        **fields: Any,
    ) -> None:
        self._lock = threading.RLock()
        self._held = 1
        self._changed: set[str] = set()
        self._spot: Spot | None = None
        self._told: tuple[ImageRef, ...] = ()
        self._closed = False
        self._ends: list[Callable[[], object]] = []
        self.client = client or session.client()
        told = lang or os.environ.get("GROKWIDGET_LANG") or "auto"
        self._reads: Lang | None = None if told == "auto" else "zh" if told.lower().startswith("zh") else "en"
        spoken = self._reads or "auto"
        self._locked = lockable(locked, self.client.classroom)
        self._tray = Tray(self._on_tray, lambda: self._reads)
        self._list = JobList(self._on_jobs, self._job_over)
        self._ends += [self._tray.close, self._list.close]
        super().__init__(lang=spoken, _words=words("studio", spoken))
        for name in fields.keys() - {*FIELDS, "take"}:
            raise InvalidRequest(say("limit.unknown_field", field=name), hint=did_you_mean(name, FIELDS))
        self.provider = provider or self.client.provider
        self.rehearse = self.client.rehearse if rehearse is None else rehearse
        of_class = self.client.classroom
        self.model = model or (of_class.model if of_class and of_class.table.provider == self.provider else None)
        self.prompt, self.images = prompt, tuple(images)
        for name, value in fields.items():
            setattr(self, name, value)
        self.desk = Desk(self)
        channel = Channel(self, self.desk.handlers, lambda: self._reads)
        self._ends += [channel.close, self.desk.close]
        self._held = 0
        self._changed.clear()
        self._settle()
        for job in self.client.running():
            self._list.add(job)
        if self._list.jobs:
            self._shown = self._list.jobs[0].id
        self.desk.later(self._take_up)

    # -- what a person does -------------------------------------------------------------------------------------------

    def submit(self, *, yes: bool = False) -> Job:
        """Ask for the video that the panel describes, as its button does; returns the `Job` at once.

        Raises what `Client.submit` raises. `yes` is as there.
        """
        with self._lock:
            asked = said(self, self.client.provider)
            job = self.client.submit(
                **asked, images=list(self._tray.refs), take=self.take, rehearse=self.rehearse, yes=yes
            )
            self._list.add(job)
            self._show_job(job)
        self.desk.later(self._settle)
        return job

    def generate(self, *, yes: bool = False, timeout: float | None = None) -> Clip:
        """Ask for the video that the panel describes, and wait for it; the panel shows it coming.

        Raises what `submit` and `Job.result` raise.
        """
        return self.submit(yes=yes).result(timeout)

    def restore(self, clip: Clip, *, keep: Collection[str] = ()) -> None:
        """Put the request that a clip was made with back into the panel, its images where they are still to be had.

        `keep` are fields that stay as they are. Raises `InvalidRequest` where its provider or model isn't there any
        more; nothing is changed then.
        """
        fresh = request_of(clip, keep)
        choices.allowed({**self._values(), **{name: fresh[name] for name in fresh if name in choices.NAMES}}, "model")
        with self.batch():
            for name, value in fresh.items():
                setattr(self, name, value)
            if "images" not in keep:
                self.images = inputs.found(self.client.library, clip)
            self.take = 1

    def pin(self, clip: Clip | None = None) -> None:
        """Put a clip's card (left out: that of the clip on the stage) below the panel: the saved notebook keeps it."""
        chosen = clip or self.clip
        if chosen is not None and self._spot is not None:
            apart(self._spot.put, card(chosen, autoplay=False))

    # -- one change at a time -----------------------------------------------------------------------------------------

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Set several traits as one change: what can't go together is mended once, at the end."""
        with self._lock:
            self._held += 1
            try:
                yield
            finally:
                self._held -= 1
                if not self._held:
                    self._settle()

    @traitlets.observe(*FIELDS, "take", "rehearse")
    def _on_field(self, change: Any) -> None:
        with self._lock:
            self._changed.add(change.name)
            if not self._held:
                self._settle()

    @traitlets.validate("provider", "model", "aspect_ratio", "resolution", "duration", "mode")
    def _field_allowed(self, proposal: Any) -> Any:
        """A value that no model could take is refused with a sentence; one that this model can't is, too."""
        name, value = proposal.trait.name, proposal.value
        if value is None or self._held:
            return value
        with speaking(self._reads):
            return choices.allowed({**self._values(), name: value}, name, images=len(self._tray.refs))

    def _values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in choices.NAMES}

    def _settle(self) -> None:
        """Work out what follows from what was changed: the other choices, what can be chosen, what it costs."""
        with self._lock, speaking(self._reads):
            if self._closed:
                return
            changed, self._changed = self._changed, set()
            self._held += 1
            try:
                apart(self._settled, changed)
            finally:
                self._held -= 1
                self._changed.clear()

    def _settled(self, changed: set[str]) -> None:
        count = len(self._tray.refs)
        notes: dict[str, str] = {}
        with speaking(self._reads), self.hold_sync():
            for name in [each for each in ("provider", "model", "images", *choices.FIELDS) if each in changed]:
                values, told = choices.reconciled(
                    self._values(), name, images=count, locked=self._locked, lang=self._reads
                )
                notes |= told
                for field, value in values.items():
                    self.set_trait(field, value)
            if changed - {"take"} and "take" not in changed:
                self.set_trait("take", 1)
            if changed & {"images", *choices.NAMES} or not self._options:
                self.set_trait("_notes", notes)
                self.desk.learn_options(count)
            self.desk.learn_price()

    def _request(self) -> VideoRequest:
        values = {name: getattr(self, name) for name in FIELDS}
        return VideoRequest.of(**values, images=list(self._tray.refs), take=self.take)

    # -- images, jobs, clips ------------------------------------------------------------------------------------------

    @traitlets.validate("images")
    def _images_allowed(self, proposal: Any) -> Any:
        # What the tray itself tells is in it already; it may hold more by now.
        if proposal.value is not self._told:
            self._tray.replace_all(proposal.value)
        return self._tray.refs

    def _on_tray(self) -> None:
        with self._lock:
            if self._closed:
                return
            self._told = self._tray.refs
            apart(self.set_trait, "images", self._told)
            apart(self.set_trait, "_images", self._tray.facts)
            self._changed.add("images")
            if not self._held:
                self._settle()

    @traitlets.validate("clip")
    def _clip_allowed(self, proposal: Any) -> Any:
        if proposal.value is not None and not isinstance(proposal.value, Clip):
            raise traitlets.TraitError(say("panel.no_clip", kind=type(proposal.value).__name__))
        return proposal.value

    @traitlets.observe("clip")
    def _on_clip(self, change: Any) -> None:
        clip: Clip | None = change.new
        with speaking(self._reads), self.hold_sync():
            self._clip = facts(clip, clip_key(clip)) if clip is not None else None
            self._shown = "clip" if clip is not None else ""

    def _show_job(self, job: Job) -> None:
        if job.clips:
            apart(self._show_clip, job.clips[0])
        else:
            apart(self.set_trait, "_shown", job.id)

    def _show_clip(self, clip: Clip) -> None:
        if self.clip == clip:
            self._shown = "clip"
        self.clip = clip

    def _on_jobs(self) -> None:
        apart(self._tell_jobs)

    def _tell_jobs(self) -> None:
        with speaking(self._reads), self.hold_sync():
            self.set_trait("jobs", self._list.jobs)
            self.set_trait("_jobs", self._list.rows())

    def _job_over(self, job: Job) -> None:
        """A job of this panel has ended: its clip takes its place on the stage, and prices are not what they were.

        In the panel's own thread: whoever observes `clip` may wait for a job there, on the portal nobody may.
        """

        def finish() -> None:
            if self._shown == job.id and job.clips:
                self._show_job(job)

        for work in (finish, self._settle, self.desk.learn_left):
            self.desk.later(work)

    def _take_up(self) -> None:
        """Find again what earlier kernels left under way."""
        for job in self.client.resume():
            self._list.add(job)
            if not self._shown:
                self._show_job(job)

    # -- its life -----------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Take the panel off the page, and let go of all it holds. Jobs that run go on, and stay in the ledger."""
        self._closed = True
        while self._ends:
            self._ends.pop()()
        super().close()

    def __repr__(self) -> str:
        return f"Studio({self.provider!r}, {self.prompt[:60]!r})"

    def _ipython_display_(self, **_: Any) -> None:
        """The panel, and below it a place for the card that `pin` puts there."""
        Spot().put(*self._repr_mimebundle_())
        if not static():
            self._spot = Spot()
            self._spot.put(NOTHING)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The widget, and beside it the shown clip's card, for a reader without a kernel."""
        said = [told for told in (self.provider, self.model) if told]
        asked = ended(say("panel.plain"), prompt=self.prompt, facts=said)
        fallback = card(self.clip, autoplay=False) if self.clip else asked
        shown = {"text/plain": say("panel.plain"), "text/html": fallback["text/html"]}
        bundle: Any = ({} if static() else super()._repr_mimebundle_(**kwargs)) or {}
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return {**data, **shown}, metadata

    def _hears(self, lang: str) -> None:
        """The page says which language its reader reads, where nobody said another."""
        if self.lang == "auto":
            reads: Lang = "zh" if lang.lower().startswith("zh") else "en"
            self._reads = reads
            if reads != language():
                prefer(reads)
                with self.hold_sync():  # or the page would get the empty ones, too
                    self._options = {}
                    self._settle()
