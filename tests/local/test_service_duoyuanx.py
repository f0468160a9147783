"""The local service speaks duoyuanx.com's dialect: JSON and forms, and each of their limits."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from grokwidget.local.images import opened
from grokwidget.local.service import Service

from .caller import Caller, shape
from .conftest import Make
from .duoyuanx import (
    CREATED,
    FORM,
    NAME,
    PRESETS,
    Files,
    ask,
    fill,
    made,
    reference,
    refusal,
)
from .quick import WORKER, data_url, example, examples, found, picture, quick_service, send

pytestmark = pytest.mark.slow  # many exchanges with a real service: not for scripts/check


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with quick_service(tmp_path_factory.mktemp("service")) as service:
        yield service


@pytest.fixture
def caller(service: Service) -> Iterator[Caller]:
    with Caller(service, NAME, "YOUR_API_KEY") as caller:
        yield caller


def _sent(caller: Caller, one: dict[str, Any]) -> httpx.Response:
    """A document's example as it stands."""
    if "form" not in one:
        return send(caller.service, NAME, one)
    parts: list[tuple[str, Any]] = [(name, (None, text)) for name, text in one["form"].items()]
    for file in one["files"]:
        parts.append((file["field"], (file["name"], base64.b64decode(file["base64"]), file["type"])))
    return caller.http.post(one["path"], files=parts)


@pytest.mark.parametrize("one", examples(NAME, "create-request"), ids=lambda one: str(one["name"]))
def test_each_example_request_is_accepted_and_answered_as_the_document_shows(
    one: dict[str, Any], caller: Caller
) -> None:
    reply = _sent(caller, one)
    assert reply.status_code == 200, reply.text
    assert shape(reply.json()) == shape(example(NAME, "create-reply")["body"])


def test_the_example_of_an_error_is_answered_word_for_word(caller: Caller) -> None:
    reply, shown = ask(caller, prompt=None), example(NAME, "error-prompt")
    assert (reply.status_code, reply.json()) == (shown["status"], shown["body"])


# -- create ----------------------------------------------------------------------------------------------------------


def test_a_new_task_is_answered_as_the_document_shows(caller: Caller) -> None:
    reply = ask(caller, resolution="720P", aspect_ratio="16:9")
    about = reply.json()
    assert set(about) == CREATED
    assert re.fullmatch(r"video_[A-Za-z0-9]{24}", about["id"])
    assert (about["object"], about["model"], about["status"]) == ("video", "grok-imagine-video", "queued")
    assert (about["progress"], about["seconds"], about["size"], about["video_url"]) == (0, "6", "720P", "")
    assert abs(about["created_at"] - time.time()) < 60
    assert re.fullmatch("[0-9a-f]{32}", reply.headers["X-Oneapi-Request-Id"])


def test_what_is_left_out_is_what_the_document_s_answer_shows(caller: Caller) -> None:
    about = ask(caller, seconds=None).json()
    order = found(caller, about["id"]).order
    assert (about["seconds"], about["size"], order.aspect_ratio, order.resolution) == ("6", "720P", "16:9", "720p")


@pytest.mark.parametrize("resolution", ["480P", "720P", "480", "720", "480p", "720p"])
def test_each_spelling_of_a_resolution_is_taken(resolution: str, caller: Caller) -> None:
    task = made(ask(caller, resolution=resolution))
    assert found(caller, task).order.resolution == f"{resolution[:3]}p"


@pytest.mark.parametrize("spelling", ["480p", "720p"])
def test_a_strict_service_refuses_the_lower_case(spelling: str, serve: Make) -> None:
    caller = serve(NAME, strict=True, worker=WORKER)
    assert "480P, 720P, 480, 720" in refusal(ask(caller, resolution=spelling), "resolution")
    assert ask(caller, resolution=spelling.upper()).status_code == 200
    assert "540P" in refusal(fill(caller, size=spelling), "size")


