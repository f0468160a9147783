"""The curl of "copy as": run by a real shell, it sends what the provider's document prints."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image

from grokwidget import providers, recipes
from grokwidget.library import JobRecord
from grokwidget.local.service import Service
from grokwidget.providers import provider
from tests.client.prompts import NOT_IN_A_CELL, PROMPTS
from tests.local.quick import quick_service
from tests.providers.examples import Vector, all_vectors
from tests.providers.test_every_vector import _order

pytestmark = pytest.mark.slow

_KEY = "sk-dummy0123456789"


def _program(name: str) -> str:
    """A program, which must be there in CI."""
    found = shutil.which(name)
    if not found:
        pytest.skip(f"no {name} here")
    return found


def _shell(folder: Path, text: str, path: str = os.environ["PATH"], **variables: str) -> bytes:
    env = {"PATH": path, "NO_PROXY": "*", "LANG": "C.UTF-8", **variables}
    done = subprocess.run([_program("sh"), "-eu"], cwd=folder, env=env, input=text.encode(), capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def _sent(folder: Path, text: str) -> tuple[list[str], bytes]:
    """The arguments and the input that the shell gives to curl: read by a program of that name."""
    tools = folder / "tools"
    tools.mkdir(exist_ok=True)
    stand_in = tools / "curl"
    stand_in.write_text('#!/bin/sh\nprintf \'%s\\0\' "$@"\ncase "$*" in *@-*) cat;; esac\n', encoding="utf-8")
    stand_in.chmod(0o755)
    variables = {provider(name).key_variable or "_": _KEY for name in providers.names()}
    out = _shell(folder, text, f"{tools}:{os.environ['PATH']}", **variables)
    *arguments, rest = out.split(b"\0")
    return [argument.decode() for argument in arguments], rest


def _of_vector(vector: Vector, folder: Path) -> JobRecord:
    """The record of a document's example; its pictures are files in `folder`."""
    order = _order(vector)
    labels, keys = [], []
    for number, image in enumerate(order.images, 1):
        if image.url is not None and not image.url.startswith("data:"):
            labels.append(urlsplit(image.url).hostname or "")
            keys.append(f"url:{image.url}")
        else:
            kind = (image.mime or (image.url or "")[5:].partition(";")[0]).rpartition("/")[2]
            labels.append(f"it's picture {number}.{kind}")
            keys.append(f"sha256:{number}")
            Image.effect_noise((700, 700), 100).convert("RGB").save(folder / labels[-1])
    request = {"sends": dict(order.fields), "images": labels, "image_keys": keys, "operation": order.operation}
    return JobRecord(
        fingerprint="v1:0",
        provider=vector.provider,
        model=order.model.id,
        prompt=order.fields.get("prompt", ""),
        request=request | ({"source_video": order.source_video} if order.source_video else {}),
    )


def _short(value: Any) -> Any:
    """A body with the head of each data URL: the documents have words where the picture would be."""
    text = re.sub(r'(data:[a-z/]+;base64,)[^"]+', r"\1", json.dumps(value))
    return json.loads(text)


_CREATES = [pytest.param(one, id=str(one)) for one in all_vectors() if one.kind == "create-request"]


@pytest.mark.parametrize("vector", _CREATES)
def test_curl_sends_what_the_document_prints(vector: Vector, tmp_path: Path) -> None:
    arguments, given_body = _sent(tmp_path, recipes.curl(_of_vector(vector, tmp_path)) or "")
    api = provider(vector.provider)
    method, path, _ = vector.where
    assert arguments[:3] == ["-X", method, api.base_url + path]
    assert f"Authorization: Bearer {_KEY}" in arguments
    if vector.body is None:
        form = [argument for n, argument in enumerate(arguments) if arguments[n - 1] == "--form-string"]
        assert dict(field.split("=", 1) for field in form) == vector.raw["form"]
        files = [argument for n, argument in enumerate(arguments) if arguments[n - 1] == "-F"]
        assert len(files) == len(vector.raw.get("files", []))
        return
    body = json.loads(given_body or arguments[arguments.index("-d") + 1])
    callback = {"callback_url": vector.body["callback_url"]} if "callback_url" in vector.body else {}
    assert _short(body | callback) == _short(vector.body)
    assert "Content-Type: application/json" in arguments


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with quick_service(tmp_path_factory.mktemp("recipes")) as running:
        yield running


@pytest.mark.slow
@pytest.mark.parametrize("vector", _CREATES)
def test_the_local_service_takes_what_curl_sends(vector: Vector, service: Service, tmp_path: Path) -> None:
    _program("curl")
    api, record = provider(vector.provider), _of_vector(vector, tmp_path)
    text = (recipes.curl(record) or "").replace(api.base_url, service.url(api.name))
    text = text.replace("curl ", "curl --fail-with-body --silent --show-error ", 1)
    key = f"{api.key_prefix}{_KEY}"
    reply = providers.HttpReply(200, _shell(tmp_path, text, **{api.key_variable: key}))
    assert api.dialect.decode_create(reply).task_id


