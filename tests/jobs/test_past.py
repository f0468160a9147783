"""What jobs under way know of those before them: each one that ends counts while there are few, and asking is dear."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from grokwidget import Client
from grokwidget.jobs.past import Past
from grokwidget.library import JobRecord, JobStatus, Library


@pytest.fixture
def library(client: Client) -> Library:
    """An empty one."""
    return client.library


def _took(library: Library, seconds: float, **more: Any) -> JobRecord:
    record = JobRecord(
        fingerprint=f"{seconds}{more}", provider="xai", model="m", accepted_at=100.0, finished_at=100.0 + seconds,
        status=JobStatus.DONE, **more,
    )  # fmt: skip
    return library.ledger.claim(record, lambda _: True)[0]


def _of(past: Past, library: Library, record: JobRecord) -> list[float]:
    return asyncio.run(past.of(library, record))


def test_while_there_are_few_each_one_more_counts_at_once(library: Library) -> None:
    past = Past()
    record = _took(library, 1)
    assert _of(past, library, record) == [1]
    _took(library, 2)
    assert _of(past, library, record) == [2, 1]


def test_of_many_the_ledger_is_asked_once_for_all_who_ask_together(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    past = Past()
    records = [_took(library, seconds) for seconds in range(1, 41)]
    asked = []
    real = library.ledger.durations

    def durations(*kind: Any, **more: Any) -> list[float]:
        asked.append(kind)
        return real(*kind, **more)

    monkeypatch.setattr(library.ledger, "durations", durations)
    assert all(len(_of(past, library, record)) == 40 for record in records)
    assert len(asked) == 1
    _of(past, library, records[0].changed(seconds=6.0))
    assert len(asked) == 2, "another kind of clips is asked for anew"


def test_no_more_kinds_are_kept_in_mind_than_matter(library: Library) -> None:
    past = Past()
    record = _took(library, 1)
    for number in range(100):
        _of(past, library, record.changed(model=f"m{number}"))
    assert len(past._known) == 64
