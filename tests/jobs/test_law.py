"""The law of the same request again, row by row."""

from __future__ import annotations

import pytest

from grokwidget.jobs.law import Facts, Owner, Ruling, judge
from grokwidget.library import JobRecord, JobStatus


def _record(status: JobStatus, *, moderated: bool = False, task: str | None = "t") -> JobRecord:
    error = {"type": "Moderated", "message": "no", "code": "", "moderated": True} if moderated else None
    return JobRecord(fingerprint="v1:x", provider="p", model="m", status=status, error=error, task_id=task)


def test_a_request_that_was_never_asked_is_sent() -> None:
    assert judge(None, Facts()) is Ruling.CREATE


@pytest.mark.parametrize(
    ("status", "owner", "clip_here", "ruling"),
    [
        ("done", Owner.NOBODY, True, Ruling.SERVE),
        ("done", Owner.ELSEWHERE, True, Ruling.SERVE),
        ("done", Owner.NOBODY, False, Ruling.FETCH),
        ("done", Owner.ELSEWHERE, False, Ruling.FETCH),
        ("done", Owner.HERE, False, Ruling.ATTACH),
        ("expired", Owner.NOBODY, False, Ruling.FETCH),
        ("planned", Owner.NOBODY, False, Ruling.TAKE),
        ("planned", Owner.HERE, False, Ruling.ATTACH),
        ("planned", Owner.ELSEWHERE, False, Ruling.WATCH),
        ("submitting", Owner.HERE, False, Ruling.ATTACH),
        ("submitting", Owner.ELSEWHERE, False, Ruling.WATCH),
        ("submitting", Owner.NOBODY, False, Ruling.LOSE),
        ("queued", Owner.HERE, False, Ruling.ATTACH),
        ("queued", Owner.ELSEWHERE, False, Ruling.WATCH),
        ("queued", Owner.NOBODY, False, Ruling.CONTINUE),
        ("running", Owner.NOBODY, False, Ruling.CONTINUE),
        ("downloading", Owner.NOBODY, False, Ruling.CONTINUE),
        ("unknown", Owner.NOBODY, False, Ruling.REFUSE_UNKNOWN),
        ("unknown", Owner.HERE, False, Ruling.REFUSE_UNKNOWN),
        ("failed", Owner.NOBODY, False, Ruling.CREATE),
        ("cancelled", Owner.NOBODY, False, Ruling.CREATE),
    ],
)
def test_the_table(status: str, owner: Owner, clip_here: bool, ruling: Ruling) -> None:
    assert judge(_record(JobStatus(status)), Facts(owner, clip_here)) is ruling


def test_what_was_refused_by_moderation_is_refused_again() -> None:
    assert judge(_record(JobStatus.FAILED, moderated=True), Facts()) is Ruling.REFUSE_MODERATED


def test_only_a_new_request_and_one_that_was_never_sent_lead_to_a_create() -> None:
    assert {ruling for ruling in Ruling if ruling.sends} == {Ruling.CREATE, Ruling.TAKE}


@pytest.mark.parametrize("status", [status for status in JobStatus if status not in ("failed", "cancelled", "planned")])
@pytest.mark.parametrize("owner", Owner)
@pytest.mark.parametrize("clip_here", [True, False])
def test_no_state_in_which_something_may_have_been_paid_leads_to_a_create(
    status: JobStatus, owner: Owner, clip_here: bool
) -> None:
    assert not judge(_record(status), Facts(owner, clip_here)).sends
