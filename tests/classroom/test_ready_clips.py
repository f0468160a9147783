"""A class's ready clips: asked before anything is sent, served for nothing, never written to."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from grokwidget import Client, Library
from grokwidget.errors import LibraryError, OfflineError
from grokwidget.jobs.job import Job
from grokwidget.library.ready import Ready, pack
from grokwidget.sweep.cell import Fate
from tests.jobs.fake import Fake

from .conftest import Making, of_person

pytestmark = pytest.mark.slow  # many exchanges with a real service: not for scripts/check

_OFFLINE = 'provider = "aivideoapi"\nlocked = ["provider"]\nbudget = { jobs = 0 }\noffline = true\n'
_SHARED = 'shared_library = "clips"\n'


def _print(folder: Path) -> dict[str, str]:
    """Every file there, hidden ones too, by its content and time."""
    return {
        str(path.relative_to(folder)): f"{path.stat().st_mtime_ns} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def clips(course: Making, taught: Library) -> Iterator[Path]:
    """The packed clips of an offline class, whose folder nobody may write to."""
    folder = course(_OFFLINE + _SHARED) / "clips"
    pack(taught, folder)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield folder
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def test_a_ready_clip_is_served_offline_for_nothing_without_a_key_and_its_folder_stays_as_it_is(
    clips: Path, paid: Fake, tmp_path: Path
) -> None:
    before, sent = _print(clips), len(paid.requests)
    client = Client("aivideoapi", library=tmp_path / "mine")
    clip = client.generate("the sea at dawn", duration=6)
    assert clip.from_library
    assert (clip.cost.amount, clip.cost.note, str(clip.cost)) == (0, "ready clip of the class", "free")
    assert (clip.rating, clip.tags) == (5, ("sea",))
    assert clip.path.parent == tmp_path / "mine"
    assert client.generate("the sea at dawn", duration=6) == clip
    clip.rate(2)
    assert clip.trim(0, 1).parents == (clip.sha256,)
    assert _print(clips) == before
    assert len(paid.requests) == sent


def test_what_is_in_neither_library_is_refused_in_a_sentence_and_nothing_is_written_down(
    clips: Path, paid: Fake, tmp_path: Path
) -> None:
    client = of_person(paid, tmp_path / "mine")
    sent = paid.creates
    with pytest.raises(OfflineError, match="works offline: only what the library or the class's ready clips have"):
        client.submit("a grey owl", duration=6)
    assert paid.creates == sent
    assert client.library.ledger.history() == []


def test_a_sweep_prices_ready_clips_as_they_are(clips: Path, paid: Fake, tmp_path: Path) -> None:
    sweep = of_person(paid, tmp_path / "mine").sweep(["a red fox", "a grey owl"], duration=6)
    assert [cell.fate for cell in sweep] == [Fate.LIBRARY, Fate.NEW]
    assert sweep.estimate.library == 1


def test_a_persons_own_clip_goes_before_a_ready_one(
    course: Making, paid: Fake, taught: Library, tmp_path: Path
) -> None:
    folder = course('provider = "aivideoapi"\nbudget = { jobs = 5 }\n' + _SHARED)
    client = of_person(paid, tmp_path / "mine")
    own = client.generate("a grey owl", duration=6)
    pack(client.library, folder / "clips")
    pack(taught, folder / "clips")
    assert client.generate("a grey owl", duration=6) == own
    assert len(client.library.ledger.history()) == 1


def test_a_clip_that_was_pruned_comes_back_from_the_ready_ones(clips: Path, tmp_path: Path) -> None:
    client = Client("aivideoapi", library=tmp_path / "mine")
    first = client.generate("a red fox", duration=6)
    client.library.prune(keep=0, yes=True)
    assert not first.path.exists()
    assert client.generate("a red fox", duration=6).path.exists()


def test_a_damaged_clip_is_not_taken(course: Making, taught: Library, tmp_path: Path) -> None:
    folder = course(_OFFLINE + _SHARED) / "clips"
    pack(taught, folder)
    for file in folder.glob("*.mp4"):
        data = bytearray(file.read_bytes())
        data[-100] ^= 0xFF
        file.write_bytes(data)
    client = Client("aivideoapi", library=tmp_path / "mine")
    with pytest.raises(LibraryError, match="is not what was stored"):
        client.submit("a red fox", duration=6)
    assert list((tmp_path / "mine").glob("*.mp4")) == []
    assert len(Ready(folder).damaged()) == 2


def test_packing_twice_adds_nothing_and_what_it_packs_tells_of_no_key(taught: Library, tmp_path: Path) -> None:
    folder = tmp_path / "packed"
    assert len(pack(taught, folder).new) == 2
    again = pack(taught, folder)
    assert (again.new, again.there) == ([], 2)
    names = {path.suffix for path in folder.rglob("*") if path.is_file()}
    assert names == {".mp4", ".json", ".webp"}
    for file in folder.glob("*.json"):
        assert "key_alias" not in file.read_text(encoding="utf-8")


def test_only_what_is_searched_for_is_packed_and_two_libraries_fit_into_one_folder(
    taught: Library, paid: Fake, tmp_path: Path
) -> None:
    folder = tmp_path / "packed"
    assert len(pack(taught, folder, "sea").new) == 1
    other = Client("local", library=tmp_path / "other", timeout=60)
    other.generate("the sea at dawn", duration=1)
    assert len(pack(other.library, folder).new) == 1
    assert len(Ready(folder).records()) == 2
    assert Ready(folder).damaged() == []


def test_what_was_cut_is_not_packed(taught: Library, tmp_path: Path) -> None:
    next(iter(taught)).trim(0, 1)
    assert len(pack(taught, tmp_path / "packed").new) == 2


def test_a_class_without_its_folder_of_clips_goes_on_without(course: Making, paid: Fake, tmp_path: Path) -> None:
    course('provider = "aivideoapi"\nbudget = { jobs = 5 }\n' + _SHARED)
    job: Job = of_person(paid, tmp_path / "mine").submit("a grey owl", duration=6)
    assert job.result(30).path.exists()


def test_a_ready_clip_that_says_it_is_another_service_s_is_not_believed(
    course: Making, taught: Library, paid: Fake, tmp_path: Path
) -> None:
    folder = course(_OFFLINE + _SHARED) / "clips"
    pack(taught, folder)
    for path in folder.glob("*.json"):
        path.write_text(path.read_text("utf-8").replace('"aivideoapi"', '"xai"'), encoding="utf-8")
    sent = paid.creates
    with pytest.raises(OfflineError):
        of_person(paid, tmp_path / "mine").submit("a red fox", duration=6)
    assert paid.creates == sent


def test_a_ready_clip_that_tells_another_request_is_the_one_that_was_asked_for(
    course: Making, taught: Library, paid: Fake, tmp_path: Path
) -> None:
    folder = course(_OFFLINE + _SHARED) / "clips"
    pack(taught, folder, "fox")
    (path,) = folder.glob("*.json")
    told = path.read_text("utf-8").replace("a red fox", "a dearer fox").replace('"duration": 6', '"duration": 60')
    path.write_text(told, encoding="utf-8")
    clip = of_person(paid, tmp_path / "mine").generate("a red fox", duration=6)
    assert (clip.prompt, clip.request["duration"]) == ("a red fox", 6)


def test_four_who_ask_for_one_ready_clip_bring_it_once(
    course: Making, taught: Library, paid: Fake, tmp_path: Path
) -> None:
    pack(taught, course(_OFFLINE + _SHARED) / "clips")
    client = of_person(paid, tmp_path / "mine")
    together = threading.Barrier(4)

    def ask(_: int) -> Path:
        together.wait(30)
        return client.generate("a red fox", duration=6).path

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(ask, range(4)))) == 1
    assert len(list((tmp_path / "mine").glob("*.mp4"))) == 1
