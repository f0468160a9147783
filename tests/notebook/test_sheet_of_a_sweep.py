"""A contact sheet follows its sweep while that runs, and looks no more when one of them is over."""

from __future__ import annotations

from typing import Any

import pytest

from grokwidget import Client
from grokwidget.notebook import sheet as module
from grokwidget.notebook.publish import Spot
from grokwidget.notebook.sheet import ContactSheet
from grokwidget.notebook.soon import Soon
from grokwidget.sweep.sweep import Sweep

from ..jobs.conftest import client, fake, video
from ..jobs.fake import Fake, error
from ..waiting import until
from .fake_page import FakePage

__all__ = ["client", "fake", "video"]

pytestmark = pytest.mark.slow


def begun(client: Client, fake: Fake, animal: str, *, at_once: int) -> tuple[Sweep, ContactSheet, FakePage]:
    """Four clips on their way to a service that keeps them back until its gate is open, and their sheet."""
    fake.gate.clear()
    sweep = client.sweep([f"{animal} {n}" for n in range(4)], at_once=at_once)
    sheet = ContactSheet(sweep, lang="en")
    page = FakePage(sheet)
    return sweep.start(yes=True), sheet, page


def small_news(page: FakePage) -> list[list[int]]:
    """The numbers of the cells in each update that was of some cells alone."""
    news = [update["_news"] for update in page.updates if "_news" in update and "_cells" not in update]
    return [[cell["n"] for cell in each] for each in news]


def test_a_sheet_of_a_running_sweep_fills_in_as_its_clips_come(client: Client, fake: Fake) -> None:
    fake.gate.clear()
    fake.script["create"] = [error(400, "invalid_request", "no quagga today")]
    sweep = client.sweep([f"quagga {n}" for n in range(4)], at_once=2)
    sheet = ContactSheet(sweep, lang="en")
    page = FakePage(sheet)
    assert [cell["status"] for cell in sheet._cells] == ["planned"] * 4
    sweep.start(yes=True)
    until(lambda: sheet._running)
    until(lambda: any(cell.get("status") == "running" for cell in (*sheet._cells, *sheet._news)))
    fake.gate.set()
    sweep.wait(60)
    until(lambda: not sheet._running)
    failed = [cell for cell in sheet._cells if cell.get("status", "done") != "done"]  # either of the two that began
    assert [cell["status"] for cell in failed] == ["failed"]
    assert "no quagga today" in failed[0]["words"]
    assert sheet.clips == sweep.clips
    assert sheet._news == []
    assert small_news(page), "what changed meanwhile was told without all the rest"
    sheet.close()
    assert not sweep._listeners


def test_a_change_of_one_cell_tells_that_cell_alone(client: Client, fake: Fake) -> None:
    sweep, sheet, page = begun(client, fake, "great auk", at_once=1)
    until(lambda: any(cell["status"] == "running" for cell in sheet._news))
    assert set(map(tuple, small_news(page))) == {(0,)}
    fake.gate.set()
    sweep.wait(60)
    sheet.close()


