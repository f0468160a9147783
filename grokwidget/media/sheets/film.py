"""All clips in step, as one film (MP4) or one moving picture (WebP)."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PIL import Image, features

from ...errors import MediaError
from ...messages import say
from ..writing import added, writing
from ..xmp import packet
from .drawing import radius, rounded
from .setting import Box, Seat, Setting

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Planes = NDArray[np.uint8]

_THREADS = 8
Told = Callable[[int], object]
"""Hears how many frames there are so far."""


@dataclass(frozen=True)
class Scene:
    """What is to be filmed."""

    setting: Setting
    ground: Image.Image
    films: Sequence[tuple[Seat, bytes]]
    """Each seat with the film that plays there, all of one rate."""
    fps: Fraction
    frames: int
    """Of the longest: the others hold their last frame until it ends, and all begin together again."""


def mp4(scene: Scene, target: Path, *, tags: Mapping[str, str], told: Told) -> None:
    """Write it as H.264, silent. `MediaError`, OSError."""
    import av

    with writing(target, "mp4", {"movflags": "+faststart+use_metadata_tags"}) as out:
        out.metadata.update(tags)
        stream: Any = added(out, "libx264", scene.fps)
        stream.width, stream.height, stream.pix_fmt = scene.setting.width, scene.setting.height, "yuv420p"
        # Each thread holds frames of this size: with one for every core of a large machine they would fill gigabytes.
        threads = str(min(os.cpu_count() or 1, _THREADS))
        stream.options = {"preset": "veryfast", "crf": "20", "g": str(round(scene.fps)), "threads": threads}
        _in_bt709(stream.codec_context)
        for n, planes in enumerate(_frames(scene)):
            frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
            frame.pts, frame.time_base = n, 1 / scene.fps
            out.mux(stream.encode(frame))
            told(n + 1)
        out.mux(stream.encode(None))


def webp(scene: Scene, target: Path, *, about: Mapping[str, str], told: Told) -> None:
    """Write it as animated WebP. `MediaError`, OSError."""
    if not features.check("webp"):
        raise MediaError(say("derive.no_encoder", codec="WebP"))
    ends = [round((n + 1) * 1000 / scene.fps) for n in range(scene.frames)]
    shown = [end - begin for begin, end in zip([0, *ends], ends, strict=False)]
    if scene.frames > 1:
        reel = _Reel(scene, told)
        reel.save(target, "WEBP", save_all=True, duration=shown, loop=0, quality=62, method=1, xmp=packet(about))
    else:
        next(iter(_pictures(scene))).save(target, "WEBP", quality=80, xmp=packet(about))


class _Reel(Image.Image):
    """A picture of many frames for Pillow, which asks for one after the other: only that one is in memory."""

    def __init__(self, scene: Scene, told: Told) -> None:
        super().__init__()
        self._scene, self._told, self._at = scene, told, -1
        self._coming = _pictures(scene)
        self.n_frames = scene.frames
        self.seek(0)

    def seek(self, frame: int) -> None:
        """Take the next one."""
        if frame != self._at + 1:
            return  # when all are written Pillow goes back to where it began
        picture = next(self._coming)
        self._mode, self._size, self.im = picture.mode, picture.size, picture.im
        self._at = frame
        self._told(frame + 1)

    def tell(self) -> int:
        """Which one is there."""
        return self._at


def _pictures(scene: Scene) -> Iterator[Image.Image]:
    import av

    for planes in _frames(scene):
        frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        frame.colorspace, frame.color_range = 1, 1
        yield Image.fromarray(frame.to_ndarray(format="rgb24"))


def _frames(scene: Scene) -> Iterator[Planes]:
    """The sheet's frames: planes of 4:2:0, below each other. One is in memory, and a few small ones of each clip."""
    base = _planes(scene.ground)
    players = [_Player(data, seat, scene, base) for seat, data in scene.films]
    for _ in range(scene.frames):
        whole = base.copy()
        for player in players:
            player.show(whole)
        yield whole


