"""The oldest versions that pyproject.toml promises to work with, as constraints for pip.

    python scripts/lowest.py

`name>=version` becomes `name==version`, for everything that is installed with the package; what those need in turn is
pip's choice. So the promise stands in one place, and `.venvs/lowest` (see scripts/pythons) is what it says.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from packaging.requirements import Requirement


def lowest() -> list[str]:
    """The constraints, one a dependency. ValueError for one without a lower bound: it promises what nobody tried."""
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = []
    for needed in map(Requirement, project["dependencies"]):
        bounds = [specifier.version for specifier in needed.specifier if specifier.operator == ">="]
        if not bounds:
            raise ValueError(f"{needed.name} has no lower bound")
        if needed.marker is None or needed.marker.evaluate():
            lines.append(f"{needed.name}=={bounds[0]}")
    return lines


if __name__ == "__main__":
    print("\n".join(lowest()))
