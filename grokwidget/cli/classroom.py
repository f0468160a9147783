"""`grokwidget classroom init | check | pack`: a class's file and its ready clips."""

from __future__ import annotations

import argparse
import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..messages import say

if TYPE_CHECKING:
    from ..classroom import Classroom
    from .doctor import Finding

_UNITS = ("credits", "usd", "jobs")


def add(classroom: argparse.ArgumentParser, parser_class: type[argparse.ArgumentParser]) -> None:
    """Give the command its three deeds, with their flags."""
    deeds = classroom.add_subparsers(dest="deed", required=True, metavar="DEED", parser_class=parser_class)

    def deed(name: str, run: Any) -> argparse.ArgumentParser:
        about = say(f"cli.classroom_{name}")
        added = deeds.add_parser(name, help=about, description=about)
        added.set_defaults(run=run)
        return added

    begun = deed("init", init)
    begun.add_argument("folder", nargs="?", default=".", metavar="FOLDER", help=say("cli.classroom.folder"))
    begun.add_argument("--provider", metavar="NAME", help=say("cli.classroom.provider"))
    begun.add_argument("--model", metavar="ID", help=say("cli.classroom.model"))
    begun.add_argument("--rehearse", action="store_true", help=say("cli.classroom.rehearse"))
    begun.add_argument("--budget", nargs=2, metavar=("AMOUNT", "UNIT"), help=say("cli.classroom.budget"))
    begun.add_argument("--offline", action="store_true", help=say("cli.classroom.offline"))
    begun.add_argument("--shared-library", metavar="FOLDER", help=say("cli.classroom.shared"))
    begun.add_argument("--open", action="store_true", help=say("cli.classroom.open"))
    checked = deed("check", check)
    checked.add_argument("folder", nargs="?", default=".", metavar="FOLDER", help=say("cli.classroom.folder"))
    checked.add_argument("--json", action="store_true", help=say("cli.json"))
    packed = deed("pack", pack)
    packed.add_argument("folder", metavar="FOLDER", help=say("cli.classroom.target"))
    packed.add_argument("words", nargs="*", metavar="WORD", help=say("cli.classroom.words"))
    packed.add_argument("--library", metavar="FOLDER", help=say("cli.library"))
    for each in (begun, checked, packed):
        each.set_defaults(flags=[flag for flag in each._option_string_actions if flag.startswith("--")])


def init(given: argparse.Namespace) -> int:
    """Write the section, and refuse where there is one. What is written is checked before it is there."""
    import tomllib

    from ..errors import SettingsError
    from ..library.durable import write_text
    from ..settings import PROJECT_FILE, Settings

    folder = Path(given.folder).expanduser().absolute()
    file = folder / PROJECT_FILE
    before = ""
    with _reached(folder):
        folder.mkdir(parents=True, exist_ok=True)
        before = file.read_text(encoding="utf-8") if file.exists() else ""
    with contextlib.suppress(tomllib.TOMLDecodeError):  # `load` below says what is wrong with it
        if "classroom" in tomllib.loads(before):
            raise SettingsError(say("cli.classroom.there", file=file))
    with _reached(folder):
        write_text(file, f"{before.rstrip()}\n\n{_section(given)}".lstrip())
    try:
        with contextlib.chdir(folder):
            Settings.load()
    except SettingsError:
        if before:
            write_text(file, before)
        else:
            file.unlink()
        raise
    print(say("cli.classroom.written", file=file))
    return 0


@contextlib.contextmanager
def _reached(folder: Path) -> Iterator[None]:
    """What the system says against the folder, as a sentence."""
    from ..errors import SettingsError

    try:
        yield
    except OSError as error:
        raise SettingsError(say("classroom.no_access", folder=folder, problem=error.strerror or error)) from None