@pytest.mark.parametrize("ratio", [*PRESETS, "1:10", "2.39:1", "10:1"])
def test_each_preset_and_any_number_to_number_is_a_ratio(ratio: str, caller: Caller) -> None:
    assert found(caller, made(ask(caller, aspect_ratio=ratio))).order.aspect_ratio == ratio


@pytest.mark.parametrize(
    "ratio", ["", "16/9", "16:", ":9", "0:1", "1:0", "11:1", "1:10.1", "-1:1", "1e1:9", "١:١", "a:b"]
)
def test_what_is_no_ratio_is_refused(ratio: str, caller: Caller) -> None:
    assert "number:number" in refusal(ask(caller, aspect_ratio=ratio), "aspect_ratio")


@pytest.mark.parametrize(
    ("fields", "param", "words"),
    [
        ({"prompt": None}, "prompt", "prompt is required"),
        ({"prompt": "  "}, "prompt", "prompt is required"),
        ({"prompt": "x" * 4097}, "prompt", "at most 4096"),
        ({"prompt": 1}, "prompt", "a string"),
        ({"model": None}, "model", "model field is required"),
        ({"model": "grok-video-3"}, "model", "multipart/form-data"),
        ({"seconds": 6}, "seconds", "a string"),
        ({"seconds": "0"}, "seconds", '"1" to "15"'),
        ({"seconds": "16"}, "seconds", '"1" to "15"'),
        ({"seconds": "6.5"}, "seconds", '"1" to "15"'),
        ({"seconds": "06"}, "seconds", '"1" to "15"'),
        ({"seconds": ""}, "seconds", '"1" to "15"'),
        ({"resolution": "1080P"}, "resolution", "480P, 720P, 480, 720"),
        ({"resolution": 720}, "resolution", "a string"),
        ({"image": ["data:,"]}, "image", "a string"),
        ({"image": "https://example.com/a.png"}, "image", "data URI"),
        ({"images": "data:,"}, "images", "an array of strings"),
        ({"images": [data_url(), "https://example.com/a.png"]}, "images[1]", "data URI"),
        ({"image": "data:image/png;base64,AAAA"}, "image", "not a whole picture"),
        ({"image": "data:image/png;base64,?"}, "image", "not valid base64"),
        ({"images": [data_url()] * 8}, "images", "at most 7"),
        ({"image": data_url(), "images": [data_url()]}, "images", "image and images can't be given together"),
        ({"size": "720P"}, "size", "Unknown field"),
        ({"duration": 6}, "duration", "Unknown field"),
        ({"input_reference": "x"}, "input_reference", "Unknown field"),
    ],
)
def test_each_limit_of_json_is_refused_in_the_document_s_shape(
    fields: dict[str, Any], param: str, words: str, caller: Caller
) -> None:
    assert words in refusal(ask(caller, **fields), param)


def test_the_longest_prompt_the_longest_clip_and_the_most_pictures_are_taken(caller: Caller) -> None:
    reply = ask(caller, prompt="狐" * 4096, seconds="15", images=[data_url()] * 7)
    order = found(caller, made(reply)).order
    assert (len(order.prompt), order.duration, len(order.images)) == (4096, 15, 7)


def test_one_picture_does_not_change_the_ratio_that_was_asked_for(caller: Caller) -> None:
    order = found(caller, made(ask(caller, image=data_url(), aspect_ratio="9:16"))).order
    assert (order.aspect_ratio, order.own_ratio, len(order.images)) == ("9:16", False, 1)


def test_the_stand_ins_of_the_document_s_examples_are_taken_for_pictures(caller: Caller) -> None:
    head = "data:image/png;base64,"
    task = made(ask(caller, images=[head + "FIRST_IMAGE_BASE64", head + "SECOND_IMAGE_BASE64"]))
    first, second = found(caller, task).order.images
    assert first != second
    folder = caller.service.options.folder / "images"
    assert [opened(folder / name.removeprefix("file:")).width for name in (first, second)] == [960, 960]


# -- forms -----------------------------------------------------------------------------------------------------------


