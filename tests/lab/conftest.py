"""JupyterLab and Chromium, started once for all tests of this ring."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from ..jobs.conftest import fake, video
from ..jobs.fake import Fake
from .jupyter import Lab, chromium_browser

__all__ = ["fake", "video"]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A headless Chromium. Closed with the module: its event loop runs in the main thread as long as it is open."""
    with chromium_browser(chromium) as browser:
        yield browser


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A JupyterLab whose kernels keep everything in folders of this module, the library beside the notebook."""
    home = tmp_path_factory.mktemp("lab-home")
    root = tmp_path_factory.mktemp("lab-root")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("GROKWIDGET_LIBRARY", raising=False)
        patch.setenv("GROKWIDGET_SERVICE_DIR", str(home / "service"))
        patch.setenv("GROKWIDGET_STATE_DIR", str(home / "state"))
        patch.setenv("GROKWIDGET_CONFIG", str(home / "settings.toml"))
        patch.setenv("GROKWIDGET_LANG", "en")
        with Lab(root, home) as lab:
            yield lab


@pytest.fixture
def folder(lab: Lab, request: pytest.FixtureRequest) -> Path:
    """A folder of the test's own below the server's root."""
    path: Path = lab.root / request.node.name.replace("[", "-").replace("]", "")[:80]
    path.mkdir()
    return path


@pytest.fixture
def asks(fake: Fake) -> str:
    """A cell with a panel whose service is the test's own: it answers when the test lets it. `{}`: more arguments."""
    client = f"client = Client('aivideoapi', base_urls=dict(aivideoapi='{fake.url}'))"
    return f"from grokwidget import Client, Studio\n{client}\nstudio = Studio(client=client, {{}})\nstudio"
