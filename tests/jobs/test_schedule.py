"""Asking again: often near the end that experience expects, calmly otherwise, and never faster than is allowed."""

from __future__ import annotations

import asyncio
import math
import random
from collections.abc import Callable, Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grokwidget import Client, providers
from grokwidget.jobs.engine import engine
from grokwidget.jobs.pace import Pace, poll_hint, reset_wait, retry_after
from grokwidget.jobs.schedule import BURST, CALM, Manner, Poll, Schedule

pytestmark = pytest.mark.slow

_NOW = 1_700_000_000.0
_PLAIN = Manner(floor=0.5, cap=5, quiet=5, near=0.9, blind=0.1, per_second=1)
#: The percents that a service tells when so much of the time has passed, 0 to 1.
Bar = Callable[[float], float | None]
_TRUE: Bar = lambda part: 100 * part  # noqa: E731
_BARS: dict[str, Bar] = {
    "nothing": lambda _: None,
    "zero all along": lambda _: 0.0,
    "one number for all of it": lambda _: 30.0,
    "a bar that stops at a third": lambda part: min(100 * part, 30.0),
    "a bar that hurries ahead and waits": lambda part: 100 * (1 - (1 - part) ** 2),
    "a bar that jumps about": lambda part: 100 * abs((7 * part) % 1),
    "more than there is": lambda part: 250 * part,
}


def _polls(schedule: Schedule, length: float, bar: Bar = _BARS["nothing"]) -> tuple[int, float]:
    """How many polls a task of that length gets, and how long after its end it is heard of."""
    at, count = schedule.first(0), 0
    while True:
        count += 1
        if at >= length:
            return count, at - length
        percent = bar(at / length)
        schedule.heard(at, None if percent is None else float(int(percent)))
        at += schedule.gap(at)


def _means(past: Sequence[float], lengths: Sequence[float], manner: Manner, bar: Bar) -> tuple[float, float, float]:
    """Polls on average, seconds on average, seconds at most, of tasks of these lengths."""
    told = [_polls(Schedule(past, manner), length, bar) for length in lengths]
    waits = [wait for _, wait in told]
    return sum(count for count, _ in told) / len(told), sum(waits) / len(waits), max(waits)


def _even(seed: int, count: int) -> list[float]:
    """Lengths of 5 to 25 s, as even as can be: the worst case, for nothing tells a long task from a short one."""
    rng = random.Random(seed)
    return [rng.uniform(5, 25) for _ in range(count)]


def test_with_experience_the_end_is_heard_of_sooner_than_at_a_fixed_interval_of_as_many_polls() -> None:
    rng = random.Random(1)
    past = [rng.lognormvariate(3.8, 0.35) for _ in range(40)]
    lengths = [rng.lognormvariate(3.8, 0.35) for _ in range(400)]
    polls, late, _ = _means(past, lengths, CALM, _BARS["nothing"])
    fixed = 45 / polls / 2
    assert late < fixed / 1.2


@pytest.mark.parametrize("bar", _BARS.values(), ids=_BARS.keys())
def test_without_true_progress_the_end_is_heard_of_within_a_second_and_sooner_than_by_one_poll_a_second(
    bar: Bar,
) -> None:
    lengths = _even(8, 200)
    polls, late, worst = _means(_even(7, 30), lengths, CALM, bar)
    once_a_second = sum(math.ceil(length) + 1 for length in lengths) / len(lengths)
    # One that is told nothing asks less often than once a second; one that is lied to, a few times more.
    assert polls < once_a_second * (1 if bar in (_BARS["nothing"], _BARS["zero all along"]) else 1.25)
    assert late < 0.5
    assert worst < 0.9


def test_true_progress_is_heard_of_at_once_for_fewer_requests() -> None:
    polls, late, worst = _means(_even(7, 30), _even(8, 200), CALM, _TRUE)
    assert polls < 14
    assert late < 0.12
    assert worst < 0.3


def test_true_progress_is_enough_without_any_experience() -> None:
    polls, late, _ = _means([], _even(8, 200), CALM, _TRUE)
    blind_polls, blind_late, _ = _means([], _even(8, 200), CALM, _BARS["nothing"])
    assert polls < blind_polls / 1.5
    assert late < blind_late / 5


def test_progress_that_begins_late_is_true_all_the_same() -> None:
    polls, late, _ = _means(_even(7, 30), _even(8, 200), CALM, lambda part: max(0.0, 100 * (part - 0.3) / 0.7))
    assert polls < 15
    assert late < 0.12


def test_in_a_hurry_a_third_of_the_requests_of_ten_a_second_do() -> None:
    polls, late, worst = _means(_even(7, 30), _even(8, 200), BURST, _BARS["nothing"])
    assert polls < 150 / 3
    assert late < 0.16
    assert worst < 0.45
    polls, late, worst = _means(_even(7, 30), _even(8, 200), BURST, _TRUE)
    assert polls < 150 / 5
    assert late < 0.05
    assert worst < 0.1


@pytest.mark.parametrize(("manner", "most"), [(CALM, 190), (BURST, 260)])
def test_a_clip_of_ten_minutes_is_not_asked_for_six_hundred_times(manner: Manner, most: int) -> None:
    rng = random.Random(3)
    past = [rng.lognormvariate(6.4, 0.2) for _ in range(30)]
    polls, _, _ = _means(past, past, manner, _BARS["nothing"])
    assert polls < most


