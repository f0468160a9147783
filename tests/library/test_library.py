"""Clips on disk: how they come in, what they are called, what lies beside them, and how they are found again."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from grokwidget import display
from grokwidget.errors import ClipInvalid, LibraryError
from grokwidget.library import Clip, Library, table
from grokwidget.request import as_image
from grokwidget.task import Cost
from tests.media.footage import frame_number

from .conftest import put, record

pytestmark = pytest.mark.slow


def _visible(folder: Path) -> list[str]:
    files = (file.relative_to(folder) for file in folder.rglob("*") if file.is_file())
    return sorted(str(file) for file in files if not file.parts[0].startswith("."))


def test_a_stored_clip_has_a_readable_name_and_its_companions_beside_it(library: Library, footage: Path) -> None:
    done = put(library, footage, record(created_at=time.mktime((2026, 11, 21, 12, 0, 0, 0, 0, -1))))
    stem = "2026-11-21_a-red-fox-runs-through-snow_01234567_t1"
    assert _visible(library.path) == [
        f"{stem}.json", f"{stem}.mp4", f"posters/{stem}.webp",
    ]  # fmt: skip
    clip = library.clip(done)
    assert clip.strip == library.path / "posters" / f"{stem}.strip.webp", "it is made when somebody asks for it"
    assert clip.path.read_bytes() == footage.read_bytes()
    assert clip.sha256 == hashlib.sha256(footage.read_bytes()).hexdigest()
    assert (clip.duration, clip.fps, clip.width, clip.height, clip.mime) == (2.0, 24.0, 320, 180, "video/mp4")
    assert clip.cost == Cost(amount=15, unit="credits")
    assert not list((library.path / ".grokwidget" / "parts").iterdir())


def test_a_chinese_prompt_gives_a_chinese_name(library: Library, footage: Path) -> None:
    done = put(library, footage, record("一只红狐狸,在雪地里奔跑!", take=2))
    assert "_一只红狐狸-在雪地里奔跑_01234567_t2.mp4" in done.clips[0].name


@pytest.mark.parametrize(
    ("prompt", "slug"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\con <>|?*", "c-con"),
        ("", "clip"),
        ("🦊🦊", "clip"),
        ("Ünïcode café", "ünïcode-café"),
        ("word " * 100, "word-word-word-word-word-word-word-word-word"),
        ("狐" * 300, "狐" * 40),
        ("@image1 dances", "image1-dances"),
        ("नमस्ते दुनिया", "नमस्ते-दुनिया"),
    ],
)
def test_any_prompt_gives_a_safe_name_of_bounded_length(
    library: Library, footage: Path, prompt: str, slug: str
) -> None:
    name = put(library, footage, record(prompt)).clips[0].name
    assert f"_{slug}_01234567_t1.mp4" in name
    assert len(name.encode()) < 200
    assert (library.path / name).parent == library.path


def test_the_poster_and_the_strip_are_small_webp_pictures(library: Library, footage: Path) -> None:
    clip = library.clip(put(library, footage, record()))
    assert clip.poster
    assert clip.strip
    assert clip.poster.stat().st_size <= 25_000
    sizes = [Image.open(io.BytesIO(file.read_bytes())).size for file in (clip.poster, clip.strip)]
    assert sizes == [(320, 180), (1600, 90)]
    uri = clip.poster_data_uri()
    assert uri.startswith("data:image/webp;base64,")
    assert len(uri) <= 34_000


def test_the_sidecar_says_where_the_clip_came_from_and_nothing_private(library: Library, footage: Path) -> None:
    job = record(owner="0wner", key_alias="AIVIDEOAPI_API_KEY", parents=("a" * 64,))
    done = put(library, footage, job)
    told = json.loads((library.path / done.clips[0].name).with_suffix(".json").read_text(encoding="utf-8"))
    assert told["prompt"] == job.prompt
    assert told["provider"] == "aivideoapi"
    assert told["job"]["task_id"] == "task-1"
    assert told["sha256"] == done.clips[0].sha256
    assert told["cost"]["amount"] == 15
    assert told["parents"] == ["a" * 64]
    assert told["digital_source_type"].endswith("/trainedAlgorithmicMedia")
    assert "0wner" not in json.dumps(told)
    assert "API_KEY" not in json.dumps(told)


def test_a_local_clip_says_that_no_trained_model_made_it(library: Library, footage: Path) -> None:
    done = put(library, footage, record(provider="local", model="local-video"))
    told = json.loads((library.path / done.clips[0].name).with_suffix(".json").read_text(encoding="utf-8"))
    assert told["digital_source_type"].endswith("/algorithmicMedia")


def test_a_second_clip_of_the_same_name_never_takes_the_first_ones_place(library: Library, footage: Path) -> None:
    first, second = put(library, footage, record("fox")), put(library, footage, record("fox"))
    assert second.clips[0].name == first.clips[0].name.replace(".mp4", "-2.mp4")
    assert library.has(first)
    assert library.has(second)


def test_storing_again_after_a_kill_before_the_ledger_knew_gives_the_same_file(library: Library, footage: Path) -> None:
    job = record()
    part = library.part(job)
    shutil.copyfile(footage, part)
    assert library.stored(job) is None
    file = library.store(job, part)
    assert library.stored(job) == file
    assert library.store(job, part) == file
    assert library.stored(record()) is None
    assert len(list(library.path.glob("*.mp4"))) == 1


def test_storing_again_after_a_kill_before_the_rename_uses_the_same_name(library: Library, footage: Path) -> None:
    job = record()
    shutil.copyfile(footage, library.part(job))
    file = library.store(job, library.part(job))
    (library.path / file.name).rename(library.part(job))
    assert library.stored(job) is None
    assert library.store(job, library.part(job)) == file


def test_a_job_with_several_clips_keeps_them_apart(library: Library, footage: Path) -> None:
    job = record()
    library.ledger.claim(job, lambda _: True)
    files = []
    for n in range(2):
        shutil.copyfile(footage, library.part(job, n))
        files.append(library.store(job, library.part(job, n), n=n))
    done = library.ledger.update(job.id, status="done", clips=files)
    assert files[1].name == files[0].name.replace(".mp4", "_2.mp4")
    assert [clip.path.name for clip in library] == [file.name for file in files]
    assert library.clip(done, 1).path.exists()


def test_what_is_no_whole_video_is_never_called_mp4_and_can_be_set_aside(library: Library, footage: Path) -> None:
    job = record()
    part = library.part(job)
    part.write_bytes(footage.read_bytes()[:-2000])
    with pytest.raises(ClipInvalid, match="cut short"):
        library.store(job, part)
    kept = library.set_aside(part, "cut short")
    assert not part.exists()
    assert _visible(library.path) == [f"aside/{job.id}-1.damaged", f"aside/{job.id}-1.txt"]
    assert kept.stat().st_size == footage.stat().st_size - 2000


def test_a_clip_whose_file_was_deleted_or_changed_is_not_offered(library: Library, footage: Path) -> None:
    done = put(library, footage, record())
    assert library.has(done)
    path = library.clip(done).path
    path.write_bytes(b"short")
    assert not library.has(done)
    path.unlink()
    assert list(library) == []
    with pytest.raises(LibraryError, match="no longer in the library"):
        library.clip(done)
    with pytest.raises(LibraryError, match="no longer in the library"):
        library.clip(record())


def test_a_library_iterates_newest_first_and_can_be_searched(library: Library, footage: Path) -> None:
    put(library, footage, record("a fox", fingerprint="v1:11111111", created_at=1e9))
    put(library, footage, record("a whale", fingerprint="v1:22222222", created_at=2e9))
    library.ledger.claim(record("a running fox", fingerprint="v1:3", status="running"), lambda _: True)
    assert [clip.prompt for clip in library] == ["a whale", "a fox"]
    assert len(library) == 2
    assert [clip.prompt for clip in library.search("fox")] == ["a fox"]
    assert all(clip.from_library for clip in library)
    assert [job.prompt for job in library.unfinished()] == ["a running fox"]


def test_a_name_in_a_foreign_sidecar_cannot_lead_out_of_the_library(library: Library, footage: Path) -> None:
    done = put(library, footage, record())
    sidecar = (library.path / done.clips[0].name).with_suffix(".json")
    told = json.loads(sidecar.read_text(encoding="utf-8"))
    for name in ("../../secret.mp4", "/etc/passwd", "..\\secret.mp4", "C:\\secret.mp4", "~/secret"):
        told["clip"]["name"] = name
        sidecar.write_text(json.dumps(told), encoding="utf-8")
        (library.path / ".grokwidget" / "ledger.sqlite3").unlink(missing_ok=True)
        assert list(Library(library.path)) == []


def test_the_last_frame_of_a_clip_can_be_the_next_ones_reference(library: Library, footage: Path) -> None:
    clip = library.clip(put(library, footage, record()))
    assert frame_number(clip.last_frame()) == 47
    assert as_image(clip).kind == "clip"


def test_a_clip_shows_itself_through_the_display_slot_and_else_as_text(
    library: Library, footage: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = library.clip(put(library, footage, record()))
    monkeypatch.setattr(display, "_renderer", None)
    assert clip._repr_mimebundle_() == {"text/plain": repr(clip)}
    monkeypatch.setattr(
        display, "_renderer", lambda thing: {"text/html": thing.prompt} if isinstance(thing, Clip) else None
    )
    assert clip._repr_mimebundle_()["text/html"] == clip.prompt


def test_clips_are_equal_when_they_are_the_same_file(library: Library, footage: Path) -> None:
    done = put(library, footage, record())
    assert library.clip(done) == Library(library.path).clip(done)
    assert len({library.clip(done), library.clip(done)}) == 1


@pytest.mark.alone
def test_a_cached_look_up_takes_a_few_milliseconds_and_writes_nothing(library: Library, footage: Path) -> None:
    put(library, footage, record())
    before = library.ledger.file.stat().st_mtime_ns
    begun = time.perf_counter()
    for _ in range(20):
        found, claimed = library.ledger.claim(record(), lambda known: not library.has(known))
        assert not claimed
        library.clip(found, from_library=True)
    assert (time.perf_counter() - begun) / 20 < 0.02
    assert library.ledger.file.stat().st_mtime_ns == before


def test_importing_the_library_loads_no_media_library() -> None:
    script = """
