"""The committed front end is the one that its sources build: recomputed here, without Node."""

from __future__ import annotations

import ast
import hashlib
import json
import re
import runpy
from pathlib import Path
from typing import Any

import pytest

from grokwidget.messages.page import MESSAGES

ROOT = Path(__file__).parent.parent
JS = ROOT / "js"
STATIC = ROOT / "grokwidget" / "notebook" / "static"
BUILD = "cd js && npm ci && npm run build"
BUDGET = {"jobview": 15_000, "player": 60_000, "gallery": 60_000, "compare": 60_000, "sheet": 60_000, "studio": 60_000}
#: The panel fetches these when somebody looks at them, with a style that has only what the panel itself has not.
PARTS = ("stage", "gallery", "compare")


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    told: dict[str, Any] = json.loads((STATIC / "manifest.json").read_text(encoding="utf-8"))
    return told


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_sources_are_those_that_were_built(manifest: dict[str, Any]) -> None:
    names = ["build.mjs", "package.json", "package-lock.json"]
    names += [path.relative_to(JS).as_posix() for path in (JS / "src").rglob("*") if path.is_file()]
    whole = hashlib.sha256()
    for name in sorted(names):
        whole.update(f"{name}\0{sha256(JS / name)}\n".encode())
    assert whole.hexdigest() == manifest["sources"], f"js/ changed since the last build. Build it: {BUILD}"


def test_the_built_files_are_those_of_the_manifest(manifest: dict[str, Any]) -> None:
    there = {path.name: sha256(path) for path in STATIC.iterdir() if path.name != "manifest.json"}
    told = {name: entry["sha256"] for name, entry in manifest["files"].items()}
    assert there == told, f"grokwidget/notebook/static/ is not what was built. Build it: {BUILD}"
    assert manifest["command"] == BUILD


@pytest.mark.parametrize(("widget", "budget"), BUDGET.items())
def test_a_widget_s_bundle_and_style_stay_small(widget: str, budget: int) -> None:
    size = sum((STATIC / f"{widget}.{kind}").stat().st_size for kind in ("js", "css"))
    assert size <= budget, f"{widget}: {size} bytes"


def test_every_asset_that_a_widget_names_is_built() -> None:
    named = set()
    for path in (ROOT / "grokwidget" / "notebook").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "asset":
                named.add(ast.literal_eval(node.args[0]))
    parts = {f"{name}.part.css" for name in PARTS} | {"stage.part.js"}
    assert named == {f"{widget}.{kind}" for widget in BUDGET for kind in ("js", "css")} | parts
    assert all((STATIC / name).is_file() for name in named)


def test_the_lock_file_names_no_registry() -> None:
    lock = (JS / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert ".tgz" not in lock


def test_esbuild_is_pinned_exactly() -> None:
    package = json.loads((JS / "package.json").read_text(encoding="utf-8"))
    pinned = package["devDependencies"]["esbuild"]
    lock = json.loads((JS / "package-lock.json").read_text(encoding="utf-8"))
    assert pinned == lock["packages"]["node_modules/esbuild"]["version"]


def test_no_sentence_of_the_page_lacks_a_translation() -> None:
    for key, entry in MESSAGES.items():
        assert set(entry) == {"en", "zh"}, key
        assert all(text.strip() for text in entry.values()), key
        fields = [sorted(re.findall(r"\{(\w+)\}", text)) for text in entry.values()]
        assert fields[0] == fields[1], f"{key}: the placeholders differ"


@pytest.mark.parametrize(
    ("part", "sources"),
    [
        ("job", ["jobview.ts", "job/*.ts"]),
        ("player", ["player.ts", "player/*.ts"]),
        ("gallery", ["gallery.ts", "gallery/*.ts"]),
        ("compare", ["compare.ts", "compare/*.ts"]),
        ("sheet", ["sheet.ts", "sheet/*.ts"]),
        ("images", ["images/*.ts"]),
        ("choices", ["choices/*.ts"]),
        ("prompt", ["prompt/*.ts"]),
        ("studio", ["studio.ts", "studio/*.ts"]),
    ],
)
def test_the_page_says_only_what_the_catalogue_has_and_nothing_there_is_unused(part: str, sources: list[str]) -> None:
    text = "".join(path.read_text(encoding="utf-8") for glob in sources for path in (JS / "src").glob(glob))
    said = set(re.findall(r'\bsay\(\s*"(\w+)"', text)) | set(re.findall(r'\b(?:button|link)\("(\w+)"', text))
    said |= {word for pair in re.findall(r'\bsay\([^()]*\? "(\w+)" : "(\w+)"', text) for word in pair}
    if part == "job":
        from grokwidget.notebook.jobview import STATUSES

        said |= STATUSES  # say(state.status)
    assert said == {key.removeprefix(f"page.{part}.") for key in MESSAGES if key.startswith(f"page.{part}.")}


def test_the_page_s_tests_speak_the_same_words() -> None:
    make = runpy.run_path(str(JS / "test" / "fixtures" / "make.py"))
    now = (JS / "test" / "fixtures" / "words.json").read_text(encoding="utf-8")
    assert now == make["spoken"](), "words.json is stale. Write it: python js/test/fixtures/make.py"


def test_the_lock_file_has_every_package_that_it_asks_for() -> None:
    packages = json.loads((JS / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    asked = {
        name
        for entry in packages.values()
        for kind in ("dependencies", "optionalDependencies", "devDependencies")
        for name in entry.get(kind, {})
    }
    there = {name.rpartition("node_modules/")[2] for name in packages}
    assert asked <= there, "npm ci would refuse it. Make it anew: cd js && npm run lock"


#: Classes that parts share on purpose: one is built of the other's pieces, or dresses it where it stands.
SHARED = {"gw-bar", "gw-video", "gw-trouble", "gw-more", "gw-player", "gw-stage", "gw-job", "gw-caption"}


def test_no_two_parts_of_the_page_dress_the_same_class() -> None:
    """They stand in one page, and the style of a part that is fetched later would dress the others, too."""
    common: set[str] = set()
    owners: dict[str, set[str]] = {}
    for path in sorted((JS / "src").rglob("*.css")):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        classes = set(re.findall(r"\.(gw-[\w-]+)", text))
        if path.parent == JS / "src":
            common |= classes
        else:
            for name in classes:
                owners.setdefault(name, set()).add(path.parent.name)
    several = {name: sorted(parts) for name, parts in owners.items() if len(parts) > 1}
    assert {name: parts for name, parts in several.items() if name not in common | SHARED} == {}
