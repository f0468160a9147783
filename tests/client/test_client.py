"""The client against the service that comes with the package: a sentence becomes a file."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from grokwidget import Client
from grokwidget.errors import InvalidImage, InvalidRequest, LibraryError, MissingKey, OfflineError
from grokwidget.library import JobStatus
from grokwidget.task import Balance

pytestmark = pytest.mark.slow


@pytest.fixture
def client(tmp_path: Path) -> Client:
    """A client of the local service, with a library of its own."""
    return Client(library=tmp_path / "library", timeout=100)


@pytest.mark.alone
def test_a_prompt_becomes_a_clip_and_the_second_run_is_free_and_instant(client: Client) -> None:
    clip = client.generate("a red fox runs through snow", aspect_ratio="16:9", duration=1)
    assert clip.path.suffix == ".mp4"
    assert clip.duration == pytest.approx(1, abs=0.1)
    assert (clip.width, clip.height) == (848, 480) or clip.width / clip.height == pytest.approx(16 / 9, rel=0.01)
    assert clip.cost.amount == 0
    fastest = 1.0
    for _ in range(5):
        began = time.perf_counter()
        job = client.submit("a red fox runs through snow", aspect_ratio="16:9", duration=1)
        assert job.result().sha256 == clip.sha256
        fastest = min(fastest, time.perf_counter() - began)
    assert job.from_library
    assert fastest < 0.03


def test_a_second_run_does_not_even_start_the_service(client: Client, tmp_path: Path) -> None:
    clip = client.generate("a fox", duration=1)
    script = (
        "import sys\nfrom grokwidget import Client\n"
        "clip = Client(library=sys.argv[1]).generate('a fox', duration=1)\n"
        "print(clip.sha256, 'httpx' in sys.modules, 'starlette' in sys.modules, 'av' in sys.modules)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "library")], capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == [clip.sha256, "False", "False", "False"]


def test_pictures_become_a_clip_and_a_clip_becomes_the_start_of_another(client: Client) -> None:
    first = client.generate("it turns", images=[Image.new("RGB", (64, 48), "teal")], duration=1)
    second = client.generate("it goes on", images=[first], duration=1)
    assert second.parents == (first.sha256,)
    assert client.generate("it goes on", images=[first], duration=1).from_library


def test_the_same_request_in_async_code(client: Client) -> None:
    async def main() -> tuple[Path, list[str]]:
        job = client.submit("a fox", duration=1)
        seen = [str(update.status) async for update in job]
        return (await job).path, seen

    path, seen = asyncio.run(main())
    assert path.exists()
    assert seen[-1] == "done"


@pytest.mark.slow
def test_progress_moves_while_it_is_made(client: Client) -> None:
    seen: list[float] = []
    job = client.submit("a slow sunrise", duration=4, resolution="480p")
    job.on_update(lambda update: seen.append(update.progress or 0))
    job.result()
    assert seen == sorted(seen)
    assert len({value for value in seen if 0 < value < 100}) >= 3


def test_a_picture_that_is_none_is_refused_and_leaves_nothing(client: Client, tmp_path: Path) -> None:
    text = tmp_path / "text.png"
    text.write_text("this is no picture", encoding="utf-8")
    for image in (text, tmp_path / "missing.png", b""):
        with pytest.raises(InvalidImage):
            client.submit("a fox", images=[image])
    assert client.library.ledger.history() == []
    assert not list(client.library.path.glob("*.mp4"))


def test_a_wrong_field_is_named_with_the_right_one(client: Client) -> None:
    with pytest.raises(InvalidRequest, match="Did you mean duration"):
        client.submit("a fox", duratoin=3)


def test_an_estimate_asks_nobody_and_needs_no_key(client: Client) -> None:
    cost = client.estimate("a fox", provider="aivideoapi", duration=10, resolution="720p")
    assert (cost.amount, cost.unit) == (45, "credits")
    assert client.estimate("a fox").amount == 0


def test_a_provider_without_its_key_is_refused_before_anything_is_written(client: Client, tmp_path: Path) -> None:
    with pytest.raises((MissingKey, OfflineError)):
        client.submit("a fox", provider="aivideoapi")
    assert client.library.ledger.history() == []


def test_the_balance_is_the_providers_own_figure(client: Client) -> None:
    balance = client.balance()
    assert balance is not None
    assert balance.unit == "credits"
    assert balance.amount > 0


def test_models_and_providers_are_told(client: Client) -> None:
    assert client.providers()[0] == "local"
    assert client.models()[0].provider == "local"
    assert {model.id for model in client.models("aivideoapi")} == {
        "grok-imagine-text-to-video",
        "grok-imagine-image-to-video",
    }


@pytest.mark.slow
def test_a_chinese_prompt_and_a_second_take(client: Client) -> None:
    first = client.generate("雪地里的红狐", duration=1)
    second = client.generate("雪地里的红狐", duration=1, take=2)
    assert "雪地里的红狐" in first.path.name
    assert first.sha256 != second.sha256


@pytest.mark.slow
def test_a_deleted_clip_of_the_local_service_is_simply_made_again(client: Client) -> None:
    clip = client.generate("a fox", duration=1)
    clip.path.unlink()
    client.library.ledger.update(clip.job_id, task_id="long-gone")
    again = client.generate("a fox", duration=1)
    assert again.path.exists()
    assert again.job_id != clip.job_id


# From 3.12 on CPython warns that a process with threads may deadlock when it forks, and does: in fork itself.
if sys.version_info < (3, 12):

    @pytest.mark.slow
    @pytest.mark.alone
    def test_a_forked_child_has_an_engine_of_its_own(client: Client) -> None:
        script = (
            "import os, sys\nfrom grokwidget import Client\n"
            "client = Client(library=sys.argv[1])\n"
            "client.generate('a fox', duration=1)\n"
            "child = os.fork()\n"
            "if child == 0:\n"
            "    clip = client.generate('a hare', duration=1)\n"
            "    os._exit(0 if clip.path.exists() else 1)\n"
            "_, status = os.waitpid(child, 0)\n"
            "print(status, client.generate('a fox', duration=1).from_library)\n"
        )
        run = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", script, str(client.library.path)], capture_output=True, text=True
        )
        assert run.stdout.split() == ["0", "True"], run.stderr


@pytest.mark.slow
def test_a_script_that_ends_right_after_submitting_leaves_a_job_that_can_be_resumed(client: Client) -> None:
    script = (
        "import sys\nfrom grokwidget import Client\n"
        "job = Client(library=sys.argv[1]).submit('a fox', duration=1)\n"
        "print(job.id)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, str(client.library.path)], capture_output=True, text=True, check=True
    )
    assert run.stderr == ""
    record = client.library.ledger.get(run.stdout.strip())
    assert record is not None
    assert record.status is not JobStatus.SUBMITTING
    assert client.generate("a fox", duration=1).path.exists()


def test_a_library_in_the_home_of_nobody_is_refused_in_a_sentence() -> None:
    with pytest.raises(LibraryError, match="~no-such-user"):
        Client(library="~no-such-user/videos")


def test_a_balance_says_what_it_is_and_that_a_key_has_no_limit() -> None:
    assert str(Balance(amount=12.5, unit="credits")) == "12.5 credits"
    assert str(Balance(amount=0, unit="quota", details={"unlimited_quota": 1.0})) == "unlimited for this key"
