"""A real JupyterLab and a headless Chromium to drive it: what ring 3 and the screenshots are made with."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, WebSocket, sync_playwright

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]
TOKEN = "of-this-test-only"  # the throw-away server's own
_SETTINGS = {
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/docmanager-extension/plugin": {"autosave": False},
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},  # or what is out of view can't be found
}


@contextmanager
def chromium_browser(executable: str) -> Iterator[Browser]:
    """A headless Chromium, closed at the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


class Notebook:
    """One notebook open in one page."""

    def __init__(self, page: Page, name: str) -> None:
        self.page = page
        self.name = name
        self.console: list[str] = []
        self.requests: list[str] = []
        self.sent: list[bytes] = []
        self.received: list[bytes] = []
        page.on("console", lambda message: self.console.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.console.append(f"pageerror: {error}"))
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        """Keep what goes over the page's line to the server, either way."""
        socket.on("framesent", lambda frame: self.sent.append(_bytes(frame)))
        socket.on("framereceived", lambda frame: self.received.append(_bytes(frame)))

    def until_ready(self, *, kernel: bool = True) -> None:
        """Wait until the notebook is open and its kernel idle."""
        self.page.wait_for_function(
            "() => window.jupyterapp?.shell.currentWidget?.content?.widgets?.length > 0", timeout=60_000
        )
        if kernel:
            self.page.wait_for_function(
                "() => window.jupyterapp.shell.currentWidget.sessionContext?.session?.kernel?.status === 'idle'",
                timeout=60_000,
            )

    def reload(self, *, kernel: bool = True) -> None:
        """Load the whole page again, as F5 does; the kernel stays, and is waited for to be idle unless told."""
        self.page.reload(wait_until="domcontentloaded")
        self.until_ready(kernel=kernel)

    def start(self, index: int) -> None:
        """Run cell `index` without waiting for it."""
        self.page.evaluate(
            """index => {
                const panel = window.jupyterapp.shell.currentWidget;
                panel.content.activeCellIndex = index;
                window.gwDone = window.gwDone || {};
                window.gwDone[index] = 0;
                window.jupyterapp.commands.execute('notebook:run-cell')
                    .then(() => { window.gwDone[index] = performance.now(); });
            }""",
            index,
        )

    def wait(self, index: int, seconds: float = 60) -> None:
        """Wait until cell `index`, started before, has ended."""
        self.page.wait_for_function("index => window.gwDone[index] > 0", arg=index, timeout=seconds * 1000)

    def run(self, index: int, seconds: float = 60) -> None:
        """Run cell `index` and wait for its end."""
        self.start(index)
        self.wait(index, seconds)

    def run_all(self, seconds: float = 120) -> None:
        """Run all cells and wait until the last one has ended."""
        self.command("notebook:run-all-cells", seconds)

    def command(self, name: str, seconds: float = 60) -> None:
        """Run one of JupyterLab's commands to its end."""
        self.page.set_default_timeout(seconds * 1000)
        self.page.evaluate("async name => { await window.jupyterapp.commands.execute(name); }", name)

    def outputs(self, index: int) -> list[dict[str, Any]]:
        """The outputs of cell `index`, as the notebook's file would hold them."""
        found = self.page.evaluate(
            "index => window.jupyterapp.shell.currentWidget.content.widgets[index].model.outputs.toJSON()", index
        )
        assert isinstance(found, list)
        return found

    def cell(self, index: int) -> Any:
        """A locator of cell `index`."""
        return self.page.locator(".jp-Notebook .jp-Cell").nth(index)

    def save(self) -> None:
        """Save the notebook's file."""
        self.command("docmanager:save")


