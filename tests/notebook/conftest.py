"""A real IPython shell for each test, with no kernel unless the test pretends one."""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from IPython import version_info
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from grokwidget.notebook import extension, session


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """An IPython shell with the extension loaded, the one that `get_ipython()` gives."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    InteractiveShell.clear_instance()
    quiet = Config()
    quiet.HistoryManager.enabled = False
    quiet.InteractiveShell.colors = "NoColor" if version_info < (9,) else "nocolor"
    made: Any = InteractiveShell.instance(config=quiet)
    extension.load(made)
    try:
        yield made
    finally:
        extension.unload(made)
        session.close()
        atexit.unregister(made.atexit_operations)
        InteractiveShell.clear_instance()
