"""nbconvert's half of `embedding`: `jupyter nbconvert --to html_videos`. Loaded by nbconvert alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbconvert.preprocessors import Preprocessor
from traitlets import Integer

from .embedding import MOST_BYTES, with_clips

Resources = dict[str, Any]


class EmbedClips(Preprocessor):
    """Puts the clips that lie below the notebook into its outputs; those that can't be stay links, and are named."""

    most_bytes = Integer(MOST_BYTES, help="The largest file that is put in.").tag(config=True)

    def preprocess_cell(self, cell: Any, resources: Resources, index: int) -> tuple[Any, Resources]:  # noqa: ARG002 - nbconvert's signature
        """Put them into one cell's outputs."""
        folder = Path(resources.get("metadata", {}).get("path") or ".")
        for output in cell.get("outputs", []):
            html = output.get("data", {}).get("text/html")
            if html:
                text = html if isinstance(html, str) else "".join(html)
                output["data"]["text/html"], told = with_clips(text, folder, self.most_bytes)
                for sentence in told:
                    self.log.warning(sentence)
        return cell, resources


class HTMLWithClips(HTMLExporter):
    """HTML with the clips in it: one file, to be sent around."""

    export_from_notebook = "HTML with its videos"

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)  # type: ignore[no-untyped-call]  # nbconvert has no types
        self.register_preprocessor(EmbedClips, enabled=True)  # type: ignore[no-untyped-call]
