"""Fills the one display slot, so that a clip at the end of a cell plays, also where no magic was ever loaded."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from grokwidget import display
from grokwidget.host import server_pid
from grokwidget.library.place import set_notebook
from grokwidget.messages import say

from . import again, apart, pump
from .beside import WIDGET
from .host import Host, abilities, host, shell, static, vscode_notebook

if TYPE_CHECKING:
    from grokwidget.library import Clip

_log = logging.getLogger(__name__)
Bundle = dict[str, Any]
#: A job at the end of a cell shows its live view, which needs a place of its own; a bundle has none.
_JOB = ("grokwidget.jobs.job", "Job")
#: Who comes by in the thread of the cells while it waits.
_HOOKS: list[tuple[list[Any], Any]] = [
    (display.heartbeats, pump.beat),
    (display.heartbeats, again.flush),
    (display.waits, again.flush),
]
#: A clip's bundle may need metadata (Colab's widget manager), for which the slot has no room.
_CLIP = ("grokwidget.library.clip", "Clip")


def fill() -> None:
    """Let clips and jobs show themselves, and clicks come in while a cell waits. Twice is once."""
    display.use(render)
    running = shell()
    if told := vscode_notebook():
        set_notebook(told)
    if getattr(running, "kernel", None) is not None:
        if apart.follow(running):
            _warn()
        again.follow(running)
        _formatter(running, "ipython_display").for_type_by_name(*_JOB, _show_job)
        _formatter(running, "mimebundle").for_type_by_name(*_CLIP, _show_clip)
        _formatter(running, "ipython_display").for_type_by_name(*_CLIP, _put_clip)
    for hooks, hook in _HOOKS:
        if hook not in hooks:
            hooks.append(hook)
    if _watch not in display.watchers:
        display.watchers.append(_watch)


def _warn() -> None:
    """Say once what keeps the page from showing widgets: its own words ("Failed to load model class") help nobody."""
    if server_pid() is None:
        return
    try:
        from grokwidget.cli.page_checks import jupyter, servers

        for found in jupyter() if servers() else ():
            if found.verdict == "bad":
                from .card import ended
                from .publish import put

                put(ended(f"{found.what}: {say('host.no_widgets')}", message=found.text, facts=[found.mend]))
    except Exception:  # a look around must not keep anybody from their clips
        _log.exception("the server's environment can't be looked at")


def empty() -> None:
    """Take it all back: things show themselves as text."""
    display.use(None)
    running = shell()
    if getattr(running, "kernel", None) is not None:
        apart.unfollow(running)
        again.unfollow(running)
        _formatter(running, "ipython_display").pop(".".join(_JOB), None)
        for kind in ("mimebundle", "ipython_display"):
            _formatter(running, kind).pop(".".join(_CLIP), None)
    for hooks, hook in _HOOKS:
        if hook in hooks:
            hooks.remove(hook)
    if _watch in display.watchers:
        display.watchers.remove(_watch)


def render(thing: object) -> Bundle | None:
    """The bundle of a clip; None for what shows itself as text."""
    if host() is not Host.TERMINAL and "Clip" in _kinds(thing):
        from .card import card

        return player_beside(thing, card(thing))[0]  # type: ignore[arg-type]  # a Clip by its name: importing it is not free
    if host() is Host.MARIMO and "Job" in _kinds(thing):
        from .live import standing

        return standing(thing)  # type: ignore[arg-type]  # by its name, as above
    if host() is not Host.TERMINAL and (found := _kinds(thing) & {"Sweep", "PriceTable"}):
        from . import sweepview

        return sweepview.shown(thing) if "Sweep" in found else sweepview.table(thing)._repr_mimebundle_()  # type: ignore[arg-type]  # by its name, as above
    return None


def player_beside(clip: Clip, bundle: Bundle, *, autoplay: bool = True) -> tuple[Bundle, dict[str, Any]]:
    """`bundle`, with the live player on top where a relative path can't play; and the metadata that Colab needs."""
    from .card import playable_url

    if not abilities().live or static() or playable_url(clip.path):
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


def _put_clip(clip: Any) -> None:
    """Where a clip needs a live player and its card apart from it, the two of them."""
    from .publish import Spot

    if host() is not Host.JUPYTER or WIDGET not in (shown := _show_clip(clip))[0]:
        raise NotImplementedError  # then IPython asks for the bundle
    Spot().put(*shown)


def _watch(job: Any) -> Callable[[], None]:
    if "Sweep" in _kinds(job):
        from .sweepview import watch_sweep

        return watch_sweep(job)
    if "Saving" in _kinds(job):
        from .savingview import watch_saving

        return watch_saving(job)
    from .live import watch_job

    return watch_job(job)


def _show_job(job: Any) -> None:
    from .live import show_job

    show_job(job)


def _kinds(thing: object) -> set[str]:
    return {kind.__name__ for kind in type(thing).__mro__ if kind.__module__.startswith("grokwidget.")}
