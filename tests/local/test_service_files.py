"""The second origin: signed URLs that expire, with Range, and never with a key."""

from __future__ import annotations

import re
import time
from typing import Any
from urllib.parse import urlsplit

import pytest

from grokwidget.local.service import Service
from grokwidget.local.signing import Signer, Verdict

from .caller import Caller, bare
from .conftest import Make

pytestmark = pytest.mark.slow

DAY = 24 * 3600


def _url(about: dict[str, Any]) -> str:
    return str(about["output"]["urls"][0])


def test_a_result_lies_on_another_origin_than_the_api(finished: dict[str, Any], shared_service: Service) -> None:
    assert _url(finished).startswith(shared_service.files_address + "/")
    assert shared_service.files_address != shared_service.address


def test_a_whole_file_says_its_length_and_that_it_takes_ranges(finished: dict[str, Any]) -> None:
    with bare() as client:
        reply = client.get(_url(finished))
        assert (reply.status_code, reply.headers["content-type"]) == (200, "video/mp4")
        assert reply.headers["accept-ranges"] == "bytes"
        assert int(reply.headers["content-length"]) == len(reply.content)
        assert reply.content[4:8] == b"ftyp"
        head = client.head(_url(finished))
        assert (head.status_code, head.headers["content-length"]) == (200, str(len(reply.content)))


@pytest.mark.parametrize(
    ("asked", "start", "end"), [("bytes=0-99", 0, 100), ("bytes=100-", 100, None), ("bytes=-50", -50, None)]
)
def test_a_range_is_answered_with_206_and_just_those_bytes(
    asked: str, start: int, end: int | None, finished: dict[str, Any]
) -> None:
    with bare() as client:
        whole = client.get(_url(finished)).content
        reply = client.get(_url(finished), headers={"Range": asked})
    assert reply.status_code == 206
    assert reply.content == whole[start:end]
    first = start % len(whole)
    assert reply.headers["content-range"] == f"bytes {first}-{first + len(reply.content) - 1}/{len(whole)}"


def test_a_range_beyond_the_end_is_416(finished: dict[str, Any]) -> None:
    with bare() as client:
        reply = client.get(_url(finished), headers={"Range": "bytes=999999999-"})
    assert reply.status_code == 416
    assert re.fullmatch(r"bytes \*/\d+", reply.headers["content-range"])


def test_a_key_sent_along_is_refused_as_an_object_store_refuses_it(finished: dict[str, Any]) -> None:
    with bare() as client:
        reply = client.get(_url(finished), headers={"Authorization": "Bearer sk-test"})
    assert reply.status_code == 400
    assert "<Code>InvalidArgument</Code>" in reply.text


@pytest.mark.parametrize(
    "spoil",
    [
        lambda url: url[:-1] + ("0" if url[-1] != "0" else "1"),
        lambda url: url.partition("?")[0],
        lambda url: re.sub(r"expires=\d+", "expires=99999999999", url),
        lambda url: re.sub(r"expires=\d+", "expires=soon", url),
        lambda url: re.sub(r"/[^/]*\.mp4", "/service.db", url),
        lambda url: url.replace("/local/videos/", "/aivideoapi/videos/"),
    ],
    ids=["another signature", "no signature", "a later end", "no number", "another file", "another provider"],
)
def test_a_url_that_was_changed_is_refused_with_an_xml_body(spoil: Any, finished: dict[str, Any]) -> None:
    with bare() as client:
        reply = client.get(spoil(_url(finished)))
    assert reply.status_code == 403
    assert reply.headers["content-type"].startswith("application/xml")
    assert "<Error><Code>SignatureDoesNotMatch</Code>" in reply.text


@pytest.mark.parametrize("path", ["/", "/local/videos/..%2f..%2fservice.db", "/local/v1/credits", "/nothing"])
def test_nothing_but_results_is_on_the_origin_of_results(path: str, shared_service: Service) -> None:
    with bare() as client:
        assert client.get(shared_service.files_address + path).status_code in (403, 404)


@pytest.mark.slow
def test_after_a_day_the_url_is_dead_and_the_file_is_gone(serve: Make) -> None:
    late = [0.0]
    caller = serve(clock=lambda: time.time() + late[0])
    about = caller.ended(caller.task())
    folder = caller.service.options.folder / "files"
    with bare() as client:
        late[0] = DAY - 60
        assert client.get(_url(about)).status_code == 200
        late[0] = DAY + 60
        reply = client.get(_url(about))
        assert (reply.status_code, "has expired" in reply.text) == (403, True)
        assert client.get(_url(caller.poll(about["id"]))).status_code == 403, "the task's URL has the task's lifetime"
    caller.service.stop()
    assert list(folder.iterdir())
    late[0] = DAY + 2 * 3600
    with Service(caller.service.options) as again, Caller(again) as later:
        assert not list(folder.iterdir())
        assert later.poll(about["id"])["status"] == "completed", "what was made stays on record"


def test_a_signature_is_good_for_its_own_path_until_its_end() -> None:
    signer = Signer(b"secret")
    query = dict(part.split("=") for part in urlsplit(signer.signed("/a", 100)).query.split("&"))
    assert signer.judge("/a", query["expires"], query["signature"], 99.9) is Verdict.GOOD
    assert signer.judge("/a", query["expires"], query["signature"], 100) is Verdict.EXPIRED
    assert signer.judge("/b", query["expires"], query["signature"], 99) is Verdict.WRONG
    assert Signer(b"other").judge("/a", query["expires"], query["signature"], 99) is Verdict.WRONG
    assert signer.judge("/a", "٩٩", query["signature"], 99) is Verdict.WRONG
