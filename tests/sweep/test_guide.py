"""Every line of `docs/sweeps.md` runs, against a provider that stands in for the local service."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from grokwidget import Client
from grokwidget.notebook.arguments import parse
from grokwidget.notebook.sweepcell import divided, lists
from grokwidget.sweep import CellStatus

from ..jobs.fake import Fake

_GUIDE = (Path(__file__).parents[2] / "docs" / "sweeps.md").read_text(encoding="utf-8")
_IMPORT = "from grokwidget import Client\n"


@pytest.mark.slow
def test_every_python_line_of_the_guide_runs(fake: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, colour in (("cat.png", "red"), ("dog.png", "blue")):
        Image.new("RGB", (64, 64), colour).save(name)
    names: dict[str, Any] = {"Client": partial(Client, base_urls={"local": fake.url}, library=tmp_path / "library")}
    blocks = re.findall(r"```python\n(.*?)```", _GUIDE, re.DOTALL)
    assert _IMPORT in blocks[0]
    for block in blocks:
        if "distributed" not in block:  # has a test of its own
            exec(block.replace(_IMPORT, ""), names)
    assert names["sweep"].counts == {CellStatus.DONE: 8}
    assert all(cell.values["brightness"] > 0 for cell in names["sweep"])
    assert fake.creates == 8


def test_the_cell_of_the_guide_is_the_sweep_that_it_says() -> None:
    line, body = re.findall(r"```\n%%grokvideo (.*?)\n(.*?)```", _GUIDE, re.DOTALL)[0]
    variables = {"modes": ["fun", "normal"], "animal": ["fox", "owl"]}
    found = lists(parse(line, variables), divided(body), variables)
    assert found is not None
    assert len(found.sweep(Client())) == 2 * 2 * 2 * 2 * 2