@pytest.mark.parametrize("prompt", [*PROMPTS, *NOT_IN_A_CELL])
@pytest.mark.parametrize("images", [["https://example.com/a.png"], ["cat.png", "it's $HOME.png"]])
def test_curl_has_the_prompt_to_the_letter(prompt: str, images: list[str], tmp_path: Path) -> None:
    contents = [os.urandom(200_000) for _ in images]  # longer than an argument may be
    for name, data in zip(images, contents, strict=True):
        if "://" not in name:
            (tmp_path / name).write_bytes(data)
    keys = [f"url:{name}" if "://" in name else "sha256:0" for name in images]
    record = JobRecord(
        fingerprint="v1:0",
        provider="apixgo",
        model="grok-image-video",
        prompt=prompt,
        request={"sends": {"prompt": prompt}, "images": images, "image_keys": keys},
    )
    arguments, given_body = _sent(tmp_path, recipes.curl(record) or "")
    body = json.loads(given_body or arguments[arguments.index("-d") + 1])
    assert body["prompt"] == prompt
    encoded = [f"data:image/png;base64,{base64.b64encode(data).decode()}" for data in contents]
    assert body["image_urls"] == [name if "://" in name else text for name, text in zip(images, encoded, strict=True)]


def test_a_form_has_its_texts_to_the_letter_and_its_file_by_name(tmp_path: Path) -> None:
    name = 'a "cat"; type=x\\.png'
    (tmp_path / name).write_bytes(b"picture")
    record = JobRecord(
        fingerprint="v1:0",
        provider="duoyuanx",
        model="grok-video-3",
        request={"sends": {"prompt": "@not a file;type=x"}, "images": [name], "image_keys": ["sha256:0"]},
    )
    arguments, _ = _sent(tmp_path, recipes.curl(record) or "")
    assert "prompt=@not a file;type=x" in arguments
    assert 'input_reference=@"a \\"cat\\"; type=x\\\\.png";type=image/png' in arguments


def test_where_only_addresses_are_taken_the_file_s_name_says_what_goes_there() -> None:
    record = JobRecord(
        fingerprint="v1:0",
        provider="aivideoapi",
        model="grok-imagine-image-to-video",
        request={"sends": {}, "images": ["my cat.png", "cat"], "image_keys": ["sha256:0", "sha256:1"]},
    )
    text = recipes.curl(record) or ""
    assert '"https://example.com/my%20cat.png"' in text
    assert '"https://example.com/cat"' in text


def test_an_address_where_only_bytes_are_taken_is_the_file_of_its_name() -> None:
    record = JobRecord(
        fingerprint="v1:0",
        provider="duoyuanx",
        model="grok-imagine-video",
        request={"sends": {}, "images": ["h", "h"], "image_keys": ["url:https://h/a/cat.jpg", "url:https://h/"]},
    )
    text = recipes.curl(record) or ""
    assert "data:image/jpeg;base64,$(base64 < cat.jpg | tr -d '\\n')" in text
    assert "data:image/png;base64,$(base64 < picture2.png | tr -d '\\n')" in text


@pytest.mark.parametrize(
    "record",
    [
        JobRecord(fingerprint="v1:0", provider="local", model="local-video"),
        JobRecord(fingerprint="v1:0", provider="nobody", model="local-video"),
        JobRecord(fingerprint="v1:0", provider="xai", model="grok-of-yore"),
        JobRecord(fingerprint="v1:0", provider="xai", model="grok-imagine-video", request={"operation": "paint"}),
        JobRecord(fingerprint="v1:0", provider="jimmyai", model="grok-1.5", request={"operation": "edit"}),
        JobRecord(
            fingerprint="v1:0", provider="xai", model="grok-imagine-video", request={"origin": "https://relay.example"}
        ),
    ],
    ids=["local", "no provider", "no model", "no operation", "not its operation", "another address"],
)
def test_there_is_no_curl_where_it_would_go_astray(record: JobRecord) -> None:
    assert recipes.curl(record) is None
    assert recipes.of(record)["python"]


def test_the_api_s_own_address_is_no_other_one() -> None:
    record = JobRecord(
        fingerprint="v1:0", provider="xai", model="grok-imagine-video", request={"origin": "https://api.x.ai"}
    )
    assert "$XAI_API_KEY" in (recipes.curl(record) or "")


@pytest.mark.parametrize("variable", ["MY RELAY", "9LIVES", "", "X;id", "KEY\u00c9"])
def test_a_key_variable_that_no_shell_could_have_gets_another_name(variable: str) -> None:
    providers.register(replace(provider("xai"), name="relay", key_variable=variable))
    record = JobRecord(fingerprint="v1:0", provider="relay", model="grok-imagine-video")
    assert '"Authorization: Bearer $API_KEY"' in (recipes.curl(record) or "")
