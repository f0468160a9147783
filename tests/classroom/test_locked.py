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
from tests.notebook.fake_page import FakePage

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


def test_a_line_prices_the_model_of_the_class_as_the_call_does(course: Making, shell: Any, tmp_path: Path) -> None:
    course(_MODEL)
    table = shell.run_cell("%grokvideo estimate --duration 10 --resolution 480p a vole").result
    cost = Client(library=tmp_path / "mine").estimate("a vole", duration=10, resolution="480p")
    assert table.rows == [["xai", "grok-imagine-video-1.5-lite", "10 s · 480p · 16:9", str(cost)]]
    many = shell.run_cell("%grokvideo estimate --duration 10,6 --resolution 480p a vole").result
    assert {row[1] for row in many.rows} == {"grok-imagine-video-1.5-lite"}
    other = shell.run_cell("%grokvideo estimate --provider local a vole").result
    assert other.rows[0][:2] == ["local", "local-video"]


@pytest.mark.parametrize(
    ("rehearse", "why"),
    [("true", "In this class every request is a rehearsal."), ("false", "In this class no request is a rehearsal.")],
)
def test_a_panel_says_why_nobody_switches_the_rehearsal(
    course: Making, tmp_path: Path, rehearse: str, why: str
) -> None:
    course(f'provider = "aivideoapi"\nrehearse = {rehearse}\nlocked = ["rehearse"]\n')
    studio = Studio("aivideoapi", client=Client(library=tmp_path / "mine"), prompt="a vole", lang="en")
    try:
        assert studio._options["fixed"] == why
        refused, _ = FakePage(studio).ask("set", {"seq": 1, "values": {"rehearse": not studio.rehearse}})
        assert refused["error"]["message"].startswith("rehearsal is set for this panel")
        assert studio.rehearse is (rehearse == "true")
        key = next(service["key"] for service in studio._options["providers"] if service["name"] == "aivideoapi")
        assert key == ("none_needed" if rehearse == "true" else "missing"), "a rehearsal needs no key"
    finally:
        studio.close()


def test_a_panel_whose_rehearsal_is_free_to_choose_gives_no_reason_and_one_panel_may_fix_it(
    course: Making, tmp_path: Path
) -> None:
    course('provider = "aivideoapi"\nrehearse = true\nlocked = ["provider"]\n')
    for locked, why in (((), ""), (("rehearse",), "此面板已固定排练，不能在这里更改。")):
        studio = Studio(client=Client(library=tmp_path / "mine"), prompt="a vole", lang="zh", locked=locked)
        try:
            assert studio._options["fixed"] == why
        finally:
            studio.close()


def test_a_panel_prices_the_model_of_the_class_when_its_reader_comes_back_to_that_service(
    course: Making, tmp_path: Path
) -> None:
    course(_MODEL.replace('locked = ["provider", "model"]', ""))
    client = Client(library=tmp_path / "mine")
    studio = Studio(client=client, prompt="a vole", lang="en", duration=10, resolution="480p")
    try:
        before = studio._price["cost"]
        studio.model = None
        assert studio._price["cost"] == before
        assert str(client.estimate("a vole", provider="xai", duration=10, resolution="480p")) in before
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


@pytest.mark.parametrize("ask", ["again", "panel"])
def test_a_clip_or_a_panel_doesn_t_make_the_class_s_choice_a_person_s(
    course: Making, paid: Fake, tmp_path: Path, ask: str
) -> None:
    course('provider = "aivideoapi"\nrehearse = true\n')
    client = Client(library=tmp_path / "mine", base_urls={"aivideoapi": paid.url}, timeout=60)
    clip = client.generate(f"a plover, {ask}", duration=6)
    assert clip.rehearsal
    panel = Studio(client=client, prompt=clip.prompt, lang="en", rehearse=False)
    with pytest.raises(InvalidRequest, match="is only what the class's file names"):
        client.again(clip, rehearse=False) if ask == "again" else panel.generate(timeout=30)
    panel.close()
    assert paid.creates == 0
    paying = Client("aivideoapi", library=tmp_path / "mine", base_urls={"aivideoapi": paid.url}, timeout=60)
    assert not paying.again(clip, rehearse=False).rehearsal
    assert paid.creates == 1
