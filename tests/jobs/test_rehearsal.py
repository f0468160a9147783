"""A rehearsal: the very same request to the local service in a provider's place, for nothing, in a world of its own."""

from __future__ import annotations

import hashlib
import http.server
import io
import json
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from grokwidget import Client, providers
from grokwidget.catalog import Model
from grokwidget.errors import InvalidRequest, MissingKey, OfflineError, WaitStopped, WaitTimeout
from grokwidget.library import Index, JobRecord
from grokwidget.library import sidecar as sidecars
from grokwidget.local.folder import service_folder

from .fake import Fake

pytestmark = pytest.mark.slow  # every one of them has a clip drawn

_FOX: dict[str, Any] = {"prompt": "a fox", "duration": 6, "resolution": "480p"}


@pytest.fixture
def client(tmp_path: Path) -> Client:
    """A client that rehearses aivideoapi."""
    return Client("aivideoapi", rehearse=True, library=tmp_path / "library", timeout=100)


def _accounts(provider: str) -> set[str]:
    """The accounts at the local service that have tasks of a provider's dialect: hashes of their keys."""
    with sqlite3.connect(service_folder() / "service.db") as db:
        return {account for (account,) in db.execute("SELECT account FROM tasks WHERE provider=?", (provider,))}


def test_a_rehearsal_needs_no_key_costs_nothing_and_says_what_the_real_run_would(client: Client) -> None:
    job = client.submit(**_FOX)
    clip = job.result()
    assert (job.rehearsal, clip.rehearsal) == (True, True)
    assert clip.cost.amount == 0
    assert clip.estimate == job.estimate == client.estimate(**_FOX)
    assert clip.record.price == "rehearsal, free; the real run: ≈ 15 credits"
    assert clip.provider == "aivideoapi"
    assert "_rehearsal" in clip.path.name


