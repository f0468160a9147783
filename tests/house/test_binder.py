"""`binder/` by repo2docker's rules, and in step with what the package asks for. `tests/pythons` runs it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

_ROOT = Path(__file__).parents[2]
_BINDER = _ROOT / "binder"
_PROJECT = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _lines(path: Path) -> list[str]:
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _pins(path: Path) -> dict[str, str]:
    pins: dict[str, str] = {}
    for line in _lines(path):
        if line == ".":
            continue
        requirement = Requirement(line)
        (exact,) = requirement.specifier
        assert exact.operator == "==", line
        assert "*" not in exact.version, line
        pins[canonicalize_name(requirement.name)] = exact.version
    return pins


def test_binder_needs_no_node_no_packages_of_the_system_and_no_script() -> None:
    # environment.yml would go before requirements.txt; apt.txt, postBuild and start make a build slow and fragile.
    assert {path.name for path in _BINDER.iterdir()} == {"requirements.txt", "runtime.txt"}


def test_binder_s_python_is_one_that_the_package_promises() -> None:
    (runtime,) = _lines(_BINDER / "runtime.txt")
    found = re.fullmatch(r"python-(3\.\d+)", runtime)
    assert found
    assert f"Programming Language :: Python :: {found[1]}" in _PROJECT["classifiers"]
    assert found[1] in SpecifierSet(_PROJECT["requires-python"])


def test_the_package_itself_comes_last_and_everything_else_is_pinned_exactly() -> None:
    lines = _lines(_BINDER / "requirements.txt")
    assert lines[-1] == "."
    assert lines.count(".") == 1
    names = list(_pins(_BINDER / "requirements.txt"))
    assert len(names) == len(lines) - 1


def test_every_dependency_is_pinned_to_a_version_that_pyproject_allows() -> None:
    pins = _pins(_BINDER / "requirements.txt")
    (runtime,) = _lines(_BINDER / "runtime.txt")
    version = {"python_version": runtime.removeprefix("python-")}
    for needed in map(Requirement, _PROJECT["dependencies"]):
        if needed.marker is None or needed.marker.evaluate(version):
            assert pins[canonicalize_name(needed.name)] in needed.specifier, needed


def test_nothing_that_repo2docker_installed_is_replaced() -> None:
    base, pins = _pins(_ROOT / "scripts" / "binder-base.txt"), _pins(_BINDER / "requirements.txt")
    there = base.keys() & pins.keys()
    assert "ipywidgets" in there
    assert {name: pins[name] for name in there} == {name: base[name] for name in there}


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_badge_opens_the_first_notebook_of_the_project_s_own_repository(readme: str) -> None:
    text = (_ROOT / readme).read_text(encoding="utf-8")
    (link,) = re.findall(r"\]\((https://mybinder\.org/v2/gh/[^)]+)\)", text)
    parts = urlsplit(link)
    repository = urlsplit(_PROJECT["urls"]["Repository"])
    assert repository.netloc == "github.com"
    assert parts.path == f"/v2/gh{repository.path}/HEAD"
    (opened,) = parse_qs(parts.query)["urlpath"]
    assert opened == "lab/tree/notebooks/01-first-video.ipynb"
    assert (_ROOT / opened.removeprefix("lab/tree/")).is_file()
