"""A shot: one camera move over one stage. It never cuts what must be kept; what is near moves more than what is far."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grokwidget.local.render.colour import Floats
from grokwidget.local.render.pictures.lens import Lens
from grokwidget.local.render.pictures.saliency import Box
from grokwidget.local.render.pictures.smoothing import sample
from grokwidget.local.render.pictures.stage import Stage

NEAREST = 0.02
"""Parallax of the nearest and the farthest things, in frame widths, at normal strength."""
_MOST_RELIEF = 1.25
"""The nearest and the farthest thing differ from the focus by no more than this, in multiples of the parallax."""
_DRIFT = {
    "push": (0.45, 0.0), "pull": (0.45, 0.0), "still": (0.3, 0.0), "orbit": (-1.1, 0.0),
    "left": (1.0, 0.0), "right": (-1.0, 0.0), "pan": (-1.0, 0.0), "rise": (0.0, 0.8), "fall": (0.0, -0.8),
}  # fmt: skip
"""Which way near things are shifted while the camera moves, in shares of the parallax."""
_TRAVELS = ("left", "right", "pan", "rise", "fall")
DOLLY = 0.30
"""How much faster than the picture the nearest things grow in a push."""


@dataclass(frozen=True, slots=True)
class View:
    """A rectangle of the frame's ratio on the stage: its middle in frame pixels, and how much it is magnified."""

    x: float
    y: float
    zoom: float


