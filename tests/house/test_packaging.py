"""What a user installs holds all that it needs, and nothing that only we need."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist, both made from a clean copy of what git knows, without Node."""
    folder = tmp_path_factory.mktemp("built")
    source = folder / "source"
    files = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=_ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    for name in filter(None, files.split("\0")):
        origin, target = _ROOT / name, source / name
        if origin.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(origin.read_bytes())
    command = [sys.executable, "-m", "build", "--outdir", str(folder / "dist"), str(source)]
    subprocess.run(command, check=True, capture_output=True, env={"PATH": str(folder), "HOME": str(folder)} | _pip())
    return folder / "dist"


def _pip() -> dict[str, str]:
    import os

    return {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "LANG"))}


@pytest.mark.slow
def test_the_wheel_holds_the_built_front_end_the_font_and_the_type_marker(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        manifest = json.loads(archive.read("grokwidget/notebook/static/manifest.json"))
    fonts = {
        f"grokwidget/local/render/fonts/{name}" for name in ("OFL.txt", "GrokwidgetSansSC.otf", "GrokwidgetSans.ttf")
    }
    assert {"grokwidget/py.typed", "grokwidget/cli/01-first-video.ipynb", *fonts} <= names
    assert {f"grokwidget/notebook/static/{name}" for name in manifest["files"]} <= names
    assert not [name for name in names if name.startswith(("tests/", "js/", "benchmarks/"))]


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
