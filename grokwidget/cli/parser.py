"""Every command and its flags. A wrong flag or command is answered with the nearest right one."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, NoReturn

from .._version import __version__
from ..messages import say
from ..nearest import did_you_mean


class _Parser(argparse.ArgumentParser):
    """argparse, whose complaint about an unknown flag or command names the nearest right one."""

    def error(self, message: str) -> NoReturn:
        words = [action for action in self._option_string_actions if action.startswith("--")]
        for choices in (action.choices for action in self._actions if action.choices):
            words += [str(choice) for choice in choices]
        wrong = next((word for word in sys.argv[1:] if word in message and word not in words), "")
        near = did_you_mean(wrong.split("=")[0], words) if wrong else ""
        self.exit(2, f"grokwidget: {message} {near}\n".replace(" \n", "\n"))

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        known, rest = self.parse_known_args(args, namespace)
        if rest:
            flags = known.flags if hasattr(known, "flags") else ()
            near = did_you_mean(rest[0].split("=")[0], flags)
            self.exit(2, f"grokwidget: {say('cli.unknown_flag', flag=rest[0])} {near}".rstrip() + "\n")
        return known


def _later(module: str, name: str) -> Callable[[argparse.Namespace], int]:
    """The function that runs a command, imported when it runs: `--help` must not load the whole house."""

    def run(given: argparse.Namespace) -> int:
        return int(getattr(import_module(f".{module}", __package__), name)(given))

    return run


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    whole = _Parser(prog="grokwidget", description=say("cli.about"))
    whole.add_argument("--version", action="version", version=f"grokwidget {__version__}")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)

    def command(name: str, module: str, function: str) -> argparse.ArgumentParser:
        about = say(f"cli.{name}")
        added = commands.add_parser(name, help=about, description=about)
        added.set_defaults(run=_later(module, function))
        return added

    demo = command("demo", "demo", "demo")
    demo.add_argument("--no-lab", action="store_true", help=say("cli.demo.no_lab"))
    demo.add_argument("--port", type=int, default=0, help=say("cli.demo.port"))

    generate = command("generate", "generate", "generate")
    generate.add_argument("prompt", nargs="*", help=say("cli.generate.prompt"))
    from .flags import add_request_flags

    add_request_flags(generate)
    _library(generate)
    generate.add_argument("--output", "-o", metavar="FILE", help=say("cli.generate.output"))
    generate.add_argument("--no-wait", action="store_true", help=say("cli.generate.no_wait"))

    serve = command("serve", "serve", "serve")
    serve.add_argument("--port", type=int, default=0, help=say("cli.serve.port"))

    history = command("history", "records", "history")
    history.add_argument("words", nargs="*", help=say("cli.history.words"))
    history.add_argument("--limit", type=int, default=20, help=say("cli.history.limit"))
    _library(history)

    budget = command("budget", "budget", "budget")
    budget.add_argument("words", nargs="*", metavar="WORD", help=say("cli.budget.words"))

    resume = command("resume", "records", "resume")
    resume.add_argument("--timeout", type=float, default=600, help=say("cli.timeout"))
    _library(resume)

    inspect = command("inspect", "inspect", "inspect")
    inspect.add_argument("file", help=say("cli.inspect.file"))
    inspect.add_argument("--json", action="store_true", help=say("cli.json"))

    doctor = command("doctor", "doctor", "doctor")
    doctor.add_argument("--json", action="store_true", help=say("cli.json"))
    doctor.add_argument("--provider", metavar="NAME", help=say("cli.doctor.provider"))
    _library(doctor)

    from . import classroom as school
    from . import library

    for named, adds, about in (
        ("library", library.add, say("cli.library_about")),
        ("classroom", school.add, say("cli.classroom")),
    ):
        adds(commands.add_parser(named, help=about, description=about), _Parser)

    for added in commands.choices.values():
        added.set_defaults(flags=[flag for flag in added._option_string_actions if flag.startswith("--")])
    return whole


def _library(added: argparse.ArgumentParser) -> None:
    added.add_argument("--library", metavar="FOLDER", help=say("cli.library"))
