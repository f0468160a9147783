"""What a waiting cell shows: phase, progress, time, and a Stop button.

It is shown with a `display_id` and replaced by the clip's card when the job ends; then `retire` it. Everything here may
be called from any thread. The page's half is `js/src/jobview.ts`.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import anywidget
import traitlets

from grokwidget.messages import language, say
from grokwidget.messages.page import words

from . import again
from .apart import apart
from .assets import asset
from .card import ended
from .channel import Channel, Handler

#: Statuses while which the clock runs.
LIVE: Final = frozenset({"planned", "submitting", "queued", "running", "downloading"})
STATUSES: Final = LIVE | {"done", "failed", "cancelled", "expired", "unknown", "stopped"}
_START: Final[dict[str, Any]] = {
    "status": "planned",
    "phase": "",
    "progress": None,
    "elapsed_s": 0.0,
    "expected_s": None,
    "expected_high_s": None,
    "queue_place": None,
    "message": "",
    "can_stop": True,
    "slow": False,
}
#: What moves by itself, and which way.
_CLOCKS: Final = {"elapsed_s": 1, "expected_s": -1, "expected_high_s": -1}
#: What a retired view's bundle is replaced with: nbclient saves the bundle of every view, and nobody looks at it again.
_NOTHING: Final = "export default {}"


class JobView(again.Repeats, anywidget.AnyWidget):
    """A small card for a running job, in the frame of the clip to come.

    `request` is what was asked, for the caption: `prompt`, `provider`, `model`, `details` (all text, all optional).
    `on_stop` is called, on any thread, when somebody presses Stop; it must be quick. `lang` is "en", "zh" or "auto"
    (the browser's); None is the reader's language as Python knows it. `state` may be given to start with.
    """

    _ipython_display_ = None  # ipywidgets 7 would display itself by it, without the text/html
    _esm = asset("jobview.js")
    _css = asset("jobview.css")

    state = traitlets.Dict().tag(sync=True)
    """What the job says; always whole. Set it with `update`.

    - `status`: planned, submitting, queued, running, downloading, done, failed, cancelled, expired, unknown, stopped
    - `phase`: text instead of the status's own words, or ""
    - `progress`: 0 to 100, or None where the service tells none
    - `elapsed_s`: seconds since the start; the page counts on by itself while the status is a live one
    - `expected_s`, `expected_high_s`: seconds left, median and 90th percentile, as of this update, or None
    - `queue_place`: place in the queue, or None
    - `message`: a sentence to show: why it failed, what it means for the money, what to do
    - `can_stop`: whether the Stop button is there; `slow`: it takes longer than usual
    """

    request = traitlets.Dict().tag(sync=True)
    """What was asked, for the caption: `prompt`, `provider`, `model`, `details`; all text, all optional."""

    ratio = traitlets.Unicode("16:9").tag(sync=True)
    """Aspect ratio of the clip to come, as "16:9": the card has the shape of what replaces it."""

    lang = traitlets.Unicode("en").tag(sync=True)
    """Language of the page's words: "en", "zh", or "auto" for the browser's."""

    _words = traitlets.Dict().tag(sync=True)
    """The page's sentences: language -> key -> text."""

    def __init__(
        self,
        *,
        request: Mapping[str, str] | None = None,
        on_stop: Callable[[], object] | None = None,
        ratio: str = "16:9",
        lang: str | None = None,
        state: Mapping[str, Any] | None = None,
    ) -> None:
        self._lock = threading.RLock()
        self._at = time.monotonic()
        self._on_stop = on_stop
        spoken = lang or language()
        first = {**_START, "can_stop": on_stop is not None, **_checked(state or {})}
        super().__init__(
            state=first,
            request=dict(request or {}),
            ratio=ratio,
            lang=spoken,
            _words=words("job", spoken),
        )
        handlers: dict[str, Handler] = {"stop": self._stop, "state": lambda _body, _buffers: self._now()}
        self._channel = Channel(self, handlers, lambda: None if spoken == "auto" else spoken)

    def update(self, **state: Any) -> None:
        """Change parts of `state`; one message to the page, or none where nothing but the clock moved.

        Cheap and thread-safe. Raises `ValueError` for a name or a status that `state` doesn't know.
        """
        changed = _checked(state)
        with self._lock:
            now = time.monotonic()
            was = self._counted(now)
            if only_clocks(was, changed):
                return
            self._at = now
            # From an empty context: otherwise the update carries the cell that submitted, and nbclient drops it.
            apart(self.set_trait, "state", {**was, **changed})

    def retire(self) -> None:
        """Close the view for good, when something else has taken its place. Its saved state gets tiny."""
        with self._lock:
            self._channel.close()
            with contextlib.suppress(Exception):  # a kernel that goes down has no page to tell
                apart(self._empty)
            self.close()

    def _empty(self) -> None:
        with self.hold_sync():
            self.set_trait("_esm", _NOTHING)
            self.set_trait("_css", "")
            self.set_trait("_words", {})

    def _stop(self, _body: object, _buffers: object) -> dict[str, bool]:
        if self._on_stop is None:
            return {"stopping": False}
        self._on_stop()
        return {"stopping": True}

    def _now(self) -> dict[str, Any]:
        with self._lock:
            return self._counted(time.monotonic())

    def _counted(self, now: float) -> dict[str, Any]:
        """The state as of `now`: the clock and the time left go on between updates."""
        state = dict(self.state)
        if state.get("status") in LIVE:
            since = now - self._at
            for name, sign in _CLOCKS.items():
                if state[name] is not None:
                    state[name] = round(state[name] + sign * since, 3)
        return state

    def get_state(self, *args: Any, **kwargs: Any) -> Any:
        """As ipywidgets', with the clock set forward: a reloaded page asks for it long after the last update."""
        given = super().get_state(*args, **kwargs)
        if "state" in given:
            given["state"] = self._counted(time.monotonic())
        return given

    def __repr__(self) -> str:
        progress = self.state.get("progress")
        return f"<grokvideo: {self.state.get('status')}{'' if progress is None else f' {progress:.0f} %'}>"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is not None:
            status = say(f"page.job.{self.state['status']}", self.lang)
            told = [text for name in ("provider", "model", "details") if (text := self.request.get(name))]
            card = ended(status, prompt=self.request.get("prompt", ""), message=self.state["message"], facts=told)
            bundle[0].update({"text/plain": status, "text/html": card["text/html"]})
        return bundle


def _checked(state: Mapping[str, Any]) -> dict[str, Any]:
    stray = state.keys() - _START.keys()
    if stray:
        raise ValueError(f"a job view's state has no {', '.join(sorted(stray))}; it has {', '.join(_START)}")
    if state.get("status", "planned") not in STATUSES:
        raise ValueError(f"no status {state['status']!r}; there are {', '.join(sorted(STATUSES))}")
    return dict(state)


def only_clocks(was: Mapping[str, Any], now: Mapping[str, Any], since: float = 0.0) -> bool:
    """Whether the page knows `now` already, which was told `was` so many seconds ago: it counts the clocks itself, so
    they matter only when they are a second off."""
    for name, value in now.items():
        before = was[name]
        if name in _CLOCKS and before is not None and value is not None:
            if abs(float(value) - float(before) - _CLOCKS[name] * since) >= 1:
                return False
        elif before != value:
            return False
    return True
