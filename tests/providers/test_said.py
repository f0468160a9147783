"""What a reply says went wrong is read out of every envelope that services were seen to use."""

from __future__ import annotations

import json
from typing import Any

import pytest

from grokwidget.providers import HttpReply, reading
from grokwidget.providers.reading import Said

_MP4 = "https://cdn.example.com/a.mp4"


def _reply(status: int, body: object = None) -> HttpReply:
    data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    return HttpReply(status, data)


_QUOTED = json.dumps({"code": "imagine:content-moderated", "error": "Rejected."})


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # flat
        ({"code": "invalid_request", "message": "prompt is required", "data": None},
         Said("invalid_request", "prompt is required", own=True)),
        ({"code": "20002", "msg": "bad"}, Said("20002", "bad", own=True)),
        ({"code": 20002, "msg": "bad"}, Said("20002", "bad", own=True)),
        ({"code": -1, "msg": "busy"}, Said("-1", "busy", own=True)),
        ({"code": 1.5}, Said("1.5", "", own=True)),
        ({"message": "only words"}, Said("", "only words")),
        ({"code": "odd"}, Said("odd", "", own=True)),
        # nested
        ({"error": {"code": "c", "message": "m", "type": "t", "param": "p"}}, Said("c", "m", "t", "p", own=True)),
        ({"error": {"message": "m", "type": "new_api_error", "code": ""}}, Said("", "m", "new_api_error", own=True)),
        ({"error": {"message": "m", "type": "t", "param": None, "code": None}}, Said("", "m", "t", own=True)),
        ({"error": {"message": "m", "code": 429}}, Said("429", "m", status=429, own=True)),
        ({"error": {"msg": "m"}, "code": 503, "message": "outer"}, Said("", "m", status=503, own=True)),
        ({"error": {"error": {"code": "c", "message": "m"}}}, Said("c", "m", own=True)),
        ({"error": {}, "message": "outer", "code": "c"}, Said("c", "outer", own=True)),
        ({"error": {"message": "", "code": ""}}, Said()),
        ({"error": {"code": "c"}, "message": "outer"}, Said("c", "outer", own=True)),
        # a bare string
        ({"error": "boom"}, Said("", "boom", own=True)),
        ({"code": "invalid-argument", "error": "boom"}, Said("invalid-argument", "boom", own=True)),
        ({"code": 400, "message": "Invalid request: x", "error": "INVALID_REQUEST"},
         Said("INVALID_REQUEST", "Invalid request: x", status=400, own=True)),
        ({"message": "m", "error": "A_CODE"}, Said("A_CODE", "m", own=True)),
        ({"code": "c", "message": "m", "error": "e"}, Said("c", "m", own=True)),
        ({"code": 200, "message": "m", "error": "e"}, Said("e", "m", own=True)),
        # codes that are numbers or booleans
        ({"code": 400, "msg": "m"}, Said("400", "m", status=400, own=True)),
        ({"code": "451", "msg": "m"}, Said("451", "m", status=451, own=True)),
        ({"code": 399, "msg": "m"}, Said("399", "m", own=True)),
        ({"code": 599, "msg": "m"}, Said("599", "m", status=599, own=True)),
        ({"code": 600, "msg": "m"}, Said("600", "m", own=True)),
        ({"code": False, "message": "m"}, Said("", "m", own=True)),
        ({"success": False, "message": "m"}, Said("", "m", own=True)),
        # no error at all
        ({"code": True, "message": "ok"}, Said()),
        ({"success": True, "message": "fine"}, Said()),
        ({"code": "success", "message": "all is well"}, Said()),
        ({"code": "SUCCESS", "message": "all is well"}, Said()),
        ({"code": "20000", "msg": "ok"}, Said()),
        ({"code": 20000, "msg": "ok"}, Said()),
        ({"code": 200, "msg": "success"}, Said()),
        ({"code": 0, "msg": "ok"}, Said()),
        ({"code": "ok"}, Said()),
        ({}, Said()),
        ([], Said()),
        ([[]], Said()),
        (5, Said()),
        (None, Said()),
        (True, Said()),
        # other words for the sentence
        ({"error_message": "m"}, Said("", "m")),
        ({"error_msg": "m"}, Said("", "m")),
        ({"fail_reason": "m"}, Said("", "m")),
        ({"reason": "m"}, Said("", "m")),
        ({"detail": "m"}, Said("", "m")),
        ({"detail": [{"msg": "field required", "loc": ["body"]}]}, Said("", "field required")),
        ({"detail": ["field required"]}, Said("", "field required")),
        ({"detail": []}, Said()),
        ({"detail": {"url": _MP4}}, Said()),
        ({"message": "first", "msg": "second"}, Said("", "first")),
        ({"message": "", "msg": "second"}, Said("", "second")),
        # a list, a text
        ([{"error": {"message": "m"}}], Said("", "m", own=True)),
        ("just words", Said("", "just words")),
        # a message that is itself JSON
        ({"code": "fail_to_fetch_task", "message": _QUOTED},
         Said("fail_to_fetch_task", "Rejected. (imagine:content-moderated)", own=True)),
        ({"message": _QUOTED}, Said("imagine:content-moderated", "Rejected.", own=True)),
        ({"code": "c", "message": '{"code": "inner"}'}, Said("c", "inner", own=True)),
        ({"code": "c", "message": '{"message": "m"}'}, Said("c", "m", own=True)),
        ({"code": "c", "message": "{not json"}, Said("c", "{not json", own=True)),
        ({"code": "c", "message": "{}"}, Said("c", "{}", own=True)),
        ({"code": "c", "message": '[{"error": {"message": "m", "type": "t", "param": "p", "code": 429}}]'},
         Said("c", "m (429)", "t", "p", 429, own=True)),
        ({"error": {"message": _QUOTED, "type": "outer"}},
         Said("imagine:content-moderated", "Rejected.", "outer", own=True)),
        ({"message": '{"error": "quoted"}', "type": "t", "param": "p", "code": 500},
         Said("500", "quoted", "t", "p", 500, own=True)),
    ],
    # A backslash in a test's name keeps mutmut from finding it again.
    ids=lambda value: json.dumps(value).replace("\\", "")[:60] if not isinstance(value, Said) else "",
)  # fmt: skip
def test_an_error_is_read_out_of_its_envelope(body: object, expected: Said) -> None:
    assert reading.said_in(body) == expected
    found = reading.said(_reply(400, body))
    assert (found.code, found.words, found.kind, found.param, found.own) == (
        expected.code,
        expected.words,
        expected.kind,
        expected.param,
        expected.own,
    )
    assert found.status == 400, "HTTP's own word counts"
    assert reading.said(_reply(200, body)).status == (expected.status or 200)
    assert bool(found) == bool(expected.code or expected.words)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", ""),
        (b"  \n", ""),
        (b"<html><head><title>502 Bad\n Gateway</title></head><body>nginx</body></html>", "502 Bad Gateway"),
        (b"  <HTML><TITLE lang='en'>Down</TITLE>", "Down"),
        (b"<html><body>no title</body></html>", ""),
        (b"<title></title>", ""),
        (b"upstream connect error", "upstream connect error"),
        ("服务不可用".encode(), "服务不可用"),
        (b"two\nlines", "two\nlines"),
        (b"\x00\x01\x02", ""),
        (b"x" * 600, "x" * 500),
        (b"\xff\xfe words", "\ufffd\ufffd words"),
    ],
)
def test_a_reply_that_is_no_json_says_its_title_or_its_text(body: bytes, words: str) -> None:
    assert reading.said(_reply(502, body)) == Said(words=words, status=502)


