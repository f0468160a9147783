"""Services for the tests: one that all may share for questions, and one of a test's own for everything else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from grokwidget.local.options import Options
from grokwidget.local.service import Service

from .caller import Caller

Make = Callable[..., Caller]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Make]:
    """Start a service with some options, and call one of its providers: `serve("aivideoapi", initial_balance=3)`."""
    with ExitStack() as stack:

        def make(provider: str = "local", *, key: str = "sk-test", **options: Any) -> Caller:
            chosen = Options(**{"folder": tmp_path / "service", "callback_pauses": (0.0, 0.01), **options})
            service = stack.enter_context(Service(chosen))
            return stack.enter_context(Caller(service, provider, key))

        yield make


@pytest.fixture(scope="session")
def shared_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service for tests that only ask, and change nothing that others see."""
    options = Options(folder=tmp_path_factory.mktemp("service"), rate_limit=None, initial_balance=10**9)
    with Service(options) as service:
        yield service


@pytest.fixture(scope="session")
def undrawn_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that takes whatever it is asked for and draws none of it, for tests of the answer alone."""
    options = Options(
        folder=tmp_path_factory.mktemp("undrawn"),
        rate_limit=None,
        initial_balance=10**9,
        worker=(sys.executable, "-c", "import sys; sys.stdin.read()"),
    )
    with Service(options) as service:
        yield service


@pytest.fixture
def local(shared_service: Service) -> Iterator[Caller]:
    """A caller of the shared service's own catalog."""
    with Caller(shared_service) as caller:
        yield caller


@pytest.fixture
def aivideoapi(shared_service: Service) -> Iterator[Caller]:
    """A caller of the shared service in the real service's dialect and catalog."""
    with Caller(shared_service, "aivideoapi") as caller:
        yield caller


@pytest.fixture(scope="session")
def finished(shared_service: Service) -> dict[str, Any]:
    """A finished task of the shared service: one second, drawn by the real renderer."""
    with Caller(shared_service) as caller:
        about = caller.ended(caller.task())
        assert about["status"] == "completed", about
        return about
