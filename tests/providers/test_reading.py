"""The small readers that the dialects share, over everything that services were seen to say."""

from __future__ import annotations

import itertools
import json
import math
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grokwidget.providers import reading
from grokwidget.providers.reading import Said
from grokwidget.task import TaskFault, TaskStatus

_MP4 = "https://cdn.example.com/a.mp4"
_NEXT = "https://cdn.example.com/b.mp4"


# status words

_WORDS = {
    TaskStatus.QUEUED: "queued pending submitted not_start notstarted created preparing starting QUEUED NOT_START "
    "NotStarted SUBMITTED Pending",
    TaskStatus.RUNNING: "processing in_progress running generating IN_PROGRESS in-progress InProgress Processing",
    TaskStatus.SUCCEEDED: "completed complete success succeeded succeed done finished SUCCESS Completed DONE",
    TaskStatus.FAILED: "failed failure fail error FAILURE Failed ERROR",
    TaskStatus.CANCELLED: "cancelled canceled Cancelled CANCELED",
    TaskStatus.EXPIRED: "expired EXPIRED",
}


@pytest.mark.parametrize(
    ("word", "status"), [(word, status) for status, words in _WORDS.items() for word in words.split()]
)
def test_a_word_that_was_seen_is_known(word: str, status: TaskStatus) -> None:
    assert reading.status(word) is status
    assert reading.status(f"  {word}\n") is status


def test_a_word_may_be_two() -> None:
    assert reading.status("in progress") is TaskStatus.RUNNING


@pytest.mark.parametrize("word", ["unknown", "UNKNOWN", "", " ", "rendering-in-4d", None, 0, 1, True, [], {}, ["done"]])
def test_any_other_word_is_unknown_and_no_end(word: object) -> None:
    assert reading.status(word) is TaskStatus.UNKNOWN
    assert not reading.status(word).final


# numbers and moments


@pytest.mark.parametrize(
    ("value", "percent"),
    [
        (0, 0),
        (45, 45),
        (45.5, 45.5),
        ("45", 45),
        ("45%", 45),
        (" 45 % ", 45),
        ("30.5%", 30.5),
        (-3, 0),
        (250, 100),
        ("100%", 100),
        (None, None),
        ("", None),
        ("%", None),
        ("half", None),
        (True, None),
        ([45], None),
        ({}, None),
        (math.nan, None),
        (math.inf, None),
        ("1e999", None),
        (10**400, None),
    ],
)
def test_progress_is_a_percentage_or_nothing(value: object, percent: float | None) -> None:
    assert reading.progress(value) == percent


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        (1779624000, 1779624000),
        ("1779624000", 1779624000),
        (1779624000.5, 1779624000.5),
        (1779624000000, 1779624000),
        (100_000_000_000, 100_000_000_000),
        (100_000_000_001, 100_000_000.001),
        ("2026-05-24T12:00:00Z", 1779624000),
        ("2026-05-24T12:00:00.500Z", 1779624000.5),
        ("2026-05-24T14:00:00+02:00", 1779624000),
        ("2026-05-24 12:00:00", 1779624000),
        (" 2026-05-24T12:00:00 ", 1779624000),
        (0, None),
        ("0", None),
        (-1, None),
        (0.5, 0.5),
        ("0001-01-01T00:00:00Z", None),
        ("", None),
        ("soon", None),
        ("9999-99-99", None),
        (None, None),
        (True, None),
        ([], None),
        (math.nan, None),
    ],
)
def test_a_moment_is_unix_seconds_and_zero_means_not_yet(value: object, moment: float | None) -> None:
    assert reading.when(value) == moment


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system's time zone can't be changed")
def test_a_moment_without_a_zone_is_utc_wherever_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Asia/Shanghai")
        time.tzset()
        assert reading.when("2026-05-24T12:00:00") == 1779624000
        assert reading.when("2026-05-24T12:00:00+08:00") == 1779624000 - 8 * 3600
    time.tzset()