def test_an_empty_429_says_nothing_but_its_status() -> None:
    found = reading.said(_reply(429))
    assert (found, bool(found)) == (Said(status=429), False)


def test_what_is_said_is_bounded() -> None:
    found = reading.said(_reply(400, {"code": "c" * 500, "message": "m" * 5000, "type": "t" * 500, "param": "p" * 500}))
    assert [len(part) for part in (found.code, found.words, found.kind, found.param)] == [100, 2000, 100, 100]
    assert len(reading.said(_reply(400, {"message": "m", "error": "e" * 500})).code) == 100


@pytest.mark.parametrize("fine", ["success", "ok", "0", 0, "200", 200, 201, 202, "20000", "none", "OK"])
def test_a_code_of_success_is_no_error_and_its_message_is_for_nobody(fine: object) -> None:
    assert reading.said_in({"code": fine, "message": "all is well"}) == Said()
    assert reading.said_in({"code": fine, "message": "m", "error": "E"}) == Said("E", "m", own=True)


@pytest.mark.parametrize("words", ["5", '"quoted"', "null", "true", "{", "[]", "{}", "[5]"])
def test_words_that_only_look_like_json_stay_as_they_are(words: str) -> None:
    assert reading.said_in({"code": "c", "message": words}).words == words


@pytest.mark.parametrize("levels", [1, 2, 3, 4, 5])
def test_three_levels_are_followed_and_no_more(levels: int) -> None:
    nested: Any = {"message": "deep"}
    quoted = "deep"
    for _ in range(levels):
        nested = {"error": nested}
        quoted = json.dumps({"message": quoted})
    assert bool(reading.said_in(nested)) == (levels <= 3)
    assert (reading.said_in({"message": quoted}).words == "deep") == (levels <= 3)
    assert reading.said_in({"message": quoted}).words


def test_nesting_is_followed_a_little_and_never_for_ever() -> None:
    body: Any = {"message": "deep"}
    for _ in range(2000):
        body = {"error": body}
    assert not reading.said_in(body)
    quoted: Any = "deep"
    for _ in range(3):
        quoted = json.dumps({"message": quoted})
    assert reading.said_in(json.loads(quoted)).words == "deep"


@pytest.mark.parametrize(("depth", "found"), [(1, True), (3, True), (4, False)])
def test_an_envelope_in_an_envelope_is_opened_three_times(depth: int, found: bool) -> None:
    body: dict[str, object] = {"code": "c", "message": "m"}
    for _ in range(depth):
        body = {"error": body}
    assert reading.said_in(body) == (Said("c", "m", own=True) if found else Said())


@pytest.mark.parametrize(("depth", "words"), [(1, "deep"), (3, "deep"), (4, '{"message": "deep"}')])
def test_a_quotation_in_a_quotation_is_opened_three_times(depth: int, words: str) -> None:
    quoted = "deep"
    for _ in range(depth):
        quoted = json.dumps({"message": quoted})
    assert reading.said_in({"message": quoted}).words == words


def test_a_code_of_success_is_never_an_errors() -> None:
    assert reading.said_in({"code": "success", "error": "boom"}) == Said("", "boom", own=True)
