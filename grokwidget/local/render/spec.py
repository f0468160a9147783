"""What is to be rendered: one frozen record that decides every pixel, and the sizes that ratios and
resolutions mean.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

SHORT_SIDES = {"480p": 480, "540p": 540, "720p": 720, "1080p": 1080}
MODES = ("normal", "fun", "spicy")
OPERATIONS = ("", "edit", "extend")


@dataclass(frozen=True, slots=True)
class RenderSpec:
    """One render. The same spec gives the same decoded frames, on every machine with the same library versions."""

    prompt: str
    width: int
    """Pixels, even."""
    height: int
    """Pixels, even."""
    duration: float
    """Seconds; 1 to 30 in practice."""
    seed: str
    """Hex SHA-256 of the request: the only source of chance."""
    output: str = ""
    """Path of the MP4."""
    poster: str = ""
    """Path of the poster (WebP); empty: none is written."""
    images: tuple[str, ...] = ()
    """Paths of pictures that have been validated; none: the prompt chooses a scene."""
    source: str = ""
    """Path of the clip that is edited or continued; empty: the clip is a new one."""
    operation: str = ""
    """What is done with the source: `edit` or `extend`."""
    fps: int = 24
    mode: str = "normal"
    """`normal`, `fun` or `spicy`: the strength and the style of motion."""
    caption: bool = True
    badge: bool = True
    tags: dict[str, str] = field(default_factory=dict)
    """Metadata keys written into the file, readable with ffprobe."""

    def __post_init__(self) -> None:
        if self.width < 16 or self.height < 16 or self.width % 2 or self.height % 2:
            raise ValueError(f"the frame size must be even and at least 16 pixels, not {self.width}x{self.height}")
        if not 0 < self.duration <= 600 or not 1 <= self.fps <= 120:
            raise ValueError(f"a clip of {self.duration} s at {self.fps} frames per second cannot be rendered")
        if self.mode not in MODES:
            raise ValueError(f"the mode must be one of {', '.join(MODES)}, not {self.mode!r}")
        if self.operation not in OPERATIONS or bool(self.operation) != bool(self.source):
            raise ValueError("a source is there to be edited or extended, and nothing else is")

    @property
    def frames(self) -> int:
        """How many frames the clip has: at least one."""
        return max(1, round(self.duration * self.fps))

    @property
    def portrait(self) -> bool:
        """True where the frame is taller than it is wide."""
        return self.height > self.width

    def to_json(self) -> str:
        """One line of JSON that `from_json` reads back to an equal spec."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str | dict[str, Any]) -> RenderSpec:
        """Read what `to_json` wrote, or the object inside it. ValueError for anything else."""
        try:
            values = dict(json.loads(text)) if isinstance(text, str) else dict(text)
            values["images"] = tuple(values.get("images", ()))
            return cls(**values)
        except TypeError as error:
            raise ValueError(f"not a render spec: {error}") from None


def seed_of(*parts: str) -> str:
    """The hex SHA-256 of some texts: a seed for tests, stills and previews."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def rng(spec: RenderSpec, *names: str) -> np.random.Generator:
    """A generator of its own for each chain of names, so that adding a draw in one place moves nothing elsewhere."""
    import numpy as np

    digest = hashlib.sha256("\x1f".join((spec.seed, *names)).encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "little")))


def frame_size(aspect_ratio: str, resolution: str) -> tuple[int, int]:
    """Width and height in pixels for a ratio such as `16:9` or `19.5:9`: the shorter side is 480, 720 or 1080.

    The longer side is a multiple of 16 where that keeps the ratio within 1 %, else the nearest even number.
    ValueError for a ratio or a resolution that says nothing.
    """
    across, _, down = aspect_ratio.partition(":")
    try:
        ratio = float(across) / float(down)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"an aspect ratio looks like 16:9, not {aspect_ratio!r}") from None
    return _sides(ratio, resolution)


def size_like(image_width: int, image_height: int, resolution: str) -> tuple[int, int]:
    """The frame size for a single picture: the picture's own ratio, kept between 1:3 and 3:1."""
    if image_width < 1 or image_height < 1:
        raise ValueError(f"a picture of {image_width}x{image_height} pixels has no ratio")
    return _sides(min(3.0, max(1 / 3, image_width / image_height)), resolution)


def _sides(ratio: float, resolution: str) -> tuple[int, int]:
    if resolution not in SHORT_SIDES:
        raise ValueError(f"the resolution must be one of {', '.join(SHORT_SIDES)}, not {resolution!r}")
    if not 0.1 <= ratio <= 10:
        raise ValueError("the aspect ratio must lie between 1:10 and 10:1")
    short = SHORT_SIDES[resolution]
    exact = short * max(ratio, 1 / ratio)
    coarse = round(exact / 16) * 16
    fits = short % 16 == 0 and abs(coarse - exact) <= exact * 0.01
    long = coarse if fits else round(exact / 2) * 2
    return (long, short) if ratio >= 1 else (short, long)