@pytest.mark.parametrize(
    ("value", "read"),
    [(" a ", "a"), (5, "5"), (5.5, "5.5"), ("", ""), (None, ""), (True, ""), ([], ""), ({"a": 1}, ""), ("\ud800", "?")],
)
def test_words_are_plain_text_that_can_be_written_anywhere(value: object, read: str) -> None:
    assert reading.text(value) == read


def test_words_are_bounded() -> None:
    assert len(reading.text("x" * 5000)) == 2000
    assert reading.text("abcdef", 3) == "abc"


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("t-1", "t-1"),
        (" t-1 ", "t-1"),
        (17, "17"),
        ("grok:8b6a", "grok:8b6a"),
        ("x" * 512, "x" * 512),
        ("x" * 513, ""),
        ("", ""),
        ("a\nb", ""),
        ("a\x00", ""),
        ("\ud800", ""),
        (None, ""),
        (True, ""),
        (1.5, ""),
        ([], ""),
    ],
)
def test_an_id_is_one_printable_text(value: object, read: str) -> None:
    assert reading.identifier(value) == read


@pytest.mark.parametrize(
    ("status", "surely"),
    [(200, False), (299, False), (300, False), (301, False), (302, False), (303, False), (304, False),
     (306, False), (307, True), (308, True), (309, False), (399, False), (400, True),
     (407, True), (408, False), (409, True), (429, True), (499, True), (500, False), (503, False)],
)  # fmt: skip
def test_which_status_alone_says_that_a_create_was_not_accepted(status: int, surely: bool) -> None:
    assert reading.refused(status) is surely


# addresses


@pytest.mark.parametrize(
    "value", [_MP4, " http://h/x ", "http://127.0.0.1:3000/v1", "HTTPS://H/x", "http://h:80", "http://[::1]/"]
)
def test_a_web_address_is_one(value: str) -> None:
    assert reading.is_url(value)


@pytest.mark.parametrize(
    "value",
    ["", "x", "//h/x", "ftp://h/x", "file:///etc/passwd", "javascript:alert(1)", "http://", "http:///x", "http://[",
     "http://h:99999/", "http://h:x/", "http://h/\x00", "http://h/\ud800", "data:video/mp4;base64,AAAA", None, 5, True,
     [_MP4], {"url": _MP4}],
)  # fmt: skip
def test_what_can_not_be_asked_for_is_no_address(value: object) -> None:
    assert not reading.is_url(value)
    assert reading.result_urls({"video_url": value if not isinstance(value, list | dict) else None}) == ()


#: The places in the order in which they count.
_PLACES: list[tuple[str, Any]] = [
    ("video_url", {"video_url": _MP4}),
    ("videoUrl", {"videoUrl": _MP4}),
    ("url", {"url": _MP4}),
    ("result_url", {"result_url": _MP4}),
    ("download_url", {"download_url": _MP4}),
    ("output.url", {"output": {"url": _MP4}}),
    ("output.video_url", {"output": {"video_url": _MP4}}),
    ("output.urls", {"output": {"urls": [_MP4]}}),
    ("metadata.url", {"metadata": {"url": _MP4}}),
    ("detail.url", {"detail": {"url": _MP4}}),
    ("video.url", {"video": {"url": _MP4}}),
    ("videos", {"videos": [{"url": _MP4}]}),
    ("result.video_url", {"result": {"video_url": _MP4}}),
    ("output", {"output": _MP4}),
]


def _merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any] | None:
    """Both in one object; None where they can't stand beside each other."""
    whole = dict(one)
    for name, value in other.items():
        if isinstance(value, dict) and isinstance(whole.get(name), dict):
            inner = _merged(whole[name], value)
            if inner is None:
                return None
            whole[name] = inner
        elif name in whole:
            return None
        else:
            whole[name] = value
    return whole


