"""The doctor only looks: what runs in this process goes on."""

from __future__ import annotations

from pathlib import Path

from grokwidget import Client
from grokwidget.cli import place_checks


def test_looking_at_a_library_does_not_close_it_for_the_jobs_of_this_process(tmp_path: Path) -> None:
    library = Client(library=tmp_path / "clips").library
    mine = library.owner.id
    found = list(place_checks.library(str(tmp_path / "clips")))
    assert [(finding.what, finding.verdict) for finding in found] == [("library", "ok"), ("ledger", "ok")]
    assert library.owner.id == mine
    assert (library.owner.folder / f"{mine}.lock").exists()
    assert library.owner.alive(mine)


def test_the_library_that_is_looked_at_is_the_one_that_a_client_would_take() -> None:
    folder = Client().library.path
    assert any(str(folder) in finding.text for finding in place_checks.library(None))