def test_the_providers_key_stays_at_home(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIVIDEOAPI_API_KEY", "sk-invented-0123456789")
    clip = client.generate(**_FOX)
    assert clip.record.key_alias is None
    assert _accounts("aivideoapi") == {hashlib.sha256(b"aivideoapi\nsk-local").hexdigest()}


def test_its_file_says_that_it_is_a_rehearsal_by_rule_and_a_lost_ledger_learns_it_from_there(client: Client) -> None:
    clip = client.generate(**_FOX)
    told = json.loads(clip.path.with_suffix(".json").read_text(encoding="utf-8"))
    assert told["digital_source_type"].endswith("/algorithmicMedia")
    assert told["cost"]["amount"] == 0
    (record,) = sidecars.records(client.library.path)
    assert record.rehearsal


def test_a_rehearsal_is_served_again_but_never_for_a_real_request_nor_the_other_way_round(
    client: Client, video: bytes
) -> None:
    rehearsed = client.generate(**_FOX)
    assert client.generate(**_FOX).from_library
    with Fake(video) as fake:
        real = Client("aivideoapi", base_urls={"aivideoapi": fake.url}, library=client.library.path, timeout=30)
        made = real.generate(**_FOX)
        assert fake.creates == 1
        assert made.path.read_bytes() == fake.video
        assert not made.rehearsal
        assert real.generate(**_FOX).path == made.path
        assert real.generate(rehearse=True, **_FOX).path == rehearsed.path
        assert fake.creates == 1
    assert client.generate(**_FOX).path == rehearsed.path


def test_a_rehearsal_is_not_in_the_index_of_what_was_paid_for(client: Client, tmp_path: Path) -> None:
    clip = client.generate(**_FOX)
    assert Index().claim(clip.record.fingerprint, tmp_path, "another") is None
    other = Client("aivideoapi", rehearse=True, library=tmp_path / "other", timeout=100)
    assert other.generate(**_FOX).path.parent == tmp_path / "other"


def test_a_lost_clip_of_a_rehearsal_is_made_again_without_asking_for_consent(client: Client) -> None:
    clip = client.generate(**_FOX)
    clip.path.unlink()
    client.library.ledger.update(clip.job_id, task_id="long-gone")
    again = client.submit(**_FOX)
    assert "(rehearsal)" in repr(again)
    assert again.result().path.exists()
    assert again.id != clip.job_id


def test_the_real_limits_hold_in_a_rehearsal(client: Client) -> None:
    with pytest.raises(InvalidRequest, match="6 s"):
        client.submit("a fox", duration=3)


def test_offline_forbids_a_rehearsal_as_it_forbids_the_local_service(client: Client) -> None:
    offline = Client("aivideoapi", rehearse=True, library=client.library.path, offline=True)
    with pytest.raises(OfflineError):
        offline.submit(**_FOX)


def test_without_the_word_the_same_client_asks_for_the_real_thing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GROKWIDGET_FORBID_REAL")
    with pytest.raises(MissingKey):
        client.submit(rehearse=False, **_FOX)


def test_the_local_service_is_not_rehearsed_it_is_the_rehearsal(client: Client) -> None:
    job = client.submit("a fox", provider="local", duration=1)
    assert not job.rehearsal
    assert job.result().path == Client(library=client.library.path).generate("a fox", duration=1).path


def test_a_stopped_rehearsal_is_taken_up_again_at_the_local_service(client: Client) -> None:
    job = client.submit(prompt="a slow fox", duration=8, resolution="720p")
    while not job.record.task_id:
        job._over.wait(0.01)
    job.stop()
    with pytest.raises(WaitStopped, match="The rehearsal goes on"):
        job.result()
    (resumed,) = Client("local", library=client.library.path, timeout=100).resume(wait=True)
    assert resumed.id == job.id
    assert resumed.result().rehearsal


def test_nothing_that_goes_wrong_in_a_rehearsal_speaks_of_money(client: Client) -> None:
    job = client.submit(prompt="a fox", duration=10, resolution="720p", timeout=0.3)
    with pytest.raises(WaitTimeout) as caught:
        job.result()
    assert "charge" not in str(caught.value).replace("Nothing was charged", "")
    job.close()


def test_a_rehearsal_teaches_the_schedule_of_rehearsals_only(client: Client) -> None:
    record = client.generate(**_FOX).record
    ledger = client.library.ledger
    assert ledger.durations(record.provider, record.model) == []
    assert len(ledger.durations(record.provider, record.model, rehearsal=True)) == 1


def test_a_relay_of_ones_own_is_rehearsed_in_the_dialect_that_it_speaks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(providers, "_registered", {})
    relay: dict[str, Any] = {"base_url": "https://relay.example.com", "dialect": "aivideoapi"}
    client = Client("home-relay", rehearse=True, library=tmp_path / "library", timeout=100, **relay)
    clip = client.generate(**_FOX)
    assert (clip.provider, clip.rehearsal) == ("home-relay", True)
    assert len(_accounts("aivideoapi")) == 1


def test_the_balance_of_a_rehearsal_is_the_local_services(client: Client) -> None:
    balance = client.balance()
    assert balance is not None
    assert balance.amount > 0


def test_history_and_table_mark_a_rehearsal(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    from grokwidget.cli import main

    clip = client.generate(**_FOX)
    assert main(["history", "--library", str(client.library.path)]) == 0
    assert "rehearsal" in capsys.readouterr().out
    assert JobRecord.model_validate(clip.record.model_dump()).price == clip.record.price


def test_the_command_line_rehearses_and_says_what_the_real_run_would_cost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from grokwidget.cli import main

    flags = ["--provider", "aivideoapi", "--rehearse", "--duration", "6", "--library", str(tmp_path / "library")]
    assert main(["generate", "a", "fox", *flags]) == 0
    assert "rehearsal, free; the real run: ≈ 15 credits" in capsys.readouterr().out


class _Picture(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        out = io.BytesIO()
        Image.new("RGB", (320, 180), "teal").save(out, "PNG")
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.send_header("Content-Length", str(len(out.getvalue())))
        self.end_headers()
        self.wfile.write(out.getvalue())

    def log_message(self, *_: object) -> None: ...


@pytest.fixture(scope="module")
def picture() -> Iterator[str]:
    """The address of a picture on this machine."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Picture) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/cat.png"
        server.shutdown()


def _models() -> list[Model]:
    """Every model of every provider that makes new videos."""
    return [model for name in providers.names() if name != "local" for model in providers.provider(name).models]


@pytest.mark.matrix
@pytest.mark.slow
@pytest.mark.parametrize("model", _models(), ids=lambda model: f"{model.provider}/{model.id}")
def test_every_model_of_every_provider_can_be_rehearsed(model: Model, picture: str, tmp_path: Path) -> None:
    client = Client(model.provider, rehearse=True, library=tmp_path / "library", timeout=100)
    fields: dict[str, Any] = {"model": model.id, "images": [picture] * model.images.minimum}
    if model.resolutions:
        fields["resolution"] = min(model.resolutions, key=lambda name: int(name[:-1]))
    if model.durations is not None:
        fields["duration"] = min(model.durations.choices, default=model.durations.low)
    clip = client.generate("a fox", **fields)
    assert clip.rehearsal
    assert clip.cost.amount == 0
    assert clip.duration > 0
