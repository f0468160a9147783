"""What the tests of the contact sheet share."""

from __future__ import annotations

import pytest

from grokwidget.library import Clip

from ..derive.conftest import NewClip


@pytest.fixture
def four(new_clip: NewClip) -> list[Clip]:
    """Two prompts, two takes each."""
    return [
        new_clip(f"a {animal}", seconds=0.5, job={"take": take, "created_at": 1e9 + 10 * n})
        for n, (animal, take) in enumerate([("dodo", 1), ("dodo", 2), ("moa", 1), ("moa", 2)])
    ]
