"""xAI's errors: its words and its numbers together make the kind."""

from __future__ import annotations

import json

import pytest

from grokwidget import errors, providers
from grokwidget.errors import GrokwidgetError, Moderated, UpstreamError
from grokwidget.providers import HttpReply

from .examples import Vector, vectors

_DIALECT = providers.provider("xai").dialect


def _reply(status: int, body: object = None, **headers: str) -> HttpReply:
    return HttpReply(status, b"" if body is None else json.dumps(body).encode(), headers)


@pytest.mark.parametrize("vector", vectors("xai", "error"), ids=str)
def test_an_error_is_one_of_our_tree_and_keeps_xais_words(vector: Vector) -> None:
    expect = vector.expect
    if vector.raw["method"] == "GET":
        with pytest.raises(GrokwidgetError) as caught:
            _DIALECT.decode_poll(vector.reply, "t-1")
        error: GrokwidgetError = caught.value
    else:
        error = _DIALECT.decode_error(vector.reply)
    assert type(error).__name__ == expect["error"]
    assert error.status == vector.raw["status"]  # type: ignore[attr-defined]  # all of these are service errors
    words = vector.body if isinstance(vector.body, str) else vector.body["error"]
    if not isinstance(error, errors.AuthError):
        assert words in str(error)
    assert error.code == ("" if isinstance(vector.body, str) else vector.body["code"])
    assert expect.get("hint", "") in error.hint
    assert getattr(error, "retry_after", None) == expect.get("retry_after")
    assert ("Zero Data Retention" in error.hint) == ("hint" in expect)
    assert ("Change the prompt" in error.hint) == isinstance(error, Moderated)


@pytest.mark.parametrize("words", ["output.upload_url is required", "Zero-data-retention teams must store results"])
def test_a_team_without_retention_is_told_the_cause_of_every_400(words: str) -> None:
    assert "Zero Data Retention" in _DIALECT.decode_error(_reply(400, {"error": words})).hint


@pytest.mark.parametrize(
    ("status", "words", "kind"),
    [
        (429, "reached its monthly spending limit", errors.InsufficientCredit),
        (403, "Your team doesn't have any credits yet.", errors.InsufficientCredit),
        (429, "used all available credits", errors.InsufficientCredit),
        (404, "The model does not exist", errors.ModelUnavailable),
        (400, "Model not found: x", errors.ModelUnavailable),
        (500, "Model not found: x", UpstreamError),
        (403, "Model not found: x", errors.PermissionDenied),
        (400, "The model is tired", errors.Rejected),
        (404, "Not found", errors.Rejected),
        (599, "", UpstreamError),
        (418, "", errors.Rejected),
    ],
)
def test_words_and_status_together_make_the_kind(status: int, words: str, kind: type[GrokwidgetError]) -> None:
    assert type(_DIALECT.decode_error(_reply(status, {"error": words}))) is kind


def test_an_error_without_words_names_the_status() -> None:
    assert "HTTP status 418 and no explanation" in str(_DIALECT.decode_error(_reply(418)))
    error = _DIALECT.decode_error(_reply(400, {"code": "odd"}, **{"x-request-id": "r-9"}))
    assert "odd" in error.message
    assert error.request_id == "r-9"
    assert error.code == "odd"
