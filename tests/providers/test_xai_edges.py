"""The edges of xAI's wire format: what is said exactly, where a rule begins, and which of two places counts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from grokwidget import errors
from grokwidget.errors import CreateUnknown, Money, UpstreamError
from grokwidget.providers import HttpReply, provider
from grokwidget.task import TaskStatus

_DIALECT = provider("xai").dialect
_GARBLED = "xAI sent a reply that can't be read as its own format (HTTP {})."


def _reply(body: Any, status: int = 200) -> HttpReply:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return HttpReply(status, data, {"x-request-id": "req-7"})


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (b"", 200, _GARBLED.format(200)),
        (b"", 502, _GARBLED.format(502)),
        ({}, 303, _GARBLED.format(303)),
        ({"code": "c", "error": "boom"}, 500, "xAI answered with an error: boom"),
        ({"code": "c"}, 500, "xAI answered with an error: c"),
    ],
)
def test_a_create_that_may_have_been_accepted_says_what_came(body: Any, status: int, words: str) -> None:
    with pytest.raises(CreateUnknown) as caught:
        _DIALECT.decode_create(_reply(body, status))
    assert caught.value.message == words
    assert caught.value.request_id == "req-7"
    assert caught.value.code == (body["code"] if body else "")


@pytest.mark.parametrize("code", ["invalid-argument", "Client specified an invalid argument", "INVALID_ARGUMENT"])
def test_a_request_that_is_wrong_for_ever_ends_the_wait(code: str) -> None:
    with pytest.raises(errors.Rejected):
        _DIALECT.decode_poll(_reply({"code": code, "error": "boom"}, 400), "t")


@pytest.mark.parametrize("code", ["invalid-token", "too many arguments", "odd"])
def test_a_stray_400_of_a_poll_ends_nothing(code: str) -> None:
    with pytest.raises(UpstreamError) as caught:
        _DIALECT.decode_poll(_reply({"code": code, "error": "boom"}, 400), "t")
    error = caught.value
    assert error.message == "xAI answered with an error: boom"
    assert (error.status, error.code, error.money, error.task_id) == (400, code, Money.SILENT, "t")


@pytest.mark.parametrize("status", [200, 202])
def test_a_word_of_sixty_characters_is_kept_whole(status: int) -> None:
    assert _DIALECT.decode_poll(_reply({"status": "w" * 61}, status), "t").said == "w" * 60


def test_a_video_beside_an_error_without_a_word_is_a_video() -> None:
    state = _DIALECT.decode_poll(_reply({"error": "late", "video": {"url": "https://example.com/a.mp4"}}), "t")
    assert (state.status, state.urls) == (TaskStatus.SUCCEEDED, ("https://example.com/a.mp4",))


def test_the_services_own_place_goes_before_all_others() -> None:
    body = {"status": "done", "url": "https://example.com/other.mp4", "video": {"url": "https://example.com/own.mp4"}}
    assert _DIALECT.decode_poll(_reply(body), "t").urls == ("https://example.com/own.mp4",)


@pytest.mark.parametrize(("ticks", "usd"), [(0, 0), (12_345, 1e-06), (5_000_000_000, 0.5), (35_000_000_000, 3.5)])
def test_ticks_are_dollars_to_the_millionth(ticks: int, usd: float) -> None:
    cost = _DIALECT.decode_poll(_reply({"status": "done", "usage": {"cost_in_usd_ticks": ticks}}), "t").cost
    assert cost is not None
    assert (cost.amount, cost.usd, cost.unit, cost.estimated) == (usd, usd, "usd", False)
    assert cost.note == "usage.cost_in_usd_ticks"


def test_pictures_are_jpeg_or_png_by_address_or_in_the_body() -> None:
    for model in provider("xai").models:
        assert model.images.formats == ("JPEG", "PNG")
        assert model.images.sources == {"url", "data"}
