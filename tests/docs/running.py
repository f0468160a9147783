"""Runs the code of one page from top to bottom, as a reader would: python -m tests.docs.running PAGE.

One real IPython shell for the page, in a folder with two pictures; what is for a terminal runs in a real bash beside
it. Ends with 1 at the first block that doesn't do what the page says.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

from grokwidget.local.launch import ensure
from tests.docs.pages import NO_CODE, Block, blocks
from tests.home import stay_home

_SERVE = re.compile(r"^grokwidget serve\b[^#\n]*", re.MULTILINE)


class Reader:
    """Somebody who types what stands on the page."""

    def __init__(self) -> None:
        from IPython.core.interactiveshell import InteractiveShell
        from traitlets.config import Config

        quiet = Config()
        quiet.HistoryManager.enabled = False
        quiet.InteractiveShell.colors = "nocolor"
        self.shell: Any = InteractiveShell.instance(config=quiet)
        self.shell.run_line_magic("load_ext", "grokwidget")
        self.served: list[subprocess.Popen[str]] = []
        self.addresses: dict[str, str] = {}
        """What the page calls the local service's address -> where it is."""

    def does(self, block: Block) -> str:
        """Do it; gives what went wrong, "" where nothing did."""
        if block.given and (wrong := self._cell(block.given)):
            return wrong
        match block.language:
            case "python" | "":
                wrong = self._cell(block.code, block.raises)
            case "bash" | "sh":
                wrong = self._terminal(block)
            case "toml":
                wrong = self._settings(block.code)
            case _:
                wrong = f"nobody knows how to run {block.language!r}"
        return wrong or (self._cell(f"assert {block.holds}") if block.holds else "")

    def leaves(self) -> None:
        """Close what was opened."""
        self.shell.run_line_magic("unload_ext", "grokwidget")
        for served in self.served:
            served.terminate()
            served.wait()

    def _cell(self, code: str, raises: str = "") -> str:
        result = self.shell.run_cell(code, store_history=True)
        error = result.error_before_exec or result.error_in_exec
        told = type(error).__name__ if error is not None else ""
        return "" if told == raises else f"{told or 'nothing'} was raised instead of {raises or 'nothing'}: {error}"

    def _terminal(self, block: Block) -> str:
        code = block.code
        for command in _SERVE.findall(code):
            self._serve(command)
        if not self.served:
            ensure()  # as beside an open notebook: or each command would start a service of its own, and end it
        code = _SERVE.sub(": ", code)
        for written, address in self.addresses.items():
            code = code.replace(written, address)
        bash = ["bash", "-euo", "pipefail", "-c", code]
        done = subprocess.run(bash, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL, check=False)
        print(done.stdout, done.stderr)
        return "" if done.returncode == block.ends_with else f"ended with {done.returncode}: {done.stderr[-2000:]}"

    def _serve(self, command: str) -> None:
        """Let the service run on beside, at a port that the system picks."""
        port = re.search(r"--port (\d+)", command)
        words = re.sub(r"--port \d+", "--port 0", command).split()
        served = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL)
        self.served.append(served)
        assert served.stdout is not None
        address = re.search(r"http://127\.0\.0\.1:\d+", served.stdout.readline())
        assert address, "the service didn't tell its address"
        if port:
            self.addresses[f"http://127.0.0.1:{port[1]}"] = address[0]

    def _settings(self, table: str) -> str:
        """Put it into the project's file, or into the user's own where a comment on the first line says so."""
        from grokwidget.settings import PROJECT_FILE, Settings, settings_file

        tomllib.loads(table)
        first, *_ = table.splitlines()
        path = settings_file() if "settings" in first.partition("#")[2] else Path(PROJECT_FILE)
        with path.open("a", encoding="utf-8") as file:
            file.write(table)
        Settings.load()
        return ""


def _pictures() -> None:
    """What a reader of any page has at hand."""
    from PIL import Image

    for name, colour in (("cat.png", "firebrick"), ("dog.png", "steelblue")):
        Image.new("RGB", (96, 64), colour).save(name)


def main(page: str) -> int:
    """Run the page."""
    sys.addaudithook(stay_home)
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    _pictures()
    reader, began = Reader(), time.monotonic()
    try:
        for block in blocks(page):
            if block.not_run or block.language in NO_CODE:
                continue
            print(f"--- {block.place} (after {time.monotonic() - began:.1f} s)", flush=True)
            if wrong := reader.does(block):
                print(f"{block.place}: {wrong}\n\n{block.code}", file=sys.stderr)
                return 1
    finally:
        reader.leaves()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