def test_a_task_that_was_only_just_accepted_is_asked_about_when_there_may_be_news() -> None:
    schedule = Schedule.for_provider(_even(7, 30), nearby=False)
    assert 1 < schedule.first(0) <= 2
    assert schedule.first(60) == 0, "it may have ended long ago"
    assert Schedule.for_provider([], nearby=False).first(0) == 0
    assert Schedule.for_provider([0.05], nearby=True).first(0) == 0
    assert Schedule.for_provider([0.5, 0.6], nearby=False).first(0) < 1


@given(
    past=st.lists(st.floats(0.001, 1e6), max_size=60),
    told=st.lists(st.tuples(st.floats(0, 1e6), st.none() | st.floats(allow_nan=True)), max_size=8),
    age=st.floats(0, 1e9),
    nearby=st.booleans(),
    poll=st.sampled_from(["calm", "burst"]),
)
@example(past=[1.0], told=[], age=5e-324, nearby=False, poll="calm")
@example(past=[], told=[(5e-324, 5e-324)], age=0.0, nearby=False, poll="calm")
def test_a_gap_never_leaves_its_floor_and_cap(
    past: list[float], told: list[tuple[float, float | None]], age: float, nearby: bool, poll: Poll
) -> None:
    schedule = Schedule.for_provider(past, nearby=nearby, poll=poll)
    for moment, percent in told:
        schedule.heard(moment, percent)
    assert schedule.floor <= schedule.gap(age) <= schedule.cap
    assert 0 <= schedule.first(age) <= schedule.cap
    median, high = schedule.left(age)
    assert median is None or median >= 0
    assert high is None or high >= 0


def test_one_clip_that_was_fetched_a_day_late_does_not_spoil_the_experience() -> None:
    usual = Schedule([44.0, 45.0, 46.0, 47.0, 43.0], _PLAIN)
    spoiled = Schedule([44.0, 45.0, 46.0, 47.0, 43.0, 86_400.0], _PLAIN)
    assert spoiled.gap(45) < 1.5
    assert spoiled.gap(45) == pytest.approx(usual.gap(45), rel=0.6)
    assert spoiled.gap(4_000) == spoiled.cap, "for a day nobody asks every second"


def test_the_time_left_is_that_of_clips_that_took_longer_than_this_one_already_has() -> None:
    schedule = Schedule([10.0, 20.0, 30.0], _PLAIN)
    assert list(schedule.left(0)) == pytest.approx([20, 28])
    assert list(schedule.left(15)) == pytest.approx([10, 14])
    assert schedule.left(31) == (None, None)
    assert schedule.slow(40)
    assert not schedule.slow(20)


def test_progress_that_has_proved_true_tells_the_time_left_better_than_the_past_does() -> None:
    schedule = Schedule([10.0, 20.0, 30.0], _PLAIN)
    for age in (2, 5, 8, 10):
        schedule.heard(age, 100 * age / 16)
    median, high = schedule.left(11)
    assert median == pytest.approx(5, abs=0.5)
    assert median is not None
    assert high is not None
    assert median < high < 8


def test_without_experience_the_progress_tells_the_time_left() -> None:
    schedule = Schedule([], _PLAIN)
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


def test_turns_come_in_the_order_in_which_they_were_asked_for() -> None:
    async def order() -> list[int]:
        pace, came = Pace(500), []

        async def one(number: int) -> None:
            await pace.turn()
            came.append(number)

        await asyncio.gather(*(one(number) for number in range(20)))
        return came

    assert asyncio.run(order()) == list(range(20))


def test_who_is_refused_asks_slower_for_a_while() -> None:
    clock = [100.0]
    pace = Pace(10, clock=lambda: clock[0])

    def gap() -> float:
        asyncio.run(pace.turn())
        return pace._next - clock[0]

    usual = gap()
    clock[0] += 60
    pace.heard(429, {}, _NOW)
    clock[0] += 60
    assert gap() == pytest.approx(2 * usual)
    for _ in range(200):
        pace.heard(200, {}, _NOW)
    clock[0] += 60
    assert gap() == pytest.approx(usual)


def test_what_one_pace_of_a_key_hears_holds_for_the_one_beside_it() -> None:
    clock = [100.0]
    creates = Pace(5, clock=lambda: clock[0])
    polls = Pace(50, clock=lambda: clock[0], beside=creates)
    waits: list[float] = []
    creates.heard(429, {"retry-after": "7"}, _NOW)

    async def turn() -> None:
        async with asyncio.timeout(0.02):
            await polls.turn(waits.append)

    with pytest.raises(TimeoutError):
        asyncio.run(turn())
    assert waits == [7]
    clock[0] += 7
    asyncio.run(turn())


@pytest.mark.parametrize("poll", ["calm", "burst"])
def test_a_service_that_advises_five_seconds_is_asked_no_more_often(poll: Poll) -> None:
    every = providers.provider("apixgo").asks_every
    schedule = Schedule.for_provider(_even(7, 30), nearby=False, poll=poll, every=every)
    assert every == 5
    assert min(schedule.gap(age / 2) for age in range(120)) >= 5
    assert Schedule.for_provider(_even(7, 30), nearby=True, poll=poll, every=every).gap(10) < 1


def test_questions_of_a_key_keep_to_the_documented_requests_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROKIMAGINEAPI_API_KEY", "key-of-a-test-only")
    client = Client("grokimagineapi", poll="burst")
    reach = engine().reach(providers.provider("grokimagineapi"), client)
    assert 60 / reach.asking._step == pytest.approx(100)
    assert reach.pace._step < reach.asking._step


def test_a_refused_question_doesn_t_slow_what_costs_money() -> None:
    creates = Pace(5)
    polls = Pace(50, beside=creates)
    polls.heard(429, {}, _NOW)
    assert (polls._slower, creates._slower) == (2, 1)
