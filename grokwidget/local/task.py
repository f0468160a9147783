"""What all dialects share about a task: what was ordered, where it stands, and how that reads as a row."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """Where a task stands; a dialect has its own words for it."""

    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"

    @property
    def open(self) -> bool:
        """Whether work is still to be done."""
        return self in (Status.PENDING, Status.PROCESSING)


@dataclass(frozen=True)
class Order:
    """What a dialect has read out of a valid create request, defaults filled in."""

    model: str
    prompt: str
    duration: float
    """Seconds."""
    resolution: str
    """`480p`, `720p` or `1080p`."""
    aspect_ratio: str
    """`w:h`."""
    mode: str = "normal"
    images: tuple[str, ...] = ()
    """Reference images in their order: `file:NAME` in the service's own folder, or an http(s) URL."""
    price: int = 0
    """In the provider's smallest unit, reserved at once."""
    callback_url: str | None = None
    seed: int = 0
    """Another number gives another picture for the same words."""
    own_ratio: bool = True
    """Whether a single image's own ratio is taken instead of `aspect_ratio`."""
    clips: int = 1
    """How many videos are to be made; each but the first is another take of the same request."""
    extra: dict[str, Any] = field(default_factory=dict)
    """What only the dialect understands; but where there is an `operation` (`edit` or `extend`, with the `width`, the
    `height` and the `fps` of the result), the one image is a clip that is worked on."""

    def to_json(self) -> str:
        """One line that `from_json` reads back."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Order:
        """Read what `to_json` wrote."""
        values = json.loads(text)
        return cls(**{**values, "images": tuple(values["images"])})


@dataclass(frozen=True)
class Task:
    """One task as it stands in the store. Times are unix seconds by the service's clock."""

    id: str
    provider: str
    account: str
    """Whose it is: a hash of the key, never the key."""
    order: Order
    file: str
    """The name that its video has, or will have, in the folder of files."""
    created: float
    status: Status = Status.PENDING
    started: float | None = None
    rendered: float | None = None
    """When the video was whole."""
    ended: float | None = None
    """When it was completed or failed."""
    deaths: int = 0
    """How many renderers died of it."""
    error_code: str = ""
    error: str = ""
    callback: str = ""
    """`due` while a callback is to be delivered, then `sent` or `given up`."""

    @property
    def files(self) -> tuple[str, ...]:
        """The names of all its videos; the first is `file`."""
        stem, dot, kind = self.file.rpartition(".")
        return (self.file, *(f"{stem}-{n}{dot}{kind}" for n in range(2, self.order.clips + 1)))
