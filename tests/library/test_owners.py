"""Who lives: lock files that are held by processes, not by promises."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grokwidget.library import Library, Owner, lockfile

from .conftest import record


def test_an_owner_is_alive_until_it_is_closed_and_has_another_id_afterwards(tmp_path: Path) -> None:
    mine, other = Owner(tmp_path), Owner(tmp_path)
    name = mine.id
    assert mine.id == name
    assert mine.alive(name)
    assert other.alive(name)
    mine.close()
    assert not other.alive(name)
    assert mine.id != name
    mine.close()


def test_nobody_and_strange_names_are_not_alive(tmp_path: Path) -> None:
    owner = Owner(tmp_path)
    for name in (None, "", "nobody", "../../etc/passwd", "a/b"):
        assert not owner.alive(name)


def test_asking_twice_at_once_does_not_make_the_dead_look_alive(tmp_path: Path) -> None:
    file = tmp_path / "x.lock"
    file.touch()
    fd = os.open(file, os.O_RDWR)
    try:
        assert lockfile._take(fd, shared=True)  # somebody else is asking just now
        assert not lockfile.held(file)
    finally:
        os.close(fd)


def test_the_lock_files_of_the_dead_are_swept_away_and_those_of_the_living_stay(tmp_path: Path) -> None:
    script = f"from pathlib import Path; from grokwidget.library import Owner; print(Owner(Path({str(tmp_path)!r})).id)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert (tmp_path / f"{run.stdout.strip()}.lock").exists()
    living, me = Owner(tmp_path), Owner(tmp_path)
    assert {f"{living.id}.lock", f"{me.id}.lock"} == {file.name for file in tmp_path.iterdir()}
    living.close()
    me.close()


def test_a_claimed_job_belongs_to_this_process_by_itself(library: Library) -> None:
    claimed, new = library.ledger.claim(record(owner=None), lambda _: False)
    assert new
    assert claimed.owner == library.owner.id


def test_a_lock_file_that_is_swept_away_before_it_is_locked_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold = lockfile.hold
    swept: list[str] = []

    def too_late(path: Path) -> int | None:
        fd = hold(path)
        if len(swept) < 2:  # as another process's sweep does between making and locking
            swept.append(path.stem)
            path.unlink()
        return fd

    monkeypatch.setattr(lockfile, "hold", too_late)
    mine, other = Owner(tmp_path), Owner(tmp_path)
    assert mine.id not in swept
    assert other.alive(mine.id)
    assert len(swept) == 2
    mine.close()
