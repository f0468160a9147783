"""Several pictures, one after the other, each with a camera move of its own, melting into the next."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from grokwidget.local.render.canvas import Bytes
from grokwidget.local.render.motion import Motion, smooth
from grokwidget.local.render.pictures.lens import Lens
from grokwidget.local.render.pictures.shot import Shot
from grokwidget.local.render.pictures.stage import set_stage
from grokwidget.local.render.spec import rng

if TYPE_CHECKING:
    from grokwidget.local.render.canvas import Canvas
    from grokwidget.local.render.spec import RenderSpec
    from grokwidget.local.render.words import Reading

_TOKEN = re.compile(r"@image\s*(\d{1,3})(?!\d)", re.IGNORECASE)
_MOVES = ("push", "right", "pull", "orbit", "left", "rise")
_PLATES = 2
"""Pictures held in memory at once: a dissolve needs two."""


@dataclass(frozen=True, slots=True)
class Span:
    """When a picture is seen, in frames: from `start` (inclusive) to `end` (exclusive), dissolves included."""

    start: float
    end: float


class Sequence:
    """All pictures of a spec: those that the prompt names first, in its order, then the others."""

    def __init__(self, spec: RenderSpec, reading: Reading) -> None:
        self.spec, self.reading = spec, reading
        self.order = order(spec.prompt, len(spec.images))
        """Indices into `spec.images`."""
        self._shake = Motion(spec, reading)
        self.spans, self.dissolve = timing(spec.frames, len(self.order), self._shake.dissolve * spec.fps)
        self.moves = moves(spec, reading, len(self.order))
        self._lens = Lens(spec.width, spec.height)
        half = (spec.height // 2, spec.width // 2)
        self._over = (np.empty((spec.height, spec.width), np.uint8), np.empty(half, np.uint8), np.empty(half, np.uint8))
        self.held: OrderedDict[int, tuple[Shot, Motion]] = OrderedDict()
        """The pictures that are staged now, by their place in the sequence."""

    def draw(self, canvas: Canvas, i: int) -> None:
        """Fill the canvas with frame `i`."""
        seen = [k for k, span in enumerate(self.spans) if span.start <= i < span.end] or [len(self.spans) - 1]
        planes = (canvas.y, canvas.u, canvas.v)
        self._look(seen[0], i, planes)
        for k in seen[1:]:
            share = smooth((i - self.spans[k].start + 0.5) / self.dissolve)
            self._look(k, i, self._over)
            for below, above in zip(planes, self._over, strict=True):
                _mix(below, above, round(share * 256))

    def _look(self, k: int, i: int, planes: tuple[Bytes, Bytes, Bytes]) -> None:
        shot, motion = self._shot(k)
        pose = self._shake.pose(i)
        x, y = shot.nodes(self._lens, motion.ease(int(i - self.spans[k].start)), (pose.shake_x, pose.shake_y))
        self._lens.look(shot.stage.plate, x, y, planes)

    def _shot(self, k: int) -> tuple[Shot, Motion]:
        """The k-th picture, staged; opened again when it has been put away."""
        if k not in self.held:
            while len(self.held) >= _PLATES:
                self.held.popitem(last=False)
            spec, frames = self.spec, self.spans[k].end - self.spans[k].start
            motion = Motion(replace(spec, duration=max(2.0, frames) / spec.fps), self.reading)
            stage = set_stage(spec.images[self.order[k]], spec.width, spec.height)
            shot = Shot(
                stage, spec.width, spec.height, self.moves[k], side=1.0 if k % 2 == 0 else -1.0,
                strength=motion.strength, seconds=frames / spec.fps,
                furthest=max(motion.ease(j) for j in range(motion.spec.frames + 1)),
            )  # fmt: skip
            self.held[k] = (shot, motion)
        self.held.move_to_end(k)
        return self.held[k]


def order(prompt: str, count: int) -> tuple[int, ...]:
    """The pictures in the order in which the prompt first names them (`@image2` is the second), then the others."""
    named = [int(number) - 1 for number in _TOKEN.findall(prompt)]
    return tuple(dict.fromkeys([k for k in named if 0 <= k < count] + list(range(count))))


def timing(frames: int, count: int, dissolve: float) -> tuple[tuple[Span, ...], float]:
    """When each of `count` pictures is seen, and the length of a dissolve in frames: `dissolve`, or what fits."""
    melt = max(1.0, min(dissolve, 0.4 * frames / count))
    length = (frames + (count - 1) * melt) / count
    starts = [k * (length - melt) for k in range(count)]
    return tuple(Span(start, start + length) for start in starts), melt


def moves(spec: RenderSpec, reading: Reading, count: int) -> tuple[str, ...]:
    """A camera for each picture: the prompt's own for every other one, and never the same twice in a row."""
    draw = rng(spec, "sequence", "moves")
    chosen: list[str] = []
    for k in range(count):
        if k % 2 == 0 and "camera" in reading.said:
            chosen.append(reading.camera)
            continue
        before = chosen[-1] if chosen else ""
        free = [move for move in _MOVES if move != before and not (k % 2 and move == reading.camera)]
        fresh = [move for move in free if move not in chosen] or free
        chosen.append(fresh[int(draw.integers(len(fresh)))])
    return tuple(chosen)


def _mix(below: Bytes, above: Bytes, share: int) -> None:
    """`share` of 256 of what is above, in place."""
    wide = below.astype(np.uint16)
    wide *= np.uint16(256 - share)
    over = above.astype(np.uint16)
    over *= np.uint16(share)
    wide += over
    wide += np.uint16(128)
    wide >>= 8
    below[:] = wide
