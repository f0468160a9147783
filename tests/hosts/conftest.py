"""A browser, and folders in which the hosts' kernels keep everything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from ..lab.jupyter import chromium_browser


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A headless Chromium. Closed with the module: its event loop runs in the main thread as long as it is open."""
    with chromium_browser(chromium) as browser:
        yield browser


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for all that hosts and kernels of this module keep; the library is beside the notebook."""
    home = tmp_path_factory.mktemp("host-home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("GROKWIDGET_LIBRARY", "VSCODE_PID", "VSCODE_CWD", "JPY_SESSION_NAME"):
            patch.delenv(name, raising=False)
        for name in ("SERVICE_DIR", "STATE_DIR"):
            patch.setenv(f"GROKWIDGET_{name}", str(home / name.lower()))
        patch.setenv("GROKWIDGET_CONFIG", str(home / "settings.toml"))
        patch.setenv("GROKWIDGET_LANG", "en")
        patch.setenv("XDG_CONFIG_HOME", str(home / "config"))
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
            patch.setenv(name, str(home / name.lower()))
        yield home


@pytest.fixture
def at_home(home: Path, own_folders: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The module's folders for what is started within a test, too."""
    monkeypatch.delenv("GROKWIDGET_LIBRARY")
    for name in ("SERVICE_DIR", "STATE_DIR"):
        monkeypatch.setenv(f"GROKWIDGET_{name}", str(home / name.lower()))
    return home
