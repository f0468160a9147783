"""Where a finished video may be: at one address or several, with the API itself, or nowhere any more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest

from grokwidget import Client, providers
from grokwidget.errors import Moderated, Money, ResultUnavailable, TaskFailed, WaitTimeout
from grokwidget.jobs import JobUpdate
from grokwidget.jobs.engine import engine
from grokwidget.jobs.hops import mended
from grokwidget.jobs.poll import ended
from grokwidget.library import JobStatus
from grokwidget.providers import HttpReply, Provider
from grokwidget.providers.aivideoapi import PROVIDER, AivideoapiDialect
from grokwidget.providers.dialect import segment
from grokwidget.task import Cost, TaskFault, TaskState, TaskStatus
from grokwidget.transport.access import Access

from .fake import LOST, Fake, Request, Said, document, error

pytestmark = pytest.mark.slow  # many exchanges with a real service: not for scripts/check

ID = "grok:0b5f/../x?y#z%41 ü"


class RelayDialect(AivideoapiDialect):
    """aivideoapi's, with a content route, and with costs on its polls."""

    def content_path(self, task_id: str) -> str | None:
        return f"/v1/videos/{segment(task_id)}/content"

    def decode_poll(self, reply: HttpReply, task_id: str) -> TaskState:
        state = super().decode_poll(reply, task_id)
        cost = (reply.json() or {}).get("cost")
        return state if cost is None else state.model_copy(update={"cost": _spent(cost)})


def _spent(amount: float) -> Cost:
    return Cost(amount=amount, unit="credits", estimated=False)


class Relay(Fake):
    """Gives the videos out itself too; `dead` are answers for the addresses that end with a text."""

    def __init__(self, video: bytes) -> None:
        self.dead: dict[str, Said] = {}
        super().__init__(video)

    def _file(self, request: Request) -> Said:
        path = request.path.partition("?")[0]
        dead = next((said for ending, said in self.dead.items() if path.endswith(ending)), None)
        return dead if dead is not None else super()._file(request)

    def contents(self) -> list[Request]:
        """The requests to the content route."""
        return [request for request in self.seen("file") if request.path.endswith("/content")]


@pytest.fixture
def relay(video: bytes, monkeypatch: pytest.MonkeyPatch) -> Iterator[Relay]:
    """The provider, known as `relay`."""
    provider = replace(
        PROVIDER, name="relay", title="relay", dialect=RelayDialect("relay"), key_variable="RELAY_API_KEY"
    )
    monkeypatch.setitem(providers._registered, "relay", provider)
    engine()._paces.clear()
    running = Relay(video)
    with running:
        yield running