@pytest.mark.parametrize(("place", "body"), _PLACES, ids=[place for place, _ in _PLACES])
def test_a_video_is_found_wherever_a_relay_puts_it(place: str, body: dict[str, Any]) -> None:
    assert reading.result_urls(body) == (_MP4,)
    assert reading.result_urls({"data": body}) == (_MP4,)
    assert reading.result_urls({"code": "success", "data": {"status": "SUCCESS", "data": body}}) == (_MP4,)
    assert reading.result_urls({"data": {"data": {"data": body}}}) == ()


def test_the_places_count_in_their_order() -> None:
    for (_, earlier), (_, later) in itertools.pairwise(_PLACES):
        other = json.loads(json.dumps(later).replace(_MP4, _NEXT))
        both = _merged(earlier, other)
        if both is not None:
            assert reading.result_urls(both) == (_MP4,)
        assert reading.result_urls({**other, "data": earlier}) == (_NEXT,)
        assert reading.result_urls({"data": {**other, "data": earlier}}) == (_NEXT,)


def test_the_dialects_own_place_comes_first() -> None:
    body = {"url": _NEXT, "data": {"response": [_MP4]}, "video": {"url": "https://cdn.example.com/c.mp4"}}
    assert reading.result_urls(body, "data.response") == (_MP4,)
    assert reading.result_urls(body, "data.nothing", "video.url") == ("https://cdn.example.com/c.mp4",)
    assert reading.result_urls(body, "nothing") == (_NEXT,)


def test_several_videos_are_all_kept_in_order_and_none_twice() -> None:
    assert reading.result_urls({"output": {"urls": [_NEXT, _MP4, _NEXT]}}) == (_NEXT, _MP4)
    assert reading.result_urls({"videos": [{"url": _NEXT}, {"video_url": _MP4}, {}, None, 5]}) == (_NEXT, _MP4)
    assert reading.result_urls({"output": [_MP4, f" {_NEXT} "]}) == (_MP4, _NEXT)
    assert len(reading.result_urls({"output": [f"https://h/{n}" for n in range(100)]})) == 64


def test_a_list_as_data_is_a_list_of_videos() -> None:
    assert reading.result_urls({"data": [{"url": _MP4}, {"url": _NEXT}]}) == (_MP4, _NEXT)
    assert reading.result_urls({"data": [_MP4, _MP4]}) == (_MP4,)
    assert reading.result_urls({"data": [], "url": _NEXT}) == (_NEXT,)


@pytest.mark.parametrize(
    ("data", "urls"),
    [
        ({"status": "SUCCESS", "fail_reason": _MP4}, (_MP4,)),
        ({"status": "SUCCESS", "fail_reason": _MP4, "result_url": _NEXT}, (_NEXT,)),
        ({"status": "SUCCESS", "fail_reason": ""}, ()),
        ({"status": "SUCCESS", "fail_reason": "boom"}, ()),
        ({"status": "FAILURE", "fail_reason": _MP4}, ()),
        ({"status": "IN_PROGRESS", "fail_reason": _MP4}, ()),
        ({"fail_reason": _MP4}, ()),
    ],
)
def test_a_success_may_keep_its_address_where_a_failure_has_its_reason(data: object, urls: tuple[str, ...]) -> None:
    assert reading.result_urls({"code": "success", "data": data}) == urls
    assert reading.result_urls(data) == urls


@pytest.mark.parametrize("body", [None, [], "x", 5, {}, {"data": None}, {"data": 5}, {"output": {}}, {"videos": [[]]}])
def test_no_video_is_no_address(body: object) -> None:
    assert reading.result_urls(body) == ()


def test_a_picture_is_no_result() -> None:
    assert reading.result_urls({"result": {"image_url": _MP4}, "thumbnail_url": _MP4, "images": [_MP4]}) == ()


def test_a_place_is_read_through_objects_only() -> None:
    assert reading.at({"a": {"b": 1}}, "a.b") == 1
    assert reading.at({"a": [{"b": 1}]}, "a.b") is None
    assert reading.at(None, "a") is None


