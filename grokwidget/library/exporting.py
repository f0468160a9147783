"""A clip in another form, beside the library's own: where it goes, and what it says of itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import MediaError
from ..messages import say
from .durable import replacing
from .saving import PREFIX, spare, tags

if TYPE_CHECKING:
    from .clip import Clip

FOLDER = "exports"


def to_webp(clip: Clip, path: str | Path | None, *, fps: float, longest_side: int, quality: int) -> Path:
    """See `Clip.to_webp`."""
    from ..media.exports import webp

    return _written(
        clip,
        path,
        "webp",
        lambda part: webp(
            clip.path, part, fps=fps, longest_side=longest_side, quality=_within(quality, 100), about=_about(clip)
        ),
    )


def to_gif(clip: Clip, path: str | Path | None, *, fps: float, longest_side: int) -> Path:
    """See `Clip.to_gif`."""
    from ..media.exports import gif

    return _written(clip, path, "gif", lambda part: gif(clip.path, part, fps=fps, longest_side=longest_side))


def to_webm(clip: Clip, path: str | Path | None, *, quality: int) -> Path:
    """See `Clip.to_webm`."""
    from ..media.exports import webm

    return _written(
        clip, path, "webm", lambda part: webm(clip.path, part, quality=_within(quality, 63), tags=tags(clip))
    )


def _written(clip: Clip, path: str | Path | None, kind: str, write: Callable[[Path], None]) -> Path:
    target = _target(clip, path, kind)
    spare(target, [clip])
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with replacing(target) as part:
            write(part)
    except OSError as error:
        problem = error.strerror or error
        raise MediaError(say("media.cannot_save", file=target.name, problem=problem)) from error
    return target


def _target(clip: Clip, path: str | Path | None, kind: str) -> Path:
    name = f"{clip.path.stem}.{kind}"
    clip.there()
    if path is None:
        return clip.path.parent / FOLDER / name
    try:
        target = Path(path).expanduser()
    except RuntimeError as error:
        raise MediaError(say("media.cannot_save", file=path, problem=str(error).rstrip("."))) from None
    if target.is_dir():
        return target / name
    if target.suffix.lower() in (".mp4", ".webp", ".gif", ".webm") and target.suffix.lower() != f".{kind}":
        raise MediaError(say("derive.wrong_ending", file=target.name, kind=kind))
    return target if target.suffix.lower() == f".{kind}" else target.with_name(f"{target.name}.{kind}")


def _about(clip: Clip) -> dict[str, str]:
    told = {name.removeprefix(PREFIX): text for name, text in tags(clip).items()}
    return {name: told.get(name, "") for name in ("prompt", "digitalSourceType", "software", "source_sha256")}


def _within(number: int, most: int) -> int:
    return min(max(int(number), 0), most)
