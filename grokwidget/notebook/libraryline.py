"""`%grokvideo library check` and `library prune`; the command line has the same flags."""

from __future__ import annotations

import argparse
import shlex
from typing import TYPE_CHECKING, Any, NoReturn

from grokwidget.errors import Money, SettingsError
from grokwidget.messages import say

if TYPE_CHECKING:
    from grokwidget.library import Library


class _Line(argparse.ArgumentParser):
    """argparse, that complains in a sentence and never ends the process."""

    def error(self, message: str) -> NoReturn:
        raise SettingsError(say("keeping.usage", problem=message), money=Money.SILENT)


def add_check(parser: argparse.ArgumentParser) -> None:
    """The flags of `library check`."""
    parser.add_argument("--repair", action="store_true", help=say("cli.library_check.repair"))


def add_prune(parser: argparse.ArgumentParser) -> None:
    """The flags of `library prune`."""
    told = {name: say(f"cli.library_prune.{name}") for name in ("older_than", "keep", "to_free", "yes")}
    parser.add_argument("--older-than", type=float, metavar="DAYS", help=told["older_than"])
    parser.add_argument("--keep", type=int, metavar="N", help=told["keep"])
    parser.add_argument("--to-free", metavar="SIZE", help=told["to_free"])
    parser.add_argument("--yes", action="store_true", help=told["yes"])


def pruned(library: Library, given: argparse.Namespace) -> Any:
    """What `library prune` did, or would do."""
    return library.prune(older_than=given.older_than, keep=given.keep, to_free=given.to_free, yes=given.yes)


def run(rest: str, library: Library) -> Any:
    """Run the rest of the line; gives the report. `SettingsError` with the usage for anything else."""
    line = _Line(prog="library", add_help=False)
    deeds = line.add_subparsers(dest="deed", required=True, parser_class=_Line)
    add_check(deeds.add_parser("check", add_help=False))
    add_prune(deeds.add_parser("prune", add_help=False))
    try:
        words = shlex.split(rest)
    except ValueError as error:
        raise SettingsError(say("keeping.usage", problem=error), money=Money.SILENT) from None
    given = line.parse_args(words)
    return library.check(repair=given.repair) if given.deed == "check" else pruned(library, given)
