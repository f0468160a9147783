"""Whatever a server says, a dialect reads it or raises an error of our tree, and never makes a wrong promise."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from grokwidget import providers
from grokwidget.errors import CreateUnknown, GrokwidgetError, Moderated, Rejected
from grokwidget.providers import HttpReply, reading
from grokwidget.task import TaskStatus

_DIALECTS = [providers.provider(name).dialect for name in providers.names()]
_SAMPLES = [
    json.loads(path.read_text(encoding="utf-8"))["body"]
    for path in sorted((Path(__file__).parents[1] / "vectors").rglob("*.json"))
]

_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["code", "msg", "data", "taskId", "id", "status", "error", "message", "output", "urls", "url"]
            )
            | st.text(max_size=8),
            inner,
            max_size=6,
        )
    ),
    max_leaves=12,
)
_bodies = st.binary(max_size=200) | _json.map(lambda value: json.dumps(value).encode())
_statuses = st.sampled_from(
    [200, 201, 202, 204, 301, 303, 307, 400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503]
)


def _read_everything(reply: HttpReply) -> None:
    for dialect in _DIALECTS:
        for read in (dialect.decode_create, dialect.decode_balance, lambda got, d=dialect: d.decode_poll(got, "t")):
            try:
                read(reply)
            except GrokwidgetError as error:
                str(error)
        assert isinstance(dialect.decode_error(reply), GrokwidgetError)


@given(status=_statuses, body=_bodies, after=st.text(max_size=10))
@example(status=200, body=b'{"data":{"taskId":NaN}}', after="")
@example(status=200, body=b"[" * 100_000, after="")
@example(status=200, body=b'{"progress":1e999,"status":"completed","output":{"urls":["http://["]}}', after="x")
@settings(max_examples=300, deadline=None)
def test_no_reply_brings_anything_but_an_error_of_our_own(status: int, body: bytes, after: str) -> None:
    _read_everything(HttpReply(status, body, {"retry-after": after}))


def _mutated(rng: random.Random, value: Any) -> Any:
    """The value with something in it changed into something else."""
    if isinstance(value, dict) and value and rng.random() < 0.8:
        key = rng.choice(list(value))
        return (
            {**value, key: _mutated(rng, value[key])}
            if rng.random() < 0.8
            else {k: v for k, v in value.items() if k != key}
        )
    if isinstance(value, list) and value and rng.random() < 0.7:
        return [_mutated(rng, value[0]), *value[1:]]
    return rng.choice([None, True, -1, 1e308, "", "null", "\x00", [], {}, [[]], {"a": {}}, "x" * 5000, 10**400])


@given(st.randoms(use_true_random=False), st.sampled_from(_SAMPLES), _statuses)
@settings(max_examples=300, deadline=None)
def test_no_mutation_of_a_documented_reply_brings_anything_but_an_error_of_our_own(
    rng: random.Random, sample: Any, status: int
) -> None:
    _read_everything(HttpReply(status, json.dumps(_mutated(rng, sample)).encode()))


@given(status=_statuses, body=_bodies)
@settings(max_examples=300, deadline=None)
def test_a_create_is_accepted_with_an_id_refused_or_said_to_be_unknown_and_never_refused_by_a_proxys_5xx(
    status: int, body: bytes
) -> None:
    reply = HttpReply(status, body)
    own = isinstance(reading.mapping(reply.json()).get("error"), dict) and reading.mapping(reply.json())["error"]
    for dialect in _DIALECTS:
        try:
            state = dialect.decode_create(reply)
        except CreateUnknown:
            continue
        except GrokwidgetError:
            assert status < 500 or own
            assert status not in (303, 408) or own
        else:
            assert reply.ok
            assert state.task_id


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"code": 200, "msg": "success", "data": {"taskId": ""}}, CreateUnknown),
        ({"code": 200, "data": None}, CreateUnknown),
        ({"code": 400, "msg": "no"}, Rejected),
        ({"code": 1001, "msg": "no"}, Rejected),
        ({"code": "451", "msg": "content-moderation"}, Moderated),
        ({}, CreateUnknown),
        ([], CreateUnknown),
    ],
)
def test_a_200_without_an_id_is_a_refusal_only_when_it_says_so_itself(body: object, kind: type[Exception]) -> None:
    for dialect in _DIALECTS:
        with pytest.raises(kind):
            dialect.decode_create(HttpReply(200, json.dumps(body).encode()))


def test_a_task_that_has_an_id_is_a_task_whatever_the_envelope_says() -> None:
    for dialect in _DIALECTS:
        reply = HttpReply(200, b'{"code": 500, "msg": "?", "data": {"taskId": "t-1"}}')
        assert dialect.decode_create(reply).task_id == "t-1"


@pytest.mark.parametrize(
    "word", ["Completed", "SUCCESS", "succeed", "done", "in-progress", "NOT_START", "Canceled", "expired"]
)
def test_the_words_of_other_relays_are_known(word: str) -> None:
    assert reading.status(word) is not TaskStatus.UNKNOWN


def test_a_word_that_nobody_knows_is_not_an_end() -> None:
    assert not reading.status("rendering-in-4d").final


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "//host/x", "", 5, "http://", "ftp://h/x"]
)
def test_only_web_addresses_are_results(url: object) -> None:
    assert reading.result_urls({"output": {"urls": [url]}}) == ()


def test_a_task_id_stays_one_segment_of_a_path() -> None:
    for dialect in _DIALECTS:
        path = dialect.encode_poll("../../v1/credits?x=1#y z").path
        assert path.startswith("/v1/tasks/")
        assert path.count("/") == 3
        assert not set("?# ") & set(path)
