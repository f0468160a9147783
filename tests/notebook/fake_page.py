"""A page for a widget without a kernel: hears what the widget sends, and sends requests as the front end does."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import ipywidgets
from ipywidgets import Widget


class FakeComm:
    """Stands in a widget's `comm`; keeps what is sent through it."""

    comm_id = "fake"
    kernel = "there"
    # ipywidgets 7 takes only what calls itself one of ipykernel's.
    __class__ = property(lambda _self: _comm_class())

    def __init__(self) -> None:
        self.sent: list[tuple[dict[str, Any], list[bytes]]] = []
        self.closed = False

    def send(
        self, data: dict[str, Any] | None = None, metadata: object = None, buffers: Sequence[Any] | None = None
    ) -> None:
        """Hear one message."""
        self.sent.append((data or {}, [bytes(each) for each in buffers or ()]))

    def close(self, *_: object, **__: object) -> None:
        """Hear the end."""
        self.closed = True

    def on_msg(self, _callback: object) -> None:
        """Nothing comes by itself."""


def _comm_class() -> type:
    if ipywidgets.__version__ >= "8":
        return FakeComm
    from ipykernel.comm import Comm

    found: type = Comm
    return found


class FakePage:
    """One page of one widget."""

    def __init__(self, widget: Widget) -> None:
        self.comm = FakeComm()
        self._widget = widget
        self._ids = (f"page-{count}" for count in itertools.count(1))
        widget.comm = self.comm

    @property
    def updates(self) -> list[dict[str, Any]]:
        """The trait updates that came, in order."""
        return [data["state"] for data, _ in self.comm.sent if data.get("method") == "update"]

    @property
    def answers(self) -> list[tuple[dict[str, Any], list[bytes]]]:
        """The custom messages that came, in order."""
        return [(data["content"], buffers) for data, buffers in self.comm.sent if data.get("method") == "custom"]

    def ask(
        self, kind: object, body: object = None, buffers: Sequence[bytes] = ()
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Send a request and give its one answer."""
        ask = next(self._ids)
        self.tell({"id": ask, "kind": kind, "body": body}, buffers)
        mine = [answer for answer in self.answers if answer[0].get("id") == ask]
        assert len(mine) == 1, f"{len(mine)} answers to one request"
        return mine[0]

    def tell(self, content: object, buffers: Sequence[bytes] = ()) -> None:
        """Send any custom message, as it arrives in a kernel."""
        message = {"content": {"data": {"method": "custom", "content": content}}, "buffers": list(buffers)}
        self._widget._handle_msg(message)