class Lab:
    """A JupyterLab on loopback, with folders of its own. `base` is the path at which it is served, "/" or "/a/b/"."""

    module = "jupyterlab"

    def __init__(
        self,
        root: Path,
        settings: Path,
        *,
        save_widget_state: bool = False,
        base: str = "/",
        extra: Sequence[str] = (),
    ) -> None:
        self.base = base
        self.root = root
        self.settings = settings
        self.save_widget_state = save_widget_state
        self.extra = list(extra)

    def __enter__(self) -> Lab:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}{self.base.rstrip('/')}"
        user = self.settings / "user-settings"
        chosen = {**_SETTINGS, "@jupyter-widgets/jupyterlab-manager/plugin": {"saveState": self.save_widget_state}}
        for name, values in chosen.items():
            file = user / f"{name}.jupyterlab-settings"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(values), encoding="utf-8")
        env = os.environ | {
            "JUPYTERLAB_SETTINGS_DIR": str(user),
            "JUPYTER_CONFIG_DIR": str(self.settings / "config"),
            "JUPYTER_RUNTIME_DIR": str(self.settings / "runtime"),
            "JUPYTERLAB_WORKSPACES_DIR": str(self.settings / "workspaces"),
            "IPYTHONDIR": str(self.settings / "ipython"),
        }
        self._log = (self.settings / "server.log").open("wb")
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", self.module, "--no-browser", "--allow-root", "--ip=127.0.0.1"),
                *(f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}"),
                *(f"--ServerApp.root_dir={self.root}", f"--ServerApp.base_url={self.base}"),
                *("--expose-app-in-browser", *self.extra),
            ],
            env=env,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        self._until_it_answers()
        return self

    def _until_it_answers(self) -> None:
        deadline = time.monotonic() + 60
        while self._process.poll() is None and time.monotonic() < deadline:
            try:
                self.api("/api/status")
            except (urllib.error.URLError, ConnectionError):
                self._process_wait(0.1)
            else:
                return
        raise RuntimeError(f"{self.module} did not start: {self.log()}")

    def _process_wait(self, seconds: float) -> None:
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()

    def log(self) -> str:
        """What the server printed so far."""
        return (self.settings / "server.log").read_text(errors="replace")[-5000:]

    def api(self, path: str, method: str = "GET") -> Any:
        """One call of Jupyter's own REST API."""
        request = urllib.request.Request(self.url + path, method=method, headers={"Authorization": f"token {TOKEN}"})
        with urllib.request.urlopen(request, timeout=10) as reply:
            body = reply.read()
        return json.loads(body) if body else None

    def shut_down_kernels(self) -> None:
        """End every kernel and session."""
        for session in self.api("/api/sessions"):
            self.api(f"/api/sessions/{session['id']}", "DELETE")

    def address(self, name: str) -> str:
        """Where the notebook `name` is opened, below the server's address."""
        return f"/lab/workspaces/w{time.monotonic_ns()}/tree/{name}"

    @contextmanager
    def open(
        self,
        browser: Browser,
        name: str,
        *,
        kernel: bool = True,
        dark: bool = False,
        width: int = 1400,
        locale: str = "en-US",
    ) -> Iterator[Notebook]:
        """The notebook `name` (relative to the root), open in a page of its own; with its kernel idle unless told."""
        theme = self.settings / "user-settings" / "@jupyterlab/apputils-extension/themes.jupyterlab-settings"
        theme.write_text(json.dumps({"theme": "JupyterLab Dark" if dark else "JupyterLab Light"}), encoding="utf-8")
        scheme: Any = "dark" if dark else "light"
        context = browser.new_context(viewport={"width": width, "height": 1000}, color_scheme=scheme, locale=locale)
        try:
            page = context.new_page()
            notebook = Notebook(page, name)
            page.goto(f"{self.url}{self.address(name)}?token={TOKEN}", wait_until="domcontentloaded")
            notebook.until_ready(kernel=kernel)
            yield notebook
        finally:
            context.close()


def _bytes(frame: str | bytes) -> bytes:
    return frame.encode() if isinstance(frame, str) else frame


def write_notebook(path: Path, cells: Sequence[str]) -> Path:
    """A notebook with the given code cells and nothing else."""
    content = {
        "cells": [
            {
                "cell_type": "code",
                "id": f"cell{number}",
                "execution_count": None,
                "metadata": {},
                "outputs": [],
                "source": source,
            }
            for number, source in enumerate(cells)
        ],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path.write_text(json.dumps(content), encoding="utf-8")
    return path
