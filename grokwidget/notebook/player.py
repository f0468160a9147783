"""`Player(clip)`: the live player, with thumbnails, frame steps, speed, full screen, and where the clip came from.

The video, the thumbnails and the details come when the page asks (`facts.ClipDesk`). Its half is `js/src/player.ts`.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, cast

import anywidget
import traitlets

from grokwidget.media.poster import within
from grokwidget.messages import language
from grokwidget.messages.page import words

from .assets import asset
from .card import card
from .channel import Channel
from .facts import ClipDesk, PlayableClip, facts
from .publish import Beside

if TYPE_CHECKING:
    from grokwidget.library import Clip

#: The poster's data URI in the `poster` trait, in bytes: it is saved with every notebook.
POSTER_BYTES = 12_000


class Player(Beside, anywidget.AnyWidget):
    """A live player for one clip. Playback stays in the page: no message a frame.

    Keys while the focus is inside: space plays and pauses, ←/→ go a second, `,` and `.` a frame, Home and End to the
    ends, L loops, M mutes, F fills the screen; none of them reaches the notebook. `lang` is "en", "zh" or "auto".
    """

    _esm = asset("player.js")
    _css = asset("player.css")

    clip = traitlets.Dict().tag(sync=True)
    """What is played: `name`, `shown` (the path as people read it), `mime`, `duration`, `fps`, `width`, `height`,
    `sound` (None where nobody looked), `strip` (whether there are thumbnails), `key` (what the page calls it)."""

    poster = traitlets.Unicode("").tag(sync=True)
    """The poster, a data URI of at most 12 kB: shown at once, before a byte of the video is here."""

    prompt = traitlets.Unicode("").tag(sync=True)
    """The clip's prompt, shown below it; of a very long one the beginning."""

    details = traitlets.Unicode("").tag(sync=True)
    """A line below the prompt: provider, model, length, size, cost; the same as the static card's."""

    loop = traitlets.Bool(True).tag(sync=True)
    """Whether it starts again at its end."""

    speed = traitlets.Float(1.0, min=0.25, max=2.0).tag(sync=True)
    """Playback speed, 0.25 to 2."""

    autoplay = traitlets.Bool(False).tag(sync=True)
    """Whether it starts by itself, muted as browsers want it; not where the reader asked for less motion."""

    lang = traitlets.Unicode("en").tag(sync=True)
    """Language of the page's words: "en", "zh", or "auto" for the browser's."""

    _words = traitlets.Dict().tag(sync=True)
    """The page's sentences: language -> key -> text."""

    def __init__(
        self,
        clip: PlayableClip,
        *,
        details: str | None = None,
        loop: bool = True,
        speed: float = 1.0,
        autoplay: bool = False,
        lang: str | None = None,
    ) -> None:
        spoken = lang or language()
        told = facts(clip)
        prompt, line = told.pop("prompt"), told.pop("details")
        self._clip = clip
        super().__init__(
            clip=told,
            poster=within(clip.poster_data_uri(), POSTER_BYTES),
            prompt=prompt,
            details=line if details is None else details,
            loop=loop,
            speed=speed,
            autoplay=autoplay,
            lang=spoken,
            _words=words("player", spoken),
        )
        fixed = None if spoken == "auto" else spoken
        self._desk = ClipDesk(lambda _key: clip, lambda: fixed)
        self._channel = Channel(self, self._desk.handlers, lambda: fixed)

    def __repr__(self) -> str:
        return f"Player({self.clip.get('shown', '')!r})"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The widget, and beside it the clip's own static card, for a reader without a kernel."""
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        data = bundle[0]
        data["text/plain"] = repr(self)
        with contextlib.suppress(AttributeError):  # a clip of another make: it has less to say than a card tells
            data |= card(cast("Clip", self._clip), autoplay=False)
        return bundle
