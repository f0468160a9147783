"""A downloaded video looked at: is it whole, and its stills. Where many come at once, in a process beside this one.

Decoding and encoding takes more of a processor than all the rest of a job, and keeps the interpreter from the kernel's
other threads. A few clips are looked at here: a process takes half a second to start.
"""

from __future__ import annotations

import atexit
import base64
import contextlib
import hashlib
import json
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from .._version import __version__
from ..errors import MediaError
from ..library.durable import write_bytes
from ..messages import language, say, speaking
from .probe import Probe

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

    from .examining import Examined

_MANY, _WITHIN = 6, 10.0
"""So many looks within so many seconds are worth a process."""
_IDLE = 20.0
"""Seconds after which that process ends by itself."""
_LONGEST = 120.0
_LEFT, _PAUSE = 4, 0.01
"""So many deeds it puts off, until nobody has asked for so many seconds."""
_ROOT = str(Path(__file__).parents[2])
_PROGRAM = "import sys; sys.path.append({root!r}); from grokwidget.media.looking import serve; serve()"


@dataclass(frozen=True)
class Keep:
    """The folders for what is made of a file on the way, under the name of its SHA-256."""

    lastframes: Path
    """Its last frame, see `lastframe`."""
    strips: Path
    """Its thumbnails, see `frames.strip`: where they don't take another reading."""


@dataclass(frozen=True)
class Look:
    """What was seen. A still that could not be made is empty."""

    facts: Probe
    poster: bytes
    """WebP, see `frames.poster`."""
    sha256: str
    """Of the file's bytes, hexadecimal."""


#: Does something at once, or when nobody waits.
Afterwards = Callable[[Callable[[], object]], None]


def look(path: Path, seconds: float | None, keep: Keep | None = None) -> Look:
    """Verify a file, make its poster and take its SHA-256. Blocks for 0.1 to 0.7 s. Raises `MediaError` as `verify`.

    What is to be kept is kept by then, or by the process beside soon after.
    """
    if _beside.wanted():
        folders = {name: str(folder) for name, folder in vars(keep).items()} if keep is not None else None
        order = {"path": str(path), "seconds": seconds, "keep": folders, "language": language()}
        answer = _beside.ask(order)
        if answer is not None:
            return _read(answer)
    return _look(path, seconds, keep)


def shrink(path: Path, target: Path, *, many: bool) -> None:
    """Write a file's small video (see `preview`), in the process beside where there are many. `MediaError`, OSError."""
    from .preview import preview

    if many and _beside.able():
        answer = _beside.ask({"path": str(path), "preview": str(target), "language": language()})
        if answer is not None and "error" not in answer:
            return
    preview(path, target)


def _now(deed: Callable[[], object]) -> None:
    with contextlib.suppress(Exception):  # as for the stills
        deed()


def _look(path: Path, seconds: float | None, keep: Keep | None, afterwards: Afterwards = _now) -> Look:
    from . import frames
    from .examining import examine

    taken = path.stat().st_mtime_ns if path.is_file() else 0
    seen = examine(path, seconds, thumbnails=frames.THUMBNAILS)
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    poster = _still(lambda: frames.poster(path, seen.first))
    if keep is not None:
        afterwards(partial(_keep_last, keep, sha256, seen.last, taken))
        if frames.in_the_tail(seen):
            afterwards(partial(_keep_strip, keep, sha256, seen))
    return Look(seen.facts, poster, sha256)


def _keep_last(keep: Keep, sha256: str, frame: VideoFrame, taken: int) -> None:
    from . import frames, lastframe

    if keep.lastframes.parent.is_dir():  # it may have been removed since
        lastframe.keep(frames.picture(frame), keep.lastframes / f"{sha256}.webp", taken)


def _keep_strip(keep: Keep, sha256: str, seen: Examined) -> None:
    from . import frames

    keep.strips.mkdir(exist_ok=True)  # nothing above it: that may have been removed since
    write_bytes(keep.strips / f"{sha256}.webp", frames.strip_of(seen))


def _still(make: Callable[[], bytes]) -> bytes:
    try:
        return make()
    except Exception:  # whatever a decoder stumbles over: a picture must not cost the clip, which is whole and paid for
        return b""


def _read(answer: dict[str, Any]) -> Look:
    if "error" in answer:
        raise MediaError(answer["error"])
    return Look(Probe(**answer["facts"]), base64.b64decode(answer["poster"]), answer["sha256"])


