"""`%load_ext grokwidget` and `%unload_ext grokwidget`: what loading adds, unloading takes away, all of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from . import completion, session, show, waiting
from .magics import GrokMagics

_undo: dict[int, list[Callable[[], object]]] = {}


def load(shell: Any) -> None:
    """Add the magics, the awaiting cells, the completion, and how clips show themselves. Twice is once."""
    if id(shell) in _undo:
        return
    undo = _undo[id(shell)] = []

    magics = GrokMagics(shell)
    shell.register_magics(magics)
    shell.register_magic_function(magics.awaited, "cell", waiting.AWAITED)
    undo.append(lambda: _forget_magics(shell))

    running = waiting.CellsRunning()
    for event, callback in (("pre_run_cell", running.begins), ("post_run_cell", running.ends)):
        shell.events.register(event, callback)
        undo.append(partial(shell.events.unregister, event, callback))

    transform = waiting.transformer(shell, running)
    shell.input_transformers_cleanup.append(transform)
    undo.append(lambda: shell.input_transformers_cleanup.remove(transform))

    undo.append(completion.add(shell))
    show.fill()
    undo.append(show.empty)
    if getattr(shell, "kernel", None) is not None:
        session.prepare()


def unload(shell: Any) -> None:
    """Take away all that `load` added, and close the magics' client. Jobs that run stay in the ledger."""
    for step in reversed(_undo.pop(id(shell), [])):
        step()
    session.close()


def _forget_magics(shell: Any) -> None:
    for kind in ("line", "cell"):
        for name in (waiting.MAGIC, waiting.AWAITED):
            shell.magics_manager.magics[kind].pop(name, None)
    shell.magics_manager.registry.pop(GrokMagics.__name__, None)
    shell.configurables[:] = [each for each in shell.configurables if not isinstance(each, GrokMagics)]
