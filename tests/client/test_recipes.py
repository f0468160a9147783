""" "Copy as": a recipe is run, or read by what reads such things, and asks for the very same again."""

from __future__ import annotations

import base64
import io
import sys
import types
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.inputtransformer2 import TransformerManager
from PIL import Image

from grokwidget import recipes
from grokwidget.jobs.plan import prepare
from grokwidget.library import JobRecord
from grokwidget.messages import catalogue
from grokwidget.notebook.arguments import fill, parse
from grokwidget.providers import provider
from grokwidget.request import ImageRef, VideoRequest, as_image
from tests.client.prompts import NOT_IN_A_CELL, PROMPTS

_TEXT = st.text(
    st.characters(codec="utf-8") | st.sampled_from("'\"\\\n{}>.% \tIn[1]:-@x狐"), min_size=1, max_size=200
).filter(lambda text: bool(text.strip()))


def _record(prompt: str = "a fox", *, rehearsal: bool = False, name: str = "local", **fields: Any) -> JobRecord:
    """What the ledger would hold of such a request."""
    plan = prepare(VideoRequest.of(prompt, **fields), provider(name), rehearsal=rehearsal)
    return plan.record(owner="me", key_alias=None)


def _asked(record: JobRecord, **more: Any) -> VideoRequest:
    """The request that a record is of, but for its pictures."""
    known = VideoRequest.model_fields.keys() - {"images"}
    return VideoRequest.of(**{name: value for name, value in record.request.items() if name in known}, **more)


class _Shelf(list[Any]):
    """The clips of a library."""


def _run(text: str, monkeypatch: pytest.MonkeyPatch, *clips: Any, **variables: Any) -> dict[str, Any]:
    """What a Python recipe calls `generate` with."""
    calls: list[dict[str, Any]] = []

    class Client:
        library = _Shelf(clips)

        def generate(self, prompt: str, **fields: Any) -> str:
            calls.append({"prompt": prompt, **fields})
            return "the clip"

    package = types.ModuleType("grokwidget")
    package.Client = Client  # type: ignore[attr-defined]  # stands in for the package
    with monkeypatch.context() as patched:
        patched.setitem(sys.modules, "grokwidget", package)
        names = dict(variables)
        exec(compile(text, "recipe", "exec"), names)
    assert names["clip"] == "the clip"
    (call,) = calls
    return call


def _cell(text: str, **variables: Any) -> tuple[VideoRequest, bool]:
    """What a `%%grokvideo` cell asks for, read by IPython and by the magic's own parser; and whether it rehearses."""
    code = TransformerManager().transform_cell(text)  # type: ignore[no-untyped-call]  # IPython has no types here
    seen: list[tuple[str, str, str]] = []
    shell = types.SimpleNamespace(run_cell_magic=lambda *told: seen.append(told))
    exec(code, {"get_ipython": lambda: shell})
    ((magic, line, body),) = seen
    assert magic == "grokvideo"
    asked = parse(line, variables)
    assert asked.name == "clip"
    return asked.request(fill(body, variables)), asked.rehearse


def _choices(request: VideoRequest) -> dict[str, Any]:
    return request.model_dump(exclude={"images"})


