"""The small videos of contact sheets: what they are, where they lie, and when they go."""

from __future__ import annotations

import os
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from grokwidget.errors import MediaError
from grokwidget.library import Clip, Library, previews
from grokwidget.media import looking
from grokwidget.media.frames import at_second
from grokwidget.media.preview import FPS, LONGEST_SIDE, preview
from tests.library.conftest import put, record
from tests.media.footage import film

pytestmark = pytest.mark.slow


def stored(library: Library, tmp_path: Path, prompt: str, **footage: object) -> Clip:
    """A clip in the library."""
    path = film(tmp_path / f"{prompt}.mp4", tags={"com.example.n": prompt}, **footage)  # type: ignore[arg-type]  # as film has it
    return library.clip(put(library, path, record(prompt, fingerprint=f"v1:{prompt}")))


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "grokvideos")


@pytest.mark.parametrize(
    ("width", "height", "size"), [(640, 360, (240, 136)), (360, 640, (136, 240)), (96, 64, (96, 64))]
)
def test_a_preview_is_small_silent_and_as_long_as_the_clip(
    tmp_path: Path, width: int, height: int, size: tuple[int, int]
) -> None:
    source = film(tmp_path / "a.mp4", seconds=2.5, width=width, height=height, audio=True)
    preview(source, small := tmp_path / "small.mp4")
    with av.open(str(small)) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == size
        assert max(size) <= LONGEST_SIDE
        assert not container.streams.audio
        assert stream.codec_context.name == "h264"
        assert float(stream.average_rate or 0) == FPS
        assert float((stream.duration or 0) * (stream.time_base or 0)) == pytest.approx(2.5, abs=0.01)
    data = small.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")  # the index in front: it plays before all of it is there
    assert len(data) < 100_000


def test_a_preview_shows_what_the_clip_shows_at_the_same_time(tmp_path: Path) -> None:
    source = film(tmp_path / "a.mp4", seconds=2, width=320, height=180)
    preview(source, small := tmp_path / "small.mp4")
    for second in (0.0, 0.75, 1.9):
        shown, meant = at_second(small, second), at_second(source, second)
        apart = np.abs(np.asarray(shown, float) - np.asarray(meant.resize(shown.size, Image.Resampling.BOX), float))
        assert apart.mean() < 6


def test_noise_for_a_quarter_of_a_minute_is_held_to_a_size(tmp_path: Path) -> None:
    chance = np.random.default_rng(5)
    source = film(
        tmp_path / "a.mp4",
        seconds=15,
        width=320,
        height=180,
        fps=12,
        picture=lambda _: chance.integers(0, 255, (180, 320, 3), dtype=np.uint8),
    )
    preview(source, small := tmp_path / "small.mp4")
    assert small.stat().st_size < 200_000


def test_it_is_made_once_and_lies_hidden_in_the_library(library: Library, tmp_path: Path) -> None:
    clip = stored(library, tmp_path, "a hidden fox")
    assert previews.preview(clip) is None
    path = previews.made(clip)
    assert path.relative_to(library.path).parts[:2] == (".grokwidget", "previews")
    assert previews.preview(clip) == path
    before = path.stat().st_mtime_ns
    assert previews.made(clip) == path
    assert path.stat().st_mtime_ns == before
    picture = previews.picture(clip)
    assert picture is not None
    with Image.open(picture) as small:
        assert max(small.size) <= 320
    assert picture.stat().st_size <= 9_500


def test_a_check_of_the_library_finds_nothing_strange_in_it(library: Library, tmp_path: Path) -> None:
    clip = stored(library, tmp_path, "a checked fox")
    previews.made(clip)
    report = library.check()
    assert report.sound
    assert report.flaws == ()


def test_it_goes_with_its_clip_and_so_do_those_of_clips_that_somebody_deleted(library: Library, tmp_path: Path) -> None:
    old, kept, gone = (stored(library, tmp_path, f"a {name} fox") for name in ("pruned", "kept", "deleted"))
    for clip in (old, kept, gone):
        previews.made(clip)
    gone.path.unlink()
    library.prune(keep=1, yes=True)
    there = {clip.prompt for clip in (old, kept, gone) if previews.preview(clip)}
    assert there == {clip.prompt for clip in library}
    assert len(there) == 1
    assert len(list((library.path / ".grokwidget" / "previews").iterdir())) == 2  # a video and its picture


def test_where_the_folder_can_t_be_made_it_is_played_from_a_temporary_one(library: Library, tmp_path: Path) -> None:
    clip = stored(library, tmp_path, "a fox behind a file")
    (library.path / ".grokwidget" / "previews").write_text("in the way")
    path = previews.made(clip)
    assert not path.is_relative_to(library.path)
    assert previews.made(clip) == path
    assert previews.picture(clip) is not None


def test_a_clip_whose_file_is_gone_or_broken_is_a_sentence(library: Library, tmp_path: Path) -> None:
    gone = stored(library, tmp_path, "a fox that left")
    gone.path.unlink()
    with pytest.raises(MediaError):
        previews.made(gone)
    broken = stored(library, tmp_path, "a broken fox")
    broken.path.write_bytes(b"no video at all")
    with pytest.raises(MediaError):
        previews.made(broken)
    assert previews.preview(broken) is None


def test_many_are_made_in_the_process_beside_and_are_the_same(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "_beside", beside := looking._Beside())
    clip = stored(library, tmp_path, "a fox beside")
    here, before = at_second(previews.made(clip), 1.5), beside._process
    assert before is None
    previews.KEPT.forget(library.path, [clip.sha256])
    assert previews.preview(clip) is None
    there = at_second(previews.made(clip, many=True), 1.5)
    assert beside._process is not None
    beside.close()
    assert there.size == here.size
    assert np.abs(np.asarray(there, float) - np.asarray(here, float)).mean() < 3


def test_a_name_that_a_stranger_wrote_leads_nowhere(library: Library, tmp_path: Path) -> None:
    clip = stored(library, tmp_path, "a sly fox")
    sly = Clip(library.path, clip.record, clip.file.model_copy(update={"sha256": "../../../sly"}))
    path = previews.made(sly)
    assert path.parent == library.path / ".grokwidget" / "previews"


def test_a_film_that_was_changed_since_has_another_small_one(library: Library, tmp_path: Path) -> None:
    clip = stored(library, tmp_path, "a fox that is changed")
    path = previews.made(clip)
    os.utime(clip.path, ns=(1, 1))
    assert previews.preview(clip) is None
    assert previews.made(clip) == path
    assert previews.preview(clip) == path
