"""Files from the page, put together on disk: chunks of custom messages, in any order, from any thread.

The page's half is `js/src/images/upload.ts`; keep the two in step. Four kinds of request on a `Channel`:

- `image.begin {id, name, size, replace?}` -> `{have: [[start, end], …]}`: the page chooses `id`; `have` are the ranges
  that are here already, none for a new one, so a page whose connection broke sends only what is missing.
- `image.chunk {id, offset}` and one buffer -> `{have: bytes}`. The same chunk twice does no harm.
- `image.end {id, sha256}` -> what `done` makes of the file; asked again, the same answer. `sha256` is hexadecimal, or
  "" where the page may not hash: browsers have `crypto.subtle` on https and localhost only. That no byte is missing is
  checked in any case.
- `image.drop {id}` -> `{}`: forget it.

A message over 10 MiB would close the websocket, and a picture may be bigger: hence chunks. Nothing stays in memory. A
page that reloads begins anew; what it left half done goes when it is stale, or when there is no room for more.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import tempfile
import threading
import time
import unicodedata
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grokwidget.errors import InvalidImage, Money
from grokwidget.messages import say

from .channel import Buffer, Handler

#: Of one file: more than any model takes.
MOST_BYTES = 100 * 1024 * 1024
#: Of all that is under way at once.
MOST_BYTES_OPEN = 4 * MOST_BYTES
MOST_OPEN = 32
#: The page sends what `host.abilities().message` says at once; a websocket lets no more than 10 MiB through.
MOST_CHUNK = 10 * 1024 * 1024
#: Seconds without a chunk, after which a half upload is given up.
STALE_AFTER = 600.0
_ID = re.compile(r"[\w-]{1,64}", re.ASCII)
_LONGEST_NAME = 120


class Folder:
    """A temporary folder that only its owner can read; it goes when nobody holds this object, or at exit."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="grokwidget-"))  # mode 0700
        self._end = weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


@dataclass
class Upload:
    """One file on its way."""

    id: str
    name: str
    """What the page calls it; never a path."""
    size: int
    replace: str
    """The picture whose place it takes; "" for none."""
    path: Path
    folder: Folder = field(repr=False)
    touched: float
    have: list[tuple[int, int]] = field(default_factory=list)
    """The ranges that are here: sorted, apart from each other."""
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    gone: bool = False

    @property
    def bytes_here(self) -> int:
        """How many bytes have come."""
        return sum(end - start for start, end in self.have)

    def keep_with(self, owner: object) -> None:
        """The file is removed when `owner` is: a job may still read it after the picture left the tray."""
        weakref.finalize(owner, _remove, self.path, self.folder)


def _remove(path: Path, _folder: Folder) -> None:
    # The folder is an argument so that it outlives its last file.
    with contextlib.suppress(OSError):
        path.unlink()


