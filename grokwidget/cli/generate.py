"""`grokwidget generate`: a prompt becomes a clip, with a progress bar in the terminal."""

from __future__ import annotations

import argparse
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from ..messages import say

if TYPE_CHECKING:
    from ..jobs import Job, JobUpdate
    from ..library import Clip


def generate(given: argparse.Namespace) -> int:
    """Make one clip and print where it is."""
    from ..client import Client
    from .flags import request_fields

    prompt = " ".join(given.prompt)
    if prompt == "-":
        prompt = sys.stdin.read()
    client = Client(given.provider, library=given.library)
    rehearse = given.rehearse or None
    job = client.submit(prompt, yes=given.yes, timeout=given.timeout, rehearse=rehearse, **request_fields(given))
    if given.no_wait:
        _until_accepted(job)
        print(say("cli.submitted", job=job.id, task=job.record.task_id or "-"))
        return 0
    clip = follow(job)
    path = clip.save(Path(given.output)) if given.output else clip.path
    print(summary(clip, path, from_library=job.from_library))
    return 0


def _until_accepted(job: Job) -> None:
    """Wait until the provider has the task: a process that ended sooner could not say whether it was sent."""
    accepted = threading.Event()

    def look(update: JobUpdate) -> None:
        if update.over or job.record.task_id:
            accepted.set()

    forget = job.on_update(look)
    look(job.update)
    while not accepted.wait(0.2):
        look(job.update)
    forget()
    if job.error is not None:
        job.result()


def follow(job: Job) -> Clip:
    """Wait for a job under a progress bar on standard error; the clip."""
    from rich.console import Console

    from ..notebook.terminal import Terminal

    console = Console(stderr=True)
    if job.done() or not console.is_terminal:
        return job.result()
    bar = Terminal(console)
    bar.open({}, "")
    bar.follow(job)
    try:
        return job.result()
    finally:
        bar.clear()


def summary(clip: Clip, path: Path, *, from_library: bool) -> str:
    """One line: the clip's path, seconds and cost."""
    cost = say("cli.from_library") if from_library else clip.record.price or say("cost.unknown")
    if from_library and clip.rehearsal:
        cost = f"{clip.record.price}; {cost}"
    return say("cli.made", path=path, seconds=f"{clip.duration:g}", cost=cost)
