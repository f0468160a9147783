"""How a video file reaches the page: by the Jupyter server's `/files/` URL, else in chunks by custom messages.

The page asks (`js/src/media/source.ts`, keep the two in step); this half answers two kinds of request on a `Channel`:

- `open {file, server_root}` -> `{size, mime, head, token, routes, chunk}`: `routes` are URL paths below `/files/` to
  try in order, `head` is the file's first 64 bytes in hex, so that the page knows whether a route leads to this very
  file; `chunk` is how many bytes to ask for at once.
- `chunk {file, token, offset, length}` -> `{offset}` and one buffer.

Bytes never become base64 and never sit in a trait; nothing of the file stays in the kernel.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from grokwidget.errors import MediaError
from grokwidget.messages import say

from .channel import Buffer, Handler, Reply
from .host import abilities

HEAD_BYTES = 64
#: How many path suffixes are offered where the server's root is not known: each miss is a 404 in the server's log.
MOST_ROUTES = 8


@dataclass(frozen=True)
class VideoFile:
    """A file to show, and what it is."""

    path: Path
    mime: str = "video/mp4"


class Delivery:
    """Serves video files to a page. `find(key)` gives the file that the page calls `key` ("" where there is one)."""

    def __init__(self, find: Callable[[str], VideoFile], lang: Callable[[], str | None] = lambda: None) -> None:
        self._find = find
        self._lang = lang

    @property
    def handlers(self) -> dict[str, Handler]:
        """The kinds of request that this answers, for a `Channel`."""
        return {"open": self._open, "chunk": self._chunk}

    def _open(self, body: Mapping[str, Any], _buffers: Sequence[Buffer]) -> dict[str, Any]:
        video = self._find(str(body.get("file", "")))
        root, able = body.get("server_root"), abilities()
        try:
            with video.path.open("rb") as file:
                head = file.read(HEAD_BYTES)
            size, token = _identity(video.path)
        except OSError:
            raise self._missing(video.path) from None
        return {
            "size": size,
            "mime": video.mime,
            "head": head.hex(),
            "token": token,
            "routes": routes(video.path, root if isinstance(root, str) else None) if able.files_url else [],
            "chunk": able.message,
        }

    def _chunk(self, body: Mapping[str, Any], _buffers: Sequence[Buffer]) -> Reply:
        video = self._find(str(body.get("file", "")))
        offset, length = max(0, int(body["offset"])), min(int(body["length"]), abilities().message)
        try:
            if _identity(video.path)[1] != body.get("token"):
                raise MediaError(say("page.player.changed", self._lang()))
            with video.path.open("rb") as file:
                file.seek(offset)
                part = file.read(max(0, length))
        except OSError:
            raise self._missing(video.path) from None
        return Reply({"offset": offset}, [part])

    def _missing(self, path: Path) -> MediaError:
        return MediaError(say("page.kernel.missing_file", self._lang(), file=path.name))


def routes(path: Path, server_root: str | None) -> list[str]:
    """URL paths below `/files/` that may lead to `path`, percent-encoded, most likely first.

    `server_root` is the server's root folder as the page knows it (it may begin with `~`). Known and on this machine:
    one route, or none where the file lies outside or in a hidden folder, which the server refuses. Else the suffixes of
    the path, longest first.
    """
    places = dict.fromkeys((path.absolute(), path.resolve()))
    if server_root:
        root = Path(server_root).expanduser()
        if root.is_dir():
            below = [
                place.relative_to(base)
                for base in dict.fromkeys((root.absolute(), root.resolve()))
                for place in places
                if place.is_relative_to(base)
            ]
            return [_encoded(inside.parts) for inside in below[:1] if not _hidden(inside.parts)]
    parts = path.absolute().parts[1:]
    suffixes = [parts[start:] for start in range(len(parts))]
    return [_encoded(suffix) for suffix in suffixes if not _hidden(suffix)][-MOST_ROUTES:]


def _hidden(parts: Sequence[str]) -> bool:
    return any(part.startswith(".") for part in parts)


def _encoded(parts: Sequence[str]) -> str:
    return "/".join(quote(part, safe="") for part in parts)


def _identity(path: Path) -> tuple[int, str]:
    """The file's size in bytes, and a token that changes when the file does."""
    told = path.stat()
    return told.st_size, f"{told.st_size:x}-{told.st_mtime_ns:x}"
