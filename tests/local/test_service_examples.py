"""The documents' own examples, run by curl, Python and Node: only the host is another, and ids are real ones.

The files in `examples/` are as the documents have them, with `{{SERVICE}}` for the host.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grokwidget.local.service import Service

from .caller import shape
from .quick import FILM, example, picture, quick_service

pytestmark = pytest.mark.slow  # many exchanges with a real service: not for scripts/check

EXAMPLES = Path(__file__).parent / "examples"
CREATES = sorted(path.stem for path in EXAMPLES.glob("*-create-*.sh"))
CREATE = "create-text"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with quick_service(tmp_path_factory.mktemp("examples")) as running:
        yield running


def _program(name: str) -> str:
    """A program, which must be there in CI."""
    found = shutil.which(name)
    if not found:
        pytest.skip(f"no {name} here")
    return found


def _text(service: Service, name: str) -> str:
    """An example, sent to the local service's prefix instead of the document's host."""
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    return text.replace("{{SERVICE}}", service.url(name.partition("-")[0]))


def _run(folder: Path, *command: str, text: str = "", **variables: str) -> str:
    env = {"PATH": os.environ["PATH"], "NO_PROXY": "*", "LANG": "C.UTF-8", **variables}
    done = subprocess.run(
        command, cwd=folder, env=env, input=text, capture_output=True, text=True, timeout=60, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _shell(folder: Path, text: str, **variables: str) -> str:
    _program("curl")
    # curl's progress goes to stderr: the examples stay as they are.
    return _run(folder, _program("sh"), "-e", text=text, **variables)


def _created(service: Service, name: str, folder: Path) -> Any:
    return json.loads(_shell(folder, _text(service, f"{name}.sh")))


@pytest.mark.parametrize("name", CREATES)
def test_each_curl_that_creates_is_answered_as_its_document_shows(name: str, service: Service, tmp_path: Path) -> None:
    reply = _created(service, name, tmp_path)
    assert shape(reply) == shape(example(name.partition("-")[0], "create-reply")["body"])


@pytest.mark.parametrize(
    ("name", "placeholder", "told"),
    [
        ("aivideoapi", "{taskId}", "poll-completed-text"),
        ("grokimagineapi", "task_123456789", "poll-completed"),
    ],
)
def test_each_curl_that_asks_is_answered_as_its_document_shows(
    name: str, placeholder: str, told: str, service: Service, tmp_path: Path
) -> None:
    [task] = _created(service, f"{name}-{CREATE}", tmp_path)["data"].values()
    assert service.renders.at_rest(30)
    text = _text(service, f"{name}-poll.sh")
    assert placeholder in text
    reply, shown = json.loads(_shell(tmp_path, text.replace(placeholder, task))), example(name, told)["body"]
    if name == "grokimagineapi":  # the document's example has two videos, and this service makes one unless told
        shown["data"]["response"].pop()
    assert shape(reply) == shape(shown)


def test_the_curl_that_lists_models_is_answered_as_new_api_does(service: Service, tmp_path: Path) -> None:
    reply, shown = json.loads(_shell(tmp_path, _text(service, "apixgo-models.sh"))), example("apixgo", "models-reply")
    assert shape(reply["data"][0]) == shape(shown["body"]["data"][0])
    assert [one["id"] for one in reply["data"]] == ["grok-image-video", "grok-video-1.5"]


def test_the_curl_that_downloads_saves_the_video(service: Service, tmp_path: Path) -> None:
    task = _created(service, f"apixgo-{CREATE}", tmp_path)["task_id"]
    assert service.renders.at_rest(30)
    found = service.tasks.get("apixgo", task)
    assert found
    _shell(tmp_path, _text(service, "apixgo-download.sh"), result_url=service.desk.url(found))
    [saved] = tmp_path.glob("grok_video_*.mp4")
    assert saved.read_bytes() == FILM


def test_the_python_client_s_picture_is_taken(service: Service, tmp_path: Path) -> None:
    pytest.importorskip("requests", reason="the document's example imports it")
    (tmp_path / "reference.png").write_bytes(picture())
    printed = _run(tmp_path, sys.executable, "-", text=_text(service, "duoyuanx-create-image.py.txt"))
    reply = json.loads(printed.replace("'", '"'))
    assert shape(reply) == shape(example("duoyuanx", "create-reply")["body"])


def test_the_javascript_client_s_picture_is_taken(service: Service, tmp_path: Path) -> None:
    program = _text(service, "duoyuanx-create-image.mjs")
    printed = _run(tmp_path, _program("node"), "--input-type=module", "-", text=program)
    for name in example("duoyuanx", "create-reply")["body"]:
        assert f"{name}:" in printed


@pytest.mark.slow
def test_the_javascript_client_goes_from_the_prompt_to_the_video(service: Service, tmp_path: Path) -> None:
    call = "console.log(JSON.stringify(await createVideo({ prompt: 'a fox', seconds: 6 })));"
    printed = _run(
        tmp_path,
        _program("node"),
        "--input-type=module",
        "-",
        text=_text(service, "apixgo-end-to-end.mjs") + call,
        NEWAPI_API_KEY="sk-invented",
    )
    reply = json.loads(printed)
    assert shape(reply["raw_response"]) == shape(example("apixgo", "poll-success")["body"])
    assert reply["video_url"] == reply["raw_response"]["data"]["result_url"]
