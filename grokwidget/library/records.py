"""What the ledger keeps of a job: one frozen record, from the intent to the file. Never a key, never a signed URL."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from ..messages import say
from ..redaction import redact
from ..task import Cost


class JobStatus(StrEnum):
    """Where a job stands. The order is the way of a job; the last five are its ends."""

    PLANNED = "planned"
    SUBMITTING = "submitting"
    QUEUED = "queued"
    RUNNING = "running"
    DOWNLOADING = "downloading"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    """The create may have been accepted, no id came back: "maybe charged", closed only by the user."""

    @property
    def final(self) -> bool:
        """Whether nothing more happens by itself or by resuming: done, failed, cancelled, expired."""
        return self in _FINAL

    @property
    def open(self) -> bool:
        """Whether something is still to be done or decided: everything that is not final, `unknown` too."""
        return self not in _FINAL


_FINAL = frozenset({JobStatus.DONE, JobStatus.FAILED, JobStatus.CANCELLED, JobStatus.EXPIRED})
OPEN_STATUSES = tuple(status for status in JobStatus if status.open)


class ClipFile(BaseModel):
    """One video file of a job, as it lies in the library."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    name: str
    """Relative to the library's folder."""
    sha256: str
    """Of the file's bytes, hexadecimal."""
    bytes: int = Field(ge=0)
    duration: float
    """Seconds."""
    width: int
    height: int
    fps: float
    poster: str = ""
    """WebP of at most 25 kB, relative to the library's folder; empty where none could be made."""
    strip: str = ""
    """WebP with ten thumbnails side by side, 90 pixels high."""
    rating: int | None = None
    """1 to 5, by the user's own word; None: not rated."""
    tags: tuple[str, ...] = ()
    """The user's own words for it."""

    @field_validator("name", "poster", "strip")
    @classmethod
    def _inside(cls, value: str) -> str:
        parts = value.replace("\\", "/").split("/")
        if value.startswith(("/", "~")) or ".." in parts or ":" in parts[0]:
            raise ValueError("a name in the library never leads out of it")
        return value


def new_id() -> str:
    """A job's id: 32 hexadecimal digits."""
    return uuid.uuid4().hex


class JobRecord(BaseModel):
    """One job: what was asked, where it stands, what came of it. Times are Unix seconds."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    id: str = Field(default_factory=new_id)
    fingerprint: str
    take: int = 1
    provider: str
    model: str
    prompt: str = ""
    request: dict[str, Any] = Field(default_factory=dict)
    """Plain JSON: `VideoRequest.choices()`, plus `sends` (what the model really gets) and `image_keys`."""
    status: JobStatus = JobStatus.PLANNED
    task_id: str | None = None
    request_id: str | None = None
    """The provider's id of the create exchange, for its support."""
    key_alias: str | None = None
    """Which key made it, by name: e.g. the environment variable. Never the key."""
    owner: str | None = None
    """The process that drives it: an id that `Owner.alive` can judge."""
    created_at: float = Field(default_factory=time.time)
    submitted_at: float | None = None
    accepted_at: float | None = None
    finished_at: float | None = None
    seconds: float | None = None
    """Length of the clip that was asked for."""
    resolution: str | None = None
    progress: float | None = None
    """Percent, None where the provider tells none."""
    said: str = ""
    """The provider's own status word."""
    estimate: Cost | None = None
    cost: Cost | None = None
    error: dict[str, Any] | None = None
    """`type`, `message`, `code`, `moderated`."""
    clips: tuple[ClipFile, ...] = ()
    rehearsal: bool = False
    """Made by the local service in place of a paid one."""
    parents: tuple[str, ...] = ()
    """SHA-256 of the clips that this one grew out of."""
    made_by: str = ""
    """`trim` or `join` for a clip that was made here out of its parents; "" for what a service made."""
    again_of: str = ""
    """SHA-256 of the clip whose request this is with a change; "" where it is nobody's."""

    @field_validator("request", "error")
    @classmethod
    def _no_signed_urls(cls, value: dict[str, Any] | None) -> dict[str, Any] | None:
        return None if value is None else _unsigned(value)

    @field_validator("said", "request_id")
    @classmethod
    def _redacted(cls, value: str | None) -> str | None:
        return None if value is None else redact(unsigned(value))

    @property
    def image_keys(self) -> tuple[str, ...]:
        """The content keys of the reference images (a URL's without its query)."""
        return tuple(self.request.get("image_keys") or ())

    @property
    def moderated(self) -> bool:
        """Whether the provider refused the content."""
        return bool(self.error and self.error.get("moderated"))

    @property
    def price(self) -> str:
        """What it cost, or is estimated to, in words, "" when not known; of a rehearsal, what the real run would."""
        if self.rehearsal:
            return say("rehearsal.price", price=self.estimate or say("cost.unknown"))
        return str(self.cost or self.estimate or "")

    @property
    def ancestry(self) -> tuple[str, ...]:
        """`parents`, and the clips whose frames were reference images."""
        frames = (key.split(":")[1] for key in self.image_keys if key.startswith("frame:"))
        return tuple(dict.fromkeys((*self.parents, *frames)))

    def changed(self, **changes: Any) -> JobRecord:
        """A checked copy with some fields changed."""
        return JobRecord.model_validate({**self.model_dump(), **changes})


_URL = re.compile(r"(https?://)(?:[^\s/?#@\"'<>]*@)?([^\s?#\"'<>]*)(?:[?#][^\s\"'<>]*)?", re.IGNORECASE)


def unsigned(text: str) -> str:
    """The text with every URL in it cut at its query: what follows may be a signature, and what stands before `@` a
    password."""
    return _URL.sub(r"\1\2", text)


def _unsigned(value: Mapping[str, Any]) -> dict[str, Any]:
    # The prompt is the user's own text and part of what makes a clip the clip it is: kept to the letter.
    return {key: item if key == "prompt" else _clean(item) for key, item in value.items()}


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return unsigned(value)
    if isinstance(value, Mapping):
        return _unsigned(value)
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return value
