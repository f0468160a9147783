"""marimo: its own bar while a cell waits, then a clip that plays from marimo's address; the player works, too."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from .page import plays, served, watched

pytestmark = [pytest.mark.slow, pytest.mark.matrix]

_APP = """import marimo

app = marimo.App()


@app.cell
def _():
    from grokwidget import Client

    clip = Client().generate("a canyon at noon, {kind}", duration=6)
    clip
    return (clip,)


@app.cell
def _(clip):
    from grokwidget import Player

    Player(clip)
    return


@app.cell
def _():
    from grokwidget import Studio

    Studio(prompt="a canyon at night, {kind}", duration=1)
    return


@app.cell
def _():
    from grokwidget import Client as Asker

    job = Asker().submit("a canyon at dusk, {kind}", duration=1)
    job
    return
"""


@pytest.mark.parametrize("kind", ["run", "edit"])
def test_a_call_shows_marimos_bar_and_then_a_clip_that_plays(
    home: Path, at_home: Path, browser: Browser, tmp_path: Path, kind: str
) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.marimo.runtime]\nauto_instantiate = true\n", encoding="utf-8")
    (tmp_path / "app.py").write_text(_APP.replace("{kind}", kind), encoding="utf-8")
    command = [sys.executable, "-m", "marimo", "-y", kind, "app.py", "--headless", "--host=127.0.0.1", "--port={port}"]
    if kind == "edit":
        command += ["--no-token", "--skip-update-check"]
    with served(command, tmp_path, home / f"marimo-{kind}.log") as url, watched(browser) as shown:
        page = shown.page
        page.goto(url)
        expect(page.get_by_text("Making the video")).to_be_visible(timeout=30_000)
        video = page.get_by_label(f"a canyon at noon, {kind}", exact=True)
        plays(video)
        assert "@file/" in (video.get_attribute("src") or "")
        expect(page.get_by_text("Making the video")).to_be_hidden()
        player = page.get_by_role("region", name=f"Video: a canyon at noon, {kind}")
        plays(player.locator("video"))
        page.get_by_role("button", name="Generate", exact=True).click()
        plays(page.get_by_role("region", name=f"Video: a canyon at night, {kind}").locator("video"))
        expect(page.get_by_role("figure").filter(has_text=f"a canyon at dusk, {kind}")).to_be_visible()
    assert not shown.wrong
