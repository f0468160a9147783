"""`grokwidget history` and `grokwidget resume`: what the ledger holds, and what is unfinished in it."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime

from ..errors import GrokwidgetError, WaitStopped
from ..messages import say


def history(given: argparse.Namespace) -> int:
    """Print the newest jobs as a table."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from ..client import Client

    library = Client(library=given.library).library
    records = library.ledger.history(limit=max(given.limit, 1), search=" ".join(given.words))
    if not records:
        print(say("cli.history.empty", folder=library.path))
        return 0
    table = Table(box=None, pad_edge=False)
    for key in ("when", "status", "provider", "cost", "prompt", "file"):
        table.add_column(say(f"cli.column.{key}"), overflow="fold" if key == "prompt" else "ellipsis")
    for record in records:
        when = datetime.fromtimestamp(record.created_at).strftime("%Y-%m-%d %H:%M")  # local time is meant
        file = record.clips[0].name if record.clips else ""
        table.add_row(
            when,
            say(f"cli.phase.{record.status}"),
            record.provider,
            record.price,
            Text(record.prompt[:120]),
            Text(file),
        )
    Console().print(table)
    return 0


def resume(given: argparse.Namespace) -> int:
    """Finish what earlier processes left unfinished; nothing is created. Exit 1 when one could not be."""
    from ..client import Client
    from .generate import follow, summary

    client = Client(library=given.library, timeout=given.timeout)
    jobs = client.resume()
    if not jobs:
        print(say("cli.resume.none"))
        return 0
    bad = 0
    for job in jobs:
        try:
            clip = follow(job)
            print(summary(clip, clip.path, from_library=False))
        except WaitStopped:
            raise
        except GrokwidgetError as error:
            bad += 1
            print(f"grokwidget: {error}", file=sys.stderr)
    return 1 if bad else 0
