"""What `import grokwidget` costs over a bare interpreter."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

from .table import Figure, show

_ROUNDS = 15


def _seconds(code: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - started


def run() -> bool:
    """Measure in turns, so that a busy moment hits both; print; True when within the limit."""
    bare, ours = [], []
    for _ in range(_ROUNDS):
        bare.append(_seconds("pass"))
        ours.append(_seconds("import grokwidget"))
    extra = 1000 * (min(ours) - min(bare))
    median = 1000 * (statistics.median(ours) - statistics.median(bare))
    return show(
        "import grokwidget",
        [
            Figure("over a bare interpreter, best of both", extra, "ms", 15),
            Figure("over a bare interpreter, medians", median, "ms"),
            Figure("the bare interpreter, best", 1000 * min(bare), "ms"),
        ],
    )
