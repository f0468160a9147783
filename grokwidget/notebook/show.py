"""Fills the one display slot, so that a clip at the end of a cell plays, also where no magic was ever loaded."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from grokwidget import display
from grokwidget.library.place import set_notebook

from . import apart, pump
from .host import Host, host, shell, static, vscode_notebook

if TYPE_CHECKING:
    from grokwidget.library import Clip

Bundle = dict[str, Any]
WIDGET = "application/vnd.jupyter.widget-view+json"


#: A job at the end of a cell shows its live view, which needs a place of its own; a bundle has none.
_JOB = ("grokwidget.jobs.job", "Job")
#: A clip's bundle may need metadata (Colab's widget manager), for which the slot has no room.
_CLIP = ("grokwidget.library.clip", "Clip")


def fill() -> None:
    """Let clips and jobs show themselves, and clicks come in while a cell waits. Twice is once."""
    display.use(render)
    running = shell()
    if told := vscode_notebook():
        set_notebook(told)
    if getattr(running, "kernel", None) is not None:
        apart.follow(running)
        _formatter(running, "ipython_display").for_type_by_name(*_JOB, _show_job)
        _formatter(running, "mimebundle").for_type_by_name(*_CLIP, _show_clip)
    if pump.beat not in display.heartbeats:
        display.heartbeats.append(pump.beat)
    if _watch not in display.watchers:
        display.watchers.append(_watch)


def empty() -> None:
    """Take it all back: things show themselves as text."""
    display.use(None)
    running = shell()
    if getattr(running, "kernel", None) is not None:
        apart.unfollow(running)
        _formatter(running, "ipython_display").pop(".".join(_JOB), None)
        _formatter(running, "mimebundle").pop(".".join(_CLIP), None)
    if pump.beat in display.heartbeats:
        display.heartbeats.remove(pump.beat)
    if _watch in display.watchers:
        display.watchers.remove(_watch)


def render(thing: object) -> Bundle | None:
    """The bundle of a clip; None for what shows itself as text."""
    if host() is not Host.TERMINAL and "Clip" in _kinds(thing):
        from .card import card

        return player_beside(thing, card(thing))[0]  # type: ignore[arg-type]  # a Clip by its name: importing it is not free
    if host() is not Host.TERMINAL and (found := _kinds(thing) & {"Sweep", "PriceTable"}):
        from . import sweepview

        return sweepview.shown(thing) if "Sweep" in found else sweepview.table(thing)._repr_mimebundle_()  # type: ignore[arg-type]  # by its name, as above
    return None


def player_beside(clip: Clip, bundle: Bundle, *, autoplay: bool = True) -> tuple[Bundle, dict[str, Any]]:
    """`bundle`, with the live player on top where a relative path can't play; and the metadata that Colab needs."""
    from .card import relative_url

    if not host().live or static() or relative_url(clip.path):
        return bundle, {}
    from .player import Player

    given = Player(clip, autoplay=autoplay)._repr_mimebundle_()
    data, metadata = given if isinstance(given, tuple) else (given, {})
    return {**bundle, **{mime: value for mime, value in data.items() if mime == WIDGET}}, metadata


def _formatter(running: Any, kind: str) -> Any:
    return getattr(running.display_formatter, f"{kind}_formatter")


def _show_clip(clip: Any, **_: object) -> tuple[Bundle, dict[str, Any]]:
    from .card import card

    return player_beside(clip, card(clip))


def _watch(job: Any) -> Callable[[], None]:
    if "Sweep" in _kinds(job):
        from .sweepview import watch_sweep

        return watch_sweep(job)
    from .live import watch_job

    return watch_job(job)


def _show_job(job: Any) -> None:
    from .live import show_job

    show_job(job)


def _kinds(thing: object) -> set[str]:
    return {kind.__name__ for kind in type(thing).__mro__ if kind.__module__.startswith("grokwidget.")}
