"""A finished video is fetched whole or not at all, from where it may be fetched, and the key stays at home."""

from __future__ import annotations

import shutil
import threading
from collections import namedtuple
from typing import Any

import pytest

from grokwidget import Client
from grokwidget.errors import ClipInvalid, LibraryError, ResultUnavailable, UpstreamError
from grokwidget.jobs import download, way
from grokwidget.library import JobRecord, JobStatus

from .fake import HANG, HTML, LOST, RESET, Fake, Said, document

pytestmark = pytest.mark.slow


def _parts(client: Client) -> list[str]:
    return [path.name for path in client.library.path.rglob("*.part")]


def test_a_clip_has_the_providers_own_bytes_and_the_key_goes_to_no_other_origin(client: Client, fake: Fake) -> None:
    clip = client.generate("a fox")
    assert clip.path.read_bytes() == fake.video
    (got,) = fake.seen("file")
    assert "authorization" not in got.headers
    assert _parts(client) == []


def test_a_cut_is_continued_where_it_was_cut(client: Client, fake: Fake) -> None:
    third = len(fake.video) // 3
    fake.script["file"] = [Said(cut=third), Said(cut=third)]
    clip = client.generate("a fox")
    assert clip.path.read_bytes() == fake.video
    ranges = [request.headers.get("range") for request in fake.seen("file")]
    assert ranges[0] is None
    assert ranges[1] == f"bytes={third}-"
    assert fake.seen("file")[1].headers["if-range"] == '"v1"'


@pytest.mark.parametrize("fault", [LOST, RESET, HTML, Said(500), Said(429, headers={"Retry-After": "0"}), Said(200)])
def test_a_fault_of_the_file_server_is_survived(client: Client, fake: Fake, fault: Said) -> None:
    fake.script["file"] = [fault]
    assert client.generate("a fox").path.read_bytes() == fake.video


def test_a_file_that_changed_between_two_tries_is_fetched_from_the_start(client: Client, fake: Fake) -> None:
    whole = Said(200, fake.video, {"ETag": '"v2"', "Content-Type": "video/mp4"})
    fake.script["file"] = [Said(cut=1000), whole]
    assert client.generate("a fox").path.read_bytes() == fake.video


def test_another_range_than_asked_for_is_not_pasted_in(client: Client, fake: Fake) -> None:
    size = len(fake.video)
    wrong = Said(206, fake.video[50:], {"Content-Range": f"bytes 50-{size - 1}/{size}"})
    fake.script["file"] = [Said(cut=1000), wrong]
    assert client.generate("a fox").path.read_bytes() == fake.video


@pytest.mark.parametrize("status", [403, 404, 410])
def test_an_expired_address_is_had_anew_from_the_task(client: Client, fake: Fake, status: int) -> None:
    fake.urls = lambda task: [f"{fake.files}/{task}.mp4?sig={len(fake.seen('poll'))}"]
    fake.script["file"] = [Said(status)]
    assert client.generate("a fox").path.read_bytes() == fake.video
    first, second = fake.seen("file")
    assert first.path != second.path


def test_an_address_that_stays_dead_is_said_to_be_paid_for_and_is_tried_again_later(client: Client, fake: Fake) -> None:
    fake.always["file"] = Said(410)
    job = client.submit("a fox")
    with pytest.raises(ResultUnavailable, match="probably charged"):
        job.result(30)
    assert job.status is JobStatus.EXPIRED
    del fake.always["file"]
    assert client.generate("a fox").path.exists()
    assert fake.creates == 1


def test_json_that_says_where_the_video_is_is_understood(client: Client, fake: Fake) -> None:
    fake.script["file"] = [document({"video_url": f"{fake.files}/real.mp4"})]
    assert client.generate("a fox").path.read_bytes() == fake.video
    assert fake.seen("file")[1].path == "/real.mp4"


def test_json_in_place_of_the_video_is_told_as_what_it_says(client: Client, fake: Fake) -> None:
    fake.always["file"] = document({"error": {"message": "upstream bucket is gone"}})
    with pytest.raises(ResultUnavailable, match="upstream bucket is gone"):
        client.generate("a fox")


def test_the_key_stays_behind_when_the_apis_own_address_leads_elsewhere_and_back(client: Client, fake: Fake) -> None:
    fake.urls = lambda task: [f"{fake.url}/content/{task}"]
    fake.script["file"] = [
        Said(302, headers={"Location": f"{fake.files}/hop"}),
        Said(302, headers={"Location": f"{fake.url}/back"}),
    ]
    assert client.generate("a fox").path.exists()
    keys = ["authorization" in request.headers for request in fake.seen("file")]
    assert keys == [True, False, False]


