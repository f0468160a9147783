"""What the page of a panel may ask, and what it hears."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from grokwidget import Client, Studio, keys, providers
from grokwidget.errors import InvalidRequest
from tests.jobs.fake import Fake, Said, error
from tests.notebook.fake_page import FakePage

from ..waiting import until
from .asking import asked

pytestmark = pytest.mark.slow


def test_of_two_changes_that_come_in_the_wrong_order_the_newer_counts(make: Callable[..., Studio]) -> None:
    studio = make()
    asked(studio, "set", seq=7, values={"prompt": "the newer"})
    asked(studio, "set", seq=6, values={"prompt": "the older", "mode": "fun"})
    assert (studio.prompt, studio.mode) == ("the newer", "fun")


def test_what_the_page_sets_is_not_sent_back_to_it(make: Callable[..., Studio]) -> None:
    studio = make()
    page = FakePage(studio)
    page.ask("set", {"seq": 1, "values": {"prompt": "as it is typed"}})
    assert studio.prompt == "as it is typed"
    assert not [update for update in page.updates if "prompt" in update]
    studio.prompt = "as Python has it"
    assert page.updates[-1]["prompt"] == "as Python has it" or any("prompt" in each for each in page.updates)


def test_a_press_is_done_once_however_often_the_page_sends_it(make: Callable[..., Studio], fake: Fake) -> None:
    studio = make()
    page = FakePage(studio)
    press = {"id": "x-1", "kind": "generate", "body": {"seq": 1, "values": {"prompt": "a fox"}, "again": True}}
    for _ in range(3):
        page.tell(press)
    answers = [answer for answer, _ in page.answers if answer["id"] == "x-1"]
    assert len({json.dumps(answer) for answer in answers}) == 1
    studio.jobs[0].result()
    assert fake.creates == 1


def test_a_new_take_is_the_first_one_that_nothing_was_sent_for(make: Callable[..., Studio], fake: Fake) -> None:
    studio = make(prompt="a fox")
    studio.generate()
    for wanted in (2, 3):
        asked(studio, "generate", seq=wanted, values={"prompt": "a fox"}, again=True)
        assert studio.take == wanted
        studio.jobs[0].result()
    assert fake.creates == 3
    studio.prompt = "another fox"
    assert studio.take == 1


def test_a_locked_field_is_python_s_alone(make: Callable[..., Studio]) -> None:
    studio = make(prompt="a fox", locked=("provider", "model"))
    answer = asked(studio, "set", seq=1, values={"provider": "xai"})
    assert "service" in answer["error"]["message"]
    assert studio.provider == "aivideoapi"
    assert studio._options["locked"] == ["provider", "model"]
    studio.provider = "xai"
    assert studio.provider == "xai"


def test_a_key_reaches_the_kernel_and_nothing_else(
    make: Callable[..., Studio], caplog: pytest.LogCaptureFixture
) -> None:
    secret = "xai-0123456789abcdef-secret"
    studio = make(provider="xai", prompt="a fox")
    page = FakePage(studio)
    with caplog.at_level("DEBUG"):
        page.ask("key", {"provider": "xai", "value": secret})
    service = next(each for each in studio._options["providers"] if each["name"] == "xai")
    assert service["key"] == "found"
    everything = json.dumps([studio.get_state(), page.comm.sent, caplog.text, repr(studio)], default=str)
    assert secret not in everything
    assert "secret" not in everything.replace("_SECRET", "")
    keys.forget(providers.provider("xai"))


def test_a_wrong_key_is_refused_without_being_repeated(make: Callable[..., Studio]) -> None:
    answer = asked(make(), "key", provider="aivideoapi", value="xai-not-of-theirs")
    assert "error" in answer
    assert "xai-not-of-theirs" not in json.dumps(answer)


def test_an_error_of_generate_names_the_field_that_it_is_about(make: Callable[..., Studio]) -> None:
    studio = make()
    answer = asked(studio, "generate", seq=1, values={"prompt": "x" * 6000})
    assert answer["error"]["field"] == "prompt"
    assert "6000" in answer["error"]["message"]
    assert "6000" in studio._problems["prompt"]
    assert studio.jobs == ()


def test_a_price_that_needs_a_word_asks_for_it_and_yes_gives_it(
    make: Callable[..., Studio], client: Client, fake: Fake
) -> None:
    client.budget.ask_above(1, "credits", provider="aivideoapi")
    studio = make(prompt="a fox", duration=6)
    answer = asked(studio, "generate", seq=1, values={})
    assert answer["error"]["type"] == "NeedsConsent"
    assert fake.seen("create") == []
    answer = asked(studio, "generate", seq=2, values={}, yes=True)
    assert answer["result"]["id"] == studio.jobs[0].id
    studio.jobs[0].result()
    assert fake.creates == 1


def test_stop_resume_and_dismiss(make: Callable[..., Studio], fake: Fake) -> None:
    fake.gate.clear()
    studio = make(prompt="a fox")
    job = studio.submit()
    until(lambda: job.record.task_id)
    assert "error" not in asked(studio, "job.stop", id=job.id)
    until(lambda: studio._jobs[0]["state"]["status"] == "stopped")
    fake.gate.set()
    asked(studio, "job.resume", id=job.id)
    until(lambda: studio._jobs[0]["state"]["status"] == "done" and studio.jobs[0].done())
    assert fake.creates == 1
    asked(studio, "job.drop", id=job.id)
    assert studio.jobs == ()


def test_a_job_that_may_have_been_charged_is_closed_by_the_user_s_word_alone(
    make: Callable[..., Studio], fake: Fake
) -> None:
    fake.script["create"].append(Said(lose=True))
    studio = make(prompt="a fox")
    job = studio.submit()
    until(lambda: studio._jobs and studio._jobs[0]["state"]["status"] == "unknown")
    until(lambda: studio._price["standing"] == "unknown")
    asked(studio, "job.close", id=job.id)
    until(lambda: studio._price["standing"] == "new")
    assert fake.creates == 1


def test_a_failure_is_told_in_its_row(make: Callable[..., Studio], fake: Fake) -> None:
    fake.script["create"].append(error(402, "insufficient_credits", "not enough"))
    studio = make(prompt="a fox")
    studio.submit()
    until(lambda: studio._jobs[0]["state"]["status"] == "failed")
    assert "not enough" in studio._jobs[0]["state"]["message"]


def test_a_clip_s_last_frame_becomes_the_next_image(make: Callable[..., Studio]) -> None:
    studio = make(prompt="a fox")
    clip = studio.generate()
    studio.provider = "local"  # the other takes pictures by their public address only
    assert "error" not in asked(studio, "frame", file=f"{clip.job_id}:0")
    assert [facts["kind"] for facts in studio._images] == ["clip"]
    assert studio.images[0].value.sha256 == clip.sha256


def test_clips_can_be_shown_and_compared_by_their_keys(make: Callable[..., Studio]) -> None:
    studio = make(prompt="a red fox")
    one = studio.generate()
    studio.prompt = "a blue fox"
    two = studio.generate()
    asked(studio, "show", file=f"{one.job_id}:0")
    assert studio.clip == one
    told = asked(studio, "compare", files=[f"{one.job_id}:0", f"{two.job_id}:0"])["result"]
    assert [clip["prompt"] for clip in told["clips"]] == ["a red fox", "a blue fox"]
    assert told["differences"]
    assert "error" in asked(studio, "show", file="nothing:0")
    assert "error" in asked(studio, "show", file=f"{one.job_id}:7")


@pytest.mark.parametrize(("name", "exported"), [("gallery", "galleryView"), ("compare", "mount"), ("stage", "jobView")])
def test_the_parts_that_are_loaded_later_bring_code_style_and_words(
    make: Callable[..., Studio], name: str, exported: str
) -> None:
    told = asked(make(lang="zh"), "part", name=name)["result"]
    assert re.search(rf"export\{{[^}}]*\b{exported}\b", told["js"])
    assert ".gw-" in told["css"]
    assert list(told["words"]) == ["zh"]
    assert "error" in asked(make(), "part", name="../secrets")


def test_restoring_from_the_page_leaves_what_is_locked(make: Callable[..., Studio]) -> None:
    studio = make(prompt="a fox", duration=6)
    clip = studio.generate()
    other = make(provider="xai", prompt="mine", locked=("provider", "model", "duration"), duration=10)
    assert "error" not in asked(other, "restore", file=f"{clip.job_id}:0")
    assert (other.provider, other.prompt, other.duration) == ("xai", "a fox", 10)


def test_a_clip_whose_model_is_gone_changes_nothing_when_it_is_restored(make: Callable[..., Studio]) -> None:
    studio = make(prompt="a fox")
    clip = studio.generate()
    clip.record = clip.record.changed(model="grok-of-last-year")
    studio.prompt = "mine"
    with pytest.raises(InvalidRequest, match="grok-of-last-year"):
        studio.restore(clip)
    assert (studio.prompt, studio.model) == ("mine", None)


def test_a_clip_that_was_cut_out_of_another_has_no_request_to_restore(make: Callable[..., Studio]) -> None:
    studio = make(prompt="a fox")
    part = studio.generate().trim(0, 1)
    with pytest.raises(InvalidRequest, match="cut or joined"):
        studio.restore(part)
    assert studio.provider == "aivideoapi"


def test_pictures_that_come_at_the_same_time_are_all_kept(make: Callable[..., Studio]) -> None:
    studio = make(provider="local")
    together = threading.Barrier(6, timeout=10)

    def put(number: int) -> None:
        together.wait()
        studio._tray.add(Image.new("RGB", (8, 8), (number, 0, 0)))

    threads = [threading.Thread(target=put, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(studio.images) == len(studio._images) == 6


def test_whoever_observes_the_clip_may_wait_for_another_job(make: Callable[..., Studio], fake: Fake) -> None:
    studio = make(prompt="a red fox")
    came: list[Any] = []

    def go_on(change: Any) -> None:
        came.append(change.new)
        if len(came) == 1:
            studio.prompt = "a blue fox"
            studio.generate(timeout=20)

    studio.observe(go_on, "clip")
    studio.submit()
    until(lambda: len(came) == 2)
    assert [clip.prompt for clip in came] == ["a red fox", "a blue fox"]
    assert fake.creates == 2
