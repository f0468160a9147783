"""A room imports only from the floors below it, and nothing heavy is loaded before it is used."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import grokwidget

_PACKAGE = Path(grokwidget.__file__).parent

_FLOORS = {
    "_version": 0,
    "errors": 0,
    "messages": 0,
    "nearest": 0,
    "request": 0,
    "rules": 0,
    "catalog": 0,
    "task": 0,
    "display": 0,
    "host": 0,
    "lettering": 0,
    "providers": 1,
    "transport": 2,
    "redaction": 2,
    "origins": 2,
    "classroom": 2,
    "relays": 2,
    "settings": 2,
    "uploads": 2,
    "keys": 2,
    "colab": 2,
    "media": 2,
    "library": 2,
    "jobs": 3,
    "client": 4,
    "continuing": 4,
    "differences": 4,
    "webhook": 4,
    "recipes": 4,
    "sweep": 4,
    "notebook": 5,
    "cli": 5,
}


def _room(path: Path) -> str:
    parts = path.relative_to(_PACKAGE).parts
    return parts[0].removesuffix(".py")


def _imported_rooms(path: Path) -> set[str]:
    """The rooms of this package that a file imports, anywhere in it, by relative or absolute import."""
    package = ["grokwidget", *path.relative_to(_PACKAGE).parent.parts]
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[list[str]] = []
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = base + (node.module.split(".") if node.module else [])
            names = [[*module, alias.name] for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name.split(".") for alias in node.names]
        rooms |= {name[1] for name in names if name[0] == "grokwidget" and len(name) > 1}
    return {room for room in rooms if room in _FLOORS or room == "local"}


def _files() -> list[Path]:
    return [
        path for path in _PACKAGE.rglob("*.py") if path.name not in ("__main__.py",) and path.parent != _PACKAGE
    ] + [path for path in _PACKAGE.glob("*.py") if path.name not in ("__init__.py", "__main__.py")]


def test_every_room_imports_only_from_its_own_floor_or_below() -> None:
    wrong = []
    for path in _files():
        room = _room(path)
        if room == "local":
            continue
        for other in _imported_rooms(path) - {"local"}:
            if _FLOORS[other] > _FLOORS[room]:
                wrong.append(f"{path.relative_to(_PACKAGE)} imports {other}")
    assert not wrong


def test_the_local_service_imports_floor_0_at_most() -> None:
    wrong = [
        f"{path.relative_to(_PACKAGE)} imports {other}"
        for path in (_PACKAGE / "local").rglob("*.py")
        for other in _imported_rooms(path) - {"local"}
        if _FLOORS[other] > 0
    ]
    assert not wrong


def test_the_dialects_do_no_io() -> None:
    forbidden = {"httpx", "socket", "time", "os", "pathlib", "asyncio", "sqlite3", "random"}
    for path in (_PACKAGE / "providers").glob("*.py"):
        found = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                found.add(node.module.split(".")[0])
        assert not found & forbidden, path.name
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\b(now|utcnow|today)\(", text), f"{path.name} reads a clock"


def _modules_after(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint('\\n'.join(sys.modules))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in run.stdout.split()}


def test_importing_the_package_loads_nothing_heavy() -> None:
    heavy = {"httpx", "pydantic", "ipywidgets", "anywidget", "numpy", "av", "PIL", "IPython", "rich", "starlette"}
    assert not _modules_after("import grokwidget") & heavy


def test_no_file_of_the_package_or_its_tests_is_longer_than_400_lines() -> None:
    root = _PACKAGE.parent
    files = [*_PACKAGE.rglob("*.py"), *(root / "tests").rglob("*.py"), *(root / "js" / "src").rglob("*")]
    long = {str(path.relative_to(root)): count for path in files if path.is_file() and (count := _lines(path)) > 400}
    assert not long


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("name", sorted(grokwidget.__all__))
def test_every_public_name_can_be_had_and_is_documented(name: str) -> None:
    thing = getattr(grokwidget, name)
    assert name == "__version__" or thing.__doc__