import sys
from grokwidget.library import Clip, Library, Ledger, Owner, Index, JobRecord
import grokwidget.media.images, grokwidget.media.frames, grokwidget.media.probe
heavy = {"av", "numpy", "PIL", "httpx", "pandas", "platformdirs", "IPython"}
print(heavy & {name.split(".")[0] for name in sys.modules})
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


def test_a_table_has_one_plain_row_a_clip(library: Library, footage: Path) -> None:
    done = put(library, footage, record())
    (row,) = table.rows(library)
    assert (row["prompt"], row["cost"], row["unit"], row["duration"]) == (done.prompt, 15, "credits", 2.0)
    assert row["took"] == 29
    assert row["path"] == str(library.clip(done).path)


def test_without_pandas_a_table_is_refused_with_the_command_that_helps(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(LibraryError, match=r"pip install 'grokwidget\[dataframe\]'"):
        library.to_dataframe()


def test_a_poster_that_cannot_be_read_leaves_an_empty_data_uri(library: Library, footage: Path) -> None:
    clip = library.clip(put(library, footage, record()))
    assert clip.poster
    assert Image.open(io.BytesIO(clip.poster.read_bytes())).format == "WEBP"
    clip.poster.unlink()
    assert clip.poster_data_uri() == ""


def test_a_poster_that_can_not_be_made_does_not_cost_the_clip(
    library: Library, footage: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumbles(_: Path) -> bytes:
        raise ZeroDivisionError

    monkeypatch.setattr("grokwidget.media.frames.poster", stumbles)
    done = put(library, footage, record())
    assert done.clips[0].poster == ""
    assert library.has(done)
