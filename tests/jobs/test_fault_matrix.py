"""A sample of `python -m benchmarks trust`: trouble on a real socket, at every paid provider, and kills."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks import faultmatrix, kills, trust
from benchmarks.smallfilms import PROVIDERS


@pytest.mark.slow
def test_no_trouble_makes_anybody_pay_twice_lose_an_id_or_leave_a_job_in_no_state(tmp_path: Path) -> None:
    plan = trust.sample()
    verdicts = faultmatrix.run(plan, tmp_path)
    assert len(verdicts) == len(plan) * len(PROVIDERS)
    assert [one.case.name for one in verdicts if not one.good] == []
    # A reply that was lost is called so, and nothing that can be fetched after one trouble is given up.
    for one in verdicts:
        lost = one.accepted == 1 and one.case.trouble.place == "create" and one.first == "unknown"
        assert lost or one.last == "done" or one.accepted == 0, one


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_a_job_that_is_killed_on_any_line_is_a_clip_or_maybe_charged_after_resuming(tmp_path: Path) -> None:
    fates = kills.run(6, tmp_path)
    assert sum(fate.killed for fate in fates) == 6
    assert [fate for fate in fates if not fate.good] == []
