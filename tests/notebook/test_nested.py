"""Nested event loops: only by the user's wish, and never where they do harm."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from importlib import metadata
from typing import Any

import pytest

from grokwidget.errors import Money, SettingsError
from grokwidget.notebook import nested

_ASKS = """
import asyncio
from grokwidget import allow_nested_loops

async def outer():
    used = allow_nested_loops()
    async def inner():
        await asyncio.sleep(0)
        return 42
    return used, asyncio.run(inner()), allow_nested_loops()

print(*asyncio.run(outer()))
"""
#: Hides one package from `importlib.metadata`, as if it were not installed.
_WITHOUT = """
from importlib import metadata
real = metadata.version
def version(name):
    if name == {hidden!r}:
        raise metadata.PackageNotFoundError(name)
    return real(name)
metadata.version = version
"""


def _python(code: str) -> str:
    run = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True)
    return run.stdout.strip()


def test_afterwards_asyncio_run_works_inside_a_running_loop_and_asking_twice_is_fine() -> None:
    assert _python(_ASKS) == "nest-asyncio2 42 nest-asyncio2"


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="nest-asyncio 1.x is refused there")
def test_without_the_maintained_package_the_old_one_is_used_where_it_does_no_harm() -> None:
    assert _python(_WITHOUT.format(hidden="nest-asyncio2") + _ASKS) == "nest-asyncio 42 nest-asyncio"


def test_importing_and_loading_never_switches_it_on() -> None:
    code = "import asyncio, grokwidget.notebook.extension, grokwidget.notebook.nested\n"
    assert _python(code + "print(hasattr(asyncio, '_nest_patched'))") == "False"


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Pretends that certain versions are installed; nothing is ever applied."""

    def pretend(**versions: str) -> None:
        table = {name.replace("_", "-"): version for name, version in versions.items()}

        def version(name: str) -> str:
            if name not in table:
                raise metadata.PackageNotFoundError(name)
            return table[name]

        monkeypatch.setattr(metadata, "version", version)

    monkeypatch.setattr(nested, "_apply", lambda module: module)
    return pretend


def _in_a_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    shell: Any = type("Shell", (), {"kernel": object()})()
    monkeypatch.setattr(nested, "shell", lambda: shell)


@pytest.mark.parametrize(("kernel", "refused"), [("7.4.0", True), ("7.1.0", True), ("7.0.1", False), ("6.31.0", False)])
def test_the_old_package_is_refused_on_kernels_where_it_drops_cells(
    installed: Callable[..., None], monkeypatch: pytest.MonkeyPatch, kernel: str, refused: bool
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 13, 0))
    installed(nest_asyncio="1.6.0", ipykernel=kernel)
    _in_a_kernel(monkeypatch)
    if not refused:
        assert nested.allow_nested_loops() == "nest_asyncio"
        return
    with pytest.raises(SettingsError, match="Run All") as caught:
        nested.allow_nested_loops()
    assert "nest-asyncio2" in str(caught.value)
    assert caught.value.money is Money.SILENT


def test_the_old_package_is_refused_on_python_3_14(
    installed: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 14, 0))
    installed(nest_asyncio="1.6.0")
    with pytest.raises(SettingsError, match=r"3\.14"):
        nested.allow_nested_loops()


def test_the_maintained_package_is_good_everywhere_but_not_in_an_old_release(
    installed: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 14, 0))
    installed(nest_asyncio2="1.7.4", nest_asyncio="1.6.0", ipykernel="7.4.0")
    _in_a_kernel(monkeypatch)
    assert nested.allow_nested_loops() == "nest_asyncio2"
    installed(nest_asyncio2="1.7.1", ipykernel="7.4.0")
    with pytest.raises(SettingsError):
        nested.allow_nested_loops()


def test_with_no_package_the_sentence_tells_how_to_get_one(
    installed: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 13, 0))
    installed()
    with pytest.raises(SettingsError, match="%pip install 'nest-asyncio2"):
        nested.allow_nested_loops()


def test_a_running_uvloop_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = type("Loop", (), {"__module__": "uvloop"})()
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: loop)
    with pytest.raises(SettingsError, match="uvloop"):
        nested.allow_nested_loops()


def test_somebody_elses_harmful_switch_is_found_and_said(
    installed: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert nested.foreign_nesting() == ""
    monkeypatch.setattr(asyncio, "_nest_patched", True, raising=False)
    monkeypatch.setattr(sys, "version_info", (3, 13, 0))
    installed(nest_asyncio="1.6.0", ipykernel="6.31.0")
    _in_a_kernel(monkeypatch)
    assert nested.foreign_nesting() == ""
    installed(nest_asyncio="1.6.0", nest_asyncio2="1.7.4", ipykernel="7.4.0")
    assert "7.4.0" in nested.foreign_nesting()
    with pytest.raises(SettingsError, match="switched on nest-asyncio"):
        nested.allow_nested_loops()
