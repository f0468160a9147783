"""Where the library lies, and where its ledger."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grokwidget.errors import LibraryError
from grokwidget.host import START
from grokwidget.library import Index, Library, place

from .conftest import put, record


@pytest.fixture(autouse=True)
def nothing_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GROKWIDGET_LIBRARY", "JPY_SESSION_NAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(place, "_notebook", None)


def test_the_variable_wins_over_the_setting_and_that_over_the_notebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = tmp_path / "book" / "a.ipynb"
    notebook.parent.mkdir()
    assert place.resolve() == START / "grokvideos"
    monkeypatch.setenv("JPY_SESSION_NAME", str(notebook))
    assert place.resolve() == tmp_path / "book" / "grokvideos"
    place.set_notebook(tmp_path / "b.ipynb")
    assert place.resolve() == tmp_path / "grokvideos"
    assert place.resolve(notebook=notebook) == tmp_path / "book" / "grokvideos"
    assert place.resolve(tmp_path / "set", notebook=notebook) == tmp_path / "set"
    monkeypatch.setenv("GROKWIDGET_LIBRARY", str(tmp_path / "told"))
    assert place.resolve(tmp_path / "set", notebook=notebook) == tmp_path / "told"


@pytest.mark.parametrize("session", ["console-1-abcdef", "/nowhere/at/all/a.ipynb", "", "kernel.json"])
def test_a_session_that_is_no_notebook_on_this_machine_does_not_count(
    session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JPY_SESSION_NAME", session)
    assert place.resolve() == START / "grokvideos"


def test_a_change_of_folder_does_not_move_the_library(tmp_path: Path) -> None:
    script = """
import os, sys
from grokwidget.library import Library
begun = os.getcwd()
os.mkdir("sub")
os.chdir("sub")
library = Library()
print(os.path.samefile(library.path.parent, begun), library.path.name, Library("here").path.name)
"""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GROKWIDGET_")}
    environment["PYTHONPATH"] = str(Path(place.__file__).parents[2])
    run = subprocess.run(
        [sys.executable, "-c", f"import grokwidget.library.place\n{script}"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split() == ["True", "grokvideos", "here"]


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("Dropbox/videos", "Dropbox"),
        ("Dropbox (Personal)/v", "Dropbox"),
        ("OneDrive - Contoso/v", "OneDrive"),
        ("Library/CloudStorage/GoogleDrive-me@example.org/v", "Google Drive"),
        ("content/drive/MyDrive/v", "Google Drive"),
        ("Library/Mobile Documents/com~apple~CloudDocs", "iCloud Drive"),
        ("坚果云/v", "坚果云"),
    ],
)
def test_a_synced_folder_keeps_its_clips_and_the_ledger_lies_elsewhere(
    tmp_path: Path, footage: Path, own_folders: Path, folder: str, service: str
) -> None:
    library = Library(tmp_path / folder)
    assert place.synced_by(library.path) == service
    put(library, footage, record())
    assert library.ledger.file.is_relative_to(own_folders / "state")
    assert not list(library.path.rglob("*.sqlite3"))
    assert len(list(library.path.glob("*.mp4"))) == 1
    (notice,) = library.notices
    assert service in notice
    assert str(library.ledger.folder) in notice
    assert [clip.prompt for clip in Library(tmp_path / folder)] == [record().prompt]
    library.close()


@pytest.mark.parametrize("folder", ["projects/dropbox-clone", "onedrives/v", "my-drive", "videos", "box/a"])
def test_an_ordinary_folder_keeps_its_ledger(tmp_path: Path, folder: str) -> None:
    assert place.ledger_folder(tmp_path / folder) == (tmp_path / folder / ".grokwidget", "")


def test_the_lock_probe_leaves_nothing_behind_and_finds_this_disks_locks_good(tmp_path: Path) -> None:
    assert place.locks_hold(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_whose_locks_do_not_hold_keeps_its_ledger_elsewhere(
    tmp_path: Path, own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "_excluded", lambda *_: False)  # no file system without locks can be had here
    library = Library(tmp_path / "videos")
    assert library.ledger.folder.is_relative_to(own_folders / "state")
    assert "no working locks" in library.notices[0]


def test_a_new_library_makes_nothing_until_something_is_written(tmp_path: Path) -> None:
    library = Library(tmp_path / "grokvideos")
    assert list(library) == []
    assert library.unfinished() == []
    assert library.ledger.history() == []
    assert list(tmp_path.iterdir()) == []


def test_clips_that_another_machine_put_into_a_synced_folder_are_found(
    tmp_path: Path, footage: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "Dropbox" / "videos"
    for machine, prompt in (("a", "a fox"), ("b", "a whale"), ("a", "an owl")):
        monkeypatch.setenv("GROKWIDGET_STATE_DIR", str(tmp_path / machine))
        library = Library(folder)
        put(library, footage, record(prompt, fingerprint=f"v1:{prompt}"))
        library.close()
    assert {clip.prompt for clip in Library(folder)} == {"a fox", "a whale", "an owl"}


def test_the_home_of_nobody_is_a_sentence_that_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GROKWIDGET_STATE_DIR", "~nobody-of-that-name/state")
    for use in (place.state_folder, lambda: Index().claim("v1:0", tmp_path, "a")):
        with pytest.raises(
            LibraryError, match=r"GROKWIDGET_STATE_DIR begins with ~nobody-of-that-name.*Nothing was sent"
        ):
            use()
    monkeypatch.setenv("GROKWIDGET_LIBRARY", "~nobody-of-that-name/clips")
    with pytest.raises(LibraryError, match="library's path begins with ~nobody-of-that-name"):
        Library()
