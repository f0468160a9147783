"""Looks at many files are taken in a process beside this one, and give the same."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from grokwidget.errors import MediaError
from grokwidget.media import looking
from grokwidget.media.looking import look

from ..jobs.conftest import video
from ..waiting import until

__all__ = ["video"]

pytestmark = pytest.mark.slow


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> Iterator[looking._Beside]:
    """A process of the test's own, wanted from the second look on."""
    monkeypatch.setattr(looking, "_MANY", 1)
    mine = looking._Beside()
    monkeypatch.setattr(looking, "_beside", mine)
    yield mine
    mine.close()


@pytest.fixture
def film(video: bytes, tmp_path: Path) -> Path:
    """A whole film."""
    (path := tmp_path / "film.part").write_bytes(video)
    return path


def test_the_process_beside_sees_what_is_seen_here(beside: looking._Beside, film: Path) -> None:
    here = look(film, 6)
    before = beside._process
    assert look(film, 6) == here
    assert before is None
    assert beside._process is not None
    assert look(film, 6) == here


def test_a_broken_file_is_the_same_sentence_from_there(beside: looking._Beside, film: Path) -> None:
    (cut := film.with_name("cut.part")).write_bytes(film.read_bytes()[:-2000])
    said = []
    for _ in range(2):
        with pytest.raises(MediaError) as caught:
            look(cut, 6)
        said.append(str(caught.value))
    assert beside._process is not None
    assert said[0] == said[1]


def test_a_process_that_dies_costs_nothing_but_time(beside: looking._Beside, film: Path) -> None:
    here = look(film, 6)
    look(film, 6)
    assert beside._process is not None
    beside._process.kill()
    assert look(film, 6) == here
    assert look(film, 6) == here


def test_a_kernel_with_more_than_a_thousand_open_files(beside: looking._Beside, film: Path) -> None:
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < 2048:
        resource.setrlimit(resource.RLIMIT_NOFILE, (2048, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    opened = [os.open(os.devnull, os.O_RDONLY) for _ in range(1100)]
    try:
        here = look(film, 6)
        assert look(film, 6) == here
        assert beside._process is not None
    finally:
        for number in opened:
            os.close(number)


def test_the_last_frames_of_many_are_kept_after_the_answers(
    beside: looking._Beside, film: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "lastframes"
    keep = looking.Keep(folder, tmp_path / "strips")
    look(film, 6, keep)
    (kept,) = folder.iterdir()
    data = kept.read_bytes()
    kept.unlink()
    for n in range(12):
        (another := tmp_path / f"{n}.part").write_bytes(film.read_bytes() + b"\x00\x00\x00\x08free" * (n + 1))
        look(another, 6, keep)
    assert beside._process is not None
    until(lambda: len(list(folder.glob("*.webp"))) == 12)
    assert {path.read_bytes() for path in folder.iterdir()} == {data}


def test_an_interrupt_while_it_answers_mixes_no_answers_up(
    beside: looking._Beside, film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (other := tmp_path / "other.part").write_bytes(film.read_bytes() + b"\x00\x00\x00\x08free")
    here = look(film, 6)

    def pressed(*_: object) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(beside, "_line", pressed)
        with pytest.raises(KeyboardInterrupt):
            look(film, 6)
    assert look(other, 6).sha256 != here.sha256
    assert look(film, 6) == here


def test_a_process_of_another_version_has_nothing_to_say(
    beside: looking._Beside, film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = look(film, 6)
    with monkeypatch.context() as patched:
        patched.setattr(looking, "__version__", "0.0.1")  # what runs here; the process reads what is installed
        assert look(film, 6) == here
        assert beside._process is None
    assert look(film, 6) == here
    assert beside._process is not None