def _section(given: argparse.Namespace) -> str:
    named = [name for name in ("provider", "model", "rehearse") if getattr(given, name)]
    lines = [f"# {say('cli.classroom.header')}", "[classroom]"]
    lines += [f"{name} = {json.dumps(getattr(given, name))}" for name in named]
    if named and not given.open:
        lines.append(f"locked = {json.dumps(named)}")
    if given.budget:
        amount, unit = given.budget
        lines.append(f"budget = {{ {_unit(unit)} = {_amount(amount)} }}")
    if given.offline:
        lines.append("offline = true")
    if given.shared_library:
        lines.append(f"shared_library = {json.dumps(given.shared_library, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def _amount(text: str) -> str:
    from ..errors import SettingsError

    try:
        amount = float(text)
        return str(int(amount)) if amount.is_integer() else repr(amount)
    except ValueError:
        raise SettingsError(say("budget.bad_amount", amount=text)) from None


def _unit(text: str) -> str:
    from ..errors import SettingsError

    if text not in _UNITS:
        raise SettingsError(say("budget.bad_unit", unit=text))
    return text


def pack(given: argparse.Namespace) -> int:
    """Copy clips into the folder, and say how many."""
    from ..client import Client
    from ..library import ready

    found = ready.pack(Client(library=given.library).library, Path(given.folder).expanduser(), " ".join(given.words))
    size = f"{found.bytes / 1e6:.1f}"
    print(say("cli.classroom.packed", folder=found.folder, new=len(found.new), size=size, there=found.there))
    return 0


def check(given: argparse.Namespace) -> int:
    """Print what the class's file comes to; exit 1 when something is wrong with it."""
    from dataclasses import asdict

    from ..errors import SettingsError
    from ..settings import Settings
    from .doctor import SIGNS, Finding

    folder = Path(given.folder).expanduser().absolute()
    try:
        with _reached(folder), contextlib.chdir(folder):
            found = Settings.load().classroom
        findings = list(_looked_at(found)) if found else [_finding("file", "bad", say("cli.classroom.none"))]
    except SettingsError as error:
        findings = [Finding(say("classroom.found.file"), "bad", error.message, error.hint or "")]
    if given.json:
        print(json.dumps([asdict(each) for each in findings], ensure_ascii=False, indent=2))
    else:
        for each in findings:
            print(f"{SIGNS[each.verdict]} {each.what}: {each.text}")
            if each.mend:
                print(f"    {say('doctor.mend')} {each.mend}")
    return 1 if any(each.verdict == "bad" for each in findings) else 0


def _finding(what: str, verdict: Any, text: str, mend: str = "") -> Finding:
    from .doctor import Finding

    return Finding(say(f"classroom.found.{what}"), verdict, text, mend)


def _looked_at(found: Classroom) -> Iterator[Finding]:
    table = found.table
    yield _finding("file", "ok", str(found.file))
    name = table.provider
    if name is None:
        yield _finding("provider", "ok", say("classroom.found.any_provider"))
    elif found.free:
        yield _finding("provider", "ok", " / ".join(filter(None, (name, found.model))))
    else:
        yield _finding("provider", "note", say("classroom.found.paid", provider=name))
    yield _finding("locked", "ok", ", ".join(table.locked) or say("classroom.found.nothing"))
    yield from _budget(found)
    if table.offline:
        ready = table.shared_library is not None
        text = say("classroom.found.offline_on" if ready else "classroom.found.offline_empty")
        yield _finding("offline", "ok" if ready else "note", text)
    yield from _shelf(found)


def _budget(found: Classroom) -> Iterator[Finding]:
    from .. import providers
    from ..jobs.limits import priced_in

    name, allowance = found.table.provider, found.allowance
    costs_nothing = found.free and "provider" in found.locked
    if allowance is None:
        if not found.free:
            mend = "budget = { jobs = 20 }"
            yield _finding("budget", "bad", say("classroom.found.no_budget", provider=name), mend)
        return
    told = ", ".join(limit.said(limit.limit) for limit in allowance.limits)
    units = priced_in(providers.provider(name)) if name else set()
    if costs_nothing:
        yield _finding("budget", "note", say("classroom.found.idle_budget", budget=told))
    elif any(limit.unit != "jobs" and limit.unit not in units for limit in allowance.limits):
        yield _finding("budget", "bad", say("classroom.found.no_prices", budget=told, provider=name))
    else:
        yield _finding("budget", "ok", told)


def _shelf(found: Classroom) -> Iterator[Finding]:
    shelf = found.shelf
    if shelf is None:
        return
    files = [file for record in shelf.records().values() for file in record.clips]
    if not files:
        mend = f"grokwidget classroom pack {shelf.folder}"
        yield _finding("shelf", "bad", say("classroom.found.shelf_missing", folder=shelf.folder), mend)
    elif damaged := shelf.damaged():
        text = say("classroom.found.shelf_damaged", folder=shelf.folder, names=", ".join(damaged[:10]))
        yield _finding("shelf", "bad", text)
    else:
        size = f"{sum(file.bytes for file in files) / 1e6:.1f}"
        text = say("classroom.found.shelf_good", folder=shelf.folder, count=len(files), size=size)
        yield _finding("shelf", "ok", text)
