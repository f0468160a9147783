from __future__ import annotations

import gc
import os
import subprocess
import sys
import weakref
from pathlib import Path

import pytest

from grokwidget.notebook import assets
from grokwidget.notebook.assets import STATIC, asset
from grokwidget.notebook.jobview import JobView


def test_an_asset_is_its_text() -> None:
    text = asset("jobview.js")
    assert isinstance(text, str)
    assert text == (STATIC / "jobview.js").read_text(encoding="utf-8")


def test_a_missing_bundle_names_the_command_that_builds_it() -> None:
    with pytest.raises(FileNotFoundError, match=r"npm run build") as caught:
        asset("nothing.js")
    assert str(Path.cwd()) not in str(caught.value)


def test_only_somebody_who_works_on_the_front_end_gets_a_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANYWIDGET_HMR", "1")
    assert asset("jobview.js") == STATIC / "jobview.js"
    monkeypatch.setenv("ANYWIDGET_HMR", "0")
    assert isinstance(asset("jobview.js"), str)


def test_a_closed_view_is_freed() -> None:
    view = JobView()
    watch = weakref.ref(view)
    view.close()
    del view
    gc.collect()
    assert watch() is None


def test_the_notebook_room_itself_imports_nothing_heavy() -> None:
    code = "import sys, grokwidget.notebook; print(*({'anywidget', 'ipywidgets', 'traitlets'} & sys.modules.keys()))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert done.stdout.strip() == ""


@pytest.mark.parametrize("name", ["jobview.js", "jobview.css", "player.js", "player.css"])
def test_a_bundle_fetches_nothing_from_elsewhere(name: str) -> None:
    text = str(asset(name))
    links = [part.split('"')[0].split("'")[0] for part in text.split("://")[1:]]
    assert all(link.startswith("www.w3.org/2000/svg") for link in links), links
    assert assets.BUILD_COMMAND.endswith("npm run build")
