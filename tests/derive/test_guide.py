"""Every line of code in docs/clips.md is run as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import grokwidget
from grokwidget import Client
from grokwidget.jobs.engine import engine
from tests.jobs.fake import Fake
from tests.media.footage import film

_GUIDE = Path(grokwidget.__file__).parent.parent / "docs" / "clips.md"


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[Fake]:
    engine()._paces.clear()
    with Fake(film(tmp_path / "six.mp4", seconds=6, fps=5, width=160, height=96).read_bytes()) as provider:
        yield provider


def test_every_line_of_the_guide_runs(fake: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "\n".join(re.findall(r"```python\n(.*?)```", _GUIDE.read_text(encoding="utf-8"), re.DOTALL))
    client = Client(
        "aivideoapi",
        base_urls={"aivideoapi": fake.url},
        library=tmp_path / "library",
        upload=lambda data, name, mime: f"https://pictures.example/{name}",
    )
    monkeypatch.chdir(tmp_path)
    lines = [line for line in code.splitlines() if line != "client = Client()"]
    if find_spec("pandas") is None:  # what the guide says it needs
        lines = [line for line in lines if not line.startswith("table")]
    told: dict[str, Any] = {"client": client}
    for number, line in enumerate(lines):
        fake.video += b"\0\0\0\x0cfree" + number.to_bytes(4, "big")
        exec(line, told)
    assert len(told["frames"]) == 12
    assert told["frames"].times[:3] == (0.0, 0.5, 1.0)
    assert {"after", "part", "end", "both", "blue", "other"} <= told.keys()
    assert told["both"] in told["family"].descendants(told["clip"])
    assert told["after"] in told["family"].descendants(told["clip"])
    assert client.library.search("fox winner") == [told["clip"]] or len(client.library.search("fox winner")) == 1
    for name in ("fox.mp4", "fox.webp", "fox.gif", "fox.webm"):
        assert (tmp_path / name).is_file()
