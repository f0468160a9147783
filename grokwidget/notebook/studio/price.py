"""What the next press of Generate would do and cost, told before it is pressed; and what is left to spend."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from grokwidget import providers
from grokwidget.errors import GrokwidgetError
from grokwidget.jobs.engine import engine
from grokwidget.jobs.law import Ruling
from grokwidget.jobs.plan import Plan, resolve
from grokwidget.messages import say
from grokwidget.request import VideoRequest
from grokwidget.task import FREE, Cost

if TYPE_CHECKING:
    from grokwidget.client import Client
    from grokwidget.providers import Provider

#: What a request does, as the page tells them apart.
_STANDING = {
    Ruling.SERVE: "library",
    Ruling.ATTACH: "running",
    Ruling.WATCH: "running",
    Ruling.CONTINUE: "running",
    Ruling.LOSE: "unknown",
    Ruling.REFUSE_UNKNOWN: "unknown",
    Ruling.REFUSE_MODERATED: "refused",
    Ruling.FETCH: "gone",
}
_MOST_TAKES = 1000


def outlook(
    client: Client, request: VideoRequest, image_keys: Sequence[str], *, rehearse: bool
) -> tuple[dict[str, Any], GrokwidgetError | None]:
    """What the request would do, for the page, and what is wrong with it (None: nothing).

    `{"cost", "standing", "said"}`: the price in words; one of new, library, running, unknown, refused, gone, or "" of
    a request that is not whole yet; a sentence about that. Asks the ledger, never a provider. An empty prompt is no
    error yet: it is priced as if there were one.
    """
    provider = providers.provider(request.provider or client.provider)
    rehearse = rehearse and not provider.local
    wrong: GrokwidgetError | None = None
    standing = ""
    cost: Cost | None = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that a model's limits are not known is said by its picker
            asked = request if request.prompt else request.model_copy(update={"prompt": "…"})
            whole, model = resolve(_in_class(client, asked, provider), provider)
        cost = model.estimate(whole)
        if request.prompt:
            standing = _standing(client, _plan(whole, image_keys, rehearse=rehearse))
    except GrokwidgetError as error:
        wrong = error
    return {"cost": _price(cost, rehearse=rehearse), "standing": standing, "said": _said(standing)}, wrong


def next_take(client: Client, request: VideoRequest, image_keys: Sequence[str], *, rehearse: bool) -> int:
    """The first take of this request that nothing was sent for yet."""
    provider = providers.provider(request.provider or client.provider)
    whole, _ = resolve(_in_class(client, request, provider), provider)
    for take in range(1, _MOST_TAKES):
        asked = whole.model_copy(update={"take": take})
        plan = _plan(asked, image_keys, rehearse=rehearse and not provider.local)
        record = client.library.ledger.by_fingerprint(plan.fingerprint)
        if engine().register.judge(client.library, record) is Ruling.CREATE:
            return take
    return _MOST_TAKES


def left(client: Client, name: str) -> tuple[str, str]:
    """What is left on the account and of the user's budgets, in words; "" where nothing is known. Asks the provider,
    for nothing; blocks as long as it takes to answer."""
    try:
        balance = client.balance(name)
        told = "" if balance is None else say("panel.balance", balance=balance)
    except GrokwidgetError:
        told = ""  # no key, no network, another answer: a price is told without it, too
    limits = [limit for limit in client.budget.rows() if limit.provider in (name, "")]
    words = [say("panel.budget", left=limit.said(limit.left), limit=limit.said(limit.limit)) for limit in limits]
    return told, " · ".join(words)


def _in_class(client: Client, request: VideoRequest, provider: Provider) -> VideoRequest:
    """The request as the client would send it: with the class's model, where it names none."""
    return request if client.classroom is None else client.classroom.filled(request, provider.name)


def _plan(request: VideoRequest, image_keys: Sequence[str], *, rehearse: bool) -> Plan:
    """The request's plan, as far as it makes its identity, with pictures that were hashed before."""
    provider = providers.provider(request.provider or "")
    model = next(each for each in provider.models if each.id == request.model)
    return Plan(request, provider, model, model.sends(request), tuple(image_keys), rehearsal=rehearse)


def _standing(client: Client, plan: Plan) -> str:
    client.bring(plan)
    record = client.library.ledger.by_fingerprint(plan.fingerprint)
    return _STANDING.get(engine().register.judge(client.library, record), "new")


def _said(standing: str) -> str:
    return say(f"panel.standing.{standing}") if standing not in ("", "new") else ""


def _price(cost: Cost | None, *, rehearse: bool) -> str:
    if rehearse:
        return say("rehearsal.price", price=cost or say("cost.unknown"))
    if cost is None:
        return ""
    return say("cost.free") if cost.amount == FREE.amount else str(cost)
