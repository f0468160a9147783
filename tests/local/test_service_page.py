"""What `docs/local-service.md` says is so."""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from grokwidget.local.dialects import PROVIDERS
from grokwidget.local.faults import PLACES, REFUSALS, SAYINGS, Fault
from grokwidget.local.service import Service

from .broken import Client
from .quick import quick_service

pytestmark = pytest.mark.slow

PAGE = (Path(__file__).parents[2] / "docs" / "local-service.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("table")
    with quick_service(folder, initial_balance=10**7, strict=True, callback_pauses=(0.0,)) as running:
        yield running


@pytest.fixture
def speak(service: Service) -> Iterator[Callable[[str], Client]]:
    with httpx.Client(trust_env=False, timeout=10) as http:
        yield lambda provider: Client(service, provider, http)


def _documented(provider: str) -> set[str]:
    """What the page says that a dialect's polls can say."""
    [row] = re.findall(rf"^\| {provider} \| (.*) \|$", PAGE, re.MULTILINE)
    return set(re.findall("`([a-z0-9-]+)`", row))


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_poll_can_say_what_the_page_says_and_nothing_else(provider: str, speak: Callable[[str], Client]) -> None:
    client = speak(provider)
    task = client.made()
    usual = client.poll(task)
    odd = {word: client.poll(task, {"say": word}) for word in SAYINGS["poll"]}
    said = {word for word, answer in odd.items() if (answer.status, answer.body) != (usual.status, usual.body)}
    assert said == _documented(provider)


def test_the_page_names_every_field_place_and_refusal() -> None:
    words = {field.name for field in dataclasses.fields(Fault)} | {*PLACES, *REFUSALS}
    assert {word for word in words if f"`{word}`" not in PAGE} == set()


def test_the_page_s_commands_do_what_it_says(service: Service, tmp_path: Path) -> None:
    curl = shutil.which("curl")
    if not curl:
        pytest.skip("no curl here")
    blocks = [block for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) if "curl" in block]
    script = (
        "".join(blocks).replace("grokwidget serve --port 8123", ":").replace("http://127.0.0.1:8123", service.address)
    )
    env = {"PATH": os.environ["PATH"], "NO_PROXY": "*"}
    done = subprocess.run(["sh"], input=script, env=env, cwd=tmp_path, capture_output=True, text=True, timeout=30)
    assert '"service":"grokwidget local service"' in done.stdout
    assert '"taskId"' in done.stdout
    assert '"times":2,"provider":"xai","status":502' in done.stdout
    assert done.returncode == 52, "the last one: an empty reply"
