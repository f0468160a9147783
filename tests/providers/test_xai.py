"""xAI's own API: what is sent, and what its replies mean."""

from __future__ import annotations

import json
from typing import Any

import pytest

from grokwidget import errors, providers
from grokwidget.catalog import Model, choose
from grokwidget.errors import CreateUnknown, GrokwidgetError, Moderated, Money, UpstreamError
from grokwidget.providers import HttpCall, HttpReply, Order, WireImage
from grokwidget.request import VideoRequest
from grokwidget.task import TaskState, TaskStatus

from .examples import Vector, vectors

_XAI = providers.provider("xai")
_DIALECT = _XAI.dialect
_VIDEO = "https://example.com/fox.mp4"


def _plan(prompt: str, **fields: Any) -> tuple[VideoRequest, Model]:
    request = VideoRequest.of(prompt, **fields)
    model = choose(_XAI.name, _XAI.models, request)
    model.check(request)
    return request, model


def _call(prompt: str, images: int = 0, **fields: Any) -> HttpCall:
    urls = [f"https://example.com/{number}.png" for number in range(images)]
    request, model = _plan(prompt, images=urls, **fields)
    return _DIALECT.encode_create(
        Order(
            model,
            model.sends(request),
            [WireImage(url=url) for url in urls],
            operation=request.operation,
            source_video=request.source_video,
        )
    )


def _reply(status: int, body: object = None, **headers: str) -> HttpReply:
    data = b"" if body is None else body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return HttpReply(status, data, headers)


def _poll(status: int, body: object = None) -> TaskState:
    return _DIALECT.decode_poll(_reply(status, body), "t-1")


# what is sent


@pytest.mark.parametrize("vector", vectors("xai", "create-request"), ids=str)
def test_a_request_is_written_in_xais_own_form(vector: Vector) -> None:
    given = dict(vector.raw["request"])
    urls = given.get("images", [])
    request, model = _plan(given.pop("prompt"), **given)
    call = _DIALECT.encode_create(
        Order(
            model,
            model.sends(request),
            [WireImage(url=url) for url in urls],
            operation=request.operation,
            source_video=request.source_video,
        )
    )
    assert (call.method, call.path, call.json) == ("POST", vector.raw["path"], vector.body)
    assert not call.form
    assert not call.files


def test_a_local_picture_goes_as_a_data_url_in_an_object() -> None:
    request, model = _plan("a", images=["data:image/png;base64,AAAA"])
    call = _DIALECT.encode_create(Order(model, model.sends(request), [WireImage(data=b"\x00", mime="image/png")]))
    assert call.json["image"] == {"url": "data:image/png;base64,AA=="}
    assert "reference_images" not in call.json


def test_one_image_leaves_the_prompt_as_it_is_and_several_turn_its_names_into_tags() -> None:
    assert _call("@image1 jumps", 1).json["prompt"] == "@image1 jumps"
    prompt = _call("@Image1 chases @image 2, then @image7 and an @imagery", 7).json["prompt"]
    assert prompt == "<IMAGE_0> chases <IMAGE_1>, then <IMAGE_6> and an @imagery"


def test_a_later_take_is_the_same_request() -> None:
    assert _call("a", take=3).json == _call("a").json


def test_a_poll_keeps_its_id_in_one_segment() -> None:
    assert _DIALECT.encode_poll("a/b?c").path == "/v1/videos/a%2Fb%3Fc"
    assert _DIALECT.encode_poll("a").method == "GET"


# what the replies mean


@pytest.mark.parametrize("vector", vectors("xai", "poll-reply"), ids=str)
def test_a_reading_of_a_task_means_what_it_means(vector: Vector) -> None:
    state = _DIALECT.decode_poll(vector.reply, "t-1")
    expect = vector.expect
    assert state.task_id == "t-1"
    assert state.status == TaskStatus(expect["status"])
    assert list(state.urls) == expect.get("urls", [])
    assert state.progress == expect.get("progress")
    assert (state.fault is not None and state.fault.moderated) == expect.get("moderated", False)
    assert (state.cost.amount if state.cost else None) == expect.get("cost")
    if vector.reply.status != 400:
        body = vector.body or {}
        assert state.said == (body.get("status") or body.get("data", {}).get("status", ""))