# -- Python -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prompt", [*PROMPTS, *NOT_IN_A_CELL])
def test_the_call_has_the_prompt_to_the_letter(prompt: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = recipes.python(_record(prompt))
    assert _run(text, monkeypatch)["prompt"] == prompt.strip()
    assert text.isascii() or all(character.isprintable() for character in text.replace("\n", ""))
    assert all(len(line) <= 160 for line in text.splitlines())


@given(_TEXT)
def test_any_prompt_survives_the_call(prompt: str) -> None:
    record = JobRecord(fingerprint="v1:0", provider="local", model="local-video", prompt=prompt)
    with pytest.MonkeyPatch.context() as monkeypatch:
        assert _run(recipes.python(record), monkeypatch)["prompt"] == prompt


def test_the_call_names_what_was_set_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    call = _run(recipes.python(_record("a fox", duration=6)), monkeypatch)
    assert call == {"prompt": "a fox", "provider": "local", "model": "local-video", "duration": 6}
    assert isinstance(call["duration"], int)
    everything: dict[str, Any] = {
        "aspect_ratio": "16:9",
        "resolution": "720p",
        "duration": 7,
        "mode": "fun",
        "nsfw_checker": False,
        "take": 3,
    }
    call = _run(recipes.python(_record("a fox", **everything)), monkeypatch)
    assert call == {"prompt": "a fox", "provider": "local", "model": "local-video", **everything}


def test_a_rehearsal_is_rehearsed_again_and_a_real_request_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    rehearsed = _record(name="xai", rehearsal=True)
    assert _run(recipes.python(rehearsed), monkeypatch)["rehearse"] is True
    assert _cell(recipes.magic(rehearsed))[1] is True
    real = _record(name="xai")
    assert "rehearse" not in _run(recipes.python(real), monkeypatch)
    assert _cell(recipes.magic(real))[1] is False


def test_short_prompts_stand_on_one_line_and_verses_keep_theirs() -> None:
    assert '    "a red fox",\n' in recipes.python(_record("a red fox"))
    assert '    """a red fox\nruns\nand runs""",\n' in recipes.python(_record("a red fox\nruns\nand runs"))


# -- the cell ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prompt", PROMPTS)
def test_the_cell_has_the_prompt_as_its_body(prompt: str) -> None:
    record = _record(prompt, aspect_ratio="9:16", duration=6, nsfw_checker=True, take=2)
    text = recipes.magic(record)
    assert text.partition("\n")[2] == prompt.strip()
    assert _choices(_cell(text)[0]) == _choices(_asked(record))


@pytest.mark.parametrize("prompt", NOT_IN_A_CELL)
def test_what_a_cell_would_change_comes_as_the_call_and_says_why(prompt: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = recipes.magic(_record(prompt))
    assert text.startswith("# A %%grokvideo cell would read this prompt otherwise")
    assert _run(text, monkeypatch)["prompt"] == prompt
    monkeypatch.setenv("GROKWIDGET_LANG", "zh")
    assert catalogue()["recipe.no_cell"]["zh"] in recipes.magic(_record(prompt))


@given(_TEXT)
def test_any_prompt_is_read_back_from_the_cell_or_is_none_for_a_cell(prompt: str) -> None:
    record = JobRecord(fingerprint="v1:0", provider="local", model="local-video", prompt=prompt.strip())
    text = recipes.magic(record)
    if text.startswith("%%"):
        assert _cell(text)[0].prompt == VideoRequest.of(prompt.strip()).prompt
    else:
        with pytest.MonkeyPatch.context() as monkeypatch:
            assert _run(text, monkeypatch)["prompt"] == record.prompt


@pytest.mark.parametrize("flag", [True, False])
def test_every_choice_is_a_flag_that_the_magic_reads(flag: bool) -> None:
    record = _record("a fox", aspect_ratio="16:9", resolution="720p", duration=7, mode="fun", nsfw_checker=flag, take=3)
    assert _choices(_cell(recipes.magic(record))[0]) == _choices(_asked(record))


# -- pictures and videos ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["cat.png", 'it\'s a "cat".png', "cat", "{cat}", "-cat.png", "data:x", "猫 🐱.png"])
def test_a_file_is_named_so_that_both_read_it_as_a_file(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Image.new("RGB", (64, 64)).save(tmp_path / name, "PNG")
    record = _record("like @image1", images=[tmp_path / name])
    (given_to_python,) = _run(recipes.python(record), monkeypatch)["images"]
    (read,) = _cell(recipes.magic(record), cat=1)[0].images
    for image in (as_image(given_to_python), read):
        assert image.kind == "path"
        assert image.value.resolve() == tmp_path / name


def test_a_file_whose_name_is_no_line_comes_as_the_call() -> None:
    record = JobRecord(
        fingerprint="v1:0",
        provider="local",
        model="local-video",
        prompt="x",
        request={"images": ["a\nb.png"], "image_keys": ["sha256:0"]},
    )
    assert recipes.magic(record).startswith("#")


def test_an_address_is_itself_without_its_signature(monkeypatch: pytest.MonkeyPatch) -> None:
    record = _record("x", images=["https://example.com/cat.png?sig=secret"])
    assert _run(recipes.python(record), monkeypatch)["images"] == ["https://example.com/cat.png"]
    (image,) = _cell(recipes.magic(record))[0].images
    assert (image.kind, image.value) == ("url", "https://example.com/cat.png")
    assert "secret" not in str(recipes.of(record))


class _Clip:
    """A clip, as far as a request looks at it."""

    sha256 = "ab" * 32
    path = Path("fox.mp4")
    provider = "xai"
    task_id = "t"
    record = JobRecord(fingerprint="v1:0", provider="xai", model="grok-imagine-video")

    def last_frame(self) -> None:
        """Never looked at."""


def test_a_clip_is_found_in_the_library_by_the_call_and_is_a_variable_in_the_cell(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clip, other = _Clip(), types.SimpleNamespace(sha256="00")
    record = _record("x", images=["https://example.com/a.png", clip])
    call = _run(recipes.python(record), monkeypatch, other, clip)
    assert call["images"] == ["https://example.com/a.png", clip]
    assert _cell(recipes.magic(record), picture2=clip)[0].images[1].value is clip
    another_frame = _record("x", images=[ImageRef("clip", clip, "fox.mp4", index=3)])
    assert "client.library" not in recipes.python(another_frame)


@pytest.mark.parametrize("operation", ["edit", "extend"])
def test_an_edit_or_an_extension_names_its_video(operation: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clip: Any = _Clip()
    request = VideoRequest.of("x", operation=operation, source_video=clip)
    record = prepare(request, provider("xai"), source=clip).record(owner="me", key_alias=None)
    call = _run(recipes.python(record), monkeypatch, clip)
    assert (call["operation"], call["source_video"]) == (operation, clip)
    read = _cell(recipes.magic(record), source=clip)[0]
    assert (read.operation, read.source_video) == (operation, f"clip:{clip.sha256}")
    sent = recipes.curl(record) or ""
    assert "https://example.com/clip.mp4" in sent
    assert clip.sha256 not in sent

    record = _record("x", name="xai", operation=operation, source_video="https://example.com/fox.mp4?sig=1")
    assert _run(recipes.python(record), monkeypatch)["source_video"] == "https://example.com/fox.mp4"
    assert _cell(recipes.magic(record))[0].source_video == "https://example.com/fox.mp4"
    assert '"url": "https://example.com/fox.mp4"' in (recipes.curl(record) or "")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_only_the_notebook_had_is_a_variable_that_a_comment_explains(
    lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROKWIDGET_LANG", lang)
    picture = Image.new("RGB", (64, 64))
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    address = "data:image/png;base64," + base64.b64encode(stream.getvalue()).decode()
    record = _record("x", images=[picture, stream.getvalue(), address])
    mine = {f"picture{n}": f"mine{n}.png" for n in (1, 2, 3)}
    monkeypatch.setenv("GROKWIDGET_LANG", "en")  # made in one language, copied in another
    text = recipes.python(record)
    assert _run(text, monkeypatch, **mine)["images"] == list(mine.values())
    assert [line.partition(":")[0] for line in text.splitlines() if line[:1] == "#"] == [f"# {name}" for name in mine]
    images = {f"picture{n}": [as_image(f"mine{n}.png")] for n in (1, 2, 3)}
    assert [one.label for one in _cell(recipes.magic(record), **images)[0].images] == list(mine.values())


@pytest.mark.slow
def test_the_recipes_of_a_real_clip_find_it_in_the_library(own_folders: Path) -> None:
    from grokwidget import Client

    first = Client().generate("a fox;\nit's “fast”", duration=1, aspect_ratio="1:1")
    for clip in (first, Client().generate("on", duration=1, images=[first])):
        names: dict[str, Any] = {}
        exec(str(recipes.of(clip)["python"]), names)
        assert names["clip"] == clip
        assert names["clip"].from_library
