"""The panel's traits that make up a request, and which of them a teacher may lock: the switch for a rehearsal, too."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Final

from grokwidget.errors import InvalidRequest
from grokwidget.messages import say
from grokwidget.nearest import did_you_mean

if TYPE_CHECKING:
    from grokwidget.classroom import Classroom
    from grokwidget.library import Clip

FIELDS: Final = ("provider", "model", "prompt", "aspect_ratio", "resolution", "duration", "mode", "nsfw_checker")
_LOCKABLE: Final = (*FIELDS, "images", "rehearse")


def lockable(names: Collection[str], classroom: Classroom | None = None) -> frozenset[str]:
    """The names of fields to lock, those of the class among them; a single one may be given as it is.

    `InvalidRequest` for what is no field.
    """
    told = (names,) if isinstance(names, str) else tuple(names)
    for name in told:
        if name not in _LOCKABLE:
            raise InvalidRequest(say("limit.unknown_field", field=name), hint=did_you_mean(name, _LOCKABLE))
    return frozenset(told) | (classroom.locked & set(_LOCKABLE) if classroom else frozenset())


def why_fixed(locked: Collection[str], classroom: Classroom | None) -> str:
    """Why nobody may switch the rehearsal, a sentence; "" where the reader may."""
    if "rehearse" not in locked:
        return ""
    if classroom is not None and "rehearse" in classroom.locked:
        return say("classroom.rehearse_only" if classroom.table.rehearse else "classroom.no_rehearsal")
    return say("panel.locked", field=say("field.rehearse"))


def said(panel: object, default: str) -> dict[str, Any]:
    """What the panel says of a request. Not who is asked by default: what a class has chosen is no person's choice."""
    told = {name: value for name in FIELDS if (value := getattr(panel, name)) is not None}
    return {name: value for name, value in told.items() if name != "provider" or value != default}


def request_of(clip: Clip, keep: Collection[str] = ()) -> dict[str, Any]:
    """The fields that a clip was asked for with, but for those to `keep`; what was not set is None.

    `InvalidRequest` for a clip that no request made.
    """
    if clip.record.made_by:
        raise InvalidRequest(say("panel.derived"))
    asked = {"prompt": "", **clip.request, "provider": clip.provider, "model": clip.model}
    return {name: asked.get(name) for name in FIELDS if name not in keep}
