"""The video to start from, for edit and extend: an address that the provider can fetch, or a clip that it made itself.

Where a clip lies at its provider is no secret that is kept: signed addresses are never written down. So the task is
asked for the present one when the request is about to be sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import GrokwidgetError, InvalidRequest, Money, TaskNotFound
from ..messages import say
from ..providers import Provider
from ..request import CLIP_SOURCE, VideoRequest
from .poll import ask_once

if TYPE_CHECKING:
    from ..library import Clip
    from .reach import Reach


def check_origin(request: VideoRequest, provider: Provider, source: Clip | None, *, rehearsal: bool) -> None:
    """Raise `InvalidRequest` for a clip that can't be had from this provider any more, or never could."""
    if not (request.source_video or "").startswith(CLIP_SOURCE):
        return
    same = source is not None and source.provider == provider.name and source.record.rehearsal == rehearsal
    if source is None or not same or source.task_id is None:
        made_by = source.provider if source is not None else "?"
        raise InvalidRequest(say("source.foreign", provider=provider.title, maker=made_by), provider=provider.name)


async def address(reach: Reach, source: Clip) -> str:
    """Where the provider has the clip now. Raises `InvalidRequest` when it is gone there."""
    number = source.record.clips.index(source.file)
    try:
        state, _ = await ask_once(reach, source.task_id or "")
        return state.urls[number]
    except (TaskNotFound, IndexError):
        raise InvalidRequest(
            say("source.gone", provider=reach.provider.title), provider=reach.provider.name, task_id=source.task_id
        ) from None
    except GrokwidgetError as error:
        error.money = Money.NOTHING_SENT  # asked before the request went out
        raise
