"""Clips that are put into the output itself: which files a page's addresses mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from grokwidget.notebook.embedding import with_clips


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One with a clip in it, and a file beside it that is nobody's business."""
    (tmp_path / "notes" / "grokvideos").mkdir(parents=True)
    (tmp_path / "notes" / "grokvideos" / "a fox.mp4").write_bytes(b"film")
    (tmp_path / "other.mp4").write_bytes(b"secret")
    return tmp_path / "notes"


def _page(source: str) -> str:
    return f'<video controls src="{source}" muted></video>'


def test_a_clip_below_the_notebook_is_put_in_its_place(folder: Path) -> None:
    page, told = with_clips(_page("grokvideos/a%20fox.mp4"), folder)
    assert page == _page("data:video/mp4;base64,ZmlsbQ==")
    assert told == []


@pytest.mark.parametrize(
    "source", ["a%00b.mp4", "../other.mp4", "/other.mp4", "file:other.mp4", "grokvideos/notes.txt"]
)
def test_an_address_that_means_no_clip_below_the_notebook_stays_as_it_is(folder: Path, source: str) -> None:
    assert with_clips(_page(source), folder) == (_page(source), [])


def test_a_clip_that_is_gone_and_one_that_no_file_can_be_are_told_or_left(folder: Path) -> None:
    long = f"{'a' * 5000}.mp4"
    for source in ("gone.mp4", long):
        page, told = with_clips(_page(source), folder)
        assert page == _page(source)
        assert len(told) == 1
