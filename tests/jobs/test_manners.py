"""How often a service is asked: calmly or in a hurry, as the client was told, and never against the service's word."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from grokwidget import Client
from grokwidget.errors import SettingsError
from grokwidget.jobs.engine import engine
from grokwidget.jobs.poll import follow
from grokwidget.jobs.reach import Reach
from grokwidget.jobs.schedule import Poll, Schedule
from grokwidget.providers import HttpCall, HttpReply, Provider, provider
from grokwidget.settings import Settings
from grokwidget.task import TaskState

from .fake import Fake, document

_ELSEWHERE = "https://relay.example.com"
_PAST = [8.0, 10.0, 12.0, 14.0, 16.0]


def _client(poll: Poll | None = None, settings: Settings | None = None) -> Client:
    return Client("xai", base_url=_ELSEWHERE, key="xai-dummy", poll=poll, settings=settings)


def _reach(client: Client) -> Reach:
    return engine().reach(provider("xai"), client)


def test_a_client_asks_calmly_unless_its_settings_or_whoever_made_it_say_otherwise() -> None:
    hurried = Settings(poll="burst")
    assert _reach(_client()).poll == "calm"
    assert _reach(_client(settings=hurried)).poll == "burst"
    assert _reach(_client("calm", hurried)).poll == "calm"
    assert _reach(_client("burst")).poll == "burst"


def test_a_way_to_ask_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(SettingsError, match=r"called frantic\. There are: calm, burst"):
        _client(cast(Poll, "frantic"))


def test_polls_have_a_rhythm_of_their_own_and_what_the_service_says_to_the_key_holds_for_all() -> None:
    calm, hurried = _reach(_client("calm")), _reach(_client("burst"))
    assert calm.pace is hurried.pace, "what costs money is created at one pace"
    assert hurried.asking._step < calm.asking._step < calm.pace._step
    assert calm.asking._limit is hurried.asking._limit is calm.pace._limit


def test_the_progress_that_a_service_tells_reaches_the_schedule(
    client: Client, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[float | None] = []
    real = Schedule.heard

    def hear(self: Schedule, age: float, progress: float | None) -> None:
        heard.append(progress)
        real(self, age, progress)

    monkeypatch.setattr(Schedule, "heard", hear)
    states = [{"id": "task-1", "status": "processing", "progress": percent} for percent in (5, 35, None)]
    fake.script["poll"] = [document(state) for state in states]
    client.generate("a fox that is asked about four times")
    assert heard[:3] == [5, 35, None]


@dataclass
class _Xai:
    """The way to a service elsewhere that is done when it is asked the second time."""

    headers: dict[str, str] = field(default_factory=dict)
    provider: Provider = field(default_factory=lambda: provider("xai"))
    events: list[Any] = field(default_factory=list)

    async def ask(self, _call: HttpCall) -> HttpReply:
        done = "asked" in self.events
        self.events.append("asked")
        said = {"status": "done", "video": {"url": "https://example.com/a.mp4"}} if done else {"status": "pending"}
        return HttpReply(200, json.dumps(said).encode(), self.headers)

    hint = staticmethod(Reach.hint)

    async def pause(self, seconds: float, least: float) -> None:
        self.events.append((seconds, least))

    async def news(self, *_: object) -> None:
        """Nobody listens."""

    def followed(self, poll: Poll, *, age: float) -> list[Any]:
        schedule = Schedule.for_provider(_PAST, nearby=False, poll=poll)
        accepted = time.time() - age
        way = cast(Reach, self)
        work = follow(way, "task-1", schedule=schedule, accepted_at=accepted, news=self.news, pause=self.pause)
        state: TaskState = asyncio.run(cast(Any, work))
        assert state.urls
        return self.events


def test_a_task_that_was_only_just_accepted_is_left_alone_for_a_moment() -> None:
    (first, _), *rest = _Xai().followed("calm", age=0)
    assert 1 < first <= 2
    assert rest[0] == "asked"


def test_a_task_that_is_taken_up_again_is_asked_about_at_once() -> None:
    assert _Xai().followed("calm", age=60)[0] == "asked"


@pytest.mark.parametrize("poll", ["calm", "burst"])
def test_no_hurry_asks_before_the_time_that_the_service_named(poll: Poll) -> None:
    events = _Xai({"openai-poll-after-ms": "9000"}).followed(poll, age=11)
    assert events == ["asked", (9, 9), "asked"]
