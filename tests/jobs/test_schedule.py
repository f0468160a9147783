"""Asking again: often near the end that experience expects, calmly otherwise, and never faster than is allowed."""

from __future__ import annotations

import asyncio
import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grokwidget.jobs.pace import Pace, poll_hint, reset_wait, retry_after
from grokwidget.jobs.schedule import Schedule

_NOW = 1_700_000_000.0


def _polls(schedule: Schedule, length: float) -> tuple[int, float]:
    """How many polls a task of that length gets, and how long after its end it is heard of."""
    at, count = 0.0, 0
    while True:
        count += 1
        if at >= length:
            return count, at - length
        at += schedule.gap(at)


def test_with_experience_the_end_is_heard_of_sooner_than_at_a_fixed_interval_of_as_many_polls() -> None:
    rng = random.Random(1)
    past = [rng.lognormvariate(3.8, 0.35) for _ in range(40)]
    schedule = Schedule.for_provider(past, nearby=False)
    told = [_polls(schedule, rng.lognormvariate(3.8, 0.35)) for _ in range(400)]
    polls = sum(count for count, _ in told) / len(told)
    late = sum(wait for _, wait in told) / len(told)
    fixed = 45 / polls / 2
    assert late < fixed / 1.2


@given(
    past=st.lists(st.floats(0.001, 1e6), max_size=60),
    age=st.floats(0, 1e9),
    nearby=st.booleans(),
)
@example(past=[1.0], age=5e-324, nearby=False)
def test_a_gap_never_leaves_its_floor_and_cap(past: list[float], age: float, nearby: bool) -> None:
    schedule = Schedule.for_provider(past, nearby=nearby)
    assert schedule.floor <= schedule.gap(age) <= schedule.cap
    median, high = schedule.left(age)
    assert median is None or median >= 0
    assert high is None or high >= 0


def test_one_clip_that_was_fetched_a_day_late_does_not_spoil_the_experience() -> None:
    usual = Schedule([44.0, 45.0, 46.0, 47.0, 43.0], floor=0.5, cap=5)
    spoiled = Schedule([44.0, 45.0, 46.0, 47.0, 43.0, 86_400.0], floor=0.5, cap=5)
    assert spoiled.gap(45) < 1.5
    assert spoiled.gap(45) == pytest.approx(usual.gap(45), rel=0.6)


def test_the_time_left_is_that_of_clips_that_took_longer_than_this_one_already_has() -> None:
    schedule = Schedule([10.0, 20.0, 30.0], floor=0.1, cap=5)
    assert list(schedule.left(0)) == pytest.approx([20, 28])
    assert list(schedule.left(15)) == pytest.approx([10, 14])
    assert schedule.left(31) == (None, None)
    assert schedule.slow(40)
    assert not schedule.slow(20)


def test_without_experience_the_progress_tells_the_time_left() -> None:
    schedule = Schedule([], floor=0.1, cap=5)
    assert schedule.left(10, 50) == (10, None)
    assert schedule.left(10, None) == (None, None)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "3"}, 3),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "250"}, 0.25),
        ({"retry-after": "Tue, 14 Nov 2023 22:13:30 GMT"}, 10),
        ({"retry-after": "Mon, 13 Nov 2023 22:13:30 GMT"}, 0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-4"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_read_in_every_form(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, _NOW) == seconds


def test_the_longest_hint_of_a_reply_counts() -> None:
    assert poll_hint({"retry-after": "1", "openai-poll-after-ms": "2500"}, _NOW) == 2.5


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "30"}, 30),
        ({"x-ratelimit-remaining": "10", "x-ratelimit-reset": "30"}, 3),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(_NOW) + 12)}, 12),
        ({"x-ratelimit-remaining": "0"}, None),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "never"}, None),
    ],
)
def test_the_rate_limit_headers_tell_when_to_ask(headers: dict[str, str], seconds: float | None) -> None:
    assert reset_wait(headers, _NOW) == seconds


@given(st.dictionaries(st.sampled_from(["retry-after", "x-ratelimit-remaining", "x-ratelimit-reset"]), st.text()))
def test_no_header_breaks_the_pace(headers: dict[str, str]) -> None:
    pace = Pace(5)
    assert 0 <= pace.heard(429, headers, _NOW) <= 300


def test_all_jobs_of_a_key_wait_when_one_of_them_was_told_to() -> None:
    clock = [100.0]
    pace = Pace(1000, clock=lambda: clock[0])
    pace.heard(429, {"retry-after": "7"}, _NOW)

    async def turn() -> bool:
        try:
            async with asyncio.timeout(0.02):
                await pace.turn()
        except TimeoutError:
            return False
        return True

    assert not asyncio.run(turn())
    clock[0] += 7
    assert asyncio.run(turn())
