"""`grokwidget doctor --provider NAME`: a provider, or a relay of one's own, as far as it can be looked at for nothing.

What is sent are questions that no service charges for: how a task stands that doesn't exist, the balance, the list of
models. Whether it really makes videos only a video can tell.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..client import Client
from ..errors import AuthError, GrokwidgetError, MissingKey, NotSent, SettingsError, TaskNotFound
from ..messages import say
from ..providers import HttpReply, Provider, provider
from ..task import TaskState
from .doctor import Finding

_NO_TASK = "grokwidget-doctor-asks-for-no-task"


def provider_findings(name: str) -> Iterator[Finding]:
    """Everything about one provider. Raises `InvalidRequest` for a name that nobody knows."""
    client = Client(name, library=None)
    asked = provider(client.provider)
    yield _address(asked, client)
    key = _key(asked, client)
    yield key
    if key.verdict == "bad":
        return
    answer = _answers(asked, client)
    yield answer
    if answer.verdict == "bad":
        return
    yield from _balance(asked, client)
    yield from _models(asked, client)


def _address(asked: Provider, client: Client) -> Finding:
    where = client.address(asked) or asked.base_url or say("doctor.provider.here")
    priced = sum(model.price is not None for model in asked.models)
    text = say(
        "doctor.provider.about",
        address=where,
        dialect=asked.speaks or asked.name,
        models=len(asked.models),
        prices=priced,
    )
    return Finding(asked.title, "ok", text)


def _key(asked: Provider, client: Client) -> Finding:
    what = say("doctor.provider.key")
    try:
        key = client.key(asked)
    except MissingKey as error:
        return Finding(what, "bad", error.message, f"export {asked.key_variable}=…")
    except SettingsError as error:
        return Finding(what, "bad", error.message, error.hint or "")
    return Finding(what, "ok", say("doctor.key.found", source=key.alias) if key else say("table.key_not_needed"))


def _answers(asked: Provider, client: Client) -> Finding:
    """Ask for a task that can't be there: who speaks the dialect says just that."""
    what, dialect = say("doctor.provider.speaks"), asked.dialect

    def read(reply: HttpReply) -> TaskState:
        return dialect.decode_poll(reply, _NO_TASK)

    try:
        state = client.look(asked, dialect.encode_poll(_NO_TASK), read)
    except TaskNotFound as error:
        if error.status == 404 and not error.code:  # any server says that of any path
            return Finding(what, "note", say("doctor.provider.speaks.odd", text=error.message))
        return Finding(what, "ok", say("doctor.provider.speaks.good"))
    except AuthError as error:
        return Finding(what, "bad", error.message, f"export {asked.key_variable}=…")
    except NotSent as error:
        return Finding(what, "bad", error.message)
    except GrokwidgetError as error:
        return Finding(what, "note", say("doctor.provider.speaks.odd", text=error.message))
    return Finding(what, "note", say("doctor.provider.speaks.odd", text=state.said or state.status.value))


def _balance(asked: Provider, client: Client) -> Iterator[Finding]:
    if asked.dialect.encode_balance() is None:
        return
    what = say("doctor.provider.balance")
    try:
        balance = client.balance(asked.name)
    except GrokwidgetError as error:
        yield Finding(what, "note", error.message)
        return
    if balance is not None:
        yield Finding(what, "ok", str(balance))


def _models(asked: Provider, client: Client) -> Iterator[Finding]:
    if asked.dialect.encode_models() is None:
        return
    what = say("doctor.provider.models")
    known = {model.id for model in asked.models}
    try:
        listed = client.models(asked.name, refresh=True)
    except GrokwidgetError as error:
        yield Finding(what, "note", error.message)
        return
    strange = [model.id for model in listed if not model.limits_known and model.id not in known]
    yield Finding(what, "ok", say("doctor.provider.models.listed", count=len(known)))
    if strange:
        yield Finding(what, "note", say("doctor.provider.models.strange", models=", ".join(strange[:20])))
