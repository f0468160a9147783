"""A `%%grokvideo` cell with several prompts or lists, in a real IPython shell."""

from __future__ import annotations

import io
import re
import types
from pathlib import Path
from typing import Any

import pytest

from grokwidget import Client
from grokwidget.errors import GrokwidgetError
from grokwidget.notebook import previewing, session, sweepview
from grokwidget.notebook.arguments import parse
from grokwidget.notebook.publish import Spot
from grokwidget.notebook.sweepcell import Lists, divided, lists
from grokwidget.sweep import CellStatus, Sweep

from ..jobs.conftest import client, fake, video
from ..jobs.fake import Fake, error
from .clips import make_clip

pytestmark = pytest.mark.slow

__all__ = ["client", "fake", "video"]


def _asked(line: str, body: str, **variables: Any) -> Lists | None:
    return lists(parse(line, variables), divided(body), variables)


def _sweep(line: str, body: str, **variables: Any) -> Lists:
    found = _asked(line, body, **variables)
    assert found is not None
    return found


def test_a_line_of_three_dashes_divides_prompts_and_nothing_else_does() -> None:
    assert divided("a fox\n---\nan owl\n  in snow\n") == ["a fox\n", "an owl\n  in snow\n"]
    assert divided("---\na fox\n --- \n\n---\n") == ["a fox\n"]
    for body in ("a fox", "a fox --- an owl", "a fox\n----\nan owl", "a fox\n- - -\n", "a fox\n--\n", " \n"):
        assert divided(body) == [body]
    assert divided("---\n---") == [""]


def test_one_prompt_without_lists_is_no_sweep() -> None:
    assert _asked("fox --ratio 16:9 --duration 6", "a fox") is None
    assert _asked("", "a {{place}}", place="b, c") is None
    assert _asked("--image {pictures}", "a fox", pictures=["https://a.com/1.png", "https://a.com/2.png"]) is None
    assert _asked("--callback-url https://a.com/?x=1,2", "a fox") is None


def test_lists_in_flags_in_variables_and_in_holes_make_a_sweep() -> None:
    found = _sweep("fox --ratio 16:9,9:16 --mode fun, --duration 6,10 --takes 3 --at-once 2", "a fox")
    assert found.fields == {"aspect_ratio": ["16:9", "9:16"], "mode": "fun", "duration": [6, 10]}
    assert (found.takes, found.at_once) == (3, 2)
    assert _sweep("--mode {modes}", "a fox", modes=["fun", "normal"]).fields["mode"] == ["fun", "normal"]
    found = _sweep("", "a {{animal}} in {{place}}", animal=["fox", "owl"], place="snow")
    assert found.over == {"animal": ["fox", "owl"], "place": ["snow"]}
    table = [{"animal": "fox"}, {"animal": "owl"}]
    found = _sweep("--rows table", "a {{animal}} in {{place}}", table=table, place="snow")
    assert (found.rows, found.over) == (table, {"place": ["snow"]})
    assert _sweep("--image {sets}", "a fox", sets=[["https://a.com/1.png"], ["https://a.com/2.png"]])


@pytest.mark.parametrize(
    ("line", "body", "says"),
    [
        ("--takes many", "a fox", "takes"),
        ("--at-once 2", "a fox", "sweeps"),
        ("--rows table", "a {{animal}}", "table"),
        ("--takes 2", "a {{anmal}}", "Did you mean animal?"),
    ],
)
def test_what_is_wrong_with_a_sweep_is_one_sentence(line: str, body: str, says: str) -> None:
    with pytest.raises(GrokwidgetError) as caught:
        _asked(line, body, animal="fox")
    assert says in str(caught.value)


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch, shell: Any) -> list[Any]:
    """The bundles that a page gets, the shell pretending to have a kernel: (how, bundle)."""
    shown: list[Any] = []
    monkeypatch.setattr(shell, "kernel", types.SimpleNamespace(), raising=False)

    class Place:
        def display(self, bundle: Any, **_: Any) -> None:
            shown.append(bundle)

        update = display

    monkeypatch.setattr(Spot, "__init__", lambda spot: setattr(spot, "_handle", Place()))
    monkeypatch.setattr(Spot, "_used", False, raising=False)
    return shown