class Shot:
    """The path of the camera from its first view to its last."""

    def __init__(
        self,
        stage: Stage,
        width: int,
        height: int,
        verb: str,
        *,
        side: float = 1.0,
        strength: float = 1.0,
        seconds: float = 6.0,
        furthest: float = 1.0,
    ) -> None:
        """`verb` is a camera of `words.Reading`; `side` (-1 or 1) its way where it says none.

        `furthest` is the greatest ease that will be asked for: an overshoot must not cut what is kept either.
        """
        self.stage, self.width, self.height = stage, width, height
        self._furthest = max(1.0, furthest)
        reach = strength * min(1.6, max(0.6, (seconds / 6) ** 0.6))
        if stage.kind == "scroll":
            verb = _along(stage, width, height, verb, side)
        self._parallax = NEAREST * width * min(1.6, strength)
        at = (np.array([place], np.float32) for place in (stage.aim[0] / stage.width, stage.aim[1] / stage.height))
        self._focus = float(sample(stage.near, *at)[0])
        apart = np.abs(stage.near - self._focus)
        self._farthest = min(_MOST_RELIEF, float(apart.max()))
        self._relieved = self._farthest / max(1e-6, float(apart.max()))
        self._base = 1.0
        self._steer(verb, side)
        ends = self._travel(verb, side, reach) if verb in _TRAVELS else None
        if ends is None:
            # Where there is no room to go that way, the camera comes closer instead.
            verb, self._base = "push" if verb in _TRAVELS else verb, 1.0
            self._steer(verb, side)
            ends = self._approach(verb, side, reach)
        self.first, self.last = ends
        self._relieved *= min(self._room(view) for view in ends)

    def _steer(self, verb: str, side: float) -> None:
        """Which way near things will be shifted, and how much more room this takes around what is kept."""
        across, down = _DRIFT[verb]
        self._drift = (across * (1.0 if verb in ("left", "right") else side), down)
        stage = self.stage
        apart = np.abs(stage.near - self._focus) * self._relieved
        self._keep = None if stage.keep is None else self._grown(stage.keep, apart)

    def _sway(self, apart: float) -> tuple[float, float]:
        """How far things `apart` from the focus are shifted at most, across and down, in frame pixels."""
        return abs(self._drift[0]) * apart * self._parallax, abs(self._drift[1]) * apart * self._parallax

    def _grown(self, keep: Box, apart: Floats) -> Box:
        """What is kept, with the room in which parallax and a shaking hand move it."""
        rows, columns = apart.shape
        stage = self.stage
        inside = apart[
            max(0, int(keep.top / stage.height * (rows - 1))) : int(keep.bottom / stage.height * (rows - 1)) + 2,
            max(0, int(keep.left / stage.width * (columns - 1))) : int(keep.right / stage.width * (columns - 1)) + 2,
        ]
        across, down = self._sway(float(inside.max()))
        across, down = across + 0.012 * self.width, down + 0.012 * self.height
        return Box(keep.left - across, keep.top - down, keep.right + across, keep.bottom + down)

    # -- the path ----------------------------------------------------------------------------------------------------

    def _travel(self, verb: str, side: float, reach: float) -> tuple[View, View] | None:
        """From one side of the aim to the other; None where the stage, or what is kept, leaves no room for that."""
        aim_x, aim_y = self.stage.aim
        way = {"left": -1.0, "right": 1.0, "rise": -1.0, "fall": 1.0}.get(verb, side)
        flat, scroll = verb in ("rise", "fall"), self.stage.kind == "scroll"
        zoom = self._most(1.0 if scroll else 1 + min(0.30, 0.17 * reach))
        self._base = zoom
        travel = way * (0.25 if scroll else 0.07) * reach * (self.height if flat else self.width)
        dx, dy = (0.0, travel) if flat else (travel, 0.0)
        start = self._held(View(aim_x - dx, aim_y - dy, zoom))
        end = self._held(View(aim_x + dx, aim_y + dy, self._most(zoom * 1.015)))
        gone = (end.x - start.x) * dx + (end.y - start.y) * dy
        return (start, end) if gone > 0.6 * travel * travel else None

    def _approach(self, verb: str, side: float, reach: float) -> tuple[View, View]:
        """Closer, away, or around the aim."""
        aim_x, aim_y = self.stage.aim
        if verb == "orbit":
            dx = side * 0.014 * reach * self.width
            far, close = View(aim_x - dx, aim_y, 1.03), View(aim_x + dx, aim_y, self._most(1.06 + 0.04 * reach))
            return self._held(far), self._held(close)
        if verb == "still":
            return self._held(View(aim_x, aim_y, 1.0)), self._held(View(aim_x, aim_y, self._most(1.025)))
        start = self._held(View(aim_x, aim_y, 1.0))
        zoom = self._most(start.zoom * (1 + min(0.34, 0.16 * reach)))
        # The aim stays where it is seen while everything grows around it.
        share = start.zoom / zoom
        end = self._held(View(aim_x + (start.x - aim_x) * share, aim_y + (start.y - aim_y) * share, zoom))
        return (end, start) if verb == "pull" else (start, end)

    def _most(self, zoom: float) -> float:
        """The zoom, or as much of it as leaves room for what is kept."""
        keep = self._keep
        if keep is None:
            return zoom
        room = min(self.width / (keep.right - keep.left), self.height / (keep.bottom - keep.top))
        return min(zoom, max(1.0, room))

    def _held(self, view: View) -> View:
        """The view, moved so that what is kept lies inside, and brought inside the stage.

        Of the stage's ends a margin stays unseen if it can: things that are shifted inwards bring in what lies beyond.
        """
        stage, (left, top) = self.stage, self._sway(self._farthest)
        zoom = max(view.zoom, self.width / (stage.width - 2 * left), self.height / (stage.height - 2 * top))
        across, down = self.width / zoom / 2, self.height / zoom / 2
        left, top = self._margin(zoom)
        x, y = view.x, view.y
        if stage.kind == "fill":
            y = min(y, stage.crown + down)
        x = _into(x, left + across, stage.width - left - across, stage.width / 2)
        y = _into(y, top + down, stage.height - top - down, stage.height / 2)
        if (keep := self._keep) is not None:
            x = _into(x, keep.right - across, keep.left + across, keep.x)
            y = _into(y, keep.bottom - down, keep.top + down, keep.y)
        x = _into(x, across, stage.width - across, stage.width / 2)
        y = _into(y, down, stage.height - down, stage.height / 2)
        return View(x, y, zoom)

    def _margin(self, zoom: float) -> tuple[float, float]:
        """How far beyond its sides a view of this zoom may show things, across and down."""
        across, down = self._sway(self._farthest)
        grown = self._farthest * DOLLY * max(0.0, zoom / self._base - 1) / zoom / 2
        return across + grown * self.width, down + grown * self.height

    def _room(self, view: View) -> float:
        """Which share of the relief a view can have without looking past the stage."""
        across, down = self.width / view.zoom / 2, self.height / view.zoom / 2
        left, top = self._margin(view.zoom)
        sideways = min(view.x - across, self.stage.width - view.x - across)
        upright = min(view.y - down, self.stage.height - view.y - down)
        return max(0.0, min(1.0, (sideways + 0.5) / max(left, 0.5), (upright + 0.5) / max(top, 0.5)))

    def view(self, ease: float, shake: tuple[float, float] = (0.0, 0.0)) -> View:
        """Where the camera looks at an eased moment, 0..1 or a little beyond; `shake` in frame sizes."""
        t = ease / self._furthest
        a, b = self.first, self.last
        zoom = a.zoom * (b.zoom / a.zoom) ** t
        # The view's edges run straight from the first to the last: what both hold, every view between them holds.
        share = (1 / a.zoom - 1 / zoom) / (1 / a.zoom - 1 / b.zoom) if abs(a.zoom - b.zoom) > 1e-4 else t
        x, y = a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share
        if shake == (0.0, 0.0):
            return View(x, y, zoom)
        across, down = self.width / zoom / 2, self.height / zoom / 2
        x = _into(x + shake[0] * self.width, across, self.stage.width - across, x)
        y = _into(y + shake[1] * self.height, down, self.stage.height - down, y)
        return View(x, y, zoom)

    # -- what is seen ------------------------------------------------------------------------------------------------

    def nodes(
        self, lens: Lens, ease: float, shake: tuple[float, float] = (0.0, 0.0)
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The places in the stage's picture that the lens's nodes see, in its pixels: x and y, (rows, columns)."""
        view = self.view(ease, shake)
        t = 2 * ease / self._furthest - 1
        shift_x, shift_y = (self._parallax * d * t for d in self._drift)
        grown = DOLLY * (view.zoom / min(self.first.zoom, self.last.zoom) - 1)
        frame_x, frame_y = lens.columns[None, :], lens.rows[:, None]
        base_x = view.x + (frame_x - self.width / 2) / view.zoom + 0 * frame_y
        base_y = view.y + (frame_y - self.height / 2) / view.zoom + 0 * frame_x
        x, y = base_x, base_y
        aim_x, aim_y = self.stage.aim
        for _ in range(3):
            # Seen here is what arrives here, shifted by its own nearness: found by going back and looking again.
            rise = self._relief(x, y)
            x = base_x - rise * (shift_x / view.zoom + grown * (base_x - aim_x))
            y = base_y - rise * (shift_y / view.zoom + grown * (base_y - aim_y))
        plate, stage = self.stage.plate, self.stage
        return x * (plate.width / stage.width) - 0.5, y * (plate.height / stage.height) - 0.5

    def _relief(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Nearness relative to what the camera aims at, which stays where it is."""
        stage = self.stage
        near = sample(stage.near, np.asarray(x / stage.width, np.float32), np.asarray(y / stage.height, np.float32))
        return (np.asarray(near, np.float64) - self._focus) * self._relieved


def _along(stage: Stage, width: int, height: int, verb: str, side: float) -> str:
    """The camera of a scroll travels along it."""
    if stage.width - width > stage.height - height:
        return verb if verb in ("left", "right", "pan") else "pan"
    return verb if verb in ("rise", "fall") else ("rise" if side > 0 else "fall")


def _into(value: float, low: float, high: float, otherwise: float) -> float:
    """`value` between two bounds, or `otherwise` where they leave no room."""
    return otherwise if low > high else min(high, max(low, value))
