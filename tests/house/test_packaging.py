"""What a user installs holds all that it needs, and nothing that only we need."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

import grokwidget

from ..building import build, tracked

_ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist."""
    return build(tmp_path_factory.mktemp("built"))


@pytest.mark.slow
def test_the_wheel_holds_the_built_front_end_the_font_and_the_type_marker(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        manifest = json.loads(archive.read("grokwidget/notebook/static/manifest.json"))
    fonts = {f"grokwidget/lettering/files/{name}" for name in ("OFL.txt", "GrokwidgetSansSC.otf", "GrokwidgetSans.ttf")}
    page = {f"grokwidget/media/sheets/page.{kind}" for kind in ("css", "js")}
    assert {"grokwidget/py.typed", "grokwidget/cli/01-first-video.ipynb", *fonts, *page} <= names
    assert {f"grokwidget/notebook/static/{name}" for name in manifest["files"]} <= names


@pytest.mark.slow
def test_the_wheel_holds_nothing_but_the_package_and_one_notebook(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    ours = {name for name in tracked() if name.startswith("grokwidget/") and (_ROOT / name).is_file()}
    assert names == ours | {"grokwidget/cli/01-first-video.ipynb"}
    kinds = {Path(name).suffix for name in names}
    assert kinds == {".py", ".js", ".css", ".json", ".ttf", ".otf", ".txt", ".ipynb", ".typed"}
    assert wheel.stat().st_size < 4_000_000


@pytest.mark.slow
def test_the_wheel_made_from_the_sdist_says_what_pyproject_says(built: Path) -> None:
    from packaging.metadata import Metadata
    from packaging.requirements import Requirement

    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        (told,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        metadata = Metadata.from_email(archive.read(told), validate=True)
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert str(metadata.version) == grokwidget.__version__
    wanted = {str(Requirement(line)) for line in project["dependencies"]}
    assert {str(line) for line in metadata.requires_dist or () if "extra ==" not in str(line)} == wanted
    assert set(metadata.provides_extra or ()) == set(project["optional-dependencies"])
    assert metadata.description == (_ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_description_renders_as_the_index_of_packages_renders_it(built: Path) -> None:
    command = [sys.executable, "-m", "twine", "check", "--strict", *map(str, built.iterdir())]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("PASSED") == 2


@pytest.mark.slow
def test_the_sdist_holds_the_front_end_sources_and_the_tests(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    assert {
        "js/package.json",
        "js/build.mjs",
        "tests/conftest.py",
        "LICENSE",
        "README.md",
        "docs/first-cell.png",
    } <= names
    assert not [name for name in names if "node_modules" in name or name.startswith(".venv")]


def test_no_committed_file_names_a_machine_or_a_package_registry() -> None:
    import re

    path_of_a_machine = re.compile(rb"(^|[^a-z.\w])/(work/(main|\.[a-z])|home/[a-z]+|root/|tmp/bash)")
    registry = re.compile(rb"https?://(registry\.npmjs|pypi\.org/simple|files\.pythonhosted|deb\.debian)")
    files = subprocess.run(["git", "ls-files", "-z"], cwd=_ROOT, capture_output=True, check=True).stdout.decode()
    found = []
    for name in filter(None, files.split("\0")):
        if not (_ROOT / name).is_file() or name == "tests/house/test_packaging.py":
            continue
        content = (_ROOT / name).read_bytes()
        if path_of_a_machine.search(content) or registry.search(content):
            found.append(name)
    assert not found
