"""A class's ready clips, looked at before anything is asked of a provider."""

from __future__ import annotations

import threading

from ..library import Library
from ..library.ready import Ready
from .engine import engine
from .law import Ruling
from .plan import Plan

_ASKED = ("prompt", "request", "seconds", "resolution", "estimate", "parents")
_bringing = threading.Lock()


def bring(shelf: Ready | None, library: Library, plan: Plan) -> bool:
    """Where the same request would be sent, or its clip fetched, and the class has it ready: take it into the library,
    which serves it from then on. Whether it was so. Raises `LibraryError` when it can't be copied.

    What the clip says of itself must be what is asked for: it comes from a file that anybody may have written, and its
    provider is whom `then` and `again` ask. What was asked is written down as it is asked here.
    """
    if shelf is None or (ready := shelf.find(plan.fingerprint)) is None:
        return False
    asked = (plan.provider.name, plan.model.id, plan.request.take, plan.rehearsal)
    if (ready.provider, ready.model, ready.take, ready.rehearsal) != asked:
        return False
    mine = plan.record(owner="", key_alias=None)
    ready = ready.changed(**{name: getattr(mine, name) for name in _ASKED})
    with _bringing:  # two who ask for the same one don't bring it twice
        ruling = engine().register.judge(library, library.ledger.by_fingerprint(plan.fingerprint))
        return (ruling.sends or ruling is Ruling.FETCH) and shelf.bring(ready, library)