def test_an_address_that_leads_on_and_on_is_given_up(client: Client, fake: Fake) -> None:
    fake.always["file"] = Said(302, headers={"Location": "/round"})
    with pytest.raises(ResultUnavailable, match="leads on and on"):
        client.generate("a fox")
    assert len(fake.seen("file")) == 6


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://host/x"])
def test_a_redirect_to_what_is_no_web_address_is_refused(client: Client, fake: Fake, location: str) -> None:
    fake.always["file"] = Said(302, headers={"Location": location})
    with pytest.raises(ResultUnavailable, match="for safety"):
        client.generate("a fox")


def test_too_much_is_not_fetched(client: Client, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "MOST_BYTES", len(fake.video) - 1)
    with pytest.raises(ResultUnavailable, match="bigger than"):
        client.generate("a fox")


def test_a_body_without_a_length_is_bounded_too(client: Client, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "MOST_BYTES", 1000)
    chunk = b"%x\r\n%s\r\n0\r\n\r\n" % (len(fake.video), fake.video)
    fake.always["file"] = Said(200, chunk, {"Transfer-Encoding": "chunked", "Content-Length": ""})
    with pytest.raises(ResultUnavailable, match="bigger than"):
        client.generate("a fox")


def test_a_full_disk_is_noticed_before_the_first_byte_and_nothing_is_lost(
    client: Client, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    real = shutil.disk_usage
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10**9, 10**9, 10**6))
    job = client.submit("a fox")
    with pytest.raises(LibraryError, match="no room"):
        job.result(20)
    assert job.status is JobStatus.DOWNLOADING
    monkeypatch.setattr(shutil, "disk_usage", real)
    assert client.generate("a fox").path.exists()
    assert fake.creates == 1


def test_what_is_no_whole_video_is_kept_aside_and_never_shown_as_done(client: Client, fake: Fake) -> None:
    broken = Said(200, fake.video[:2000], {"Content-Type": "video/mp4"})
    fake.script["file"] = [broken, broken]
    job = client.submit("a fox")
    with pytest.raises(ClipInvalid, match="kept as"):
        job.result(20)
    assert job.status is JobStatus.DOWNLOADING
    assert list(client.library.path.glob("*.mp4")) == []
    assert client.generate("a fox").path.read_bytes() == fake.video
    assert fake.creates == 1


def test_a_file_that_is_broken_once_is_simply_fetched_again(client: Client, fake: Fake) -> None:
    fake.script["file"] = [Said(200, fake.video[:2000], {"Content-Type": "video/mp4"})]
    assert client.generate("a fox").path.read_bytes() == fake.video


def test_a_server_that_breaks_off_without_end_is_given_up_and_the_job_stays(client: Client, fake: Fake) -> None:
    fake.always["file"] = LOST
    job = client.submit("a fox", timeout=2)
    with pytest.raises((UpstreamError, TimeoutError)):
        job.result(20)
    assert job.status is JobStatus.DOWNLOADING


def test_several_results_are_all_kept_and_what_is_no_video_among_them_is_left_out(client: Client, fake: Fake) -> None:
    fake.urls = lambda task: [f"{fake.files}/{task}.mp4", f"{fake.files}/gone.jpg", f"{fake.files}/{task}-2.mp4"]
    jpeg = Said(200, b"\xff\xd8\xff\xe0 no video", {"Content-Type": "image/jpeg"})
    fake.script["file"] = [Said(200, fake.video), jpeg, jpeg]
    job = client.submit("a fox")
    job.result(30)
    assert [clip.path.exists() for clip in job.clips] == [True, True]


def test_that_a_clip_is_being_fetched_is_on_record_when_it_takes_a_moment(
    client: Client, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = threading.Event()
    ledger, real = client.library.ledger, client.library.ledger.update

    def update(job_id: str, **changes: Any) -> JobRecord:
        record = real(job_id, **changes)
        if record.status is JobStatus.DOWNLOADING:
            written.set()
        return record

    monkeypatch.setattr(ledger, "update", update)
    monkeypatch.setattr(way, "_MOMENT", 0.05)
    fake.script["file"] = [HANG]
    job = client.submit("a fox")
    assert written.wait(20)
    assert job.status is JobStatus.DOWNLOADING
    job.stop()
    assert client.generate("a fox").path.read_bytes() == fake.video
    assert fake.creates == 1


def test_a_clip_that_is_here_at_once_is_written_down_once(
    client: Client, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    ledger, real = client.library.ledger, client.library.ledger.update

    def update(job_id: str, **changes: Any) -> JobRecord:
        record = real(job_id, **changes)
        seen.append(record.status)
        return record

    monkeypatch.setattr(ledger, "update", update)
    monkeypatch.setattr(way, "_MOMENT", 60.0)
    told = []
    job = client.submit("a fox")
    job.on_update(lambda each: told.append(each.status))
    job.result(20)
    assert JobStatus.DOWNLOADING in told
    assert seen[-1] is JobStatus.DONE
    assert JobStatus.DOWNLOADING not in seen
