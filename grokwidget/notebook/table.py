"""A small table that shows itself as HTML in a notebook and as aligned text elsewhere."""

from __future__ import annotations

import html
import io
from collections.abc import Sequence
from typing import Any


class Table:
    """`rows` of text under `heads`. Made for a magic's answer, not for data."""

    def __init__(self, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        self.heads = [str(head) for head in heads]
        self.rows = [[str(value) for value in row] for row in rows]

    def __repr__(self) -> str:
        from rich import box
        from rich.console import Console
        from rich.table import Table as Lines
        from rich.text import Text

        lines = Lines(*self.heads, box=box.SIMPLE_HEAD, pad_edge=False)
        for row in self.rows:
            lines.add_row(*(Text(value) for value in row))
        out = io.StringIO()
        Console(file=out, width=110, color_system=None, force_jupyter=False).print(lines)
        return "\n".join(line.rstrip() for line in out.getvalue().strip("\n").splitlines())

    def _repr_html_(self) -> str:
        style = ' style="text-align:left;vertical-align:top"'
        head = "".join(f'<th scope="col"{style}>{html.escape(text)}</th>' for text in self.heads)
        body = "".join(
            "<tr>" + "".join(f"<td{style}>{html.escape(value)}</td>" for value in row) + "</tr>" for row in self.rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {"text/plain": repr(self), "text/html": self._repr_html_()}
