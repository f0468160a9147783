"""What a class has locked is refused with its sentence wherever a video is asked for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from grokwidget import Client, Studio
from grokwidget.errors import InvalidRequest
from tests.jobs.fake import Fake
from tests.notebook.conftest import shell

from .conftest import Making, paid, video

__all__ = ["paid", "shell", "video"]
pytestmark = pytest.mark.slow  # a shell, a process, a clip: not for scripts/check

_REHEARSED = 'provider = "aivideoapi"\nrehearse = true\nlocked = ["provider", "rehearse"]\n'
_MODEL = 'provider = "xai"\nmodel = "grok-imagine-video-1.5-lite"\nrehearse = true\nlocked = ["provider", "model"]\n'
_SAYS = "In this class the service is aivideoapi, not local."


def test_a_client_asks_the_class_provider_in_rehearsal_and_nobody_else(course: Making, tmp_path: Path) -> None:
    course(_REHEARSED)
    client = Client(library=tmp_path / "mine")
    assert (client.provider, client.rehearse) == ("aivideoapi", True)
    with pytest.raises(InvalidRequest, match=_SAYS) as caught:
        client.submit("a fox", provider="local")
    assert f"The class's file says so: {tmp_path / 'course' / 'grokwidget.toml'}" in str(caught.value)
    with pytest.raises(InvalidRequest, match="every request is a rehearsal"):
        client.submit("a fox", rehearse=False)
    with pytest.raises(InvalidRequest, match="every request is a rehearsal"):
        Client("aivideoapi", library=tmp_path / "mine", rehearse=False).submit("a fox")
    assert client.library.ledger.history() == []


def test_who_names_no_model_asks_for_the_class_and_another_is_refused(course: Making, tmp_path: Path) -> None:
    course(_MODEL)
    client = Client(library=tmp_path / "mine")
    assert str(client.estimate("a fox", duration=10, resolution="480p")) == "≈ 0.2 USD"
    with pytest.raises(InvalidRequest, match=r"the model is grok-imagine-video-1\.5-lite, not grok-imagine-video\."):
        client.submit("a fox", model="grok-imagine-video")
    sweep = client.sweep("a fox", model=[None, "grok-imagine-video"], duration=2)
    assert [cell.model for cell in sweep] == ["grok-imagine-video-1.5-lite"]
    assert "not grok-imagine-video" in str(sweep.left_out[0].error)


def test_what_is_not_locked_is_only_where_everybody_begins(course: Making, tmp_path: Path) -> None:
    course('provider = "aivideoapi"\nrehearse = true\n')
    client = Client(library=tmp_path / "mine")
    assert client.provider == "aivideoapi"
    assert client.submit("a fox of one's own", provider="local", duration=1).result(60).provider == "local"


def test_a_cell_says_it_in_one_line(course: Making, shell: Any, capsys: pytest.CaptureFixture[str]) -> None:
    course(_REHEARSED)
    assert not shell.run_cell("%%grokvideo --provider local\na red fox").success
    shown = capsys.readouterr().out
    assert _SAYS in shown
    assert "Traceback" not in shown


def test_a_panel_locks_its_pickers_and_refuses_what_python_sets(course: Making, tmp_path: Path) -> None:
    course(_MODEL)
    studio = Studio(client=Client(library=tmp_path / "mine"), prompt="a fox", lang="en")
    try:
        assert (studio.provider, studio.model, studio.rehearse) == ("xai", "grok-imagine-video-1.5-lite", True)
        assert studio._options["locked"] == ["provider", "model"]
        studio.provider = "local"
        with pytest.raises(InvalidRequest, match="In this class the service is xai, not local"):
            studio.submit()
    finally:
        studio.close()


def test_the_command_line_says_it_and_ends_with_1(course: Making) -> None:
    folder = course(_REHEARSED)
    command = [sys.executable, "-m", "grokwidget", "generate", "a red fox", "--provider", "local"]
    done = subprocess.run(command, capture_output=True, text=True, env=dict(os.environ), cwd=folder, timeout=60)
    assert done.returncode == 1
    assert done.stderr.startswith(f"grokwidget: {_SAYS} Nothing was sent, nothing was charged.")


def test_what_the_class_alone_has_chosen_is_good_for_rehearsals_only(
    course: Making, paid: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course('provider = "aivideoapi"\nrehearse = true\n')
    urls = {"aivideoapi": paid.url}
    client = Client(library=tmp_path / "mine", base_urls=urls)
    with pytest.raises(InvalidRequest, match="is only what the class's file names") as caught:
        client.submit("a fox that nobody paid for", rehearse=False)
    assert "Client('aivideoapi')" in str(caught.value)
    with pytest.raises(InvalidRequest, match="is only what the class's file names"):
        Client(library=tmp_path / "mine", base_urls=urls, rehearse=False).generate("a fox that nobody paid for")
    with pytest.raises(InvalidRequest, match="is only what the class's file names"):
        client.sweep(["a fox", "an owl"], duration=6, rehearse=False)
    assert paid.creates == 0
    assert client.generate("a fox of one's own", provider="aivideoapi", rehearse=False, duration=6).path.is_file()
    monkeypatch.setenv("GROKWIDGET_PROVIDER", "aivideoapi")
    named = Client(library=tmp_path / "mine", base_urls=urls, rehearse=False, timeout=30)
    assert named.generate("another of one's own", duration=6).path.is_file()
    assert paid.creates == 2