@pytest.fixture
def client(relay: Relay, tmp_path: Path) -> Client:
    """A client of the relay."""
    return Client("relay", base_urls={"relay": relay.url}, library=tmp_path / "library", timeout=30)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few tries, so that giving up takes no minute."""
    from grokwidget.jobs import download

    monkeypatch.setattr(download, "_TRIES", 2)
    monkeypatch.setattr(download, "_GONE_TRIES", 2)


# -- the API's own copy -----------------------------------------------------------------------------------------------


def test_a_video_without_an_address_is_fetched_from_the_api_with_the_key(client: Client, relay: Relay) -> None:
    relay.urls = lambda _: []
    clip = client.generate("a fox")
    assert clip.path.read_bytes() == relay.video
    (got,) = relay.seen("file")
    assert got.path == "/v1/videos/task-1/content"
    assert got.headers["authorization"].startswith("Bearer ")


@pytest.mark.parametrize("status", [401, 403, 404, 410, 502])
def test_a_dead_address_is_tried_several_times_then_the_api_itself(
    client: Client, relay: Relay, quick: None, status: int
) -> None:
    relay.dead[".mp4"] = Said(status)
    assert client.generate("a fox").path.read_bytes() == relay.video
    foreign = [request for request in relay.seen("file") if request.path.partition("?")[0].endswith(".mp4")]
    assert len(foreign) == 2
    assert not [request for request in foreign if "authorization" in request.headers]
    assert len(relay.contents()) == 1


def test_an_api_that_answers_with_json_is_followed_to_where_it_points(client: Client, relay: Relay) -> None:
    relay.urls = lambda _: []
    relay.dead["/content"] = document({"url": f"{relay.files}/elsewhere.mp4"})
    assert client.generate("a fox").path.read_bytes() == relay.video
    assert "authorization" not in relay.seen("file")[-1].headers


def test_what_neither_the_address_nor_the_api_gives_is_unavailable_after_several_tries(
    client: Client, relay: Relay, quick: None
) -> None:
    relay.dead[".mp4"] = Said(404)
    relay.dead["/content"] = error(404, "task_not_found")
    job = client.submit("a fox")
    with pytest.raises(ResultUnavailable, match="probably charged"):
        job.result()
    assert job.status is JobStatus.EXPIRED
    assert len(relay.contents()) == 2


def test_a_service_without_a_content_route_says_after_several_polls_that_there_is_no_address(
    fake: Fake, tmp_path: Path
) -> None:
    fake.urls = lambda _: []
    client = Client("aivideoapi", base_urls={"aivideoapi": fake.url}, library=tmp_path / "library", timeout=30)
    with pytest.raises(ResultUnavailable, match="but not where it is"):
        client.generate("a fox")
    assert len(fake.seen("poll")) == 4
    assert fake.seen("file") == []


# -- addresses on this machine ----------------------------------------------------------------------------------------


_PUBLIC = Access("relay", "relay", "https://api.example.com/base")


@pytest.mark.parametrize("host", ["localhost:3000", "127.0.0.1", "[::1]:3000"])
@pytest.mark.parametrize("path", ["/v1/videos/grok:1/content", "/v1/videos/grok%3A1/content"])
def test_the_content_route_on_a_loopback_host_is_taken_for_the_apis_own(host: str, path: str) -> None:
    content = RelayDialect("relay").content_path("grok:1")
    assert mended(f"http://{host}{path}", _PUBLIC, content) == "https://api.example.com/base/v1/videos/grok%3A1/content"


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:3000/v1/videos/grok:2/content",
        "http://localhost:3000/v1/videos/grok:1/content/../../admin",
        "http://localhost:8888/api/contents",
        "https://cdn.example.com/v1/videos/grok:1/content",
        "http://[broken",
    ],
)
def test_any_other_address_stays_what_it_is(url: str) -> None:
    assert mended(url, _PUBLIC, RelayDialect("relay").content_path("grok:1")) == url
    assert mended(url, _PUBLIC, None) == url


@pytest.fixture
def abroad(relay: Relay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A client of the relay by a name that is not this machine's own: what is on loopback is then foreign to it."""
    monkeypatch.delenv("GROKWIDGET_FORBID_REAL")
    monkeypatch.setenv("NO_PROXY", "*")
    url = relay.url.replace("127.0.0.1", "0.0.0.0")
    return Client("relay", base_url=url, key="sk-invented-0123456789", library=tmp_path / "library", timeout=30)


def test_a_relay_that_calls_itself_localhost_is_fetched_from_at_its_real_address(abroad: Client, relay: Relay) -> None:
    relay.urls = lambda task: [f"http://localhost:9/v1/videos/{task}/content"]
    assert abroad.generate("a fox").path.read_bytes() == relay.video
    (got,) = relay.seen("file")
    assert got.headers["authorization"] == "Bearer sk-invented-0123456789"


def test_nothing_else_on_this_machine_is_fetched_but_the_api_may_still_have_the_video(
    abroad: Client, relay: Relay
) -> None:
    relay.urls = lambda _: [f"{relay.files}/secret.mp4"]
    assert abroad.generate("a fox").path.read_bytes() == relay.video
    assert [request.path for request in relay.seen("file")] == ["/v1/videos/task-1/content"]


# -- several videos ---------------------------------------------------------------------------------------------------


def _three(relay: Relay) -> None:
    relay.urls = lambda task: [f"{relay.files}/{task}-{name}.mp4?sig=secret" for name in "abc"]


def test_every_video_of_a_task_is_a_clip_of_its_job_in_the_providers_order(client: Client, relay: Relay) -> None:
    _three(relay)
    job = client.submit("a fox")
    first = job.result()
    assert [clip.path.name.removesuffix(".mp4")[-2:] for clip in job.clips] == ["t1", "_2", "_3"]
    assert first == job.clips[0]
    assert all(clip.path.read_bytes() == relay.video for clip in job.clips)
    assert [request.path.partition("?")[0][-5] for request in relay.seen("file")] == ["a", "b", "c"]
    again = client.submit("a fox")
    assert again.from_library
    assert again.clips == job.clips
    assert relay.creates == 1


@pytest.mark.parametrize(("broken", "kept"), [("a", 2), ("b", 2), ("c", 2)])
@pytest.mark.parametrize("said", [Said(404), Said(200, b"no video at all, only words")], ids=["gone", "rubbish"])
def test_a_video_that_is_lost_costs_none_of_the_others_and_is_spoken_of(
    client: Client, relay: Relay, quick: None, broken: str, kept: int, said: Said
) -> None:
    _three(relay)
    relay.dead[f"{broken}.mp4"] = said
    relay.dead["/content"] = said
    job = client.submit("a fox")
    assert job.result().path.read_bytes() == relay.video
    assert len(job.clips) == kept
    assert job.status is JobStatus.DONE
    assert "1 of the task's 3 videos" in job.update.message


