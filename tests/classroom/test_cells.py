"""The magics keep to the class of the folder that the kernel is in now, whichever their first cell was run in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grokwidget.notebook import session
from tests.jobs.fake import Fake
from tests.notebook.conftest import shell

from .conftest import Making, paid, video

__all__ = ["paid", "shell", "video"]
pytestmark = pytest.mark.slow


@pytest.fixture
def begun_elsewhere(shell: Any, paid: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A kernel whose first cell was run before it went into the class's folder."""
    (settings := tmp_path / "settings.toml").write_text(f'[providers.aivideoapi]\nbase_url = "{paid.url}"\n')
    monkeypatch.setenv("GROKWIDGET_CONFIG", str(settings))
    monkeypatch.chdir(tmp_path)
    session.close()
    assert shell.run_cell("%%grokvideo --duration 1 --provider local\na lapwing").success
    yield shell
    session.close()


@pytest.mark.parametrize("flags", ["fox", "foxes --takes 2 --yes"])
def test_a_class_that_only_rehearses_holds_for_a_kernel_that_comes_into_its_folder(
    begun_elsewhere: Any, course: Making, paid: Fake, flags: str
) -> None:
    course('provider = "aivideoapi"\nrehearse = true\nlocked = ["provider", "rehearse"]\n')
    assert begun_elsewhere.run_cell(f"%%grokvideo {flags} --duration 6\na red fox").success
    made = begun_elsewhere.user_ns[flags.split()[0]]
    assert all(clip.rehearsal for clip in (made.clips if "takes" in flags else [made]))
    assert paid.creates == 0


def test_out_of_the_class_again_its_rules_hold_no_more(
    begun_elsewhere: Any, course: Making, paid: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course('provider = "aivideoapi"\nrehearse = true\nlocked = ["provider", "rehearse"]\n')
    assert session.client().rehearse
    monkeypatch.chdir(tmp_path)
    assert not session.client().rehearse
    assert begun_elsewhere.run_cell("%%grokvideo owl --duration 1\na grey owl").success
    assert begun_elsewhere.user_ns["owl"].provider == "local"
    assert paid.creates == 0