class _Beside:
    """The process beside, asked one thing at a time; made when it is wanted, dropped when it fails."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._looks: deque[float] = deque(maxlen=_MANY)
        self._process: subprocess.Popen[bytes] | None = None
        self._failures = self._orders = 0

    def wanted(self) -> bool:
        """Whether one more look makes it many; each call is one."""
        now = time.monotonic()
        many = len(self._looks) == _MANY and now - self._looks[0] < _WITHIN
        self._looks.append(now)
        return many and self.able()

    def able(self) -> bool:
        """Whether there can be a process beside."""
        return self._failures < 2 and bool(sys.executable) and os.name == "posix"

    def ask(self, order: dict[str, Any]) -> dict[str, Any] | None:
        """Its answer; None where it has none: then the look is taken here, as if it weren't there."""
        with self._lock:
            process = self._running()
            if process is None:
                return None
            self._orders += 1
            try:
                assert process.stdin is not None
                process.stdin.write(json.dumps({**order, "n": self._orders, "version": __version__}).encode() + b"\n")
                process.stdin.flush()
                answer = json.loads(self._line(process))
                if not isinstance(answer, dict) or answer.get("n") != self._orders:
                    raise ValueError
                return answer
            except (OSError, ValueError):
                # One that has nothing to do ends by itself, just now perhaps: that is no failure.
                self._failures += process.poll() != 0
                self.close()
                return None
            except BaseException:  # an interrupt: its answer is still to come, and would be taken for the next one's
                self.close()
                raise

    def close(self) -> None:
        """Let it end."""
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(OSError):
                process.kill()
                process.communicate()

    def _running(self) -> subprocess.Popen[bytes] | None:
        if self._process is not None and self._process.poll() is not None:
            self.close()
        if self._process is None:
            # Not from the present folder: what lies there may have the name of a library.
            command = [sys.executable, "-P", "-c", _PROGRAM.format(root=_ROOT)]
            try:
                self._process = subprocess.Popen(
                    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
                )
            except OSError:
                self._failures += 1
        return self._process

    def _line(self, process: subprocess.Popen[bytes]) -> bytes:
        """One line of its answer; `OSError` when none comes in time."""
        assert process.stdout is not None
        until, line = time.monotonic() + _LONGEST, bytearray()
        while not line.endswith(b"\n"):
            ready = _readable(process.stdout, max(until - time.monotonic(), 0))
            got = os.read(process.stdout.fileno(), 1 << 16) if ready else b""
            if not got:
                raise OSError
            line += got
        return bytes(line)


def _readable(pipe: IO[Any], seconds: float) -> bool:
    """Whether there is something to read within that time. Not `select`: it can't watch a file numbered above 1023."""
    with selectors.DefaultSelector() as watch:
        watch.register(pipe, selectors.EVENT_READ)
        return bool(watch.select(seconds))


_beside = _Beside()


def _farewell() -> None:
    _beside.close()


def _after_fork() -> None:
    # The parent's: its pipes must not be used by two.
    global _beside
    inherited = _beside._process
    if inherited is not None:
        inherited.returncode = 0  # nobody waits for it here
        for pipe in (inherited.stdin, inherited.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    os.close(pipe.fileno())
    _beside = _Beside()


atexit.register(_farewell)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def serve() -> None:
    """The process beside: an order a line, an answer a line, until there is nothing to do or nobody to ask."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers, sys.stdout = sys.stdout, sys.stderr  # nothing that a library says may come between
    left: deque[Callable[[], object]] = deque()
    while _readable(sys.stdin, _IDLE) and (text := sys.stdin.readline()):
        order = json.loads(text)
        if order["version"] != __version__:  # it was installed anew meanwhile: what is said there is understood there
            return
        answers.write(json.dumps({**_answer(order, left.append), "n": order["n"]}) + "\n")
        answers.flush()
        # While the next one waits for its answer, nothing else is done, unless too many pictures wait.
        while left and (len(left) > _LEFT or not _readable(sys.stdin, _PAUSE)):
            _now(left.popleft())


def _answer(order: dict[str, Any], afterwards: Afterwards) -> dict[str, Any]:
    with speaking(order["language"]):
        try:
            if "preview" in order:
                shrink(Path(order["path"]), Path(order["preview"]), many=False)
                return {}
            folders = order["keep"]
            keep = Keep(**{name: Path(folder) for name, folder in folders.items()}) if folders else None
            seen = _look(Path(order["path"]), order["seconds"], keep, afterwards)
        except MediaError as error:
            return {"error": error.message}
        except Exception as error:  # as `MediaError` has it for what nobody thought of
            return {"error": say("media.video_broken", file=Path(order["path"]).name, problem=type(error).__name__)}
    poster = base64.b64encode(seen.poster).decode("ascii")
    return {"facts": asdict(seen.facts), "sha256": seen.sha256, "poster": poster}