class _Player:
    """One clip in its seat."""

    def __init__(self, data: bytes, seat: Seat, scene: Scene, base: Planes) -> None:
        self._frames = _decoded(data)
        self._seat, self._height = seat, scene.setting.height
        self._last: Planes | None = None
        self._corners = _corners(seat.box, radius(scene.setting), base, scene)

    def show(self, whole: Planes) -> None:
        """Put its next frame there; after its end the last one stays."""
        shown = next(self._frames, None)
        if shown is not None:
            self._last = shown
        if self._last is not None:
            self._put(self._last, whole)

    def _put(self, planes: Planes, whole: Planes) -> None:
        box, tall = self._seat.box, self._height
        wide, high = planes.shape[1], planes.shape[0] * 2 // 3
        left, top = box.left + (box.width - wide) // 4 * 2, box.top + (box.height - high) // 4 * 2
        whole[top : top + high, left : left + wide] = planes[:high]
        colours = whole[tall:].reshape(2, tall // 2, -1)
        small = planes[high:].reshape(2, high // 2, wide // 2)
        colours[:, top // 2 : (top + high) // 2, left // 2 : (left + wide) // 2] = small
        if (wide, high) == (box.width, box.height):
            for corner in self._corners:
                corner.round(whole[:tall], colours)


@dataclass(frozen=True)
class _Corner:
    """A corner of a clip that is to be round: what shows through, and how much of it."""

    top: int
    left: int
    inside: Any
    behind: Any
    inside_small: Any
    behind_small: Any

    def round(self, luma: Planes, colours: Any) -> None:
        rows, across = slice(self.top, self.top + len(self.inside)), slice(self.left, self.left + len(self.inside))
        luma[rows, across] = _mixed(luma[rows, across], self.behind, self.inside)
        half = len(self.inside) // 2
        rows, across = slice(self.top // 2, self.top // 2 + half), slice(self.left // 2, self.left // 2 + half)
        colours[:, rows, across] = _mixed(colours[:, rows, across], self.behind_small, self.inside_small)


def _corners(box: Box, round_off: int, base: Planes, scene: Scene) -> list[_Corner]:
    r = min(round_off + round_off % 2, box.width // 4 * 2, box.height // 4 * 2)
    mask = rounded(box.width, box.height, round_off).astype("uint16")
    tall = scene.setting.height
    # What is outside of the panel: the pixel beyond the corner, of the ground.
    luma, colour = int(base[0, 0]), base[tall:].reshape(2, tall // 2, -1)[:, 0, 0].astype("uint16")[:, None, None]
    found = []
    for down, right in ((0, 0), (0, box.width - r), (box.height - r, 0), (box.height - r, box.width - r)):
        inside = mask[down : down + r, right : right + r]
        small = inside.reshape(r // 2, 2, r // 2, 2).mean(axis=(1, 3)).astype("uint16")
        found.append(_Corner(box.top + down, box.left + right, inside, luma, small, colour))
    return found


def _mixed(over: Any, behind: Any, inside: Any) -> Any:
    return ((over.astype("uint16") * inside + behind * (255 - inside) + 127) // 255).astype("uint8")


def _decoded(data: bytes) -> Iterator[Planes]:
    import av

    with av.open(io.BytesIO(data), "r") as container:
        # There are many of these, and small: with threads each would hold more frames than it has to.
        container.streams.video[0].thread_type = "NONE"
        for frame in container.decode(video=0):
            planes: Any = frame.to_ndarray()
            yield planes


def _planes(picture: Image.Image) -> Planes:
    import av
    import numpy as np

    frame = av.VideoFrame.from_ndarray(np.asarray(picture), format="rgb24")
    small = frame.reformat(format="yuv420p", dst_colorspace=1, dst_color_range=1)
    return cast("Planes", small.to_ndarray())


def _in_bt709(context: Any) -> None:
    context.color_range, context.colorspace, context.color_primaries, context.color_trc = 1, 1, 1, 1