def test_what_xai_charged_is_told_in_dollars_and_is_no_estimate() -> None:
    cost = _poll(200, {"status": "done", "video": {"url": _VIDEO}, "usage": {"cost_in_usd_ticks": 4_100_000_000}}).cost
    assert cost is not None
    assert (cost.amount, cost.unit, cost.usd, cost.estimated) == (0.41, "usd", 0.41, False)
    assert cost.note == "usage.cost_in_usd_ticks"


def test_a_cost_is_told_to_a_millionth_of_a_dollar() -> None:
    cost = _poll(200, {"status": "done", "video": {"url": _VIDEO}, "usage": {"cost_in_usd_ticks": 12_345_678}}).cost
    assert cost is not None
    assert cost.amount == 0.001235


@pytest.mark.parametrize("status", [200, 202])
def test_a_long_word_is_cut(status: int) -> None:
    assert _poll(status, {"status": "x" * 99}).said == "x" * 60


def test_several_images_need_no_prompt_to_be_written() -> None:
    order = Order(_XAI.models[0], {}, [WireImage(url="https://h/1"), WireImage(url="https://h/2")])
    assert "prompt" not in _DIALECT.encode_create(order).json


@pytest.mark.parametrize("code", ["invalid-token", "bad argument", ""])
def test_a_400_that_blames_no_argument_ends_no_wait(code: str) -> None:
    with pytest.raises(UpstreamError) as caught:
        _poll(400, {"code": code, "error": "try again"})
    assert caught.value.code == code


@pytest.mark.parametrize("ticks", [-1, None, "x", True, [], 1e400])
def test_ticks_that_are_none_are_no_cost(ticks: object) -> None:
    assert _poll(200, {"status": "failed", "usage": {"cost_in_usd_ticks": ticks}}).cost is None


def test_nothing_charged_is_told_too_and_nothing_is_told_before_the_end() -> None:
    cost = _poll(200, {"status": "failed", "usage": {"cost_in_usd_ticks": 0}}).cost
    assert cost is not None
    assert cost.amount == 0
    assert _poll(200, {"status": "pending", "usage": {"cost_in_usd_ticks": 5}}).cost is None


def test_a_withheld_video_says_so_in_a_sentence() -> None:
    state = _poll(200, {"status": "done", "video": {"url": "", "respect_moderation": False}})
    assert state.fault is not None
    assert (state.fault.code, state.fault.moderated) == ("", True)
    assert "withheld" in state.fault.message
    told = {"status": "done", "video": {"respect_moderation": False}, "error": {"code": "x", "message": "Blocked."}}
    fault = _poll(200, told).fault
    assert fault is not None
    assert (fault.code, fault.message, fault.moderated) == ("x", "Blocked.", True)


@pytest.mark.parametrize(
    "body",
    [
        {"status": "done", "video": {"url": ""}},
        {"status": "done", "video": {"url": "", "respect_moderation": True}},
        {"status": "done", "video": {"url": "", "respect_moderation": None}},
        {"status": "done"},
    ],
)
def test_done_without_a_video_is_not_moderation_unless_it_says_so(body: object) -> None:
    state = _poll(200, body)
    assert (state.status, state.urls, state.fault) == (TaskStatus.SUCCEEDED, (), None)


def test_a_video_that_is_there_is_a_success_whatever_the_moderation_says() -> None:
    state = _poll(200, {"status": "done", "video": {"url": _VIDEO, "respect_moderation": False}})
    assert (state.status, state.urls, state.fault) == (TaskStatus.SUCCEEDED, (_VIDEO,), None)


def test_xais_own_place_of_the_video_comes_first() -> None:
    body = {"status": "done", "url": "https://example.com/thumb", "video": {"url": _VIDEO}}
    assert _poll(200, body).urls == (_VIDEO,)


def test_a_failure_keeps_its_code_and_its_words() -> None:
    state = _poll(200, {"status": "failed", "error": {"code": "internal_error", "message": "out of snow"}})
    assert state.fault is not None
    assert (state.fault.code, state.fault.message, state.fault.moderated) == ("internal_error", "out of snow", False)
    assert _poll(200, {"status": "failed", "error": "out of snow"}).fault.message == "out of snow"  # type: ignore[union-attr]  # a failure says why
    assert _poll(200, {"status": "failed", "video": {"duration": 0, "respect_moderation": False}}).fault is None


