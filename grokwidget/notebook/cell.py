"""One `%%grokvideo` cell, from its first line to the variable: read, ask, show, wait, hand over."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from grokwidget.errors import GrokwidgetError
from grokwidget.messages import say

from . import arguments
from .live import Place, place

if TYPE_CHECKING:
    from grokwidget.classroom import Classroom
    from grokwidget.client import Client
    from grokwidget.jobs import Job
    from grokwidget.library import Clip
    from grokwidget.providers import Provider
    from grokwidget.request import VideoRequest


class Cell:
    """One run of a cell. `start`, then `wait` or `wait_async`, or neither with `--no-wait`."""

    def __init__(
        self, shell: Any, client: Callable[[], Client], asked: arguments.Asked, prompt: str, *, autoplay: bool
    ) -> None:
        self._shell = shell
        self._client = client
        self._asked = asked
        self._prompt = prompt
        self._place: Place = place(autoplay=autoplay)

    def start(self, *, warm: bool) -> Job:
        """Ask for the video. `warm`: the client is there, so that a clip from the library needs no view before it."""
        asked = self._asked
        request = asked.request(self._prompt)
        provider, named, classroom = _provider(request)
        rehearsal = asked.rehearse or (classroom is not None and classroom.table.rehearse)
        whole = classroom.filled(request, provider.name) if classroom else request
        about, ratio = _caption(whole, provider, rehearsal=rehearsal and not provider.local)
        if not warm:
            self._place.open(about, ratio)
        try:
            job: Job = self._client().submit(
                request.prompt,
                yes=asked.yes,
                rehearse=rehearsal or None,
                timeout=asked.timeout,
                **{**asked.fields, "images": request.images, "provider": named},
            )
        except BaseException as error:
            self._place.failed(error)
            raise
        if warm and not job.done():
            self._place.open(about, ratio)
        self._place.follow(job)
        if not asked.wait:
            self._place.detach(job)
        return job

    def wait(self, job: Job) -> None:
        """Wait in this thread, then hand the clip over."""
        try:
            clip = job.result()
        except BaseException as error:
            self._place.failed(error, job)
            raise
        self._hand_over(clip, job)

    async def wait_async(self, job: Job) -> None:
        """Wait without blocking the kernel, then hand the clip over."""
        try:
            clip = await job
        except BaseException as error:
            self._place.failed(error, job)
            raise
        self._hand_over(clip, job)

    def bind(self, thing: Clip | Job) -> None:
        """The result's variable, and `_`: a cell that returned it would show it twice."""
        if self._asked.name:
            self._shell.user_ns[self._asked.name] = thing
        self._shell.displayhook.update_user_ns(thing)

    def _hand_over(self, clip: Clip, job: Job) -> None:
        self.bind(clip)
        self._place.done(clip, len(job.clips))


def _provider(request: VideoRequest) -> tuple[Provider, str | None, Classroom | None]:
    """Who is asked, by the flag, the environment and the settings as they are now; the name, where it isn't the class's
    choice alone; and the class of the folder."""
    from grokwidget import providers
    from grokwidget.settings import Settings, choose_provider, chosen_by_class

    settings = Settings.load()
    chosen = providers.provider(choose_provider(request.provider, settings))
    named = None if chosen_by_class(request.provider, settings) else chosen.name
    return chosen, named, settings.classroom


def _caption(request: VideoRequest, provider: Provider, *, rehearsal: bool) -> tuple[dict[str, str], str]:
    """What the live view says of the request, and the shape of the clip to come. Raises what the model refuses."""
    from grokwidget.jobs.plan import resolve

    resolved, model = resolve(request, provider)
    seconds = model.seconds(resolved)
    price = str(model.estimate(resolved))
    facts = [
        f"{seconds:g} s" if seconds is not None else "",
        resolved.aspect_ratio or "",
        resolved.resolution or model.defaults.resolution or "",
        say("rehearsal.price", price=price) if rehearsal else price,
    ]
    about = {
        "prompt": resolved.prompt,
        "provider": provider.title,
        "model": model.id,
        "details": " · ".join(filter(None, facts)),
    }
    return about, resolved.aspect_ratio or model.defaults.aspect_ratio or "16:9"


def in_one_line(error: GrokwidgetError) -> GrokwidgetError:
    """The error, made to show itself as one red line instead of a traceback (IPython asks it)."""
    text = " ".join(str(error).split())
    line = f"\x1b[0;31m{type(error).__name__}\x1b[0m: {text}"
    error._render_traceback_ = lambda *_: [line]  # type: ignore[attr-defined]  # IPython's protocol for an instance
    return error
