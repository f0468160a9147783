"""Every example that a service's document prints has a vector that holds it, and no vector comes from nowhere.

The documents are not part of this repository, so this guards the list: an example can't lose its vector, a vector can't
drift from what was printed. `python -m tests.providers.documents FOLDER` compares the list with the documents.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grokwidget import providers

from .documents import LIST, digest, main, printed
from .examples import Vector, all_vectors

_LISTED = json.loads(LIST.read_text(encoding="utf-8"))
_VECTORS = {(vector.provider, vector.name): vector for vector in all_vectors()}


def test_every_service_with_a_document_is_listed() -> None:
    assert set(_LISTED) == set(providers.names()) - {"local", "xai"}


@pytest.mark.parametrize("provider", sorted(_LISTED))
def test_every_example_of_a_document_has_a_vector_that_holds_it(provider: str) -> None:
    for example in _LISTED[provider]:
        assert example["vectors"], example
        for name in example["vectors"]:
            assert (provider, name) in _VECTORS, f"{example['heading']}: there is no vector {name}"
        if example["sha256"]:
            bodies = {digest(_VECTORS[provider, name].body) for name in example["vectors"]}
            assert bodies == {example["sha256"]}, example["heading"]


@pytest.mark.parametrize("vector", _VECTORS.values(), ids=str)
def test_a_vector_is_an_example_of_its_document_or_names_where_it_is_from(vector: Vector) -> None:
    listed = {name for example in _LISTED.get(vector.provider, []) for name in example["vectors"]}
    assert vector.name in listed or vector.raw.get("source")


_DOCUMENT = """Create
curl -X POST https://api.example.com/v1/videos \\
  -d '{
    "prompt": "a"
  }'

Answer
{
  "id": "t-1"
}
Ask
curl https://api.example.com/v1/videos/{id}
A set of {braces} in prose, and
{
  not JSON
}
"""


def test_an_example_is_told_from_prose() -> None:
    found = list(printed(_DOCUMENT))
    assert [one.sha256 for one in found] == [digest({"prompt": "a"}), digest({"id": "t-1"}), ""]
    assert [one.heading for one in found] == ["Create", "Answer", "Ask"]
    assert found[2].first == "curl https://api.example.com/v1/videos/{id}"


def test_a_digest_is_of_the_value_and_not_of_its_spelling() -> None:
    assert digest({"a": 1, "b": "é"}) == digest(json.loads('{ "b": "\\u00e9", "a": 1 }'))
    assert digest({"a": 1}) != digest({"a": "1"})


def test_an_example_that_is_not_listed_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for provider in _LISTED:
        (tmp_path / f"{provider}.md").write_text('{\n "new": "example"\n}\n', encoding="utf-8")
    assert main(str(tmp_path)) == 1
    said = capsys.readouterr().out
    assert all(f"{provider}: not listed: " in said for provider in _LISTED)
    assert "listed, not printed" in said
