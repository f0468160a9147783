"""Copies in other forms: WebP, GIF, WebM, and where they go."""

from __future__ import annotations

from pathlib import Path

import av
import pytest
from PIL import Image

from grokwidget.errors import MediaError
from grokwidget.library import Clip
from grokwidget.media.probe import probe

from .conftest import NewClip

pytestmark = pytest.mark.slow


def _shown(path: Path) -> tuple[int, int, int]:
    """Pictures, milliseconds in all, loops (0: for ever)."""
    with Image.open(path) as picture:
        count = int(getattr(picture, "n_frames", 1))
        times = []
        for n in range(count):
            picture.seek(n)
            picture.load()
            times.append(int(picture.info["duration"]))
        return count, sum(times), int(picture.info["loop"])


def test_a_webp_plays_at_the_clips_own_pace_for_ever(clip: Clip, tmp_path: Path) -> None:
    made = clip.to_webp(tmp_path / "fox.webp", fps=6)
    assert made == tmp_path / "fox.webp"
    assert _shown(made) == (12, 2000, 0)
    with Image.open(made) as picture:
        assert picture.size == (160, 96)


def test_a_webp_says_where_it_came_from_also_in_chinese(new_clip: NewClip, tmp_path: Path) -> None:
    made = new_clip("雪中的 <狐狸> & \x07").to_webp(tmp_path)
    with Image.open(made) as picture:
        told = picture.info["xmp"].decode()
    assert "雪中的 &lt;狐狸&gt; &amp;" in told
    assert "trainedAlgorithmicMedia" in told


def test_a_gif_plays_at_the_clips_own_pace_for_ever(clip: Clip, tmp_path: Path) -> None:
    count, milliseconds, loops = _shown(clip.to_gif(tmp_path / "fox"))
    assert (count, loops) == (16, 0)
    assert milliseconds == pytest.approx(2000, abs=20)
    assert (tmp_path / "fox.gif").is_file()


def test_a_webm_keeps_every_frame_the_sound_and_the_provenance(new_clip: NewClip, tmp_path: Path) -> None:
    clip = new_clip("a fox", audio=True)
    made = clip.to_webm(tmp_path / "fox.webm")
    facts = probe(made)
    tags = {name.lower(): text for name, text in facts.tags.items()}
    assert (facts.codec, facts.width, facts.height, facts.has_audio) == ("vp9", 160, 96, True)
    assert tags["com.grokwidget.prompt"] == "a fox"
    assert tags["com.grokwidget.source_sha256"] == clip.sha256
    with av.open(str(made)) as container:
        assert sum(1 for _ in container.decode(video=0)) == 48


def test_without_a_path_the_copy_goes_beside_the_library_and_disturbs_nothing(clip: Clip) -> None:
    made = clip.to_webp(fps=2)
    assert made == clip.path.parent / "exports" / f"{clip.path.stem}.webp"
    assert clip.library is not None
    assert clip.library.check().flaws == ()


def test_a_side_is_never_longer_than_asked_and_never_blown_up(new_clip: NewClip, tmp_path: Path) -> None:
    tall = new_clip(seconds=0.5, width=96, height=160)
    for asked, size in ((80, (48, 80)), (5000, (96, 160))):
        with Image.open(tall.to_webp(tmp_path / f"{asked}.webp", fps=2, longest_side=asked)) as picture:
            assert picture.size == size


def test_what_can_not_be_is_one_sentence_and_leaves_nothing(clip: Clip, tmp_path: Path) -> None:
    for fps in (0, -2, 51, float("nan")):
        with pytest.raises(MediaError, match="frames a second can't be"):
            clip.to_webp(tmp_path / "x.webp", fps=fps)
        with pytest.raises(MediaError, match="frames a second can't be"):
            clip.to_gif(tmp_path / "x.gif", fps=fps)
    with pytest.raises(MediaError, match="pixels are too few"):
        clip.to_webp(tmp_path / "x.webp", longest_side=0)
    with pytest.raises(MediaError, match="has another ending"):
        clip.to_webp(tmp_path / "x.gif")
    with pytest.raises(MediaError, match="can't be saved"):
        (tmp_path / "file").write_text("")
        clip.to_webm(tmp_path / "file" / "x.webm")
    left = {path.name for path in tmp_path.iterdir()} - {"raw1.mp4", "grokvideos", "file"}
    assert not left


def test_a_missing_encoder_is_named(clip: Clip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("PIL.features.check", lambda name: False)
    with pytest.raises(MediaError, match="no encoder for WebP"):
        clip.to_webp(tmp_path / "x.webp")

    def lacks(*_: object, **__: object) -> None:
        raise av.error.EncoderNotFoundError(1, "none")

    monkeypatch.setattr("av.container.OutputContainer.add_stream", lacks, raising=True)
    for deed, codec in ((clip.to_gif, "gif"), (clip.to_webm, "libvpx-vp9")):
        with pytest.raises(MediaError, match=f"no encoder for {codec}"):
            deed(tmp_path / "x")


def test_a_clip_whose_file_is_gone_or_broken_is_one_sentence(new_clip: NewClip, tmp_path: Path) -> None:
    gone, broken = new_clip("gone"), new_clip("broken")
    gone.path.unlink()
    broken.path.write_bytes(broken.path.read_bytes()[:900])
    for name in ("to_webp", "to_gif", "to_webm"):
        with pytest.raises(MediaError, match="is not there"):
            getattr(gone, name)(tmp_path / "out")
        with pytest.raises(MediaError, match="can't be decoded"):
            getattr(broken, name)(tmp_path / "out")
    assert not list(tmp_path.glob("out*"))
    assert not list(tmp_path.glob(".out*"))
