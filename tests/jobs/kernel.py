"""Another process that asks for a video, to be waited for, interrupted, or killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

_SCRIPT = """
import sys
from grokwidget import Client
url, library, prompt = sys.argv[1:4]
client = Client("aivideoapi", base_urls={"aivideoapi": url}, library=library, timeout=60)
job = client.submit(prompt)
print("submitted\\n", end="", flush=True)  # each line whole: two threads print
job.on_update(lambda update: print(f"{update.status}\\n", end="", flush=True))
try:
    print(f"clip {job.result().path}\\n", end="", flush=True)
except KeyboardInterrupt:
    print("a bare KeyboardInterrupt\\n", end="", flush=True)
except Exception as error:
    print(f"{type(error).__name__} {error}\\n", end="", flush=True)
"""


ENDS_AT_ONCE = (
    _SCRIPT.partition("print")[0]
    + """
import threading
sent = threading.Event()
job.on_update(lambda update: sent.set() if update.status == "submitting" else None)
sent.wait()
"""
)
"""A script that ends while its request is on the way."""


class Kernel:
    """A Python of its own. Its environment has no keys, as the tests' own."""

    def __init__(self, url: str, library: Path, prompt: str = "a fox", script: str = _SCRIPT) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", script, url, str(library), prompt],
            stdout=subprocess.PIPE,
            text=True,
            env=dict(os.environ),
            start_new_session=True,
        )

    def until(self, word: str) -> str:
        """Read on until a line starts with `word`; the line. Fails when the process ends before."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith(word):
                return line.strip()
        raise AssertionError(f"the process ended ({self.process.wait()}) without saying {word!r}")

    def __enter__(self) -> Kernel:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def kill(self) -> None:
        """Kill it at once, as a crash would."""
        self.process.kill()
        self.process.wait(30)
        if self.process.stdout is not None:
            self.process.stdout.close()

    def interrupt(self) -> None:
        """What the stop button of a notebook sends."""
        self.process.send_signal(signal.SIGINT)
