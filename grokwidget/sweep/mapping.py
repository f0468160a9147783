"""Work on the clips of a sweep by any executor: threads, processes, or a cluster."""

from __future__ import annotations

import concurrent.futures
import contextlib
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from ..library import Clip
from .cell import SweepCell


class Executor(Protocol):
    """What work is given to: `concurrent.futures.Executor`, Dask's `Client`, or anything else that can this."""

    def submit(self, function: Callable[..., Any], /, *args: Any) -> Any:
        """A future: `result()` waits and gives what the function gave, or raises."""
        ...


def mapped(
    cells: Sequence[SweepCell], function: Callable[[Clip], Any], executor: Executor | None, name: str | None
) -> list[Any]:
    """See `Sweep.map`. An interrupt takes back what has not begun."""
    with contextlib.ExitStack() as own:
        worker: Executor = executor or own.enter_context(concurrent.futures.ThreadPoolExecutor())
        futures: list[tuple[SweepCell, Any]] = []
        results: list[Any] = []
        try:
            for cell in cells:
                clip = cell.clip
                futures.append((cell, None if clip is None else worker.submit(function, clip)))
            for cell, future in futures:
                results.append(_result(future))
                if name is not None and future is not None:
                    cell.values[name] = results[-1]
        except BaseException:
            for _, future in futures:
                if future is not None:
                    future.cancel()
            raise
    return results


def _result(future: Any) -> Any:
    if future is None:
        return None
    try:
        return future.result()
    except Exception as error:  # one clip's failure is not the others'
        return error
