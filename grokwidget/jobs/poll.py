"""Following a task to its end. Asking costs nothing, so no fault of one answer ever ends a job that was paid for."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from ..errors import (
    GrokwidgetError,
    Moderated,
    Money,
    NotSent,
    RateLimited,
    ResultUnavailable,
    SpendLimit,
    TaskCancelled,
    TaskExpired,
    TaskFailed,
    TaskNotFound,
    UpstreamError,
)
from ..messages import say
from ..providers import Provider
from ..redaction import redact
from ..task import TaskState, TaskStatus
from .reach import Reach
from .schedule import Schedule

_GRACE = 30.0
_CERTAIN = 3
_LONGEST_GAP = 30.0
_NO_URL_TRIES = 3
#: Says nothing of the task: asked again until the deadline.
_PASSING = (NotSent, UpstreamError, RateLimited, SpendLimit)

#: Hears every reading of the task, and every fault of an answer (the state is then None).
News = Callable[[TaskState | None, GrokwidgetError | None], Awaitable[None]]
#: Waits so many seconds before the next question, of which the second number may not be cut short.
Pause = Callable[[float, float], Awaitable[None]]


async def ask_once(reach: Reach, task_id: str) -> tuple[TaskState, float]:
    """How the task stands, and the seconds that the answer asks to leave until the next question."""
    dialect = reach.provider.dialect
    reply = await reach.ask(dialect.encode_poll(task_id))
    hint = reach.hint(reply)
    try:
        return dialect.decode_poll(reply, task_id), hint
    except GrokwidgetError as error:
        if isinstance(error, RateLimited):
            error.retry_after = max(error.retry_after or 0.0, hint) or None
        if error.money is Money.NOT_CHARGED:  # true of this question; of the task that it is about nobody knows
            error.money = Money.UNKNOWN
        raise error.about(provider=reach.provider.name, task_id=task_id, request_id=reply.request_id) from None
    except Exception:  # a dialect that stumbles is a garbled answer, not the end of a job
        raise UpstreamError(
            say("service.garbled", provider=reach.provider.title, status=reply.status), money=Money.SILENT
        ) from None


async def follow(
    reach: Reach, task_id: str, *, schedule: Schedule, accepted_at: float, news: News, pause: Pause
) -> TaskState:
    """Ask until the task has succeeded; returns that state, with URLs, or without where the API has the video itself.

    Raises what the task ended with otherwise (`TaskFailed`, `Moderated`, `TaskExpired`, `TaskCancelled`,
    `TaskNotFound`, `ResultUnavailable`), or the error that the answers insist on (`AuthError`, `PermissionDenied`, …:
    the task may be well, but this key can't ask). The deadline is the caller's.
    """

    def age_now() -> float:
        return max(time.time() - accepted_at, 0.0)

    faults = surely = without_url = 0
    if (first := schedule.first(age_now())) > 0:
        await pause(first, min(schedule.floor, first))
    while True:
        age = age_now()
        try:
            state, hint = await ask_once(reach, task_id)
        except _PASSING as error:
            faults += 1
            await news(None, error)
            told = error.retry_after if isinstance(error, RateLimited) else None
            await asyncio.sleep(told if told is not None else _backoff(faults, schedule))
        except GrokwidgetError as error:
            # A task that is not known yet, a proxy's page: believed only when it is said again and again.
            surely = surely + 1 if age > _GRACE or not isinstance(error, TaskNotFound) else 0
            if surely >= _CERTAIN:
                raise
            await news(None, error)
            await asyncio.sleep(_backoff(surely or 1, schedule))
        else:
            faults = surely = 0
            schedule.heard(age_now(), state.progress)  # `age` was before it waited for its turn
            if state.status is TaskStatus.SUCCEEDED:
                if state.urls or reach.provider.dialect.content_path(task_id) is not None:
                    return state
                without_url += 1
                if without_url >= _NO_URL_TRIES:
                    raise ResultUnavailable(
                        say("job.no_url", provider=reach.provider.title), provider=reach.provider.name, task_id=task_id
                    )
            await news(state, None)
            if state.status.final and state.status is not TaskStatus.SUCCEEDED:
                raise ended(state, reach.provider)
            await pause(max(schedule.gap(age_now()), hint), max(schedule.floor, hint))


def _backoff(faults: int, schedule: Schedule) -> float:
    return min(max(schedule.floor, 0.25) * 2.0 ** min(faults - 1, 6), _LONGEST_GAP if schedule.cap > 1 else 2.0)


def ended(state: TaskState, provider: Provider) -> GrokwidgetError:
    """The error that a task which ended without a clip is."""
    fault = state.fault
    text = redact(fault.message or fault.code) if fault else say("task.no_reason")
    money = _money(state, provider)
    code = fault.code if fault else ""
    about: dict[str, Any] = {"provider": provider.name, "task_id": state.task_id}
    if fault and fault.moderated:
        return Moderated(
            say("service.moderated", provider=provider.title, text=text),
            hint=say("service.moderated.hint"),
            money=money,
            code=code,
            **about,
        )
    kind = {TaskStatus.EXPIRED: TaskExpired, TaskStatus.CANCELLED: TaskCancelled}.get(state.status, TaskFailed)
    return kind(say("task.failed", text=text), money=money, code=code, **about)


def _money(state: TaskState, provider: Provider) -> Money:
    """What a failure means for the user's money: the provider's own figure, else its document on such ends."""
    if state.cost is not None and state.cost.amount:
        return Money.CHARGED
    if state.fault and state.fault.moderated and provider.charges_moderation is not None:
        if provider.charges_moderation:
            return Money.CHARGED
        return Money.REFUNDED if provider.refunds_failures else Money.NOT_CHARGED
    return Money.REFUNDED if provider.refunds_failures else Money.UNKNOWN
