"""Every dependency says the oldest version with which it works: what is left open is a promise that nobody tried."""

from __future__ import annotations

import runpy
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

_ROOT = Path(__file__).parents[2]


def test_each_dependency_has_a_lower_bound_and_the_script_pins_exactly_that() -> None:
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = runpy.run_path(str(_ROOT / "scripts" / "lowest.py"))["lowest"]()
    pinned = dict(line.split("==") for line in lines)
    for needed in map(Requirement, project["dependencies"]):
        (bound,) = [part.version for part in needed.specifier if part.operator == ">="]
        if needed.marker is None or needed.marker.evaluate():
            assert pinned.pop(needed.name) == bound
    assert not pinned
