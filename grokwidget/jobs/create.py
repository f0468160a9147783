"""The one request that costs money: sent once, and every way that it can end has a name."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from ..errors import CreateUnknown, GrokwidgetError, NotSent, RateLimited
from ..messages import say
from ..providers import HttpCall, HttpReply
from ..task import TaskState
from .fetched import fetched
from .pace import retry_after
from .plan import Plan
from .reach import Reach
from .source import address
from .upload import uploaded

_NEVER_LEFT_TRIES = 3


async def encoded(reach: Reach, plan: Plan, tell: Callable[[str], None]) -> HttpCall:
    """The create request as the provider wants it. Pictures become text here, so it is done off the loop; those that
    the provider must fetch are put where it can, and `tell` hears where.
    """
    plan = await uploaded(reach, await fetched(reach, plan, tell), tell)
    video = await address(reach, plan.source) if plan.source is not None else None
    if not plan.images:
        return plan.provider.dialect.encode_create(plan.order(video))
    return await asyncio.to_thread(lambda: plan.provider.dialect.encode_create(plan.order(video)))


async def send(reach: Reach, call: HttpCall) -> tuple[TaskState, HttpReply]:
    """POST it and read the task's id.

    Raises `NotSent` (it provably never left), a `ServiceError` (it was refused) or `CreateUnknown` (nobody can know).
    Any other trouble after the request has left is `CreateUnknown` too.
    """
    reply = await reach.create(call)
    try:
        return reach.provider.dialect.decode_create(reply), reply
    except GrokwidgetError as error:
        if isinstance(error, RateLimited) and error.retry_after is None:
            error.retry_after = retry_after(reply.headers, time.time())
        raise error.about(provider=reach.provider.name, request_id=reply.request_id) from None
    except Exception:  # a dialect that stumbles must not turn "maybe charged" into a crash
        raise CreateUnknown(
            say("service.garbled", provider=reach.provider.title, status=reply.status),
            provider=reach.provider.name,
            request_id=reply.request_id,
        ) from None


def wait_before_again(error: GrokwidgetError, tries: int) -> float | None:
    """Seconds after which a create may be sent again, because it was surely not accepted; None when it may not.

    `tries` is how often it was tried so far. Only what never left and what was refused for its rate counts.
    """
    if isinstance(error, NotSent):
        return 0.5 * 2**tries if tries < _NEVER_LEFT_TRIES else None
    if isinstance(error, RateLimited):
        return error.retry_after if error.retry_after is not None else min(2.0 ** (tries - 1), 60.0)
    return None
