"""The cell of `docs/sweeps.md` is what the page says. (That its code runs is tests/docs's.)"""

from __future__ import annotations

import re
from pathlib import Path

from grokwidget import Client
from grokwidget.notebook.arguments import parse
from grokwidget.notebook.sweepcell import divided, lists

_GUIDE = (Path(__file__).parents[2] / "docs" / "sweeps.md").read_text(encoding="utf-8")


def test_the_cell_of_the_guide_is_the_sweep_that_it_says() -> None:
    line, body = re.findall(r"```\n%%grokvideo (.*?)\n(.*?)```", _GUIDE, re.DOTALL)[0]
    variables = {"modes": ["fun", "normal"], "animal": ["fox", "owl"]}
    found = lists(parse(line, variables), divided(body), variables)
    assert found is not None
    assert len(found.sweep(Client())) == 2 * 2 * 2 * 2 * 2