class Receiver:
    """Puts files together. `done(upload)` is called with each whole, checked one, on any thread; the file is its own
    from then on, and the page gets what it returns. `admit(name, size, replace)` raises for what is not wanted.
    """

    def __init__(
        self, done: Callable[[Upload], Any], admit: Callable[[str, int, str], None] = lambda _name, _size, _place: None
    ) -> None:
        self._done = done
        self._admit = admit
        self._lock = threading.Lock()
        self._open: dict[str, Upload] = {}
        self._ended: dict[str, Any] = {}
        """What the latest were answered: an answer can get lost on its way, and then the page asks again."""
        self._folder: Folder | None = None
        self._closed = False

    @property
    def handlers(self) -> dict[str, Handler]:
        """The kinds of request that this answers, for a `Channel`."""
        return {
            "image.begin": self._begin,
            "image.chunk": self._chunk,
            "image.end": self._end,
            "image.drop": self._drop,
        }

    @property
    def open(self) -> tuple[Upload, ...]:
        """The uploads that are under way, the oldest first."""
        with self._lock:
            return tuple(self._open.values())

    def close(self) -> None:
        """Give up what is under way; nothing begins any more."""
        with self._lock:
            self._closed = True
            left, self._open, self._folder = list(self._open.values()), {}, None
        for upload in left:
            _give_up(upload)

    def _begin(self, body: Mapping[str, Any], _buffers: Sequence[Buffer]) -> dict[str, Any]:
        ask, size = body.get("id"), body.get("size")
        if not isinstance(ask, str) or not _ID.fullmatch(ask) or type(size) is not int:
            raise _refused(say("page.kernel.upload_torn"))
        name, replace = plain_name(body.get("name")), str(body.get("replace") or "")
        if size <= 0:
            raise _refused(say("media.empty_file", label=name))
        if size > MOST_BYTES:
            told = f"{size / 2**20:.1f}"
            raise _refused(say("page.kernel.upload_too_big", label=name, size=told, limit=MOST_BYTES // 2**20))
        self._admit(name, size, replace)
        with self._lock:
            if self._closed:
                raise _refused(say("page.kernel.upload_closed"))
            known = self._open.get(ask)
            if known is not None and (known.name, known.size) == (name, size):
                return {"have": [list(each) for each in known.have]}
            stale = self._make_room(size) + ([self._open.pop(ask)] if ask in self._open else [])
            try:
                upload = self._opened(ask, name, size, replace)
            except OSError as error:
                raise _no_disk(name, error) from error
            self._open[ask] = upload
        for old in stale:
            _give_up(old)
        return {"have": []}

    def _make_room(self, size: int) -> list[Upload]:
        """Take out what is stale; then the longest silent ones, until one more of that size fits."""
        now, out = time.monotonic(), []
        for upload in sorted(self._open.values(), key=lambda each: each.touched):
            total = sum(each.size for each in self._open.values())
            if now - upload.touched > STALE_AFTER or len(self._open) >= MOST_OPEN or total + size > MOST_BYTES_OPEN:
                out.append(self._open.pop(upload.id))
        return out

    def _opened(self, ask: str, name: str, size: int, replace: str) -> Upload:
        if self._folder is None:
            self._folder = Folder()
        # By chance, not by the page's id: a name that the page chooses could meet a file that somebody still reads.
        number, text = tempfile.mkstemp(dir=self._folder.path)  # mode 0600
        os.close(number)
        return Upload(ask, name, size, replace, Path(text), self._folder, touched=time.monotonic())

    def _find(self, body: Mapping[str, Any]) -> Upload:
        with self._lock:
            upload = self._open.get(str(body.get("id")))
        if upload is None:
            raise _refused(say("page.kernel.upload_unknown"))
        return upload

    def _chunk(self, body: Mapping[str, Any], buffers: Sequence[Buffer]) -> dict[str, int]:
        upload, told = self._find(body), body.get("offset")
        data = memoryview(buffers[0]).cast("B") if len(buffers) == 1 else memoryview(b"")
        offset = told if type(told) is int else -1
        if not (0 <= offset <= upload.size - len(data) and 0 < len(data) <= MOST_CHUNK):
            raise _refused(say("page.kernel.upload_torn"))
        with upload.lock:
            if upload.gone:
                raise _refused(say("page.kernel.upload_unknown"))
            try:
                with upload.path.open("r+b") as file:
                    file.seek(offset)
                    file.write(data)
            except OSError as error:
                raise _no_disk(upload.name, error) from error
            upload.have = _joined([*upload.have, (offset, offset + len(data))])
            upload.touched = time.monotonic()
            return {"have": upload.bytes_here}

    def _end(self, body: Mapping[str, Any], _buffers: Sequence[Buffer]) -> Any:
        with self._lock:
            if body.get("id") in self._ended:
                return self._ended[str(body["id"])]
        upload = self._find(body)
        with upload.lock:
            if upload.gone and upload.id in self._ended:  # ended while this waited
                return self._ended[upload.id]
            if upload.gone:
                raise _refused(say("page.kernel.upload_unknown"))
            if upload.bytes_here != upload.size:  # what is missing can still come
                raise _refused(say("page.kernel.upload_torn"))
            upload.gone = True
            try:
                result = self._checked(upload, body.get("sha256"))
            except BaseException:
                _remove(upload.path, upload.folder)
                with self._lock:
                    self._open.pop(upload.id, None)
                raise
            with self._lock:
                self._open.pop(upload.id, None)
                self._ended[upload.id] = result
                while len(self._ended) > MOST_OPEN:
                    del self._ended[next(iter(self._ended))]
            return result

    def _checked(self, upload: Upload, told: object) -> Any:
        if told and told != _sha256(upload.path):
            raise _refused(say("page.kernel.upload_changed", label=upload.name))
        return self._done(upload)

    def _drop(self, body: Mapping[str, Any], _buffers: Sequence[Buffer]) -> dict[str, Any]:
        with self._lock:
            upload = self._open.pop(str(body.get("id")), None)
        if upload is not None:
            _give_up(upload)
        return {}


def plain_name(told: object) -> str:
    """A file's name as a page tells it, as text: no folders, nothing invisible, not too long."""
    text = re.split(r"[/\\]", str(told or ""))[-1]
    shown = "".join(each for each in text if unicodedata.category(each)[0] != "C").strip()
    return shown[:_LONGEST_NAME] or "image"


def _joined(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _give_up(upload: Upload) -> None:
    with upload.lock:  # not while a chunk is being written
        if not upload.gone:
            upload.gone = True
            _remove(upload.path, upload.folder)


def _no_disk(name: str, error: OSError) -> InvalidImage:
    return _refused(say("page.kernel.upload_disk", label=name, problem=error.strerror or type(error).__name__))


def _refused(sentence: str) -> InvalidImage:
    return InvalidImage(sentence, money=Money.SILENT)
