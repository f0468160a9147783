"""Whatever a server says, every dialect reads it or raises an error of our tree, and never makes a wrong promise."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from grokwidget import providers
from grokwidget.errors import CreateUnknown, GrokwidgetError, Moderated, Rejected, ServiceError
from grokwidget.providers import Dialect, HttpReply, reading
from grokwidget.task import Balance, TaskState

from .examples import all_vectors

pytestmark = pytest.mark.slow

_PROVIDERS = [providers.provider(name) for name in providers.names()]
_DIALECTS = [found.dialect for found in _PROVIDERS]
_REPLIES = [(vector.body, vector.reply.status) for vector in all_vectors()]
_BY_NAME = [pytest.param(found.dialect, id=found.name) for found in _PROVIDERS]

#: Every name and every text that a vector has: what a dialect may look for.
_NAMES: set[str] = set()
_TEXTS: set[str] = set()


def _gather(value: Any) -> None:
    if isinstance(value, dict):
        _NAMES.update(value)
    elif isinstance(value, str):
        _TEXTS.add(value[:80])
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _gather(inner)


for _body, _ in _REPLIES:
    _gather(_body)

_odd: list[Any] = [
    None,
    True,
    False,
    -1,
    0,
    1,
    0.5,
    1e308,
    10**400,
    "",
    "null",
    "\x00",
    "\ud800",
    [],
    {},
    [[]],
    {"a": {}},
    "x" * 5000,
]
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.sampled_from(sorted(_TEXTS)),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(sorted(_NAMES)) | st.text(max_size=8), inner, max_size=6)
    ),
    max_leaves=12,
)
_bodies = st.binary(max_size=200) | _json.map(lambda value: json.dumps(value).encode())
_statuses = st.sampled_from(
    [200, 201, 202, 204, 301, 303, 307, 400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503]
)


def _check_state(state: TaskState) -> None:
    assert isinstance(state, TaskState)
    assert all(reading.is_url(url) for url in state.urls)
    assert len(set(state.urls)) == len(state.urls)
    state.model_dump_json().encode()  # the ledger keeps parts of it, as UTF-8


def _read_everything(reply: HttpReply) -> None:
    for dialect in _DIALECTS:
        readers: list[tuple[Callable[[HttpReply], Any], bool]] = [
            (dialect.decode_create, True),
            (partial(dialect.decode_poll, task_id="t"), True),
            (dialect.decode_balance, dialect.encode_balance() is not None),
            (dialect.decode_models, dialect.encode_models() is not None),
            (dialect.decode_upload, dialect.encode_upload(providers.WireImage(data=b""), "a.png") is not None),
        ]
        for read, there in readers:
            if not there:
                continue
            try:
                found = read(reply)
            except GrokwidgetError as error:
                str(error).encode()
            else:
                if isinstance(found, TaskState):
                    _check_state(found)
                elif isinstance(found, Balance):
                    assert found.amount == found.amount, "not a NaN"
                elif isinstance(found, tuple):
                    assert all(isinstance(name, str) and name for name in found)
                else:
                    assert reading.is_url(found.url)
        meant = dialect.decode_error(reply)
        assert isinstance(meant, GrokwidgetError)
        str(meant).encode()


@given(status=_statuses, body=_bodies, after=st.text(max_size=10))
@example(status=200, body=b'{"data":{"taskId":NaN}}', after="")
@example(status=200, body=b"[" * 100_000, after="")
@example(status=200, body=b'{"progress":1e999,"status":"completed","output":{"urls":["http://["]}}', after="x")
@example(status=400, body=b'{"code":"\\ud800","error":"\\ud800"}', after="")
@example(status=200, body=b'{"status":"\\ud800","data":{"balance":1e999,"url":"http://h/\\ud800"}}', after="nan")
@settings(max_examples=150)
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
    return rng.choice(_odd)


@given(st.randoms(use_true_random=False), st.sampled_from(_REPLIES), st.booleans(), _statuses)
@settings(max_examples=200)
def test_no_mutation_of_a_known_reply_brings_anything_but_an_error_of_our_own(
    rng: random.Random, sample: tuple[Any, int], its_own: bool, status: int
) -> None:
    body, printed = sample
    _read_everything(HttpReply(printed if its_own else status, json.dumps(_mutated(rng, body)).encode()))


@pytest.mark.matrix
@given(st.randoms(use_true_random=False), st.sampled_from(_REPLIES), st.booleans(), _statuses, _bodies)
@settings(max_examples=5000)
def test_thousands_of_replies_more_bring_nothing_else(
    rng: random.Random, sample: tuple[Any, int], its_own: bool, status: int, other: bytes
) -> None:
    body, printed = sample
    twice = _mutated(rng, _mutated(rng, body))
    _read_everything(HttpReply(printed if its_own else status, json.dumps(twice).encode()))
    _read_everything(HttpReply(status, other))


@pytest.mark.parametrize("vector", all_vectors(), ids=str)
def test_every_known_reply_is_survived_by_every_dialect(vector: Any) -> None:
    data = vector.reply.body
    for body in (data, data[:-1], data[: len(data) // 2], b"[" + data + b"]", b"\xef\xbb\xbf" + data):
        _read_everything(HttpReply(vector.reply.status, body, vector.reply.headers))


_UNSURE = (303, 408, 500, 502, 504)


@given(status=_statuses | st.sampled_from(_UNSURE), body=_bodies)
@settings(max_examples=200)
def test_a_create_is_accepted_with_an_id_refused_or_said_to_be_unknown(status: int, body: bytes) -> None:
    reply = HttpReply(status, body)
    for dialect in _DIALECTS:
        try:
            state = dialect.decode_create(reply)
        except CreateUnknown:
            continue
        except GrokwidgetError as error:
            assert isinstance(error, ServiceError)
            assert not reply.ok or reading.said(reply), "a 2xx is a refusal only in the service's own words"
        else:
            assert state.task_id
            assert reading.identifier(state.task_id) == state.task_id


@pytest.mark.parametrize("dialect", _BY_NAME)
@pytest.mark.parametrize("status", _UNSURE)
@pytest.mark.parametrize(
    "body", [b"", b"<html><title>502 Bad Gateway</title></html>", b"upstream timed out", b"{}", b"[]"]
)
def test_a_proxys_word_is_never_a_refusal_of_a_create(dialect: Dialect, status: int, body: bytes) -> None:
    with pytest.raises(CreateUnknown):
        dialect.decode_create(HttpReply(status, body))


@pytest.mark.parametrize("dialect", _BY_NAME)
@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b'"ok"', b"null", b"{", b'{"data":null}', b'{"message":"accepted"}']
)
def test_a_200_without_an_id_and_without_an_error_may_have_been_accepted(dialect: Dialect, body: bytes) -> None:
    with pytest.raises(CreateUnknown):
        dialect.decode_create(HttpReply(200, body))


@pytest.mark.parametrize("dialect", _BY_NAME)
@pytest.mark.parametrize("status", [400, 401, 402, 404, 413, 422, 429])
@pytest.mark.parametrize("body", [b"", b"<html>nginx</html>", b'{"error":{"message":"no","code":"x"}}'])
def test_a_4xx_is_a_refusal_of_a_create(dialect: Dialect, status: int, body: bytes) -> None:
    with pytest.raises(ServiceError):
        dialect.decode_create(HttpReply(status, body))


@pytest.mark.parametrize("dialect", _BY_NAME)
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"code": 400, "message": "no"}, Rejected),
        ({"code": 1001, "message": "no"}, CreateUnknown),
        ({"code": "451", "message": "content-moderation"}, Moderated),
    ],
)
def test_a_200_without_an_id_is_a_refusal_when_it_says_one_that_is_known(
    dialect: Dialect, body: object, kind: type[Exception]
) -> None:
    with pytest.raises(kind):
        dialect.decode_create(HttpReply(200, json.dumps(body).encode()))


@pytest.mark.parametrize("dialect", _BY_NAME)
@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b'{"error":"boom"}', b'{"message":"boom"}'])
def test_no_5xx_of_a_poll_ends_a_task(dialect: Dialect, status: int, body: bytes) -> None:
    with pytest.raises(ServiceError) as caught:
        dialect.decode_poll(HttpReply(status, body), "t-1")
    assert caught.value.task_id == "t-1"


@pytest.mark.parametrize("dialect", _BY_NAME)
@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"5", b'"x"'])
def test_a_garbled_200_of_a_poll_ends_no_task(dialect: Dialect, body: bytes) -> None:
    with pytest.raises(ServiceError):
        dialect.decode_poll(HttpReply(200, body), "t-1")


@pytest.mark.parametrize("dialect", _BY_NAME)
def test_an_empty_202_of_a_poll_is_a_running_task(dialect: Dialect) -> None:
    assert not dialect.decode_poll(HttpReply(202), "t-1").status.final


@pytest.mark.parametrize("dialect", _BY_NAME)
def test_a_429_is_told_from_all_else_and_its_wait_is_a_number_or_nothing(dialect: Dialect) -> None:
    for after, seconds in (("7", 7), ("soon", None), ("nan", None), ("", None)):
        error = dialect.decode_error(HttpReply(429, b"", {"retry-after": after}))
        assert type(error).__name__ == "RateLimited"
        assert getattr(error, "retry_after", 0) == seconds


@pytest.mark.parametrize("dialect", _BY_NAME)
def test_a_task_id_stays_within_its_place(dialect: Dialect) -> None:
    call = dialect.encode_poll("../../v1/credits?x=1#y z")
    plain = dialect.encode_poll("plain")
    assert call.method == "GET"
    assert call.path.count("/") == plain.path.count("/")
    assert not set("# ") & set(call.path)
    assert call.path.count("?") == plain.path.count("?")
    assert call.query.keys() == plain.query.keys()
    if (content := dialect.content_path("a/b?c")) is not None:
        assert not set("?# ") & set(content)
        assert "a%2Fb%3Fc" in content
