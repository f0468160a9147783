"""Puts things into a cell's output, and changes them later by their `display_id`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import IPython.display

from . import again

Bundle = dict[str, Any]
_page: Any = IPython.display  # typed in part only


def put(bundle: Bundle, metadata: Mapping[str, Any] | None = None) -> None:
    """Show a bundle, once and for all."""
    _page.display(bundle, raw=True, metadata=dict(metadata or {}))


class Spot:
    """One place in an output; what is in it can be replaced from any thread, in every front end."""

    def __init__(self) -> None:
        self._handle = _page.DisplayHandle()
        self._used = False

    def show(self, widget: Any) -> None:
        """Put a widget there. By its bundle: ipywidgets 7 would display itself, and not under our id."""
        self.put(*widget._repr_mimebundle_())

    def put(self, bundle: Bundle, metadata: Mapping[str, Any] | None = None) -> None:
        """Put a bundle there, in the place of what is there."""
        how = self._handle.update if self._used else self._handle.display
        how(bundle, raw=True, metadata=dict(metadata or {}))
        self._used = True
        again.told(self, lambda: self._handle.update(bundle, raw=True, metadata=dict(metadata or {})))
