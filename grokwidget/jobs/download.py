"""Fetching a finished video: whole, or not at all. What was paid for is asked for again until the deadline.

Bytes go to a temporary file in the library's folder; a cut is continued with Range; a dead address is fetched anew
from the task; an answer that is no video is understood for what it is.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import re
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import BinaryIO

import httpx

from ..errors import GrokwidgetError, LibraryError, Money, NotSent, ResultUnavailable, UpstreamError
from ..messages import say
from ..providers import HttpCall, HttpReply, reading
from ..redaction import redact
from ..transport.bodies import unpacked
from .hops import mended, opened
from .pace import retry_after
from .reach import Reach

MOST_BYTES = 2 * 1024**3
_SPARE = 64 * 1024**2
_SNIFF = 16
_PIECE = 512 * 1024
"""Bytes that are written in one go: a way to another thread costs more than writing what comes in one packet."""
_DOCUMENT = 256 * 1024
_TRIES = 8
_GONE_TRIES = 3
_DETOURS = 3

#: Gives fresh addresses of the result, from the task.
Fresh = Callable[[], Awaitable[tuple[str, ...]]]
#: Hears how many bytes are here, and of how many (None: not told).
Heard = Callable[[int, int | None], None]


class Wrong(Exception):
    """An answer that is no video. `gone`: the address will not work again; `early`: the video is still to come there;
    `wait`: seconds, where told."""

    def __init__(self, text: str, *, gone: bool = False, early: bool = False, wait: float | None = None) -> None:
        super().__init__(text)
        self.gone = gone and not early
        self.early = early
        self.wait = wait


class _Elsewhere(Exception):
    """The answer is a document that says where the video is."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


