"""What lies in another library of the same user is served from there for nothing, and priced so."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from grokwidget import Client
from grokwidget.library import Index, JobStatus
from grokwidget.sweep import CellStatus

from ..jobs.fake import Fake, error

_OWLS = ["far owl 1", "far owl 2", "far owl 3"]


@pytest.fixture
def other(fake: Fake, tmp_path: Path) -> Client:
    """The same user in another folder."""
    return Client("aivideoapi", base_urls={"aivideoapi": fake.url}, library=tmp_path / "other", timeout=100)


@pytest.mark.slow
def test_clips_of_another_library_cost_nothing_in_the_estimate_and_nothing_is_sent_for_them(
    client: Client, other: Client, fake: Fake
) -> None:
    made = other.sweep(_OWLS[:2]).run(yes=True)
    sweep = client.sweep(_OWLS)
    assert (sweep.estimate.new, sweep.estimate.library) == (1, 2)
    assert sweep.estimate.amounts == {("aivideoapi", "credits"): 15}
    assert sweep.clips == made.clips
    sweep.run(yes=True)
    assert sweep.counts == {CellStatus.DONE: 3}
    assert fake.creates == 3
    again = client.sweep(_OWLS[:2])
    assert again.estimate.free
    assert again.run().clips == made.clips  # without a yes


@pytest.mark.slow
def test_a_file_that_is_gone_there_is_not_said_to_be_free(client: Client, other: Client, fake: Fake) -> None:
    other.generate(_OWLS[0], yes=True).path.unlink()
    sweep = client.sweep(_OWLS[:2])
    assert (sweep.estimate.new, sweep.estimate.again, sweep.estimate.library) == (1, 1, 0)
    assert not sweep.estimate.free


@pytest.mark.slow
def test_what_failed_there_is_new_here_but_a_refusal_by_moderation_holds_for_both(
    client: Client, other: Client, fake: Fake
) -> None:
    refusal = error(503, "upstream_error", "Content moderation: sensitive content")
    fake.script["create"] = [error(400, "invalid_request", "no owls today"), refusal]
    assert other.sweep(_OWLS[:2], at_once=1).run(yes=True).counts == {CellStatus.FAILED: 2}
    estimate = client.sweep(_OWLS[:2]).estimate
    assert (estimate.new, estimate.refused) == (1, 1)


def test_a_library_that_is_gone_or_no_library_stands_in_nobodys_way(client: Client, tmp_path: Path) -> None:
    fingerprints = [cell.fingerprint for cell in client.sweep(_OWLS)]
    (tmp_path / "torn").mkdir()
    (tmp_path / "torn" / "ledger.sqlite3").write_bytes(b"no ledger" * 100)
    for fingerprint, folder in zip(fingerprints, ("gone", "torn", "gone too"), strict=True):
        Index().note(fingerprint, tmp_path / folder, "a job", JobStatus.DONE)
    assert client.sweep(_OWLS).estimate.new == 3


@pytest.mark.alone
def test_a_thousand_cells_are_looked_up_in_another_library_in_no_time(client: Client, tmp_path: Path) -> None:
    prompts = [f"one of a thousand owls, number {n}" for n in range(1000)]
    sweep = client.sweep(prompts)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    index = Index()
    for cell in sweep.cells[:20]:
        index.note(cell.fingerprint, elsewhere, f"job {cell.place}", JobStatus.DONE)
    begun = time.process_time()
    sweep.refresh()
    assert time.process_time() - begun < 1.0
    assert sweep.estimate.new == 1000
