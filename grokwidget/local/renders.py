"""The queue of videos to be made: one thread, one child process, the tasks in their order."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from grokwidget.local import fetching, images
from grokwidget.local.child import Child, own_renderer
from grokwidget.local.options import Options
from grokwidget.local.render.spec import RenderSpec, frame_size, size_like
from grokwidget.local.task import Task
from grokwidget.local.tasks import Tasks
from grokwidget.messages import say

DEATHS = 3
"""How many renderers may die of one task before it fails: the first and two more."""
IDLE = 300.0
"""Seconds without work after which the child process is let go."""
FORMATS = frozenset({"JPEG", "PNG", "WEBP"})


class Renders:
    """Works off the open tasks of a store, those of a dead service first. Lives in a daemon thread."""

    def __init__(self, options: Options, tasks: Tasks, ended: Callable[[Task], None], idle: Callable[[], None]) -> None:
        self._options, self._tasks, self._ended, self._idle = options, tasks, ended, idle
        self.files, self.images = options.folder / "files", options.folder / "images"
        self.child = Child(
            options.worker or own_renderer(), options.folder / "render.log", patience=options.worker_patience
        )
        self._wake = threading.Event()
        self._state = threading.Condition()
        self._at_rest = False
        self._stopped = False
        self._warm = False
        self._frames: dict[tuple[str, str], tuple[int, int]] = {}
        self._thread = threading.Thread(target=self._run, name="grokwidget-renders", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._sweep()
        self._thread.start()

    def wake(self) -> None:
        """There is a new task."""
        with self._state:
            self._at_rest = False
            self._wake.set()

    def warm(self) -> None:
        """Have the child process ready before there is work: it takes a moment to start."""
        self._warm = True
        self.wake()

    def at_rest(self, timeout: float) -> bool:
        """Wait until every task has ended; False when that takes longer than `timeout` seconds."""
        with self._state:
            return self._state.wait_for(lambda: self._at_rest, timeout)

    def stop(self) -> None:
        """Stop in the middle of a render; its task stays open."""
        self._stopped = True
        self._wake.set()
        self.child.close()
        self._thread.join(timeout=10)
        self._sweep()

    def progress(self, task: Task) -> tuple[int, int] | None:
        """Frames done and frames in all of a task in work; None before its first frame."""
        return self._frames.get((task.provider, task.id))

    def _run(self) -> None:
        while not self._stopped:
            self._wake.clear()
            if self._warm:
                self._warm = False
                self.child.warm()
            try:
                task = self._tasks.next_open()
                if task is not None:
                    self._work(task)
                elif not self._rested():
                    self.child.rest()
                    self._idle()
            except sqlite3.Error:  # a full disk, say: the task is still there when it has room again
                self._wake.wait(1)

    def _rested(self) -> bool:
        """Wait for work; False when there was none for long."""
        with self._state:
            self._at_rest = not self._wake.is_set()
            self._state.notify_all()
        return self._wake.wait(IDLE)

    def _work(self, task: Task) -> None:
        try:
            task = self._tasks.begin(task, self._options.clock()) or task
            self._make(task)
        except sqlite3.Error:
            raise
        except images.BadImage as error:
            self._fail(task, "bad_image", say("local.image", problem=error.said()))
        except Exception as error:  # whatever it is, it must end this task and not this thread
            self._fail(task, "failed", f"{type(error).__name__}: {error}")
        finally:
            self._frames.pop((task.provider, task.id), None)

    def _make(self, task: Task) -> None:
        fault = self._options.faults.take("render", task.provider, task.id)
        if fault and fault.delay:
            self._wait(fault.delay)
        if fault and fault.fail is not None:
            self._fail(task, "fault", fault.fail)
            return
        for take in range(task.order.clips):
            if not self._film(task, take):
                return
        now = self._options.clock()
        if ended := self._tasks.complete(task, rendered=now, now=now):
            self._ended(ended)

    def _film(self, task: Task, take: int) -> bool:
        """Make one of a task's videos; False when there is none."""
        path = self.files / task.files[take]
        # Only whole videos have this name: one that is there was made by a service that died before it could say so.
        if path.exists():
            return True
        self.files.mkdir(parents=True, exist_ok=True)

        def count(done: int, of: int) -> None:
            self._frames[task.provider, task.id] = (take * of + done, task.order.clips * of)

        outcome = self.child.render(task.id, self._spec(task, path, take), count)
        if self._stopped:
            return False
        if outcome.kind == "failed":
            self._fail(task, outcome.code, outcome.message)
            return False
        if outcome.kind == "died" or not path.exists():
            self._died(task)
            return False
        return True

    def _wait(self, seconds: float) -> None:
        """Until then, or until the service stops."""
        timer = threading.Event()
        while not self._stopped and seconds > 0 and not timer.wait(min(0.05, seconds)):
            seconds -= 0.05

    def _sweep(self) -> None:
        """Remove what renderers that were killed left half done."""
        for part in self.files.glob(".*.part"):
            with suppress(OSError):
                part.unlink()

    def _died(self, task: Task) -> None:
        self._sweep()
        if (again := self._tasks.died(task)) and again.deaths >= DEATHS:
            self._fail(task, "died", say("local.renderer_died"))

    def _fail(self, task: Task, code: str, message: str) -> None:
        if ended := self._tasks.fail(task, code, message, self._options.clock()):
            self._ended(ended)

    def _spec(self, task: Task, path: Path, take: int) -> dict[str, Any]:
        order = task.order
        if "operation" in order.extra:
            return self._reworked(task, path)
        pictures = [self._picture(source) for source in order.images]
        if len(pictures) == 1 and order.own_ratio:
            width, height = size_like(pictures[0].width, pictures[0].height, order.resolution)
        else:
            width, height = frame_size(order.aspect_ratio, order.resolution)
        spec = RenderSpec(
            prompt=order.prompt,
            width=width,
            height=height,
            duration=order.duration,
            seed=seed_of(task, take),
            output=str(path),
            images=tuple(str(picture.path) for picture in pictures),
            mode=order.mode,
            tags=_tags(task),
        )
        return asdict(spec)

    def _reworked(self, task: Task, path: Path) -> dict[str, Any]:
        """The spec of an edit or an extension: the source is the one "picture" of its order."""
        order = task.order
        spec = RenderSpec(
            prompt=order.prompt,
            width=order.extra["width"],
            height=order.extra["height"],
            duration=order.duration,
            seed=seed_of(task),
            output=str(path),
            source=str(self.images / order.images[0].removeprefix("file:")),
            operation=order.extra["operation"],
            fps=order.extra["fps"],
            tags=_tags(task),
        )
        return asdict(spec)

    def _picture(self, source: str) -> images.Picture:
        if source.startswith("file:"):
            return images.opened(self.images / source.removeprefix("file:"))
        try:
            data = fetching.fetch(source, anywhere=self._options.fetch_images)
        except fetching.NotAllowed:
            return images.placeholder(source, self.images, "not fetched offline")
        return images.opened(self.images / images.keep(data, FORMATS, self.images))


def _tags(task: Task) -> dict[str, str]:
    return {
        "com.grokwidget.provider": task.provider,
        "com.grokwidget.model": task.order.model,
        "com.grokwidget.task": task.id,
        "com.grokwidget.prompt": task.order.prompt,
    }


def seed_of(task: Task, take: int = 0) -> str:
    """What a request looks like by chance: the same request gives the same video, whoever asks and whenever."""
    order = task.order
    parts = [task.provider, order.model, order.prompt, order.mode, f"{order.duration:g}", order.resolution]
    parts += ["" if len(order.images) == 1 and order.own_ratio else order.aspect_ratio, str(order.seed), *order.images]
    parts += [f"take {take + 1}"] if take else []
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
