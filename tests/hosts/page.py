"""A page of any host: what it says, what it asks for, and whether its video plays."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, Response, Route, expect

#: Errors of the hosts themselves: an empty notebook has them, too.
_NOISE = re.compile(
    r"reading 'schema'"  # Notebook 7, at its start
    r"|getter for the shared module is not a function"  # Voilà, with Notebook 7 beside it
)


class Watched:
    """A page, with all that went wrong on it. Nothing leaves this machine: what would is refused and noted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.wrong: list[str] = []
        self.missed: list[str] = []
        self.abroad: list[str] = []
        page.on("console", lambda message: self._heard(message.type, message.text))
        page.on("pageerror", lambda error: self._heard("error", str(error)))
        page.on("response", self._answered)
        page.route(re.compile(r"^https?://(?!127\.0\.0\.1|localhost)"), self._refuse)

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error" and not _NOISE.search(text) and not text.startswith("Failed to load resource"):
            self.wrong.append(text)

    def _answered(self, reply: Response) -> None:
        if reply.status >= 400:
            self.missed.append(f"{reply.status} {reply.url}")

    def _refuse(self, route: Route) -> None:
        self.abroad.append(route.request.url)
        route.abort()


@contextmanager
def watched(browser: Browser, *, scripts: bool = True, dark: bool = False) -> Iterator[Watched]:
    """A page of its own. `scripts`: whether it may run any."""
    context = browser.new_context(
        viewport={"width": 1200, "height": 1000},
        java_script_enabled=scripts,
        color_scheme="dark" if dark else "light",
        locale="en-US",
    )
    try:
        yield Watched(context.new_page())
    finally:
        context.close()


def plays(video: Locator) -> None:
    """The video is there, has data, and its time goes on."""
    expect(video).to_be_visible(timeout=60_000)
    page, handle = video.page, video.element_handle()
    page.wait_for_function("video => video.readyState >= 2", arg=handle, timeout=30_000)
    started = video.evaluate("async video => { video.muted = true; await video.play(); return video.currentTime; }")
    page.wait_for_function("([video, then]) => video.currentTime !== then", arg=[handle, started], timeout=30_000)


@contextmanager
def served(command: Sequence[str], folder: Path, log: Path) -> Iterator[str]:
    """A host that is started by a command with `{port}` in it; gives its address when it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with log.open("wb") as out:
        words = [word.format(port=port) for word in command]
        process = subprocess.Popen(words, cwd=folder, env=dict(os.environ), stdout=out, stderr=subprocess.STDOUT)
        try:
            deadline = time.monotonic() + 60
            while not _answers(port):
                if time.monotonic() > deadline or _ended(process, 0.1):
                    raise RuntimeError(f"{words[2]} did not start: {log.read_text(errors='replace')[-3000:]}")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            if not _ended(process, 15):
                process.kill()
                process.wait()


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def _ended(process: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def path_of(url: str) -> str:
    """The path of an address."""
    return urlsplit(url).path