@pytest.fixture
def magic(client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The magics ask the fake provider."""
    monkeypatch.setattr(session, "client", lambda: client)
    monkeypatch.setenv("GROKWIDGET_PROVIDER", "aivideoapi")
    return client


def test_the_price_comes_first_and_money_needs_yes(
    shell: Any, magic: Client, fake: Fake, page: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    cell = "%%grokvideo owls --ratio 16:9,9:16\nan owl\n---\na fox\n"
    assert not shell.run_cell(cell).success
    assert "≈ 60 credits at aivideoapi" in capsys.readouterr().out
    assert fake.creates == 0
    assert len(page) == 1
    assert "<table>" in page[0]["text/html"]
    assert "≈ 60 credits" in page[0]["text/html"]
    assert isinstance(shell.user_ns["owls"], Sweep)


def test_the_clips_land_in_the_variable_and_a_failed_one_shows_in_its_place(
    shell: Any, magic: Client, fake: Fake, page: list[Any]
) -> None:
    fake.script["create"] = [error(400, "invalid_request", "<b>no owls</b>")]
    assert shell.run_cell("%%grokvideo owls --at-once 1 --yes\nan owl\n---\na fox\n").success
    owls = shell.user_ns["owls"]
    assert shell.user_ns["_"] is owls
    assert owls.counts == {CellStatus.DONE: 1, CellStatus.FAILED: 1}
    last = page[-1]["text/html"]
    assert last.count("<figure") == 2
    assert last.count("<img") == 1
    assert "&lt;b&gt;no owls&lt;/b&gt;" in last
    assert "<script" not in last
    assert any("<progress" in bundle["text/html"] for bundle in page[:-1])
    assert shell.run_cell("%%grokvideo again\na fox\n---\na  fox\n").success  # free, from the library
    assert shell.user_ns["again"].clips == owls.clips
    assert fake.creates == 2


def test_a_sweep_shows_itself_and_run_in_a_cell_leaves_only_that(
    shell: Any, magic: Client, fake: Fake, page: list[Any]
) -> None:
    sweep = magic.sweep(["an owl", "a fox"])
    assert "<table>" in sweep._repr_mimebundle_()["text/html"]
    assert "<table>" in sweep.plan._repr_mimebundle_()["text/html"]
    sweep.run(yes=True)
    assert page[-1]["text/html"] == ""
    assert sweep._repr_mimebundle_()["text/html"].count("<img") == 2


def test_the_small_videos_of_a_contact_sheet_are_made_when_the_sweep_is_over_and_not_while_it_runs(
    shell: Any, magic: Client, fake: Fake, page: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted: list[tuple[bool, int]] = []
    monkeypatch.setattr(previewing, "want", lambda clips: wanted.append((sweep.running, len(clips))))
    sweep: Sweep = magic.sweep(["a huia", "a kea"], at_once=1)
    sweep.run(yes=True)
    assert len(sweep.clips) == 2
    assert wanted == [(False, 2)]


def test_the_grid_of_24_stays_below_400_kilobytes(client: Client, shell: Any, page: list[Any], tmp_path: Path) -> None:
    import numpy as np
    from PIL import Image

    noise = np.random.default_rng(3).integers(0, 255, (360, 640, 3), dtype=np.uint8)
    picture = io.BytesIO()
    Image.fromarray(noise).resize((160, 90)).resize((640, 360)).save(picture, "WEBP", quality=40)
    clip = make_clip(tmp_path, poster=picture.getvalue(), width=640, height=360)
    sweep = client.sweep(["a fox " + "in the snow " * 40], takes=24)
    for cell in sweep:
        cell._fate, cell._clips, cell._record = type(cell._fate).LIBRARY, (clip,), clip.record
    shown = sweepview.shown(sweep)["text/html"]
    assert shown.count("<img") == 24
    assert len(shown) <= 400_000


def test_static_output_has_no_addresses_and_no_pictures(
    shell: Any, magic: Client, fake: Fake, page: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROKWIDGET_STATIC", "1")
    put: list[Any] = []
    monkeypatch.setattr(sweepview, "put", put.append)
    assert shell.run_cell("%%grokvideo --yes\nan owl\n---\na fox\n").success
    assert not page
    assert len(put) == 1
    assert not re.search(r"<img|href|\.mp4", put[0]["text/html"])


def test_estimate_on_a_line_takes_lists_too(shell: Any, magic: Client) -> None:
    told = shell.run_line_magic("grokvideo", "estimate --ratio 16:9,9:16 --takes 3 an owl")
    assert "≈ 90 credits" in repr(told)
