"""How long such clips took: asked of the ledger, and not for every job of a thousand that are under way together."""

from __future__ import annotations

import asyncio
import time

from ..library import JobRecord, Library

_ENOUGH = 30
"""Clips from which one more tells next to nothing new."""
_FRESH = 5.0
"""Seconds for which that many hold."""
_MOST = 64
"""Kinds of clips that are kept in mind."""


class Past:
    """Durations by kind of clip. For the portal's loop."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], tuple[float, list[float]]] = {}

    async def of(self, library: Library, record: JobRecord) -> list[float]:
        """Seconds that clips like this one took, the nearest kind first. See `Ledger.durations`."""
        kind = (record.provider, record.model, record.resolution, record.seconds)
        place = (library.path, *kind, record.rehearsal)
        then, known = self._known.get(place, (0.0, []))
        if len(known) < _ENOUGH or time.monotonic() - then > _FRESH:
            ledger = library.ledger
            asked = ledger.writer.submit(ledger.durations, *kind, rehearsal=record.rehearsal)
            known = await asyncio.wrap_future(asked)
            self._known.pop(place, None)
            if len(self._known) >= _MOST:
                del self._known[next(iter(self._known))]
            self._known[place] = time.monotonic(), known
        return known