def test_an_error_of_a_running_task_is_not_its_end() -> None:
    state = _poll(200, {"status": "pending", "progress": 5, "error": {"code": "", "message": ""}})
    assert (state.status, state.fault) == (TaskStatus.RUNNING, None)
    assert _poll(200, {"status": "pending", "error": {"code": "slow"}}).fault is None


def test_a_202_is_a_running_task_whatever_stands_in_it() -> None:
    bodies: list[Any] = [None, "", "<html>", [], {"status": "done"}, {"code": "x", "error": "content moderation"}]
    for body in bodies:
        assert _poll(202, body).status is TaskStatus.RUNNING
    state = _poll(202, {"status": "pending", "progress": "7%"})
    assert (state.said, state.progress) == ("pending", 7)


def test_a_word_that_nobody_knows_keeps_the_task_going() -> None:
    state = _poll(200, {"status": "dreaming"})
    assert (state.status, state.said) == (TaskStatus.UNKNOWN, "dreaming")


def test_a_message_beside_an_id_is_no_error() -> None:
    assert _poll(200, {"request_id": "t-1", "message": "queued"}).status is TaskStatus.QUEUED


def test_an_error_with_status_200_that_names_no_task_ends_nothing() -> None:
    with pytest.raises(UpstreamError, match="out of snow") as caught:
        _poll(200, {"code": "internal", "error": "out of snow"})
    assert (caught.value.money, caught.value.code, caught.value.task_id) == (Money.SILENT, "internal", "t-1")
    refused = _poll(200, {"code": "x", "error": "Rejected by content moderation."})
    assert refused.status is TaskStatus.FAILED
    assert refused.fault is not None
    assert refused.fault.moderated


@pytest.mark.parametrize("status", [400, 403, 422])
def test_moderation_on_a_poll_is_the_tasks_end_and_no_exception(status: int) -> None:
    state = _poll(status, {"code": "c", "error": "Rejected by content moderation."})
    assert state.status is TaskStatus.FAILED
    assert state.fault is not None
    assert (state.fault.code, state.fault.message) == ("c", "Rejected by content moderation.")
    assert state.fault.moderated
    assert state.cost is None


@pytest.mark.parametrize("status", [401, 429, 500, 503])
def test_other_errors_of_a_poll_never_end_a_task_even_when_they_speak_of_moderation(status: int) -> None:
    with pytest.raises(GrokwidgetError):
        _poll(status, {"code": "c", "error": "Content moderation is down."})


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, None, UpstreamError),
        (400, {"code": "aborted", "error": "try again"}, UpstreamError),
        (400, {"code": "invalid-argument", "error": "no such thing"}, errors.Rejected),
        (400, {"code": "Client specified an invalid argument", "error": "no"}, errors.Rejected),
        (400, {"code": "c", "error": "Incorrect API key provided: xa***ey."}, errors.AuthError),
        (404, None, errors.TaskNotFound),
        (404, {"code": "not-found", "error": "Model not found"}, errors.TaskNotFound),
        (401, None, errors.AuthError),
        (422, None, errors.Rejected),
        (429, None, errors.RateLimited),
        (500, None, UpstreamError),
        (502, "<html><title>502 Bad Gateway</title></html>", UpstreamError),
        (200, "not json", UpstreamError),
        (200, None, UpstreamError),
        (200, [], UpstreamError),
    ],
)
def test_what_a_poll_raises(status: int, body: object, kind: type[GrokwidgetError]) -> None:
    with pytest.raises(kind) as caught:
        _poll(status, body)
    assert type(caught.value) is kind
    assert caught.value.task_id == "t-1"
    assert caught.value.status == status  # type: ignore[attr-defined]  # all of these are service errors


def test_a_stray_400_is_silent_about_money_and_keeps_the_request_id() -> None:
    for body, words in ((None, "HTTP 400"), ({"code": "aborted", "error": "try again"}, "try again")):
        with pytest.raises(UpstreamError, match=words) as caught:
            _DIALECT.decode_poll(_reply(400, body, **{"x-request-id": "r-9"}), "t-1")
        assert caught.value.money is Money.SILENT
        assert caught.value.request_id == "r-9"
        assert caught.value.code == ("aborted" if body else "")


