"""The pictures that clips were made from: the library keeps them, the panel puts them back."""

from __future__ import annotations

from grokwidget.library.inputs import FOLDER, found, image_keys, keep

__all__ = ["FOLDER", "found", "image_keys", "keep"]
