"""`grokwidget library check` and `grokwidget library prune`: looking after the clips."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from ..messages import say

if TYPE_CHECKING:
    from ..library import Library


def add(library: argparse.ArgumentParser, parser_class: type[argparse.ArgumentParser]) -> None:
    """Give the command its two deeds, with their flags."""
    from ..notebook.libraryline import add_check, add_prune

    deeds = library.add_subparsers(dest="deed", required=True, metavar="DEED", parser_class=parser_class)
    for name, flags, run in (("check", add_check, check), ("prune", add_prune, prune)):
        about = say(f"cli.library_{name}")
        deed = deeds.add_parser(name, help=about, description=about)
        flags(deed)
        deed.add_argument("--json", action="store_true", help=say("cli.json"))
        deed.add_argument("--library", metavar="FOLDER", help=say("cli.library"))
        words = [flag for flag in deed._option_string_actions if flag.startswith("--")]
        deed.set_defaults(run=run, flags=words)


def check(given: argparse.Namespace) -> int:
    """Verify every clip; exit 1 when something is wrong that was not put right."""
    report = _library(given).check(repair=given.repair)
    _print(report, given)
    return 0 if report.sound else 1


def prune(given: argparse.Namespace) -> int:
    """Free space, or show what would go."""
    from ..notebook.libraryline import pruned

    _print(pruned(_library(given), given), given)
    return 0


def _library(given: argparse.Namespace) -> Library:
    from ..client import Client

    return Client(library=given.library).library


def _print(told: Any, given: argparse.Namespace) -> None:
    print(json.dumps(told.to_json(), ensure_ascii=False, indent=2) if given.json else repr(told))
