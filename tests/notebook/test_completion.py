"""What can follow, while somebody types."""

from __future__ import annotations

from typing import Any

import pytest

from grokwidget.notebook.completion import words

_VARIABLES: dict[str, Any] = {"cat": 1, "cathedral": 2, "dog": 3, "_hidden": 4}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("%%grokvideo --du", ["--duration"]),
        ("%%grokvideo fox --mode ", ["normal", "fun", "spicy"]),
        ("%%grokvideo fox --mode s", ["spicy"]),
        ("%%grokvideo --mode=f", ["fun"]),
        ("%%grokvideo --provider l", ["local"]),
        ("%%grokvideo --image ca", ["cat", "cathedral"]),
        ("%%grokvideo fox\na {{ca", ["cat", "cathedral"]),
        ("%grokvideo h", ["history"]),
        ("%grokvideo do", ["doctor"]),
        ("%grokvideo estimate --res", ["--resolution"]),
        ("%%grokvideo fox\na plain --du", []),
        ("%%grokvideo --yes f", []),
        ("%%grokvideos --du", []),
        ("print(--du", []),
    ],
)
def test_the_words_that_fit_are_offered_and_no_others(text: str, found: list[str]) -> None:
    assert words(text, _VARIABLES)[1] == found
