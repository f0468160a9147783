"""The library: a visible folder with clips that people can open, and the ledger of all jobs."""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import display
from ..errors import LibraryError
from ..messages import say
from . import place, shelving, sidecar, table
from .clip import Clip
from .index import Index
from .ledger import Ledger
from .owners import Owner
from .records import ClipFile, JobRecord, JobStatus

if TYPE_CHECKING:
    from .asking import Asker
    from .check import Report
    from .lineage import Lineage
    from .prune import Pruning


class Library:
    """The clips and jobs of one folder. Iterates over its clips, newest first.

    `path` is the folder; left out, it is where `grokwidget.library.place.resolve` finds it. Nothing is made on the disk
    until the first job is written. `index` is this user's index over all libraries. Raises `LibraryError`, a sentence,
    when the folder can't be used.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None, *, index: Index | None = None) -> None:
        self.path = place.at_home(Path(path)).absolute() if path is not None else place.resolve()
        self.index = index or Index()
        ledger_folder, notice = place.ledger_folder(self.path)
        self._notices = [notice] if notice else []
        self.owner = Owner(ledger_folder / "owners", library=self.path)
        self.ledger = Ledger(ledger_folder, library=self.path, owner=self.owner, rebuild=self._remembered)
        self._shelf = shelving.Shelf(self.path, ledger_folder)
        self._asker: weakref.ref[Asker] | None = None

    @property
    def notices(self) -> list[str]:
        """Sentences that the user should read once: a rebuilt ledger, one that is kept elsewhere."""
        return [text for text in (*self._notices, *self.ledger.notices, self.index.trouble) if text]

    def _remembered(self) -> list[JobRecord]:
        """What can be known without the ledger: the sidecars, and the index's copies of unfinished jobs."""
        done = sidecar.records(self.path)
        known = {record.id for record in done}
        return [*done, *(record for record in self.index.open_jobs(self.path) if record.id not in known)]

    # -- clips --------------------------------------------------------------------------------------------------------

    def has(self, record: JobRecord, n: int | None = None) -> bool:
        """Whether the job's clip (all of them, without `n`) lies in the folder, at its full length."""
        wanted = record.clips if n is None else record.clips[n : n + 1]
        try:
            return bool(wanted) and all((self.path / file.name).stat().st_size == file.bytes for file in wanted)
        except OSError:
            return False

    def clip(self, record: JobRecord, n: int = 0, *, from_library: bool = False) -> Clip:
        """The job's clip number `n`. `LibraryError` when its file is gone or not the one that was stored."""
        if not self.has(record, n):
            raise LibraryError(say("library.clip_gone", prompt=record.prompt[:60]))
        return self._clip(record, record.clips[n], from_library=from_library)

    def just_stored(self, record: JobRecord, n: int, from_library: bool) -> Clip:
        """The clip of a file that was taken in a moment ago: as `clip`, but the disk isn't asked once more."""
        return self._clip(record, record.clips[n], from_library=from_library)

    def __iter__(self) -> Iterator[Clip]:
        return self._clips("")

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        return True

    def search(self, text: str) -> list[Clip]:
        """The clips whose prompt, provider, model or tags have every word of `text`, newest first."""
        return list(self._clips(text))

    def page(
        self, *, search: str = "", provider: str = "", model: str = "", offset: int = 0, limit: int = 60
    ) -> tuple[list[Clip], int]:
        """Some of the clips, newest first, and how many there are: quick with ten thousand.

        `search` as for `search`; `provider` and `model` by their whole names, "" for all. Unlike the other ways to the
        clips it gives those whose file is gone, too, as the ledger knows them: ask `has`.
        """
        found, total = self.ledger.page(search=search, provider=provider, model=model, offset=offset, limit=limit)
        return [self._clip(record, record.clips[n]) for record, n in found], total

    def makers(self) -> dict[str, list[str]]:
        """The providers that made something that the library holds, each with its models; by name."""
        made: dict[str, list[str]] = {}
        for provider, model in self.ledger.makers():
            made.setdefault(provider, []).append(model)
        return made

    def _clips(self, text: str) -> Iterator[Clip]:
        for record in self.ledger.history(limit=None, search=text):
            if record.status is JobStatus.DONE:
                for n, file in enumerate(record.clips):
                    if self.has(record, n):
                        yield self._clip(record, file)

    def _clip(self, record: JobRecord, file: ClipFile, *, from_library: bool = True) -> Clip:
        return Clip(self.path, record, file, from_library=from_library, library=self)

    def by_sha256(self, sha256: str) -> Clip | None:
        """The clip whose file has that SHA-256 (hexadecimal), None where there is none; the newest of several."""
        return next((clip for clip in self if clip.sha256 == sha256), None)

    def ask(self, asker: Asker) -> None:
        """Have its clips ask this client for `then` and `again` from now on, where they have none of their own. It is
        not kept alive for that."""
        self._asker = weakref.ref(asker)

    @property
    def asker(self) -> Asker | None:
        """The newest client of this library that lives."""
        return self._asker() if self._asker is not None else None

    def unfinished(self) -> list[JobRecord]:
        """Jobs on which something is still to be done, oldest first."""
        return self.ledger.unfinished()

    def to_dataframe(self) -> Any:
        """The clips as a pandas table, newest first: prompt, parameters, cost, parents, rating, tags, path and more.

        `seconds` is the length that was asked for, `duration` that of the file, `took` how long the service needed.
        `LibraryError` where pandas isn't installed.
        """
        return table.dataframe(self)

    def lineage(self, clip: Clip | None = None) -> Lineage:
        """Which clips grew out of which, as a graph that shows itself: the relatives of `clip`, or all that have any.

        `LibraryError` where networkx isn't installed (`pip install 'grokwidget[lineage]'`), or for too many clips.
        """
        from .lineage import lineage

        return lineage(self, clip)

    # -- files --------------------------------------------------------------------------------------------------------

    def part(self, record: JobRecord, n: int = 0, *, make: bool = True) -> Path:
        """Where the job's clip number `n` is downloaded to: the same file at every try, so that it can be continued.

        On the clips' own file system, in a hidden folder, which is made unless told otherwise. `LibraryError` when it
        can't be.
        """
        return self._shelf.part(record, n, make=make)

    def stored(self, record: JobRecord, n: int = 0) -> ClipFile | None:
        """The clip that an earlier process stored for this job, before it could say so in the ledger; else None."""
        return self._shelf.stored(record, n)

    def store(self, record: JobRecord, part: Path, *, n: int = 0) -> ClipFile:
        """Take a downloaded file in: verified, named, with poster, strip and sidecar; renamed last.

        Give the record as it will be (cost, finished_at): the sidecar is written from it. Tell the ledger afterwards.
        Asked again after a kill, it gives what is there already. Blocks for some 0.3 s. `ClipInvalid` when it is no
        whole video, `LibraryError` when the folder can't be written; in both cases `part` stays where it is.
        """
        return self._shelf.store(record, part, n)

    def set_aside(self, part: Path, why: str) -> Path:
        """Keep a file that is no whole video in `aside/`, with the reason beside it; returns where it is."""
        return self._shelf.set_aside(part, why)

    # -- keeping ------------------------------------------------------------------------------------------------------

    def check(self, *, repair: bool = False) -> Report:
        """Read every clip from end to end and say what is wrong with the library. Blocks for some 0.1 s a clip.

        `repair` puts right what can be put right without loss: a row of the ledger that only its sidecar tells of, a
        missing sidecar, a clip under another name. Raises `LibraryError` when the folder can't be read, or written.
        """
        from .check import check

        return check(self, repair=repair)

    def prune(
        self,
        *,
        older_than: float | None = None,
        keep: int | None = None,
        to_free: int | str | None = None,
        yes: bool = False,
    ) -> Pruning:
        """Free space: remove the files of old clips, never their records. Only told, not done, unless `yes`.

        `older_than` (days) spares younger clips, `keep` so many of the newest; of the others the oldest go first, as
        many as `to_free` needs (bytes, or text as "2GB"), or all. A clip that was pruned is asked for again as the law
        has it: from its task's address at first, for money only with `yes`. Raises `LibraryError` without any of the
        three, and when the folder can't be written.
        """
        from .prune import prune

        return prune(self, older_than=older_than, keep=keep, to_free=to_free, yes=yes)

    def close(self) -> None:
        """Close the ledger and let go of this process's name. A later use opens them again."""
        self.ledger.close()
        self.owner.close()

    # -- showing ------------------------------------------------------------------------------------------------------

    def __repr__(self) -> str:
        return say("library.shown", folder=self.path.name, count=len(self))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:  # noqa: ARG002 - IPython's signature
        return display.bundle(self, repr(self))
