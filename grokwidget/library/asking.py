"""Who makes the next clip out of a clip. The library knows no client; a client leaves itself here to be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from ..errors import LibraryError
from ..messages import say

if TYPE_CHECKING:
    from .clip import Clip


class Asker(Protocol):
    """What a clip asks of the client that gave it: the methods of `Client` of these names."""

    def then(self, clip: Clip, prompt: str = "", **fields: Any) -> Clip:
        """The clip that goes on from this one's last frame."""
        ...

    def again(self, clip: Clip, prompt: str | None = None, **changes: Any) -> Clip:
        """The clip of this one's request, with changes."""
        ...


def asker(clip: Clip, call: str) -> Asker:
    """The client that gave the clip, else the newest one of its library. `LibraryError` where there is none."""
    found = clip.asker or (clip.library.asker if clip.library is not None else None)
    if found is None:
        raise LibraryError(say("derive.no_client", call=call))
    return found
