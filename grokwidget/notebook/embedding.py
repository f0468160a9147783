"""Clips in the output itself, for a page that is sent to others: on request only, a clip weighs 4/3 of its file.

`embedded(clip)` shows one that way in a notebook. A whole notebook is exported with its clips by
`jupyter nbconvert --to html_videos notebook.ipynb`, or from JupyterLab's menu: the notebook itself stays small.
"""

from __future__ import annotations

import base64
from html import unescape
from pathlib import Path
from re import Match, compile
from typing import TYPE_CHECKING
from urllib.parse import unquote

from grokwidget.errors import MediaError
from grokwidget.messages import say

from .card import Bundle, card, figure, shown_path

if TYPE_CHECKING:
    from grokwidget.library import Clip

MOST_BYTES = 15_000_000
"""The largest file that is put into a page unless told: browsers take two seconds for 20 MB (measured)."""
_KINDS = {".mp4": "video/mp4", ".webm": "video/webm"}
#: A video of a card, in a notebook's output: what is before its source, the source, and the rest of the tag.
_VIDEO = compile(r'(<video\b[^>]*?\ssrc=")([^"]+)("[^>]*>)')


class Embedded:
    """A clip that shows itself with its bytes, see `embedded`."""

    def __init__(self, clip: Clip, most_bytes: int) -> None:
        self.clip = clip
        self._source = data_uri(clip.path, most_bytes)

    def __repr__(self) -> str:
        return str(card(self.clip)["text/plain"])

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:  # noqa: ARG002 - IPython's
        inside = say("embed.inside", size=megabytes(len(self._source)))
        html = f'<div style="opacity:.7;font-size:13px">{inside}</div>{figure(self.clip, self._source, autoplay=False)}'
        return {"text/plain": repr(self), "text/html": html}


def embedded(clip: Clip, *, most_bytes: int = MOST_BYTES) -> Embedded:
    """The clip with its bytes in the output, to be sent around: `display(embedded(clip))`, or at the end of a cell.

    The notebook grows by 4/3 of the file. Raises `MediaError` for a file of more than `most_bytes`, or none.
    """
    return Embedded(clip, most_bytes)


def data_uri(path: Path, most_bytes: int) -> str:
    """A video's file as a data URI. Raises `MediaError` for one that is too large, is gone or is no video."""
    kind = _KINDS.get(path.suffix.lower())
    try:
        size = path.stat().st_size
        if kind is None:
            raise MediaError(say("embed.no_video", file=path.name))
        if size > most_bytes:
            raise MediaError(say("embed.large", file=path.name, size=megabytes(size), most=megabytes(most_bytes)))
        return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"
    except OSError:
        raise MediaError(say("page.kernel.missing_file", file=shown_path(path))) from None


def megabytes(count: int) -> str:
    """A size as people read it."""
    return f"{count / 1e6:.1f} MB"


def with_clips(html: str, folder: Path, most_bytes: int = MOST_BYTES) -> tuple[str, list[str]]:
    """An output's HTML with the clips that lie below `folder` in it; and what is said of those that can't be."""
    told: list[str] = []

    def put(found: Match[str]) -> str:
        before, source, rest = found.groups()
        path = _below(folder, unescape(source))
        if path is None:
            return found[0]
        try:
            return f"{before}{data_uri(path, most_bytes)}{rest}"
        except MediaError as error:
            told.append(error.message)
            return found[0]

    return _VIDEO.sub(put, html), told


def _below(folder: Path, source: str) -> Path | None:
    """The file of a relative address. Only below the notebook: another's notebook must not fetch what it likes."""
    if ":" in source or source.startswith("/"):
        return None
    base = folder.resolve()
    try:
        path = (base / unquote(source)).resolve()
    except (OSError, ValueError):  # what no file can be called
        return None
    return path if path.is_relative_to(base) and path.suffix.lower() in _KINDS else None
