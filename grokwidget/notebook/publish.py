"""Puts things into a cell's output, and changes them later by their `display_id`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import IPython.display

from . import again
from .beside import apart_from

Bundle = dict[str, Any]
_page: Any = IPython.display  # typed in part only
_NOTHING: Bundle = {"text/plain": "", "text/html": ""}


def put(bundle: Bundle, metadata: Mapping[str, Any] | None = None) -> None:
    """Show a bundle, once and for all."""
    _page.display(bundle, raw=True, metadata=dict(metadata or {}))


class Spot:
    """One place in an output; what is in it can be replaced from any thread, in every front end."""

    _below: Spot | None = None

    def __init__(self) -> None:
        self._handle = _page.DisplayHandle()
        self._used = False

    def show(self, widget: Any) -> None:
        """Put a widget there that something else follows. By its bundle: ipywidgets 7 would display itself, and not
        under our id."""
        self._put(*widget._repr_mimebundle_())

    def put(self, bundle: Bundle, metadata: Mapping[str, Any] | None = None) -> None:
        """Put a bundle there, in the place of what is there; its static form below it, where that has to be apart."""
        shown, form = apart_from(bundle)
        self._put(shown, metadata)
        if form is not None:
            self.reserve()
        if self._below is not None:
            self._below._put(form or _NOTHING)

    def reserve(self) -> None:
        """Take the place below it, too: what is put there later, from a thread, would else be in another cell."""
        if self._below is None:
            self._below = Spot()
            self._below._put(_NOTHING)

    def _put(self, bundle: Bundle, metadata: Mapping[str, Any] | None = None) -> None:
        how = self._handle.update if self._used else self._handle.display
        how(bundle, raw=True, metadata=dict(metadata or {}))
        self._used = True
        again.told(self, lambda: self._handle.update(bundle, raw=True, metadata=dict(metadata or {})))


class Beside:
    """Mixed into a widget that has a static form beside it: it shows itself as two outputs where it has to."""

    def _ipython_display_(self, **_: object) -> None:
        widget: Any = self
        given = widget._repr_mimebundle_()
        bundle, metadata = given if isinstance(given, tuple) else (given or {}, {})
        if apart_from(bundle)[1] is None:
            raise NotImplementedError  # then IPython asks for the bundle
        Spot().put(bundle, metadata)
