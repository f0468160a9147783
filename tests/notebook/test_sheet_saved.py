"""What of a contact sheet stays: in the notebook, in its saved state, in a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from grokwidget.library import Clip
from grokwidget.notebook import sheet as module
from grokwidget.notebook.publish import Spot
from grokwidget.notebook.sheet import ContactSheet

from ..derive.conftest import library, new_clip
from ..jobs.conftest import client, fake, video
from ..waiting import until
from .clips import make_clip, noisy_poster
from .sheets import four

__all__ = ["client", "fake", "four", "library", "new_clip", "video"]

pytestmark = pytest.mark.slow


def told(widget: ContactSheet) -> dict[str, Any]:
    state: dict[str, Any] = widget.get_state()
    return {name: value for name, value in state.items() if name not in ("layout", "_esm", "_css")}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_saved_state_of_24_clips_stays_small_with_the_longest_prompts(tmp_path: Path, lang: str) -> None:
    clips = [
        make_clip(tmp_path / str(n), prompt=f"{n} " + "狐狸在雪地里奔跑" * 150, poster=noisy_poster())
        for n in range(24)
    ]
    sheet = ContactSheet(clips, lang=lang)
    sheet.winners = []
    assert len(json.dumps(told(sheet), ensure_ascii=False).encode()) <= 20_000


def test_the_form_that_stays_has_axes_posters_costs_and_winners_and_stays_small(tmp_path: Path) -> None:
    clips = [
        make_clip(
            tmp_path / str(n), prompt=f"<b>fox</b> {n % 4}", name=f"fox{n}.mp4", poster=noisy_poster(), take=n // 4 + 1
        )
        for n in range(24)
    ]
    sheet = ContactSheet(clips, rows="prompt", columns="take", lang="en")
    data = sheet._repr_mimebundle_()[0]
    page = data["text/html"]
    assert page.count('<img src="data:image/webp;base64,') == 24
    assert len(page.encode()) <= 400_000
    assert page.count('<th scope="row"') == 4
    assert page.count('<th scope="col"') == 6
    assert "take 6" in page
    assert "&lt;b&gt;fox&lt;/b&gt; 3" in page
    assert "<b>" not in page
    assert page.count("free") == 24
    assert "★" not in page
    assert "<style" not in page
    assert "<script" not in page
    sheet.winners = [clips[5].key]
    assert sheet._repr_mimebundle_()[0]["text/html"].count("★") == 1
    assert "application/vnd.jupyter.widget-view+json" in data
    assert "★ <b>fox</b> 1 · take 2: fox5.mp4 · free" in repr(sheet)


def test_it_shows_itself_with_its_kept_form_below_which_follows_the_winners(
    four: list[Clip], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[dict[str, Any]] = []
    kept: list[dict[str, Any]] = []
    monkeypatch.setattr(module, "put", lambda bundle, *_: shown.append(bundle))
    monkeypatch.setattr(Spot, "put", lambda _, bundle, *__: kept.append(bundle))
    sheet = ContactSheet(four, lang="en")
    sheet._ipython_display_()
    assert [set(bundle) for bundle in shown] == [{"text/plain", "application/vnd.jupyter.widget-view+json"}]
    assert f'class="gw-kept-{sheet._mark}"' in kept[0]["text/html"]
    sheet.winners = [four[0].key]
    until(lambda: len(kept) == 2)
    assert "★" in kept[1]["text/html"]
    sheet.filter = "moa"
    sheet._kept.follow()  # what it does by itself when all is quiet
    assert len(kept) == 2, "what is only looked for changes nothing that is kept"
    sheet.close()


def test_static_output_has_neither_pictures_nor_names(four: list[Clip], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROKWIDGET_STATIC", "1")
    shown: list[dict[str, Any]] = []
    monkeypatch.setattr(module, "put", lambda bundle, *_: shown.append(bundle))
    ContactSheet(four, rows="prompt", columns="take", lang="en")._ipython_display_()
    assert set(shown[0]) == {"text/plain", "text/html"}
    for text in shown[0].values():
        assert "mp4" not in text
        assert "<img" not in text
        assert "gw-kept" not in text
        assert "a dodo" in text


def test_what_is_saved_is_what_is_shown(four: list[Clip], tmp_path: Path) -> None:
    sheet = ContactSheet(four, rows="prompt", columns="take", lang="en")
    sheet.winners = [four[3]]
    whole = sheet.save(tmp_path / "whole.html").read_text("utf-8")
    assert [name in whole for name in ("a dodo", "a moa", "take 1", "take 2")] == [True] * 4
    sheet.only_winners = True
    winner = sheet.save(tmp_path / "winner.html", longest_side=None).read_text("utf-8")
    assert "a moa" in winner
    assert "a dodo" not in winner
    sheet.only_winners, sheet.sort = False, "-created"
    sorted_ = sheet.save(str(tmp_path / "sorted.html")).read_text("utf-8")
    assert sorted_.index("a dodo") < sorted_.index("a moa")
