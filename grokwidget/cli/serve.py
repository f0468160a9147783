"""`grokwidget serve`: the local service in the foreground."""

from __future__ import annotations

import argparse

from ..messages import say


def serve(given: argparse.Namespace) -> int:
    """Serve until interrupted; prints the address first."""
    from ..local.serve import run

    run(port=given.port, started=lambda address: print(say("cli.serving", address=address), flush=True))
    return 0
