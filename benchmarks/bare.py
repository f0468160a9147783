"""The least that a job takes of a process: what `sweeps` is measured beside.

A loop with httpx and SQLite and nothing else: a create on a connection of its own, questions until the task is done,
the download into a file, and four commits as durable as the ledger's (planned, being sent, accepted, done). No checks,
no limits, no budget, no other libraries, no poster, no records, no news.

`python -m benchmarks.bare ADDRESS FOLDER COUNT AT_ONCE` prints the milliseconds of processor time for each job.
"""

from __future__ import annotations

import asyncio
import sqlite3
import ssl
import sys
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

_KEY = {"Authorization": "Bearer xai-local"}
_PAUSE = 0.06
_RECORD = "x" * 900


class _Ledger:
    """One table, in one thread."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._db: sqlite3.Connection | None = None
        self._thread = ThreadPoolExecutor(1)

    async def write(self, number: int, status: str) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._write, number, status)

    def _write(self, number: int, status: str) -> None:
        if self._db is None:
            self._db = sqlite3.connect(self._file, isolation_level=None)
            self._db.execute("PRAGMA journal_mode=TRUNCATE")
            self._db.execute("PRAGMA synchronous=EXTRA")
            self._db.execute("CREATE TABLE jobs (n INTEGER PRIMARY KEY, status TEXT, record TEXT)")
            self._db.execute("CREATE INDEX jobs_status ON jobs (status)")
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute("INSERT OR REPLACE INTO jobs VALUES (?, ?, ?)", (number, status, _RECORD))
        self._db.execute("COMMIT")


class _Loop:
    """So many jobs, so many at once."""

    def __init__(self, address: str, folder: Path) -> None:
        self._tasks = f"{address}/xai/v1/videos"
        self._folder = folder
        self._ledger = _Ledger(folder / "ledger.sqlite3")
        self._trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        limits = httpx.Limits(max_connections=64, max_keepalive_connections=4)
        self._shared = httpx.AsyncClient(verify=self._trust, trust_env=False, limits=limits)

    async def run(self, count: int, at_once: int) -> None:
        waiting = deque(range(count))

        async def work() -> None:
            while waiting:
                await self._job(waiting.popleft())

        async with self._shared:
            await asyncio.gather(*(work() for _ in range(at_once)))

    async def _job(self, number: int) -> None:
        await self._ledger.write(number, "planned")
        await self._ledger.write(number, "submitting")
        asked = {"model": "grok-imagine-video", "prompt": f"fox {number}", "duration": 6, "resolution": "480p"}
        async with httpx.AsyncClient(verify=self._trust, trust_env=False) as own:
            answer = await own.post(f"{self._tasks}/generations", json=asked, headers=_KEY)
        task = answer.raise_for_status().json()["request_id"]
        await self._ledger.write(number, "queued")
        while True:
            answer = await self._shared.get(f"{self._tasks}/{task}", headers=_KEY)
            if answer.raise_for_status().status_code == 200:
                break
            await asyncio.sleep(_PAUSE)
        video = await self._shared.get(answer.json()["video"]["url"])
        target = self._folder / f"{number}.mp4"
        await asyncio.to_thread(target.write_bytes, video.raise_for_status().content)
        await self._ledger.write(number, "done")


async def _measured(address: str, folder: Path, count: int, at_once: int) -> float:
    await _Loop(address, _made(folder / "warm")).run(at_once, at_once)
    loop = _Loop(address, _made(folder / "measured"))
    began = time.process_time()
    await loop.run(count, at_once)
    return 1000 * (time.process_time() - began) / count


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


if __name__ == "__main__":
    _, where, into, many, together = sys.argv
    print(asyncio.run(_measured(where, Path(into), int(many), int(together))))
