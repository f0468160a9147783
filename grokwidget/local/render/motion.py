"""Motion: easing, the camera's path, and what the modes do to it. All scenes move by this one clock."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grokwidget.local.render.spec import RenderSpec, rng

if TYPE_CHECKING:
    from grokwidget.local.render.words import Reading

STRENGTH = {"normal": 1.0, "fun": 1.28, "spicy": 1.85}
DISSOLVE = {"normal": 1.0, "fun": 0.85, "spicy": 0.55}


def smooth(t: float) -> float:
    """Slow, fast, slow (a cosine): 0..1 to 0..1."""
    return 0.5 - 0.5 * math.cos(math.pi * min(1.0, max(0.0, t)))


def gentle(t: float) -> float:
    """Nearly linear with soft ends, for camera moves that should not stop for long: 0..1 to 0..1."""
    t = min(1.0, max(0.0, t))
    return 0.65 * t + 0.35 * smooth(t)


def ease_out(t: float) -> float:
    """Fast, then slow (cubic)."""
    return 1 - (1 - min(1.0, max(0.0, t))) ** 3


def overshoot(t: float) -> float:
    """Goes a few percent past the end at t = 0.8 and settles back: the playful mode."""
    t = min(1.0, max(0.0, t))
    return gentle(t) + 0.16 * math.sin(math.pi * t) ** 2 * t


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the camera is in one frame."""

    x: float
    """To the right, in frame widths of the nearest layer's travel (about -0.5..0.5)."""
    y: float
    """Upwards, in frame heights (about -0.2..0.2)."""
    zoom: float
    """Forward: 1 at the start of a push, 1.15 or so at its end; always positive."""
    turn: float
    """Angle of an orbit in radians, 0 where the camera doesn't orbit."""
    shake_x: float
    """Jolt of the hand, in frame widths; applies to every layer alike."""
    shake_y: float
    """Jolt of the hand, in frame heights."""


class Motion:
    """The clock and the camera of one clip. Pure: every method depends on the frame number alone."""

    def __init__(self, spec: RenderSpec, reading: Reading) -> None:
        self.spec = spec
        self.camera = reading.camera
        self.strength = STRENGTH[spec.mode]
        """Multiplier of amplitudes and speeds: 1 normal, about 1.3 fun, about 1.9 spicy."""
        self.dissolve = DISSOLVE[spec.mode]
        """Multiplier of the length of dissolves."""
        draw = rng(spec, "motion")
        self.side = 1.0 if draw.random() < 0.5 else -1.0
        self._phases = [float(v) for v in draw.uniform(0, 2 * math.pi, 4)]

    def progress(self, i: int) -> float:
        """0 in the first frame, 1 in the last."""
        return i / max(1, self.spec.frames - 1)

    def seconds(self, i: int) -> float:
        """The scene's own time in seconds: runs faster in the stronger modes."""
        return i / self.spec.fps * (1 + (self.strength - 1) * 0.8)

    def ease(self, i: int) -> float:
        """The eased progress of the camera, by the mode: gentle, overshooting or rushing out."""
        t = self.progress(i)
        if self.spec.mode == "fun":
            return overshoot(t)
        if self.spec.mode == "spicy":
            return 0.4 * t + 0.6 * ease_out(t)
        return gentle(t)

    def pose(self, i: int) -> Pose:
        """The camera in frame `i`. Longer clips travel further, but not in proportion."""
        e = self.ease(i)
        reach = self.strength * min(1.6, max(0.6, (self.spec.duration / 6) ** 0.6))
        x = y = turn = 0.0
        zoom = 1.0
        if self.camera == "push":
            zoom, x = 1 + 0.16 * reach * e, 0.03 * self.side * reach * e
        elif self.camera == "pull":
            zoom, x = 1 + 0.16 * reach * (1 - e), -0.03 * self.side * reach * e
        elif self.camera in ("left", "right", "pan"):
            way = {"left": -1.0, "right": 1.0, "pan": self.side}[self.camera]
            x, zoom = way * 0.22 * reach * (e - 0.5), 1.02 + 0.02 * e
        elif self.camera == "rise":
            y, zoom = 0.10 * reach * (e - 0.5), 1.03 + 0.03 * e
        elif self.camera == "fall":
            y, zoom = -0.10 * reach * (e - 0.5), 1.03 + 0.03 * e
        elif self.camera == "orbit":
            turn = self.side * 0.5 * reach * (e - 0.5)
            x, zoom = 0.36 * math.sin(turn), 1.03 + 0.05 * math.cos(turn * 2)
        elif self.camera == "still":
            zoom = 1 + 0.015 * e
        shake_x = shake_y = 0.0
        if self.spec.mode == "spicy":
            s, p = i / self.spec.fps, self._phases
            shake_x = 0.0035 * math.sin(7.1 * s + p[0]) + 0.0020 * math.sin(13.7 * s + p[1])
            shake_y = 0.0045 * math.sin(8.3 * s + p[2]) + 0.0022 * math.sin(15.1 * s + p[3])
        return Pose(x, y, zoom, turn, shake_x, shake_y)
