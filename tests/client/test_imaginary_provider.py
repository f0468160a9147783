"""A provider that nobody has heard of: one object, registered, and everything knows it. No other file says its name."""

from __future__ import annotations

import json
import runpy
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from grokwidget import Client, providers
from grokwidget.catalog import Defaults, DurationRule, Model, Price
from grokwidget.errors import CreateUnknown, GrokwidgetError, InvalidRequest, Rejected, SettingsError, UpstreamError
from grokwidget.notebook.completion import words
from grokwidget.providers import HttpCall, HttpReply, Order, Provider, Reserved
from grokwidget.task import TaskState, TaskStatus

from ..jobs import conftest as jobs
from ..notebook import conftest as notebook

shell, video = notebook.shell, jobs.video

_ROOT = Path(__file__).parents[2]


class _Oneiric(Reserved):
    """Its wire format, like no other: form and words are its own."""

    def encode_create(self, order: Order) -> HttpCall:
        wishes = {"shape": order.fields.get("aspect_ratio"), "long": order.fields.get("duration")}
        return HttpCall("POST", "/sleep", json={"about": order.fields["prompt"], "eye": order.model.id, **wishes})

    def decode_create(self, reply: HttpReply) -> TaskState:
        if reply.status == 400:
            raise self.decode_error(reply)
        if not reply.ok:
            raise CreateUnknown("It talks in its sleep.")
        return TaskState(task_id=reply.json()["sleeper"], status=TaskStatus.QUEUED)

    def encode_poll(self, task_id: str) -> HttpCall:
        return HttpCall("GET", f"/sleepers/{task_id}")

    def decode_poll(self, reply: HttpReply, task_id: str) -> TaskState:
        if not reply.ok:
            raise self.decode_error(reply)
        dream = reply.json().get("dream")
        state = TaskStatus.SUCCEEDED if dream else TaskStatus.RUNNING
        return TaskState(task_id=task_id, status=state, urls=(dream,) if dream else ())

    def decode_error(self, reply: HttpReply) -> GrokwidgetError:
        kind = Rejected if reply.status == 400 else UpstreamError
        return kind(f"Morpheus says: {(reply.json() or {}).get('murmur', 'nothing')}", status=reply.status)