# moderation


@pytest.mark.parametrize(
    "words",
    ["Generated video rejected by content moderation.", "imagine:content-moderated", "MODERATION_BLOCKED",
     "Content violates usage guidelines", "Inappropriate content, please try another prompt.",
     "PROVIDER_MODERATION_ERROR: TRADEMARK", "Failed check: SAFETY_CHECK_TYPE_BIO", "Sensitive content", "内容违规",
     "包含敏感词"],
)  # fmt: skip
def test_a_refusal_of_the_content_is_told_from_a_failure(words: str) -> None:
    assert reading.moderated(words)
    assert reading.moderated("x", words)
    assert Said(code=words).moderated
    assert Said(words=words).moderated


@pytest.mark.parametrize(
    "words", ["", "upstream_error", "Image URL could not be fetched", "File type not supported", "moderate"]
)
def test_a_failure_is_no_refusal_of_the_content(words: str) -> None:
    assert not reading.moderated(words)
    assert not Said(code=words, words=words).moderated


@pytest.mark.parametrize(
    ("status", "urls", "fault", "outcome"),
    [
        (TaskStatus.SUCCEEDED, (), TaskFault(code="moderation_blocked", moderated=True), TaskStatus.FAILED),
        (TaskStatus.SUCCEEDED, (_MP4,), TaskFault(moderated=True), TaskStatus.SUCCEEDED),
        (TaskStatus.SUCCEEDED, (), TaskFault(message="odd"), TaskStatus.SUCCEEDED),
        (TaskStatus.SUCCEEDED, (), None, TaskStatus.SUCCEEDED),
        (TaskStatus.RUNNING, (), TaskFault(moderated=True), TaskStatus.RUNNING),
    ],
)
def test_a_success_without_a_video_that_names_moderation_is_a_refusal(
    status: TaskStatus, urls: tuple[str, ...], fault: TaskFault | None, outcome: TaskStatus
) -> None:
    assert reading.outcome(status, urls, fault) is outcome


@pytest.mark.parametrize("empty", [None, {}, "", {"message": "", "code": ""}, {"code": None}, [], 0, False, [{}]])
def test_an_empty_error_is_no_fault(empty: object) -> None:
    assert reading.fault(empty) is None
    assert reading.fault(empty, None, "late") == TaskFault(message="late")


def test_the_first_place_that_says_something_is_the_reason() -> None:
    assert reading.fault({"code": "c", "message": "m"}, "later") == TaskFault(code="c", message="m")
    assert reading.fault("content moderation") == TaskFault(message="content moderation", moderated=True)
    assert reading.fault({"code": "moderation_blocked"}) == TaskFault(code="moderation_blocked", moderated=True)


_NAMES = ("code", "message", "msg", "error", "type", "param", "success", "detail", "data", "url", "output")
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(_NAMES), inner, max_size=5),
    max_leaves=10,
)  # fmt: skip


@given(_json)
def test_whatever_a_body_is_its_readers_return_what_they_promise(body: object) -> None:
    found = reading.said_in(body)
    assert all(isinstance(part, str) for part in (found.code, found.words, found.kind, found.param))
    assert found.status == 0 or 400 <= found.status <= 599
    assert all(reading.is_url(url) for url in reading.result_urls(body))
    assert reading.fault(body) is None or found
    for value in (body, *(body.values() if isinstance(body, dict) else ())):
        number = reading.progress(value)
        assert number is None or 0 <= number <= 100
        moment = reading.when(value)
        assert moment is None or moment > 0
        reading.text(value).encode()
        reading.identifier(value).encode()


@pytest.mark.parametrize(("port", "good"), [(0, False), (1, True), (65535, True), (65536, False)])
def test_an_address_has_a_port_that_there_is(port: int, good: bool) -> None:
    assert reading.is_url(f"https://example.com:{port}/a.mp4") is good
