"""Every limit of the document is refused with the document's error body, and nothing is reserved."""

from __future__ import annotations

import base64
import io
from typing import Any

import pytest
from PIL import Image

from .caller import Caller

pytestmark = pytest.mark.slow

TEXT, IMAGE = "grok-imagine-text-to-video", "grok-imagine-image-to-video"
URL = "https://example.com/a.png"


def _text(**fields: Any) -> dict[str, Any]:
    return {"model": TEXT, "input": {"prompt": "a fox", **fields}}


def _image(*urls: Any, **fields: Any) -> dict[str, Any]:
    return {"model": IMAGE, "input": {"image_urls": list(urls), **fields}}


REFUSED: dict[str, tuple[Any, str]] = {
    "no model": ({"input": {"prompt": "a"}}, "'model' is required."),
    "an empty model": ({"model": "", "input": {"prompt": "a"}}, "'model' is required."),
    "a model that is a number": ({"model": 1, "input": {"prompt": "a"}}, "'model' must be a string."),
    "no input": ({"model": TEXT}, "'input' is required."),
    "an input that is null": ({"model": TEXT, "input": None}, "'input' must be an object."),
    "an input that is a list": ({"model": TEXT, "input": []}, "'input' must be an object."),
    "a body that is a list": ([], "JSON object"),
    "a field unknown to the document": ({**_text(), "seconds": 6}, "Unknown field 'seconds'."),
    "an input field unknown to the document": (_text(seed=1), "Unknown field 'input.seed'."),
    "a callback that is no URL": ({**_text(), "callback_url": "example.com/x"}, "'callback_url' must be"),
    "a callback that is null": ({**_text(), "callback_url": None}, "'callback_url' must be a string."),
    "a callback with another scheme": ({**_text(), "callback_url": "ftp://example.com/"}, "'callback_url'"),
    "text without a prompt": ({"model": TEXT, "input": {}}, "'input.prompt' is required"),
    "a prompt of spaces": (_text(prompt="  \n"), "'input.prompt' is required"),
    "a prompt that is a number": (_text(prompt=7), "'input.prompt' must be a string."),
    "a prompt that is null": (_text(prompt=None), "'input.prompt' must be a string."),
    "a prompt of 5001 characters": (_text(prompt="狐" * 5001), "at most 5000"),
    "an unknown ratio": (_text(aspect_ratio="4:3"), "'input.aspect_ratio' must be one of: 2:3, 3:2, 1:1, 16:9, 9:16."),
    "a ratio that is null": (_text(aspect_ratio=None), "'input.aspect_ratio' must be a string."),
    "an unknown mode": (_text(mode="wild"), "'input.mode' must be one of: fun, normal, spicy."),
    "a mode in capitals": (_text(mode="Fun"), "'input.mode'"),
    "5 seconds": (_text(duration=5), "between 6 and 30"),
    "31 seconds": (_text(duration=31), "between 6 and 30"),
    "a duration that is text": (_text(duration="6"), "'input.duration' must be an integer."),
    "a duration with a fraction": (_text(duration=6.5), "'input.duration' must be an integer."),
    "a duration that is true": (_text(duration=True), "'input.duration' must be an integer."),
    "a resolution in capitals": (_text(resolution="480P"), "'input.resolution' must be one of: 480p, 720p."),
    "1080p": (_text(resolution="1080p"), "'input.resolution'"),
    "a filter switch that is a number": (_text(nsfw_checker=1), "'input.nsfw_checker' must be a boolean."),
    "a filter switch that is text": (_text(nsfw_checker="false"), "'input.nsfw_checker' must be a boolean."),
    "images for the text model": (_text(image_urls=[URL]), f"'{TEXT}' does not take 'input.image_urls'."),
    "an empty list of images for the text model": (_text(image_urls=[]), "does not take"),
    "the image model without images": ({"model": IMAGE, "input": {"prompt": "a"}}, "'input.image_urls' is required"),
    "no image": (_image(), "1 to 7 images"),
    "eight images": (_image(*[URL] * 8), "1 to 7 images"),
    "images that are one text": ({"model": IMAGE, "input": {"image_urls": URL}}, "an array of strings"),
    "an image that is a number": (_image(URL, 5), "an array of strings"),
    "an image that is no URL": (_image("portrait.png"), "'input.image_urls[0]' must be a public http(s) URL."),
    "an image in a data URL": (_image(URL, "data:image/png;base64,AAAA"), "'input.image_urls[1]'"),
    "an image on the disk": (_image("file:///etc/passwd"), "'input.image_urls[0]'"),
    "spicy with an image": (_image(URL, mode="spicy"), "'spicy' does not support image input"),
    "a third image of two": (_image(URL, URL, prompt="@image1 and @image3"), "@image3, and there are 2"),
    "image number zero": (_image(URL, prompt="@image0 waves"), "@image0"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_the_real_service_s_catalog_refuses(case: str, aivideoapi: Caller) -> None:
    body, words = REFUSED[case]
    before = aivideoapi.credits()
    reply = aivideoapi.create(body)
    assert reply.status_code == 400
    error = reply.json()["error"]
    assert (error["code"], error["type"]) == ("invalid_request", "invalid_request_error")
    assert words in error["message"]
    assert reply.json().keys() == {"error"}
    assert error.keys() == {"code", "message", "type"}
    assert aivideoapi.credits() == before


def test_an_unknown_model_is_not_found(aivideoapi: Caller) -> None:
    reply = aivideoapi.create({"model": "local-video", "input": {"prompt": "a"}})
    assert reply.status_code == 404
    assert reply.json()["error"]["code"] == "model_not_found"
    assert reply.json()["error"]["type"] == "invalid_request_error"


def _data_url(form: str, size: tuple[int, int] = (8, 8), mode: str = "RGB") -> str:
    buffer = io.BytesIO()
    Image.new(mode, size).save(buffer, form)
    return f"data:image/{form.lower()};base64,{base64.b64encode(buffer.getvalue()).decode()}"


def _local(**fields: Any) -> dict[str, Any]:
    return {"model": "local-video", "input": {"prompt": "a fox", **fields}}


_CUT = base64.b64encode(base64.b64decode(_data_url("PNG", (64, 64)).partition(",")[2])[:-60]).decode()

REFUSED_LOCALLY: dict[str, tuple[Any, str]] = {
    "no prompt and no image": ({"model": "local-video", "input": {}}, "'input.prompt' is required"),
    "no second at all": (_local(duration=0), "between 1 and 30"),
    "31 seconds": (_local(duration=31), "between 1 and 30"),
    "a ratio that it doesn't draw": (_local(aspect_ratio="5:4"), "21:9"),
    "4k": (_local(resolution="2160p"), "480p, 720p, 1080p"),
    "spicy with an image": (_local(mode="spicy", image_urls=[_data_url("PNG")]), "'spicy'"),
    "eight images": (_local(image_urls=[_data_url("PNG")] * 8), "0 to 7 images"),
    "text that calls itself a png": (_local(image_urls=["data:image/png;base64,aGVsbG8="]), "is not a whole picture"),
    "a data URL of bad base64": (_local(image_urls=["data:image/png;base64,???"]), "is not valid base64"),
    "a data URL without a comma": (_local(image_urls=["data:image/png;base64"]), "is no data URL"),
    "a picture that is cut off": (_local(image_urls=[f"data:image/png;base64,{_CUT}"]), "is not a whole"),
    "a picture of 11 MB": (_local(image_urls=["data:image/png;base64," + "A" * 14_700_000]), "larger than 10 MB"),
    "11 MB without base64": (_local(image_urls=["data:image/png," + "A" * 11_000_000]), "larger than 10 MB"),
    "a picture that unpacks to 120 million pixels": (
        _local(image_urls=[_data_url("PNG", (12_000, 10_000), "1")]),
        "more than 100 million pixels",
    ),
    "a seed that is negative": (_local(seed=-1), "'input.seed'"),
}


@pytest.mark.parametrize("case", REFUSED_LOCALLY)
def test_the_local_engine_s_catalog_refuses(case: str, local: Caller) -> None:
    body, words = REFUSED_LOCALLY[case]
    reply = local.create(body)
    assert reply.status_code == 400, reply.text[:200]
    assert reply.json()["error"]["code"] == "invalid_request"
    assert words in reply.json()["error"]["message"]


def test_the_local_engine_answers_in_the_reader_s_language(local: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROKWIDGET_LANG", "zh")
    assert "必须在 1 到 30 之间" in local.create(_local(duration=99)).json()["error"]["message"]
    with Caller(local.service, "aivideoapi") as other:
        assert "between 6 and 30" in other.create(_text(duration=99)).json()["error"]["message"]