class Download:
    """One file on its way. `place` is which of the task's addresses it is, `content` the path under which the API gives
    the task's video itself, with the key: what is tried when the address is dead, or when there is none (`url` "")."""

    def __init__(
        self, reach: Reach, url: str, part: Path, *, place: int, fresh: Fresh, heard: Heard, content: str | None = None
    ) -> None:
        self.reach = reach
        self.url = url
        self.part = part
        self.place = place
        self._fresh = fresh
        self._heard = heard
        self._content = content
        self._at_content = False
        self._tag = ""
        self._whole: int | None = None
        self._title = reach.provider.title

    async def fetch(self) -> None:
        """Download it, whole.

        Raises `ResultUnavailable` when the video can't be had (any more), `UpstreamError` when too many tries broke
        off, and `LibraryError` when the disk is full or can't be written.
        """
        self._start_over()
        if not self.url and not await self._to_content():
            raise self._unavailable(say("job.no_url", provider=self._title))
        while True:
            try:
                return await self._from_here()
            except (ResultUnavailable, UpstreamError):
                if self.place or not await self._to_content():
                    raise

    async def _to_content(self) -> bool:
        """Ask the API itself from now on; False where it gives no videos, or was asked already."""
        if self._content is None or self._at_content:
            return False
        access = await self.reach.access()
        content = access.url(HttpCall("GET", self._content))
        if mended(self.url, access, self._content) == content:
            return False
        self.url, self._at_content = content, True
        self._start_over()
        return True

    async def _from_here(self) -> None:
        """Download it from its present address, in as many tries as it takes."""
        gone = broken = detours = early = 0
        while True:
            before, wait = self._got(), None
            try:
                return await self._once(before)
            except _Elsewhere as found:
                detours += 1
                if detours > _DETOURS:
                    raise self._unavailable(say("job.many_hops", provider=self._title)) from None
                self.url = found.url
                self._start_over()
                continue
            except Wrong as wrong:
                self._start_over()
                if wrong.early:  # the task is done and its video is not there yet: asked for until the deadline
                    early += 1
                    await asyncio.sleep(wrong.wait if wrong.wait is not None else self._patience(early))
                    continue
                gone, broken = gone + wrong.gone, broken + (not wrong.gone)
                text, wait = str(wrong), wrong.wait
            except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, NotSent) as error:
                text = redact(str(error)) or type(error).__name__
                # As long as each try brings the file on there is no reason to give up before the deadline.
                broken = broken + 1 if self._got() <= before else 1
            if gone >= _GONE_TRIES:
                raise self._unavailable(say("job.gone", provider=self._title, problem=text))
            if broken >= _TRIES:
                raise UpstreamError(
                    say("job.cut", provider=self._title, problem=text),
                    provider=self.reach.provider.name,
                    money=Money.CHARGED,
                )
            await asyncio.sleep(wait if wait is not None else self._patience(gone + broken))
            if gone or broken > 1:
                await self._renew()

    async def _renew(self) -> None:
        """Take the task's present address; the old one stays when there is none now."""
        if self._at_content:
            return
        with contextlib.suppress(GrokwidgetError):
            urls = await self._fresh()
            if self.place < len(urls) and urls[self.place] != self.url:
                self.url = urls[self.place]
                self._start_over()

    async def _once(self, got: int) -> None:
        """One try, from byte `got` on. Raises `Wrong`, `_Elsewhere`, httpx's errors, or ours."""
        headers: dict[str, str] = {}
        if got:
            headers["Range"] = f"bytes={got}-"
            if self._tag:
                headers["If-Range"] = self._tag
        access = await self.reach.access()
        url = mended(self.url, access, self._content)
        async with opened(self.reach.transport, url, headers, access) as response:
            if response.status_code not in (200, 206):
                raise await _refused(response)
            start, whole = _extent(response)
            if start not in (0, got) or (start and whole != self._whole):
                raise Wrong(say("job.wrong_range"))
            if whole == 0:
                raise Wrong(say("job.empty"))
            self._whole, self._tag = whole, _tag(response)
            await self._receive(response, start)

    async def _receive(self, response: httpx.Response, start: int) -> None:
        blocks = unpacked(response)
        first = await anext(blocks, b"")
        while 0 < len(first) < _SNIFF and (more := await anext(blocks, b"")):
            first += more
        if not start:
            if not first:
                raise Wrong(say("job.empty"))
            if _is_document(response, first):
                raise await self._document(response, first, blocks)
        got, piece = start + len(first), bytearray(first)
        with contextlib.ExitStack() as files:
            file: BinaryIO | None = None
            while True:
                if got > MOST_BYTES:
                    raise self._unavailable(say("job.too_big", provider=self._title, limit=MOST_BYTES // 1024**2))
                self._heard(got, self._whole)
                try:
                    block = await anext(blocks, b"")
                except (httpx.HTTPError, TimeoutError):
                    await asyncio.to_thread(self._add, files, file, start, piece)  # the next try goes on from there
                    raise
                got += len(block)
                piece += block
                if piece and (not block or len(piece) >= _PIECE):
                    file = await asyncio.to_thread(self._add, files, file, start, piece)
                    piece.clear()
                if not block:
                    return

    def _add(self, files: contextlib.ExitStack, file: BinaryIO | None, start: int, piece: bytearray) -> BinaryIO:
        """Write a piece; the file is opened for the first one, where there is room for all, and closed by `files`."""
        try:
            if file is None:
                self.part.parent.mkdir(parents=True, exist_ok=True)
                self._room(start, self._whole)
                file = files.enter_context(self.part.open("ab" if start else "wb", buffering=0))
            file.write(piece)
        except OSError as error:
            raise self._disk(error) from None
        return file

    async def _document(self, response: httpx.Response, first: bytes, blocks: AsyncIterator[bytes]) -> Exception:
        body = bytearray(first)
        while len(body) < _DOCUMENT and (block := await anext(blocks, b"")):
            body += block
        reply = HttpReply(response.status_code, bytes(body), dict(response.headers))
        urls = reading.result_urls(reply.json())
        if urls:
            return _Elsewhere(urls[0])
        words = reading.mapping(reply.json())
        inner = reading.mapping(words.get("error"))
        text = reading.text(inner.get("message") or words.get("message") or words.get("msg") or words.get("error"), 200)
        return Wrong(redact(text) or say("job.no_video"), gone=True, early=_is_early(body))

    def _room(self, start: int, whole: int | None) -> None:
        """Refuse what is too big, and what the disk has no room for, before the first byte is written."""
        if whole is None:
            return
        if whole > MOST_BYTES:
            raise self._unavailable(say("job.too_big", provider=self._title, limit=MOST_BYTES // 1024**2))
        usage = shutil.disk_usage(self.part.parent)
        if usage.free < whole - start + _SPARE:
            raise LibraryError(
                say("job.disk_full", folder=self.part.parent, needed=math.ceil((whole + _SPARE) / 1024**2)),
                provider=self.reach.provider.name,
            )

    def _got(self) -> int:
        try:
            return self.part.stat().st_size
        except OSError:
            return 0

    def _start_over(self) -> None:
        self._tag, self._whole = "", None
        with contextlib.suppress(OSError):
            self.part.unlink(missing_ok=True)

    def _patience(self, faults: int) -> float:
        return min(0.25 * 2.0**faults, 2.0 if self.reach.nearby else 15.0)

    def _unavailable(self, text: str) -> ResultUnavailable:
        return ResultUnavailable(text, provider=self.reach.provider.name)

    def _disk(self, error: OSError) -> LibraryError:
        text = say("job.disk", folder=self.part.parent, problem=error.strerror or error)
        return LibraryError(text, provider=self.reach.provider.name)


async def _refused(response: httpx.Response) -> Wrong:
    status = response.status_code
    gone = status in (401, 403, 404, 410) or (400 <= status < 500 and status not in (408, 416, 425, 429))
    wait = retry_after({name.lower(): value for name, value in response.headers.items()}, time.time())
    early = False
    if status in (400, 409):
        body = bytearray()
        async for block in unpacked(response):
            body += block
            if len(body) >= _DOCUMENT:
                break
        early = _is_early(body)
    return Wrong(f"HTTP {status}", gone=gone, early=early, wait=wait)


def _is_early(body: bytes | bytearray) -> bool:
    """Whether an answer says that the task is still under way. New-api says so of a video for a moment after the task's
    own state says that it is done."""
    return re.search(rb"not completed yet|not yet completed", body[:_DOCUMENT], re.IGNORECASE) is not None


def _extent(response: httpx.Response) -> tuple[int, int | None]:
    """Where the answer's bytes start in the file, and how long the whole file is, where told."""
    if response.status_code == 206:
        found = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", response.headers.get("content-range", "").strip())
        if not found:
            return -1, None
        return int(found[1]), None if found[2] == "*" else int(found[2])
    if response.headers.get("content-encoding", "identity") != "identity":
        return 0, None
    length = response.headers.get("content-length", "")
    return 0, int(length) if length.isascii() and length.isdigit() else None


def _tag(response: httpx.Response) -> str:
    """What tells this file from another one at the same address: a strong ETag, else the date."""
    tag: str = response.headers.get("etag", "")
    return tag if tag and not tag.startswith("W/") else response.headers.get("last-modified", "")


def _is_document(response: httpx.Response, first: bytes) -> bool:
    """Whether the answer is text: an error page, or JSON. By its bytes, for the declared type is often wrong."""
    if first[4:8] == b"ftyp":
        return False
    kind = response.headers.get("content-type", "").lower()
    return kind.startswith(("text/", "application/json", "application/problem")) or first.lstrip()[:1] in (
        b"{",
        b"[",
        b"<",
    )
