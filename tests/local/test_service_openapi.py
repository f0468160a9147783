"""The service's own description is true: of its paths, of what it takes, and of how it answers."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.routing import Route

from grokwidget.local.dialects import PROVIDERS, all_halves
from grokwidget.local.service import Service

from .quick import examples, quick_service

pytestmark = pytest.mark.slow  # many exchanges with a real service: not for scripts/check

NEW_APIS = ("apixgo", "duoyuanx")
ROOT = Path(__file__).parents[2]
SETTINGS = """
[checks]
# Any key opens an account here; what a request without one gets is tested for each dialect.
ignored_auth.enabled = false

[[operations]]
# An id that nobody has is valid, and its task isn't there.
include-operation-id = ["poll", "poll_openai", "content"]
checks.positive_data_acceptance.expected-statuses = ["2xx", "400", "404"]
"""
NO_MODEL = """
[[operations]]
# A new-api says 503 of a model that it doesn't have; 500 and 502 are still faults of our own.
include-operation-id = "create"
checks.not_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", "503"]
"""
PLANS = """
[checks]
ignored_auth.enabled = false

[[operations]]
# Which fields go together is told in words.
include-operation-id = "plan"
checks.positive_data_acceptance.expected-statuses = ["2xx", "400"]
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with quick_service(tmp_path_factory.mktemp("openapi"), initial_balance=10**9, strict=True) as running:
        yield running


def _get(service: Service, path: str) -> dict[str, Any]:
    reply = httpx.get(service.address + path, trust_env=False)
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_path_of_a_dialect_is_described_and_no_other(provider: str, service: Service) -> None:
    described = _get(service, f"/{provider}/openapi.json")
    routes = [route for route in all_halves(service.desk)[provider].routes() if isinstance(route, Route)]
    meant = {(route.path, method.lower()) for route in routes for method in (route.methods or ()) if method != "HEAD"}
    assert {(path, method) for path, item in described["paths"].items() for method in item} == meant
    assert described["servers"] == [{"url": service.url(provider)}]


def test_the_whole_description_has_every_dialect_under_its_prefix(service: Service) -> None:
    whole = _get(service, "/openapi.json")["paths"]
    for provider in PROVIDERS:
        for path in _get(service, f"/{provider}/openapi.json")["paths"]:
            assert f"/{provider}{path}" in whole
    assert {"/_control/faults", "/_control/counts"} <= whole.keys()


def test_no_two_operations_have_the_same_name_and_every_link_leads_to_one(service: Service) -> None:
    operations = [one for item in _get(service, "/openapi.json")["paths"].values() for one in item.values()]
    names = [one["operationId"] for one in operations]
    assert len(names) == len(set(names))
    links = [
        link["operationId"]
        for one in operations
        for reply in one["responses"].values()
        for link in reply.get("links", {}).values()
    ]
    assert links
    assert set(links) <= set(names)


def test_a_provider_that_nobody_knows_has_no_description(service: Service) -> None:
    assert httpx.get(f"{service.address}/nobody/openapi.json", trust_env=False).status_code == 404


@pytest.mark.parametrize(
    ("provider", "example"),
    [
        (provider, one)
        for provider in PROVIDERS
        for kind in ("create", "create-request")
        for one in (examples(provider, kind) if provider != "local" else [])
        if isinstance(one.get("body"), dict)
    ],
    ids=lambda value: value["name"] if isinstance(value, dict) else value,
)
def test_every_request_of_the_documents_fits_the_description(
    provider: str, example: dict[str, Any], service: Service
) -> None:
    jsonschema = pytest.importorskip("jsonschema_rs")
    item = _get(service, f"/{provider}/openapi.json")["paths"][example["path"]]
    schema = item["post"]["requestBody"]["content"]["application/json"]["schema"]
    jsonschema.validator_for(schema).validate(example["body"])


def _probed(service: Service, folder: Path, path: str, settings: str, *more: str) -> str:
    if importlib.util.find_spec("schemathesis") is None:
        pytest.skip("schemathesis is not installed")
    (folder / "settings.toml").write_text(settings)
    command = [sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()"]
    command += ["--config-file", "settings.toml", "run", service.address + path]
    command += ["--generation-deterministic", "--max-examples", "25", "--suppress-health-check", "all"]
    command += ["-H", "Authorization: Bearer sk-invented", *more]
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "SCHEMATHESIS_HOOKS": "tests.local.invented"}
    env |= {"NO_COLOR": "1", "NO_PROXY": "*", "HOME": str(folder), "PYTHONUTF8": "1"}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=300, encoding="utf-8")
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    return done.stdout


@pytest.mark.slow
@pytest.mark.matrix
@pytest.mark.timeout(300)
@pytest.mark.parametrize("provider", PROVIDERS)
def test_whatever_is_sent_is_answered_as_described_and_never_with_a_fault_of_our_own(
    provider: str, service: Service, tmp_path: Path
) -> None:
    told = _probed(
        service, tmp_path, f"/{provider}/openapi.json", SETTINGS + (NO_MODEL if provider in NEW_APIS else "")
    )
    found = re.search(r"(\d+) generated", told)
    assert found, told
    assert int(found[1]) > 100


@pytest.mark.slow
@pytest.mark.matrix
@pytest.mark.timeout(300)
def test_whatever_is_planned_is_answered_as_described(service: Service, tmp_path: Path) -> None:
    _probed(
        service, tmp_path, "/openapi.json", PLANS, "--include-path-regex", "^/_control", "--phases", "coverage,fuzzing"
    )
    service.options.faults.forget()
