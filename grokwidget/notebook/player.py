"""`Player(clip)`: the richer live player, with loop, scrub, frame steps, speed, full screen and download.

The video itself comes by `delivery`: the Jupyter server's URL, else chunks. The page's half is `js/src/player.ts`.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

import anywidget
import traitlets

from grokwidget.messages import language
from grokwidget.messages.page import words

from .assets import asset
from .card import card, shown_path
from .card import details as details_of
from .channel import Channel
from .delivery import Delivery, VideoFile

if TYPE_CHECKING:
    from grokwidget.library import Clip


class PlayableClip(Protocol):
    """What a player needs of a clip. A `prompt`, or a `request` that has one, is shown where there is one;
    `mime` is taken for `video/mp4` where there is none, and `has_audio=False` hides the mute button.
    """

    @property
    def path(self) -> Path:
        """The file."""

    @property
    def duration(self) -> float:
        """Seconds."""

    @property
    def fps(self) -> float:
        """Frames a second, for the frame steps."""

    @property
    def width(self) -> int:
        """Pixels."""

    @property
    def height(self) -> int:
        """Pixels."""

    def poster_data_uri(self) -> str:
        """The poster as a data URI of at most 25 kB, or ""."""


class Player(anywidget.AnyWidget):
    """A live player for one clip. Playback stays in the page: no message a frame.

    Keys while the focus is inside: space plays and pauses, ←/→ go a second, `,` and `.` a frame, Home and End to the
    ends, L loops, M mutes, F fills the screen; none of them reaches the notebook. `lang` is "en", "zh" or "auto".
    """

    _ipython_display_ = None  # ipywidgets 7 would display itself by it, without the text/html
    _esm = asset("player.js")
    _css = asset("player.css")

    clip = traitlets.Dict().tag(sync=True)
    """What is played: `name`, `shown` (the path as people read it), `mime`, `duration`, `fps`, `width`, `height`,
    `sound` (None where nobody looked)."""

    poster = traitlets.Unicode("").tag(sync=True)
    """The poster, a data URI of at most 25 kB: shown at once, before a byte of the video is here."""

    prompt = traitlets.Unicode("").tag(sync=True)
    """The clip's prompt, shown below it."""

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
        mime = str(getattr(clip, "mime", "video/mp4"))
        self._clip = clip
        super().__init__(
            clip={
                "name": clip.path.name,
                "shown": shown_path(clip.path),
                "mime": mime,
                "duration": float(clip.duration),
                "fps": float(clip.fps),
                "width": int(clip.width),
                "height": int(clip.height),
                "sound": getattr(clip, "has_audio", None),
            },
            poster=clip.poster_data_uri(),
            prompt=_prompt(clip),
            details=_details(clip) if details is None else details,
            loop=loop,
            speed=speed,
            autoplay=autoplay,
            lang=spoken,
            _words=words("player", spoken),
        )
        told = None if spoken == "auto" else spoken
        self._delivery = Delivery(lambda _key: VideoFile(clip.path, mime), lambda: told)
        self._channel = Channel(self, self._delivery.handlers, lambda: told)

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


def _prompt(clip: object) -> str:
    prompt = getattr(clip, "prompt", None) or getattr(getattr(clip, "request", None), "prompt", None)
    return str(prompt or "")


def _details(clip: PlayableClip) -> str:
    try:
        return details_of(cast("Clip", clip))
    except AttributeError:
        return ""  # a clip of another make