def test_a_sheet_that_is_closed_while_it_looks_looks_no_more_and_changes_nothing(
    client: Client, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.gate.clear()
    kept: list[dict[str, Any]] = []
    monkeypatch.setattr(module, "put", lambda *_: None)
    monkeypatch.setattr(Spot, "put", lambda _, bundle, *__: kept.append(bundle))
    sweep = client.sweep(["solitaire 1", "solitaire 2"], at_once=1)
    sheet = ContactSheet(sweep, lang="en")
    sheet._ipython_display_()
    sweep.start(yes=True)
    until(lambda: sheet._running)
    asked: list[object] = []
    sheet.close()
    made = sheet._made
    monkeypatch.setattr(Soon, "__call__", lambda *_: asked.append(1))
    # What was under way in other threads when it was closed:
    sheet._looked()
    sheet._count()
    fake.gate.set()
    sweep.wait(60)
    sheet._tell()
    sheet._kept.follow()
    assert sheet._made == made
    assert not asked
    assert len(kept) == 1


def test_scores_of_map_are_orders_after_a_look(client: Client, fake: Fake) -> None:
    sweep = client.sweep(["tarpan 1", "tarpan 2"]).run(yes=True)
    sheet = ContactSheet(sweep, lang="en")
    assert "charm" not in sheet._sheet["orders"]
    sweep.map(lambda clip: clip.prompt.endswith("2"), name="charm")
    sheet.refresh()
    assert sheet._sheet["orders"]["charm"] == [1, 0]
    sheet.sort = "-charm"
    assert sheet._sheet["orders"]["-charm"] == [0, 1]
    assert fake.creates == 2


def test_stop_on_the_page_sends_nothing_more_and_says_how_to_go_on(client: Client, fake: Fake) -> None:
    sweep, sheet, page = begun(client, fake, "bluebuck", at_once=2)
    until(lambda: sheet._running and fake.creates == 2)
    until(lambda: sum(record.task_id is not None for record in client.library.ledger.history()) == 2)
    answer, _ = page.ask("stop")
    assert answer["result"] == {}
    until(lambda: not sheet._running)
    assert sheet._stopped["words"] == (
        "Stopped: 2 planned, 2 stopped. What was sent goes on at the provider and may be charged; it is not lost. To "
        "go on, run `sweep.run()` in Python: the price of what is missing is shown first."
    )
    assert sheet._stopped["free"] is False
    refused, _ = page.ask("resume")
    assert refused["error"]["type"] == "NeedsConsent"
    assert "aivideoapi" in refused["error"]["message"]
    assert (sweep.running, fake.creates) == (False, 2)
    fake.gate.set()
    sweep.run(yes=True)
    assert (len(sweep.clips), fake.creates) == (4, 4)
    until(lambda: sheet._stopped == {})
    sheet.close()


def test_a_stopped_sweep_that_costs_nothing_goes_on_from_the_page(client: Client, fake: Fake) -> None:
    """Half of it was sent and paid, the other half never: only what is free is gone on with."""
    fake.gate.clear()
    paid = client.sweep(["aurochs 1", "aurochs 2"], at_once=2).start(yes=True)
    until(lambda: sum(record.task_id is not None for record in client.library.ledger.history()) == 2)
    paid.stop()
    sweep = client.sweep(["aurochs 1", "aurochs 2"], at_once=1)
    assert sweep.estimate.free
    sheet = ContactSheet(sweep, lang="en")
    page = FakePage(sheet)
    sweep.start()
    until(lambda: sheet._running)
    page.ask("stop")
    until(lambda: not sheet._running)
    assert sheet._stopped["free"] is True
    assert "sweep.run()" not in sheet._stopped["words"]
    fake.gate.set()
    answer, _ = page.ask("resume")
    assert answer["result"] == {}
    sweep.wait(60)
    until(lambda: len(sheet.clips) == 2 and not sheet._running and sheet._stopped == {})
    assert fake.creates == 2
    sheet.close()


def test_a_stop_while_a_request_is_being_sent_keeps_nobody_waiting_and_loses_no_id(client: Client, fake: Fake) -> None:
    fake.gate.clear()
    fake.slow = 2.5
    sweep = client.sweep(["thylacine 1", "thylacine 2"], at_once=1)
    sheet = ContactSheet(sweep, lang="en")
    page = FakePage(sheet)
    sweep.start(yes=True)
    until(lambda: fake.creates == 1)
    page.ask("stop")
    assert client.library.ledger.history()[0].task_id is None, "the answer came before the reply of the service"
    until(lambda: not sheet._running)
    until(lambda: client.library.ledger.history()[0].task_id is not None)
    assert fake.creates == 1
    sheet.close()


def test_clips_that_are_no_sweep_have_nothing_to_stop(client: Client, fake: Fake) -> None:
    clips = client.sweep(["quagga mare"]).run(yes=True).clips
    sheet = ContactSheet(clips, lang="en")
    answer, _ = FakePage(sheet).ask("stop")
    assert answer["error"]["type"] == "UnknownKind"
    assert sheet._stopped == {}