def test_a_form_with_files_is_taken(caller: Caller) -> None:
    reply = fill(caller, aspect_ratio="2:3", size="1080P", files=[reference(), reference("b.jpg", "JPEG")])
    about = reply.json()
    assert set(about) == CREATED
    assert (about["model"], about["seconds"], about["size"]) == ("grok-video-3", "6", "1080P")
    order = found(caller, about["id"]).order
    assert (order.aspect_ratio, order.resolution) == ("2:3", "1080p")
    assert [name.rpartition(".")[2] for name in order.images] == ["png", "jpg"], "in the order in which they came"


@pytest.mark.parametrize("size", ["480P", "540P", "720P", "1080P", "540p"])
def test_each_tier_of_a_form_is_taken(size: str, caller: Caller) -> None:
    assert found(caller, made(fill(caller, size=size))).order.resolution == size.lower()


@pytest.mark.parametrize(("suffix", "seconds"), [("", "6"), ("-pro", "10"), ("-max", "15")])
@pytest.mark.parametrize("model", ["grok-video-3", "grok-video-1.5"])
def test_pro_and_max_have_the_length_that_they_have(model: str, suffix: str, seconds: str, caller: Caller) -> None:
    about = fill(caller, model=model + suffix).json()
    assert about["seconds"] == seconds, "whatever was asked for"
    assert found(caller, about["id"]).order.duration == int(seconds)


@pytest.mark.parametrize(
    ("fields", "files", "param", "words"),
    [
        ({"prompt": None}, [], "prompt", "prompt is required"),
        ({"prompt": "x" * 4097}, [], "prompt", "at most 4096"),
        ({"model": "grok-imagine-video"}, [], "model", "application/json"),
        ({"seconds": "16"}, [], "seconds", '"1" to "15"'),
        ({"aspect_ratio": "4:3"}, [], "aspect_ratio", "16:9, 9:16, 2:3, 3:2, 1:1"),
        ({"size": "1024x1792"}, [], "size", "480P, 540P, 720P, 1080P"),
        ({"size": "720"}, [], "size", "480P, 540P, 720P, 1080P"),
        ({"resolution": "720P"}, [], "resolution", "Unknown field"),
        ({"input_reference": "https://example.com/a.png"}, [], "input_reference", "must be a file"),
        ({}, [reference()] * 8, "input_reference", "at most 7"),
        ({}, [("input_reference", ("a.png", b"no picture", "image/png"))], "input_reference", "not a whole picture"),
        ({}, [("image", ("a.png", picture(), "image/png"))], "image", "a string"),
    ],
)
def test_each_limit_of_a_form_is_refused_in_the_document_s_shape(
    fields: dict[str, Any], files: Files, param: str, words: str, caller: Caller
) -> None:
    assert words in refusal(fill(caller, files=files, **fields), param)


def test_a_field_that_is_there_twice_is_refused(caller: Caller) -> None:
    parts = [(key, (None, value)) for key, value in FORM.items()] + [("seconds", (None, "8"))]
    assert "more than once" in refusal(caller.http.post("/v1/videos", files=parts), "seconds")


def test_a_form_of_very_many_parts_is_refused(caller: Caller) -> None:
    extra: dict[str, Any] = {f"f{i}": "x" for i in range(90)}
    assert "Unknown field" in refusal(fill(caller, files=None, **dict(list(extra.items())[:61])), "f0")
    many = fill(caller, files=None, **extra)
    assert "multipart/form-data" in many.json()["message"]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"--x\r\n"),
        ("multipart/form-data; boundary=x", b""),
        ("multipart/form-data; boundary=x", b"--x--\r\n"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="model"\r\n\r\ngrok'),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\r\n--x--\r\n',
        ),
    ],
)
def test_a_broken_form_is_refused_in_a_sentence(kind: str, body: bytes, caller: Caller) -> None:
    reply = caller.http.post("/v1/videos", content=body, headers={"Content-Type": kind})
    assert reply.status_code == 400
    assert reply.json()["code"] == "invalid_request"
    assert "multipart/form-data" in reply.json()["message"]