def test_a_later_video_whose_server_breaks_off_does_not_cost_the_first(
    client: Client, relay: Relay, quick: None
) -> None:
    _three(relay)
    relay.dead["b.mp4"] = LOST
    job = client.submit("a fox")
    job.result()
    assert len(job.clips) == 2


def test_the_first_video_stays_the_apis_when_its_own_address_is_dead(client: Client, relay: Relay, quick: None) -> None:
    _three(relay)
    relay.dead["a.mp4"] = Said(403)
    job = client.submit("a fox")
    job.result()
    assert len(job.clips) == 3
    assert len(relay.contents()) == 1


# -- money ------------------------------------------------------------------------------------------------------------


def test_what_the_provider_says_that_it_charged_is_the_cost(client: Client, relay: Relay) -> None:
    relay.final = {"status": "completed", "output": {"urls": [f"{relay.files}/v.mp4"]}, "cost": 17}
    clip = client.generate("a fox")
    assert (clip.cost.amount, clip.cost.estimated) == (17, False)
    assert client.generate("a fox").cost.amount == 17


@pytest.mark.parametrize("fault", [{"message": "no luck"}, {"message": "violates usage guidelines"}])
def test_a_failure_that_was_charged_says_so_and_the_ledger_keeps_the_figure(
    client: Client, relay: Relay, fault: dict[str, str]
) -> None:
    relay.final = {"status": "failed", "error": fault, "cost": 17}
    job = client.submit("a fox")
    with pytest.raises((TaskFailed, Moderated), match="probably charged"):
        job.result()
    assert job.cost is not None
    assert job.cost.amount == 17
    kept = client.library.ledger.get(job.id)
    assert kept is not None
    assert kept.cost == job.cost


_STATE = TaskState(task_id="t", status=TaskStatus.FAILED, fault=TaskFault(message="no", moderated=True))


@pytest.mark.parametrize(
    ("charges", "refunds", "cost", "money"),
    [
        (True, True, None, Money.CHARGED),
        (False, True, None, Money.REFUNDED),
        (False, None, None, Money.NOT_CHARGED),
        (None, True, None, Money.REFUNDED),
        (None, None, None, Money.UNKNOWN),
        (None, False, None, Money.UNKNOWN),
        (False, True, 3, Money.CHARGED),
        (False, True, 0, Money.REFUNDED),
    ],
)
def test_a_withheld_video_means_what_the_figure_and_else_the_document_says(
    charges: bool | None, refunds: bool | None, cost: float | None, money: Money
) -> None:
    provider: Provider = replace(PROVIDER, charges_moderation=charges, refunds_failures=refunds)
    state = _STATE.model_copy(update={"cost": None if cost is None else _spent(cost)})
    raised = ended(state, provider)
    assert isinstance(raised, Moderated)
    assert raised.money is money


# -- words and ids ----------------------------------------------------------------------------------------------------


def test_an_unknown_word_is_shown_while_it_lasts_and_ends_with_the_deadline(client: Client, relay: Relay) -> None:
    relay.always["poll"] = document({"id": "task-1", "status": "rendering-in-4d"})
    heard: list[JobUpdate] = []
    job = client.submit("a fox", timeout=1)
    job.on_update(heard.append)
    with pytest.raises(WaitTimeout):
        job.result()
    assert any("rendering-in-4d" in update.message for update in heard)
    assert job.status.open
    del relay.always["poll"]
    assert client.generate("a fox").path.exists()
    assert relay.creates == 1


def test_an_id_of_any_letters_is_one_segment_of_every_path(client: Client, relay: Relay) -> None:
    relay.script["create"] = [document({"code": 200, "data": {"taskId": ID}})]
    relay.tasks[segment(ID)] = 0
    relay.urls = lambda _: []
    clip = client.generate("a fox")
    assert clip.task_id == ID
    assert {request.path for request in relay.seen("poll")} == {f"/v1/tasks/{segment(ID)}"}
    assert relay.contents()[0].path == f"/v1/videos/{segment(ID)}/content"


@pytest.mark.parametrize("name", providers.names())
def test_no_dialect_lets_an_id_change_the_path_that_it_asks(name: str) -> None:
    dialect = providers.provider(name).dialect
    call, plain = dialect.encode_poll(ID), dialect.encode_poll("plain")
    if "plain" in plain.path:
        assert call.path == plain.path.replace("plain", segment(ID))
        assert ID in unquote(call.path)
    else:
        assert ID in call.query.values()
    content = dialect.content_path(ID)
    assert content is None or segment(ID) in content
