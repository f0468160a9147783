"""What holds for every test: no keys, no way out of this machine, folders of its own."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import pytest

from .home import stay_home

sys.addaudithook(stay_home)


def _is_secret(name: str) -> bool:
    return name.upper().endswith(("_API_KEY", "_TOKEN", "_SECRET")) or name.startswith("GROKWIDGET_")


for _name in [name for name in os.environ if _is_secret(name)]:
    del os.environ[_name]
os.environ["GROKWIDGET_FORBID_REAL"] = "1"

# The same examples at every run: what a change broke must not hide among what chance found.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.load_profile("steady")

# A shell starts its background jobs deaf to interrupts, and their children are; the tests of interrupts are about that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Folders of the test's own for everything that the package keeps; English messages."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("GROKWIDGET_LIBRARY", str(home / "library"))
    monkeypatch.setenv("GROKWIDGET_SERVICE_DIR", str(home / "service"))
    monkeypatch.setenv("GROKWIDGET_STATE_DIR", str(home / "state"))
    monkeypatch.setenv("GROKWIDGET_CONFIG", str(home / "settings.toml"))
    monkeypatch.setenv("GROKWIDGET_LANG", "en")
    # Another thread may be importing it just now.
    if beside := getattr(sys.modules.get("grokwidget.media.looking"), "_beside", None):
        beside._looks.clear()  # what earlier tests looked at makes no crowd of this one's
    yield home
    if launch := sys.modules.get("grokwidget.local.launch"):
        for folder in [each for each in launch._services if each.is_relative_to(home)]:
            launch._services.pop(folder).stop()  # or a thousand files are open in the end
    if known := sys.modules.get("grokwidget.providers"):
        for name in known.names():
            known.withdraw(name)
    if settings := sys.modules.get("grokwidget.settings"):
        vars(settings)["_installed"] = None  # or the next one's would take back what this one's put in


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; the test is skipped (and in CI fails) where there is none."""
    for name in (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"):
        if name and (found := shutil.which(name)):
            return found
    pytest.skip("no Chromium here; on Debian: apt-get install chromium")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that use the browser carry its mark."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI nothing is skipped: a skip there is a failure."""
    report = yield
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI, where nothing may be: {report.longrepr}"
    return report
