"""What a contact sheet shows, as far as a file of it has to know: words and videos in a grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path


@dataclass(frozen=True)
class Tile:
    """One clip, or the words that stand where there is none."""

    path: Path | None
    """Its file; None where only words are to be shown."""
    name: str = ""
    """What it is called where nothing stands beside it."""
    label: str = ""
    """What stands below it."""
    note: str = ""
    """Said less loudly beside that: its cost."""
    words: str = ""
    """What stands in its place where it has no file."""
    width: int = 16
    """Its shape: pixels, or any numbers of that ratio."""
    height: int = 9
    seconds: float = 0.0
    fps: float = 0.0

    @property
    def ratio(self) -> float:
        """Width by height."""
        return self.width / max(self.height, 1)


@dataclass(frozen=True)
class Sheet:
    """A grid of tiles; one place may hold several, or none."""

    title: str
    places: tuple[tuple[tuple[Tile, ...], ...], ...]
    """[row][column] -> the tiles there."""
    rows: tuple[str, ...] = ("",)
    columns: tuple[str, ...] = ("",)
    row_title: str = ""
    """What the rows are told apart by; "" where they have no labels."""
    column_title: str = ""
    footnote: str = ""
    about: Mapping[str, str] = field(default_factory=dict)
    """Where it came from: the tags of the file."""

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """All of them, row by row."""
        return tuple(tile for row in self.places for place in row for tile in place)

    def flowing(self) -> Sheet:
        """The same tiles without axes, each with its name below it."""
        tiles = tuple(replace(tile, label=tile.name) for tile in self.tiles)
        return replace(self, places=((tiles,),), rows=("",), columns=("",), row_title="", column_title="")