class _Morpheus:
    """The service, on a real socket. It sleeps over one poll, then gives its dream."""

    def __init__(self, dream: bytes) -> None:
        self.creates: list[Any] = []
        self.keys: list[str] = []
        self.polls = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def _say(self, body: bytes, status: int = 200, mime: str = "application/json") -> None:
                self.send_response(status)
                self.send_header("Content-Type", mime)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.creates.append(asked)
                outer.keys.append(self.headers["Authorization"])
                if asked["about"] == "a nightmare":
                    self._say(b'{"murmur": "no nightmares"}', 400)
                else:
                    self._say(json.dumps({"sleeper": f"s{len(outer.creates)}"}).encode())

            def do_GET(self) -> None:
                if self.path.endswith(".mp4"):
                    self._say(dream, mime="video/mp4")
                    return
                outer.polls += 1
                done = {"dream": f"{outer.url}/{self.path.rpartition('/')[2]}.mp4"} if outer.polls % 2 == 0 else {}
                self._say(json.dumps(done).encode())

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def close(self) -> None:
        """Give the socket back."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def morpheus(video: bytes, own_folders: Path) -> Iterator[_Morpheus]:
    """The service, and its provider registered: this is all that a new provider takes."""
    service = _Morpheus(video)
    model = Model(
        provider="morpheus",
        id="rem-1",
        title="REM",
        prompt_limit=200,
        durations=DurationRule(low=6, high=9),
        aspect_ratios=("16:9", "7:5"),
        defaults=Defaults(aspect_ratio="7:5", duration=6),
        price=Price(unit="credits", per_second={"*": 0.5}, source="a dream"),
        source="a dream",
    )
    providers.register(
        Provider(
            name="morpheus",
            title="Morpheus",
            base_url=service.url,
            dialect=_Oneiric(),
            models=(model,),
            key_variable="MORPHEUS_API_KEY",
            docs="a dream",
        )
    )
    yield service
    service.close()


def test_a_client_makes_a_video_with_it_and_the_second_run_is_free(morpheus: _Morpheus, video: bytes) -> None:
    client = Client("morpheus", timeout=30)
    assert client.providers()[-1] == "morpheus"
    assert [model.id for model in client.models()] == ["rem-1"]
    assert client.estimate("a fox", duration=8).amount == 4
    clip = client.generate("a fox", duration=6, aspect_ratio="16:9")
    assert clip.path.read_bytes() == video
    assert (clip.provider, clip.model) == ("morpheus", "rem-1")
    assert clip.estimate is not None
    assert clip.estimate.amount == 3
    assert morpheus.creates == [{"about": "a fox", "eye": "rem-1", "shape": "16:9", "long": 6}]
    assert morpheus.keys == ["Bearer on-this-machine"]
    assert client.generate("a fox", duration=6, aspect_ratio="16:9").from_library
    assert len(morpheus.creates) == 1


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"duration": 10}, r"10 s.*nearest is 9 s"),
        ({"aspect_ratio": "4:3"}, r"4:3.*16:9, 7:5"),
        ({"resolution": "720p"}, "has no resolution"),
        ({"model": "rem-2"}, r"rem-2.*rem-1"),
        ({"prompt": "x" * 201}, r"201.*200"),
    ],
)
def test_its_limits_are_held_before_anything_is_sent(morpheus: _Morpheus, fields: dict[str, Any], problem: str) -> None:
    with pytest.raises(GrokwidgetError, match=problem) as caught:
        Client("morpheus").submit(**{"prompt": "a fox"} | fields)
    assert "Nothing was sent" in str(caught.value)
    assert morpheus.creates == []


def test_its_own_words_of_refusal_reach_the_user(morpheus: _Morpheus) -> None:
    with pytest.raises(Rejected, match="no nightmares"):
        Client("morpheus", timeout=30).generate("a nightmare")
    assert len(morpheus.creates) == 1


def test_a_misspelt_name_is_met_with_the_right_one(morpheus: _Morpheus) -> None:
    with pytest.raises(InvalidRequest, match="Did you mean morpheus"):
        Client("morfeus")


def test_a_balance_that_it_has_not_is_none_and_its_models_stay_as_they_are(morpheus: _Morpheus) -> None:
    client = Client("morpheus")
    assert client.balance() is None
    assert [model.id for model in client.models(refresh=True)] == ["rem-1"]


def test_a_cell_makes_a_video_with_its_flags(morpheus: _Morpheus, shell: Any, video: bytes) -> None:
    result = shell.run_cell("%%grokvideo clip --provider morpheus --model rem-1 --ratio 16:9 --duration 7\na fox")
    assert result.success
    assert shell.user_ns["clip"].path.read_bytes() == video
    assert morpheus.creates == [{"about": "a fox", "eye": "rem-1", "shape": "16:9", "long": 7}]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("providers", ["morpheus", "rem-1", "%grokvideo key morpheus"]),
        ("models morpheus", ["morpheus", "rem-1", "16:9 7:5", "6 to 9 s", "0.5 credits a second"]),
        ("models", ["local", "morpheus", "rem-1"]),
        ("estimate --provider morpheus --duration 8 a fox", ["morpheus", "rem-1", "8 s", "≈ 4 credits"]),
        ("--help", ["morpheus", "rem-1", "7:5"]),
    ],
)
def test_every_line_that_tells_of_providers_tells_of_it(
    morpheus: _Morpheus, shell: Any, capsys: pytest.CaptureFixture[str], line: str, told: list[str]
) -> None:
    shown = repr(shell.run_line_magic("grokvideo", line)) + capsys.readouterr().out
    assert not [word for word in told if word not in shown], shown
    assert "at *" not in shown, "a price that holds for every resolution names none"


@pytest.mark.parametrize(
    ("cell", "found"), [("%%grokvideo --provider mor", "morpheus"), ("%%grokvideo --model rem", "rem-1")]
)
def test_a_cell_is_completed_with_it_whenever_it_came(morpheus: _Morpheus, cell: str, found: str) -> None:
    assert found in words(cell, {})[1]
    providers.withdraw("morpheus")
    assert found not in words(cell, {})[1]


@pytest.mark.parametrize(("lang", "free"), [("en", "0.5 credits/s"), ("zh", "0.5 积分/秒")])
def test_it_has_a_row_in_the_readmes_table(morpheus: _Morpheus, lang: str, free: str) -> None:
    table = runpy.run_path(str(_ROOT / "scripts" / "services.py"))["table"](lang)
    row = next(line for line in table.splitlines() if "morpheus" in line)
    assert "`rem-1`" in row
    assert "`MORPHEUS_API_KEY`" in row
    assert "16:9 7:5" in row
    assert "6–9" in row
    assert free in row


def test_a_rehearsal_of_it_is_refused_in_a_sentence_for_the_local_service_does_not_speak_so(
    morpheus: _Morpheus, tmp_path: Path
) -> None:
    client = Client("morpheus", rehearse=True, library=tmp_path / "library", timeout=30)
    with pytest.raises(SettingsError, match="local service does not speak the dialect of morpheus") as caught:
        client.generate("a fox")
    assert "\n" not in str(caught.value)
    assert morpheus.creates == []
    assert not list(client.library.path.glob("*.mp4"))
