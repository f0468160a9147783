"""What pages say of the code is what the code says: public names, errors, services."""

from __future__ import annotations

import inspect
import re
import runpy

import pytest

import grokwidget
from grokwidget import errors, providers
from grokwidget.errors import GrokwidgetError, Money

from .pages import ROOT, text

_MONEY = {
    "docs/troubleshooting.md": {
        Money.SILENT: "",
        Money.NOTHING_SENT: "nothing sent",
        Money.NOT_CHARGED: "not charged",
        Money.MAYBE: "maybe charged",
        Money.CHARGED: "charged",
        Money.UNKNOWN: "not known",
    },
    "docs/troubleshooting.zh-CN.md": {
        Money.SILENT: "",
        Money.NOTHING_SENT: "未发送",
        Money.NOT_CHARGED: "未扣费",
        Money.MAYBE: "可能已扣费",
        Money.CHARGED: "已扣费",
        Money.UNKNOWN: "不得而知",
    },
}


def _kinds() -> dict[str, type[GrokwidgetError]]:
    found = (each for each in vars(errors).values() if inspect.isclass(each) and issubclass(each, GrokwidgetError))
    return {each.__name__: each for each in found}


@pytest.mark.parametrize("page", _MONEY)
def test_troubleshooting_tells_of_every_error_and_what_it_means_for_money(page: str) -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| ?(.*?) ?\| (.+) \|$", text(page), re.MULTILINE)
    assert {name: money for name, _, money, _ in rows} == {
        name: _MONEY[page][kind.money] for name, kind in _kinds().items()
    }


def test_the_reference_has_every_public_name() -> None:
    page = text("docs/api.md")
    listed = set(re.findall(r"grokwidget\.(\w+)", page))
    assert {name for name in grokwidget.__all__ if not name.startswith("__")} - listed - {"GrokwidgetError"} == set()


@pytest.mark.parametrize("name", [name for name in grokwidget.__all__ if not name.startswith("__")])
def test_a_public_name_says_what_it_is(name: str) -> None:
    told = inspect.getdoc(getattr(grokwidget, name)) or ""
    assert len(told.split()) > 4


def test_the_pages_of_the_services_are_the_catalogs() -> None:
    found = runpy.run_path(str(ROOT / "scripts" / "providerpages.py"))["stale"]()
    assert found == [], "run .venv/bin/python scripts/providerpages.py --write"
    for name in providers.built_in():
        assert f"providers/{name}\n" in text("docs/index.md")
