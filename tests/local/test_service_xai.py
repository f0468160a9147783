"""The local service speaks xAI's own dialect: what it takes and each thing that it refuses, in its own words."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from grokwidget.local import sources
from grokwidget.local.options import RateLimit
from grokwidget.local.service import Service

from .caller import Caller
from .conftest import Make
from .films import film
from .quick import URL, WORKER, data_url, file_of, found, quick_service
from .test_service_life import listener

pytestmark = pytest.mark.slow  # many exchanges with a real service: not for scripts/check

NAME = "xai"
BODY: dict[str, Any] = {"model": "grok-imagine-video", "prompt": "a red fox"}
NEW = "grok-imagine-video-1.5"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with quick_service(tmp_path_factory.mktemp("service"), initial_balance=10**6) as service:
        yield service


@pytest.fixture
def caller(service: Service) -> Iterator[Caller]:
    with Caller(service, NAME, "xai-invented") as caller:
        yield caller


def ask(caller: Caller, path: str = "generations", **fields: Any) -> httpx.Response:
    body = {**BODY, **fields}
    body = {key: value for key, value in body.items() if value is not None}
    return caller.http.post(f"/v1/videos/{path}", json=body)


def order(caller: Caller, reply: httpx.Response) -> Any:
    assert reply.status_code == 200, reply.text
    assert set(reply.json()) == {"request_id"}
    return found(caller, reply.json()["request_id"]).order


def refusal(reply: httpx.Response, status: int = 400) -> str:
    """The sentence of a refusal: a bare string in `error`, or nothing but text where a type is wrong."""
    assert reply.status_code == status, reply.text
    if status in (415, 422):
        assert reply.headers["content-type"].startswith("text/plain")
        return reply.text
    assert set(reply.json()) == {"code", "error"}
    assert isinstance(reply.json()["code"], str)
    return str(reply.json()["error"])


def clip(caller: Caller, seconds: float, **how: Any) -> str:
    """The URL of a result of this service that has so many seconds."""
    task = ask(caller).json()["request_id"]
    assert caller.service.renders.at_rest(30)
    file_of(caller, task).write_bytes(film(seconds, **how))
    return str(caller.http.get(f"/v1/videos/{task}").json()["video"]["url"])


# -- generations -----------------------------------------------------------------------------------------------------


def test_a_generation_is_answered_with_nothing_but_its_id(caller: Caller) -> None:
    reply = ask(caller)
    made = order(caller, reply)
    assert str(uuid.UUID(reply.json()["request_id"])) == reply.json()["request_id"]
    assert (made.duration, made.resolution, made.aspect_ratio) == (8, "480p", "16:9"), "what is usual"


@pytest.mark.parametrize("ratio", ["1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3"])
def test_each_ratio_is_taken(ratio: str, caller: Caller) -> None:
    assert order(caller, ask(caller, aspect_ratio=ratio)).aspect_ratio == ratio


@pytest.mark.parametrize("alias", [NEW, f"{NEW}-preview", f"{NEW}-2026-05-30"])
def test_an_alias_is_the_model_that_it_stands_for(alias: str, caller: Caller) -> None:
    assert order(caller, ask(caller, model=alias, resolution="1080p")).model == NEW


@pytest.mark.parametrize(
    ("fields", "thousandths"),
    [
        ({"duration": 5}, 250),
        ({"duration": 5, "resolution": "720p"}, 350),
        ({"duration": 5, "image": {"url": URL}}, 252),
        ({"duration": 10, "reference_images": [{"url": URL}] * 7}, 514),
        ({"duration": 5, "model": NEW}, 400),
        ({"duration": 5, "model": NEW, "resolution": "1080p", "image": {"url": URL}}, 1260),
        ({"duration": 15, "model": f"{NEW}-lite", "resolution": "720p"}, 450),
    ],
)
def test_each_price_is_that_of_the_model_and_the_resolution_and_the_pictures(
    fields: dict[str, Any], thousandths: int, caller: Caller
) -> None:
    assert order(caller, ask(caller, **fields)).price == thousandths


def test_a_first_frame_needs_no_prompt_and_keeps_its_ratio_unless_another_is_named(caller: Caller) -> None:
    assert order(caller, ask(caller, prompt=None, image={"url": data_url()})).own_ratio
    stretched = order(caller, ask(caller, image={"url": data_url()}, aspect_ratio="1:1"))
    assert (stretched.own_ratio, stretched.aspect_ratio) == (False, "1:1")
    assert not order(caller, ask(caller, reference_images=[{"url": data_url()}])).own_ratio


@pytest.mark.parametrize("field", ["image", "reference_images"])
def test_a_bare_string_for_a_picture_is_the_famous_422(field: str, caller: Caller) -> None:
    value: Any = URL if field == "image" else [URL]
    text = refusal(ask(caller, **{field: value}), 422)
    assert text.startswith("Failed to deserialize the JSON body into the target type: " + field)
    assert "expected struct ImageUrl" in text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"model": None}, "missing field `model`"),
        ({"prompt": None}, "missing field `prompt`"),
        ({"prompt": 1}, "prompt: invalid type, expected a string"),
        ({"duration": "6"}, "duration: invalid type, expected an integer"),
        ({"duration": 6.0}, "duration: invalid type, expected an integer"),
        ({"duration": True}, "duration: invalid type, expected an integer"),
        ({"resolution": 720}, "resolution: invalid type, expected a string"),
        ({"image": 1}, "image: invalid type, expected an object"),
        ({"image": {}}, "missing field `image.url`"),
        ({"image": {"url": 1}}, "image.url: invalid type, expected a string"),
        ({"reference_images": {"url": URL}}, "reference_images: invalid type, expected an array of objects"),
        ({"reference_images": [1]}, "reference_images[0]: invalid type, expected an object"),
        ({"generate_audio": "no"}, "generate_audio: invalid type, expected a boolean"),
        ({"user": 1}, "user: invalid type, expected a string"),
    ],
)
def test_each_wrong_type_is_422_in_a_rust_server_s_words(fields: dict[str, Any], words: str, caller: Caller) -> None:
    assert words in refusal(ask(caller, **fields), 422)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"prompt": "x" * 4097}, "at most 4096"),
        ({"duration": 0}, "between 1 and 15"),
        ({"duration": 16}, "between 1 and 15"),
        ({"aspect_ratio": "21:9"}, "1:1, 16:9"),
        ({"resolution": "1080p"}, "480p, 720p"),
        ({"resolution": "720P"}, "480p, 720p"),
        ({"image": {"url": "ftp://example.com/a.png"}}, "http(s) URL or a data URL"),
        ({"image": {"url": "data:image/png;base64,AAAA"}}, "not a whole picture"),
        ({"image": {"file_id": "file-1"}}, "keeps no files"),
        ({"image": {"url": URL, "file_id": "file-1"}}, "keeps no files"),
        ({"image": {"url": URL}, "reference_images": [{"url": URL}]}, "cannot be used together"),
        ({"reference_images": []}, "1 to 7"),
        ({"reference_images": [{"url": URL}] * 8}, "1 to 7"),
        ({"reference_images": [{"url": URL}], "duration": 11}, "Duration 11s exceeds the maximum"),
        ({"reference_images": [{"url": URL}], "model": NEW, "resolution": "1080p"}, "480p, 720p"),
        ({"reference_images": [{"url": URL}], "model": f"{NEW}-lite"}, "does not support reference_images"),
        ({"image_url": URL}, "Unknown field 'image_url'"),
        ({"seed": 1}, "Unknown field 'seed'"),
        ({"video": {"url": URL}}, "Unknown field 'video'"),
        ({"size": "1280x720"}, "Unknown field 'size'"),
    ],
)
def test_each_limit_is_refused_with_code_and_a_bare_string(fields: dict[str, Any], words: str, caller: Caller) -> None:
    reply = ask(caller, **fields)
    assert words in refusal(reply)
    assert reply.json()["code"] == "invalid-argument"


def test_what_is_just_within_the_limits_is_taken(caller: Caller) -> None:
    assert order(caller, ask(caller, prompt="狐" * 4096, duration=15, resolution="720p")).duration == 15
    assert order(caller, ask(caller, duration=1)).duration == 1
    assert len(order(caller, ask(caller, model=NEW, duration=15, reference_images=[{"url": URL}] * 7)).images) == 7


# -- edits and extensions --------------------------------------------------------------------------------------------


def test_an_edit_is_as_long_and_as_large_as_its_clip_and_costs_both_ways(caller: Caller) -> None:
    made = order(caller, ask(caller, "edits", video={"url": clip(caller, 2)}))
    assert (made.duration, made.extra) == (2, {"operation": "edit", "width": 64, "height": 48, "fps": 8})
    assert made.price == 2 * 50 + 2 * 10


def test_a_large_clip_is_made_smaller_for_an_edit(caller: Caller) -> None:
    made = order(caller, ask(caller, "edits", video={"url": clip(caller, 1, size=(1600, 900), fps=2)}))
    assert (made.extra["width"], made.extra["height"], made.resolution) == (1280, 720, "720p")
    assert made.price == 70 + 10


def test_an_extension_adds_six_seconds_unless_told(caller: Caller) -> None:
    url = clip(caller, 2)
    assert order(caller, ask(caller, "extensions", video={"url": url})).duration == 8
    made = order(caller, ask(caller, "extensions", video={"url": url}, duration=10))
    assert (made.duration, made.price) == (12, 10 * 50 + 2 * 10)
    assert made.extra["operation"] == "extend"


@pytest.mark.parametrize(("path", "seconds"), [("edits", 8.75), ("extensions", 2), ("extensions", 15)])
def test_a_clip_at_the_limit_is_taken(path: str, seconds: float, caller: Caller) -> None:
    order(caller, ask(caller, path, video={"url": clip(caller, seconds)}))


@pytest.mark.parametrize(
    ("path", "seconds", "words"),
    [
        ("edits", 9, "at most 8.7 seconds"),
        ("extensions", 1.5, "2 to 15 seconds"),
        ("extensions", 16, "2 to 15 seconds"),
    ],
)
def test_a_clip_that_is_too_long_or_too_short_is_refused(path: str, seconds: float, words: str, caller: Caller) -> None:
    assert words in refusal(ask(caller, path, video={"url": clip(caller, seconds)}))


@pytest.mark.parametrize(
    ("path", "fields", "status", "words"),
    [
        ("edits", {}, 422, "missing field `video`"),
        ("edits", {"video": URL}, 422, "expected struct VideoUrl"),
        ("edits", {"video": {}}, 422, "missing field `video.url`"),
        ("edits", {"video": {"url": URL}, "prompt": None}, 422, "missing field `prompt`"),
        ("edits", {"video": {"url": URL}, "model": NEW}, 400, "does not take a video"),
        ("edits", {"video": {"file_id": "file-1"}}, 400, "keeps no files"),
        ("edits", {"video": {"url": "data:video/mp4;base64,AAAA"}}, 400, "http(s) URL"),
        ("edits", {"video": {"url": URL}, "duration": 6}, 400, "Unknown field 'duration'"),
        ("edits", {"video": {"url": URL}, "resolution": "480p"}, 400, "Unknown field 'resolution'"),
        ("extensions", {"video": {"url": URL}, "duration": 1}, 400, "between 2 and 10"),
        ("extensions", {"video": {"url": URL}, "duration": 11}, 400, "between 2 and 10"),
        ("extensions", {"video": {"url": URL}, "aspect_ratio": "1:1"}, 400, "Unknown field 'aspect_ratio'"),
        ("extensions", {"video": {"url": "http://127.0.0.1:9/a.mp4"}}, 400, "could not be fetched"),
    ],
)
def test_each_limit_of_edits_and_extensions_is_refused(
    path: str, fields: dict[str, Any], status: int, words: str, caller: Caller
) -> None:
    assert words in refusal(ask(caller, path, **fields), status)


def test_a_clip_of_another_machine_is_stood_in_for_as_pictures_are(caller: Caller) -> None:
    made = order(caller, ask(caller, "edits", video={"url": URL}))
    assert (made.duration, made.images, made.extra, made.price) == (6, (URL,), {}, 6 * 50 + 6 * 10)
    assert order(caller, ask(caller, "extensions", video={"url": URL}, duration=4)).duration == 10


def test_a_clip_that_is_too_large_is_refused(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MOST_BYTES", 2**20)
    with listener(pictures={"/a.mp4": film(2) + bytes(2**20)}) as (address, _):
        assert "larger than 1 MB" in refusal(ask(caller, "edits", video={"url": f"{address}/a.mp4"}))


def test_a_clip_of_ours_whose_signature_is_wrong_is_not_had(caller: Caller) -> None:
    url = clip(caller, 2)
    assert "403" in refusal(ask(caller, "edits", video={"url": url[:-1] + "0x"}))


@pytest.mark.parametrize("codec", ["mpeg4", ""])
def test_what_is_no_mp4_in_a_modern_codec_is_refused_and_not_kept(codec: str, caller: Caller) -> None:
    url = clip(caller, 2, codec=codec or "libx264")
    if not codec:
        task = ask(caller).json()["request_id"]
        assert caller.service.renders.at_rest(30)
        url = caller.http.get(f"/v1/videos/{task}").json()["video"]["url"]
    folder = caller.service.options.folder / "images"
    before = sorted(folder.glob("*.mp4"))
    assert "H.264, H.265 or AV1" in refusal(ask(caller, "edits", video={"url": url}))
    assert sorted(folder.glob("*.mp4")) == before


# -- keys, credits, paths --------------------------------------------------------------------------------------------


def test_each_other_refusal_has_its_own_code(serve: Make) -> None:
    caller = serve(NAME, worker=WORKER, body_limit=2000, initial_balance=300, rate_limit=RateLimit(8, 3600))
    key = httpx.post(f"{caller.service.url(NAME)}/v1/videos/generations", json=BODY, trust_env=False)
    assert "key" in refusal(key, 401)
    assert "Model not found: sora" in refusal(ask(caller, model="sora"))
    refusal(caller.http.get("/v1/videos/none"), 404)
    refusal(caller.http.get("/v1/none"), 404)
    refusal(caller.http.delete("/v1/videos/none"), 405)
    assert "length limit exceeded" in refusal(ask(caller, prompt="x" * 3000), 413)
    no_json = caller.http.post("/v1/videos/generations", content=b"{", headers={"Content-Type": "application/json"})
    refusal(no_json)
    form = caller.http.post("/v1/videos/generations", files={"image": b"x"})
    assert "application/json" in refusal(form, 415)
    assert "used all available credits" in refusal(ask(caller), 429)
    while (rate := ask(caller, duration=1)).status_code == 200:
        pass
    assert "Too many requests" in refusal(rate, 429)