def test_a_task_that_is_not_there_keeps_what_was_said() -> None:
    with pytest.raises(errors.TaskNotFound, match="gone fishing") as caught:
        _DIALECT.decode_poll(_reply(404, {"code": "nf", "error": "gone fishing"}, **{"x-request-id": "r-9"}), "t-1")
    assert (caught.value.code, caught.value.request_id) == ("nf", "r-9")


# creating


def test_the_id_of_a_create_is_read() -> None:
    (vector,) = vectors("xai", "create-reply")
    state = _DIALECT.decode_create(vector.reply)
    assert (state.task_id, state.status) == (vector.expect["task_id"], TaskStatus.QUEUED)


@pytest.mark.parametrize(
    "body",
    [
        {"id": "t-1"},
        {"task_id": "t-1"},
        {"data": {"request_id": "t-1"}},
        {"data": {"task_id": "t-1"}},
        {"request_id": "t-1", "error": "odd"},
    ],
)
def test_an_id_is_an_id_wherever_a_relay_puts_it(body: object) -> None:
    assert _DIALECT.decode_create(_reply(200, body)).task_id == "t-1"


def test_an_id_in_a_reply_that_is_no_error_counts_at_any_status() -> None:
    assert _DIALECT.decode_create(_reply(500, {"request_id": "t-1"})).task_id == "t-1"


def test_the_request_id_of_an_error_is_no_task() -> None:
    with pytest.raises(errors.Rejected):
        _DIALECT.decode_create(_reply(400, {"code": "c", "error": "no", "request_id": "r-9"}))
    with pytest.raises(CreateUnknown):
        _DIALECT.decode_create(_reply(500, {"code": "c", "error": "no", "request_id": "r-9"}))


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, {}, CreateUnknown),
        (200, None, CreateUnknown),
        (200, {"message": "accepted"}, CreateUnknown),
        (200, {"code": 500, "error": "x"}, CreateUnknown),
        (202, None, CreateUnknown),
        (303, None, CreateUnknown),
        (408, None, CreateUnknown),
        (500, {"code": "c", "error": "boom"}, CreateUnknown),
        (502, "<html><title>502 Bad Gateway</title></html>", CreateUnknown),
        (503, {"code": "c", "error": "Rejected by content moderation"}, Moderated),
        (503, {"message": "Rejected by content moderation"}, CreateUnknown),
        (200, {"code": "c", "error": "boom"}, CreateUnknown),
        (200, {"code": "invalid_argument", "error": "boom"}, errors.Rejected),
        (200, {"code": 400, "message": "boom"}, errors.Rejected),
        (200, {"code": 401, "message": "boom"}, errors.AuthError),
        (307, None, errors.Rejected),
        (400, None, errors.Rejected),
        (413, None, errors.Rejected),
        (402, None, errors.InsufficientCredit),
        (404, None, errors.Rejected),
        (429, None, errors.RateLimited),
        (400, {"error": "Rejected by content moderation"}, Moderated),
    ],
)
def test_a_create_is_refused_only_where_it_surely_was_not_accepted(
    status: int, body: object, kind: type[GrokwidgetError]
) -> None:
    with pytest.raises(kind) as caught:
        _DIALECT.decode_create(_reply(status, body, **{"x-request-id": "r-9"}))
    assert type(caught.value) is kind
    assert caught.value.request_id == "r-9"


def test_an_uncertain_create_says_what_the_service_said() -> None:
    with pytest.raises(CreateUnknown, match="out of snow") as caught:
        _DIALECT.decode_create(_reply(500, {"code": "internal", "error": "out of snow"}))
    assert (caught.value.code, caught.value.money) == ("internal", Money.MAYBE)
    with pytest.raises(CreateUnknown, match="internal"):
        _DIALECT.decode_create(_reply(500, {"code": "internal"}))
    with pytest.raises(CreateUnknown, match="HTTP 502"):
        _DIALECT.decode_create(_reply(502, "<html>"))
