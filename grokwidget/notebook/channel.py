"""Requests from the page, answered: `{id, kind, body}` -> `{id, result}` or `{id, error}`, with binary buffers.

Its other half is `js/src/host/channel.ts`: keep the two in step. Custom messages carry it, not traits, because a
request is an event and traits are saved. It answers every request, also when the handler raises: a page that waits for
ever is the worst answer. A page that hears nothing sends the same request again, by the same id: it is done once, and
its answer is given again. Handlers may run on any thread, at the same time and out of order (`comm`
messages do, on ipykernel 7), so they must be quick and thread-safe.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from grokwidget.errors import GrokwidgetError
from grokwidget.messages import say, speaking

from .again import flush
from .apart import apart

Buffer: TypeAlias = bytes | bytearray | memoryview
#: How many answers are remembered. One with buffers is not: it only reads, and may be made anew.
_REMEMBERED = 128
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reply:
    """A handler's answer with buffers: `result` is JSON, `buffers` go as they are, never as base64."""

    result: Any = None
    buffers: Sequence[Buffer] = ()


#: Gets the request's body and buffers; gives JSON or a `Reply`; what it raises becomes the page's error.
Handler = Callable[[Mapping[str, Any], Sequence[Buffer]], Any]


class Widget(Protocol):
    """What a channel needs of an ipywidget."""

    def send(self, content: object, buffers: Sequence[Buffer] | None = None) -> None:
        """Send a custom message to the page."""

    def on_msg(self, callback: Callable[..., None], remove: bool = False) -> None:
        """Have `callback(widget, content, buffers)` called for every custom message."""


def hear_where_the_page_says(widget: Any) -> None:
    """Let its requests come in on the subshell that the page sends them to.

    ipykernel 7.4 sends them to the shell that made the widget instead, which is deaf while a cell blocks it.
    """
    if hasattr(widget.comm, "_reply_subshell_for"):
        widget.comm._reply_subshell_for = lambda _data, default: default


class Channel:
    """Answers the requests of one widget's pages.

    `handlers` maps a kind to its handler. `lang()` gives the language that the page reads, in which it is answered;
    None is the process's.
    """

    def __init__(
        self, widget: Widget, handlers: Mapping[str, Handler], lang: Callable[[], str | None] = lambda: None
    ) -> None:
        self._widget = widget
        self._handlers = dict(handlers)
        self._lang = lang
        self._lock = threading.Lock()
        self._answers: OrderedDict[str, dict[str, Any] | None] = OrderedDict()
        """Request id -> its answer; None while it is being made."""
        widget.on_msg(self._receive)

    def close(self) -> None:
        """Answer nothing any more."""
        self._widget.on_msg(self._receive, remove=True)

    def _receive(self, _widget: object, content: object, buffers: Sequence[Buffer] | None) -> None:
        if not isinstance(content, Mapping) or not isinstance(content.get("id"), str):
            return  # not a request of this protocol: nothing to answer to
        ask, kind, body = content["id"], content.get("kind"), content.get("body")
        with self._lock:
            again = ask in self._answers
            answer = self._answers.setdefault(ask, None)
            while len(self._answers) > _REMEMBERED:
                self._answers.popitem(last=False)
        if again:
            if answer is not None:
                self._send(answer)
            return
        with speaking(self._lang()):
            self._answer(ask, kind, body, buffers)
        flush()

    def _answer(self, ask: str, kind: object, body: object, buffers: Sequence[Buffer] | None) -> None:
        try:
            handler = self._handlers.get(kind) if isinstance(kind, str) else None
            if handler is None:
                self._send({"id": ask, "error": {"type": "UnknownKind", "message": self._unknown(kind)}})
                return
            given = handler(body if isinstance(body, Mapping) else {}, buffers or ())
            reply = given if isinstance(given, Reply) else Reply(given)
            self._send({"id": ask, "result": reply.result}, reply.buffers)
        except Exception as error:  # whatever it was, the page must hear of it
            self._send({"id": ask, "error": self._describe(error)})

    def _send(self, content: dict[str, Any], buffers: Sequence[Buffer] = ()) -> None:
        with self._lock:
            if buffers:
                self._answers.pop(content["id"], None)
            elif content["id"] in self._answers:
                self._answers[content["id"]] = content
        # From an empty context: a handler may run in a context that still names a cell, and nbclient would drop it.
        apart(self._widget.send, content, list(buffers))

    def _unknown(self, kind: object) -> str:
        return say("page.kernel.unknown_kind", kind=str(kind)[:40])

    def _describe(self, error: Exception) -> dict[str, str]:
        """What the page hears: our own sentences; of another's error only the type, its text may hold anything."""
        name = type(error).__name__
        if isinstance(error, GrokwidgetError):
            return {"type": name, "message": str(error), **({"field": error.field} if error.field else {})}
        _log.exception("a request of the page failed")
        return {"type": name, "message": say("page.kernel.failed", kind=name)}
