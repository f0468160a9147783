"""`%grokvideo` on a line of its own: what can be asked besides a video."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from grokwidget import keys, providers
from grokwidget.errors import Money, SettingsError
from grokwidget.messages import say
from grokwidget.nearest import nearest

from . import session
from .arguments import fill, holds_key, parse
from .helppage import COMMANDS, page
from .limits import price, takes
from .table import Table

if TYPE_CHECKING:
    from grokwidget.library import JobRecord

_MOST_ROWS = 20


def run(line: str, shell: Any) -> Any:
    """Run a sub-command; gives what the cell shows, None for nothing. A helpful `SettingsError` for anything else."""
    command, _, rest = line.strip().partition(" ")
    rest = rest.strip()
    if command in ("", "help"):
        print(say("magic.line.usage", commands=", ".join(COMMANDS)))  # noqa: T201 - what somebody asks who writes nothing more
        return None
    if command in ("-h", "--help"):
        print(page())  # noqa: T201 - what --help is for
        return None
    chosen = _RUN.get(command)
    # What goes to these may hold such a word, and they never repeat it.
    if command not in ("key", "estimate") and (holds_key(line) or (chosen is None and _near(command) == "key")):
        # Not repeated: the answer is saved with the notebook.
        raise SettingsError(say("magic.key.not_here", provider="PROVIDER"), money=Money.SILENT)
    if chosen is not None:
        return chosen(rest, shell)
    near = _near(command)
    if near and not rest:
        hint = say("limit.did_you_mean", nearest=f"%grokvideo {near}")
        raise SettingsError(say("magic.line.usage", commands=", ".join(COMMANDS)), hint=hint, money=Money.SILENT)
    raise SettingsError(say("magic.line.prompt", prompt=repr(line.strip()[:60])), money=Money.SILENT)


def _near(command: str) -> str | None:
    return nearest(command, COMMANDS)


def _providers(rest: str, _shell: Any) -> Table:
    _nothing_more("providers", rest)
    used = _chosen(None)
    rows = []
    for name in providers.names():
        each = providers.provider(name)
        if not each.key_variable:
            key = say("table.key_not_needed")
        elif source := keys.found(each):
            key = say("table.key_ready", source=source)
        else:
            key = say("table.key_missing", provider=name)
        label = f"{name} ({say('table.chosen')})" if name == used else name
        rows.append((label, ", ".join(model.id for model in each.models), key))
    return Table([say("table.provider"), say("table.models"), say("table.key")], rows)


def _models(rest: str, _shell: Any) -> Table:
    words = rest.split()
    refresh = "--refresh" in words
    name = " ".join(word for word in words if word != "--refresh")
    chosen = [providers.provider(name).name] if name else [_chosen(None)] if refresh else list(providers.names())
    if refresh:
        session.client().models(chosen[0], refresh=True)
    rows = [
        (name, "\n".join(model.names()), " · ".join(takes(model)), price(model))
        for name in chosen
        for model in providers.provider(name).models
    ]
    return Table([say("table.provider"), say("table.model"), say("table.takes"), say("table.price")], rows)


def _estimate(rest: str, shell: Any) -> Any:
    asked = parse(rest, shell.user_ns, prompt_on_line=True)
    from grokwidget.jobs.plan import resolve
    from grokwidget.settings import Settings, choose_provider

    from .sweepcell import lists

    prompt = " ".join(asked.words) or "…"
    if (many := lists(asked, [prompt], shell.user_ns)) is not None:
        return many.sweep(session.client(), rehearse=asked.rehearse).plan
    request = asked.request(fill(prompt, shell.user_ns))
    settings = Settings.load()
    provider = providers.provider(choose_provider(request.provider, settings))
    if settings.classroom is not None:
        request = settings.classroom.filled(request, provider.name)
    resolved, model = resolve(request, provider)
    cost = model.estimate(resolved)
    rows = [(provider.name, model.id, " · ".join(_choices(resolved, model)), cost)]
    return Table([say("table.provider"), say("table.model"), say("table.takes"), say("table.cost")], rows)


def _choices(request: Any, model: Any) -> list[str]:
    seconds = model.seconds(request)
    told = (
        f"{seconds:g} s" if seconds is not None else None,
        request.resolution or model.defaults.resolution,
        request.aspect_ratio or model.defaults.aspect_ratio,
        request.mode or model.defaults.mode,
    )
    return [each for each in told if each]


def _balance(rest: str, _shell: Any) -> Table | None:
    name = _chosen(rest or None)
    balance = session.client().balance(name)
    if balance is None:
        print(say("magic.no_balance", provider=name))  # noqa: T201 - the command's answer
        return None
    amount = str(balance)
    more = ", ".join(f"{key.replace('_', ' ')} {value:g}" for key, value in balance.details.items())
    return Table([say("table.provider"), say("table.balance"), ""], [(name, amount, more)])


def _budget(rest: str, _shell: Any) -> Table | None:
    from .budgetline import budget

    table = budget(rest.split(), session.client().budget)
    if table is None:
        print(say("budget.none"))  # noqa: T201 - the command's answer
    return table


def _history(rest: str, _shell: Any) -> Table | None:
    library = session.client().library
    limit, search = (int(rest), "") if rest.isdigit() else (_MOST_ROWS, rest)
    records = library.ledger.history(limit=limit, search=search)
    if not records:
        print(say("magic.no_history", library=library.path))  # noqa: T201 - the command's answer
        return None
    heads = [say(f"table.{head}") for head in ("when", "status", "prompt", "model", "cost", "clip")]
    return Table(heads, [_row(record) for record in records])


def _row(record: JobRecord) -> tuple[object, ...]:
    when = datetime.datetime.fromtimestamp(record.created_at).strftime("%Y-%m-%d %H:%M")
    prompt = " ".join(record.prompt.split())
    prompt = prompt if len(prompt) <= 60 else prompt[:59] + "…"
    clips = ", ".join(file.name for file in record.clips)
    return when, say(f"page.job.{record.status}"), prompt, f"{record.provider} / {record.model}", record.price, clips


def _resume(rest: str, _shell: Any) -> None:
    _nothing_more("resume", rest)
    from .live import show_job

    jobs = session.client().resume(wait=False)
    if not jobs:
        print(say("magic.nothing_open"))  # noqa: T201 - the command's answer
        return
    for job in jobs:
        show_job(job)


def _library(rest: str, _shell: Any) -> Any:
    from .libraryline import run as look_after

    return look_after(rest, session.client().library)


def _key(rest: str, _shell: Any) -> None:
    from .keyline import key

    print(key(rest))  # noqa: T201 - the command's answer


def _doctor(rest: str, _shell: Any) -> Table:
    _nothing_more("doctor", rest)
    from .checkup import checkup

    return checkup()


def _nested(rest: str, _shell: Any) -> None:
    if rest != "on":
        print(say("nested.usage"))  # noqa: T201 - the command's answer
        return
    from .nested import allow_nested_loops

    print(say("nested.on", module=allow_nested_loops()))  # noqa: T201 - the command's answer


def _chosen(told: str | None) -> str:
    from grokwidget.settings import Settings, choose_provider

    return choose_provider(told, Settings.load())


def _nothing_more(command: str, rest: str) -> None:
    if rest:
        raise SettingsError(say("magic.line.stray", command=command, word=rest.split()[0]), money=Money.SILENT)


_RUN: dict[str, Callable[[str, Any], Any]] = {
    "providers": _providers,
    "models": _models,
    "estimate": _estimate,
    "balance": _balance,
    "budget": _budget,
    "history": _history,
    "resume": _resume,
    "library": _library,
    "doctor": _doctor,
    "key": _key,
    "nested": _nested,
}
