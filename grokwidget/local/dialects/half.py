"""What every server half shares: routes with key, rate limit and faults; bodies; refusals that each dialect words.

A half derives from `Half`, gives `routes()` out of `self.route(…)`, and `error(refusal)`: its own body and status for
each reason. Handlers raise `Refused` (`self.wrong("local.required", field="prompt")` makes one).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, request_response

from grokwidget.local import body, images
from grokwidget.local.desk import Account, Desk, OverLimit, TooLittle
from grokwidget.local.faults import Fault, Place, Refusal
from grokwidget.local.task import Order, Task
from grokwidget.local.wire import Faulty
from grokwidget.messages import say

Reason = Literal[
    "request", "json", "key", "credits", "spend", "rate", "model", "task", "large", "path", "upstream", "internal"
]
"""Why a request is refused, for all dialects; each has its own status, code and shape for it."""
_SAID: Mapping[Refusal, str] = {
    "credits": "local.credits",
    "spend": "local.spend_limit",
    "rate": "local.rate_limit",
    "model": "local.no_model",
    "task": "local.no_task",
    "large": "local.body_large",
    "upstream": "local.failed",
    "internal": "local.internal",
}
"""What is said of a refusal that only a fault asks for."""
T = TypeVar("T")
Handler = Callable[[Request, Account], Awaitable[Response]]
PICTURES = frozenset({"JPEG", "PNG", "WEBP"})
"""Formats of pictures that are taken where a document doesn't say which."""


class Refused(Exception):
    """A request that is refused: why, in which words, about which field, and whether that one is missing."""

    def __init__(
        self, reason: Reason, message: str, *, field: str = "", missing: bool = False, status: int | None = None
    ) -> None:
        super().__init__(message)
        self.reason: Reason = reason
        self.field, self.missing, self.status = field, missing, status


def wrong(language: Literal["en"] | None, key: str, /, **values: object) -> Refused:
    """The refusal of a field; a key of `local.kind.…` says which type it must have."""
    if key.startswith("local.kind."):
        key, values = "local.type", {**values, "kind": say(key, language)}
    field, missing = str(values.get("field", "")), key == "local.required"
    return Refused("request", say(key, language, **values), field=field, missing=missing)


class Half(ABC):
    """The server half of a dialect for one provider."""

    language: Literal["en"] | None = "en"
    """Of its messages; None: the reader's own."""
    key_prefix = ""
    """What its keys start with, where the document says so."""
    rate_headers: tuple[str, ...] = ()
    """The headers of a rate limit that its document names (see `Draw.headers`)."""

    def __init__(self, provider: str, desk: Desk) -> None:
        self.provider, self.desk = provider, desk

    @abstractmethod
    def routes(self) -> Sequence[BaseRoute]:
        """Its paths, without the provider's prefix."""

    @abstractmethod
    def error(self, refusal: Refused) -> Response:
        """The dialect's own error body and status."""

    def ended(self, _: Task) -> dict[str, Any]:
        """What its callback says of an ended task; most services have none."""
        return {}

    def stamp(self) -> Mapping[str, str]:
        """The headers that every answer of this service carries."""
        return {}

    def refused(self, request: Request, status: int) -> Response:
        """A path that isn't there, a method that a path doesn't have, or a fault of our own."""
        what = f"{request.method} {request.url.path.removeprefix('/' + self.provider)}"
        if status >= 500:
            refusal = Refused("internal", self.say("local.internal"))
        else:
            refusal = Refused("path", self.no_path(what), status=status)
        return self._stamped(self.error(refusal))

    def route(self, method: str, path: str, place: Place, handler: Handler) -> Route:
        """A path that needs a key, counts against its rate limit, and to which the faults of a place may happen."""

        async def answered(request: Request) -> Response:
            headers: dict[str, str] = {}
            try:
                account = self.account(request)
                draw = self.desk.draw(account)
                headers = {name: draw.headers[name] for name in self.rate_headers if name in draw.headers}
                if not draw.allowed:
                    raise Refused("rate", self.say("local.rate_limit"))
                reply = self._refused_on_purpose(request, place) or await handler(request, account)
            except Refused as refusal:
                reply = self.error(refusal)
            reply.headers.update(headers)
            return self._stamped(reply)

        app = Faulty(request_response(answered), place, self.provider, self.desk.options.faults)
        return Route(path, app, methods=[method])

    def _refused_on_purpose(self, request: Request, place: Place) -> Response | None:
        """What a fault has this service say instead of doing the work."""
        fault = self.fault(request)
        if fault and fault.refuse:
            words = self.no_key() if fault.refuse == "key" else self.say(_SAID[fault.refuse], model="-")
            return self.error(Refused(fault.refuse, words))
        return self.moderated() if fault and place == "create" and fault.say == "moderated" else None

    def moderated(self) -> Response:
        """How a create is refused for what it asks: an error of the upstream, where no document says otherwise."""
        return self.error(Refused("upstream", self.say("local.moderated")))

    def account(self, request: Request) -> Account:
        """Whose request it is, by its Bearer key."""
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        key = key.strip()
        account = self.desk.account(self.provider, key)
        named = key.startswith(self.key_prefix) and len(key) > len(self.key_prefix)
        if scheme.lower() != "bearer" or not named or account.disabled:
            raise Refused("key", self.no_key())
        return account

    def no_key(self) -> str:
        """What is said of a key that is missing or no good."""
        return self.say("local.no_key")

    def no_path(self, what: str) -> str:
        """What is said of a method and a path that are not there."""
        return self.say("local.no_path", what=what)

    async def raw(self, request: Request, limit: int | None = None) -> bytearray:
        """A request's whole body, if it isn't too long."""
        most = self.desk.options.body_limit
        try:
            return await body.read(request, most if limit is None else min(limit, most))
        except body.TooLarge:
            raise Refused("large", self.say("local.body_large")) from None
        except body.NotJson as error:
            raise self._no_json(error) from None

    def parsed(self, data: bytearray) -> Any:
        """The JSON in a body, which is empty afterwards."""
        try:
            return body.parse(data)
        except body.NotJson as error:
            raise self._no_json(error) from None

    async def work(self, function: Callable[..., T], *values: Any) -> T:
        """Do something that reads or writes files off the loop: polls must not wait for it."""
        return await to_thread.run_sync(function, *values)

    def take(self, account: Account, order: Order, task_id: str) -> Task:
        """Accept an order and reserve its price."""
        try:
            return self.desk.take(account, order, task_id)
        except TooLittle:
            raise Refused("credits", self.say("local.credits")) from None
        except OverLimit:
            raise Refused("spend", self.say("local.spend_limit")) from None

    async def find(self, account: Account, task_id: str) -> Task:
        """A task of this account; nobody sees another's."""
        task = await self.work(self.desk.find, account, task_id)
        if task is None:
            raise Refused("task", self.say("local.no_task"))
        return task

    def fault(self, request: Request) -> Fault | None:
        """The fault that happens to this very request, for what only the dialect can do wrong."""
        fault: Fault | None = request.scope.get("grokwidget.fault")
        return fault

    def odd(self, request: Request) -> str:
        """The name of the odd answer that this request is to get; "" for the usual one."""
        fault = self.fault(request)
        return fault.say if fault else ""

    def url(self, task: Task, request: Request | None = None) -> str:
        """The address of an ended task's video on the second origin."""
        fault = self.fault(request) if request else None
        return self.desk.url(task, expired=bool(fault and fault.expired))

    def keep(self, source: str, field: str, formats: frozenset[str] = PICTURES) -> str:
        """A reference image as an order holds it: a web URL as it is, a data URL as a file of the service's own."""
        if source[:5].lower() != "data:":
            return source
        try:
            return "file:" + images.keep(images.from_data_url(source), formats, self.folder)
        except images.BadImage as error:
            raise self.wrong("local.image_bad", field=field, problem=error.said(self.language)) from None

    @property
    def folder(self) -> Path:
        """Where pictures are kept."""
        return self.desk.options.folder / "images"

    def wrong(self, key: str, /, **values: object) -> Refused:
        """The refusal of a field in this dialect's words: what `Fields` is given."""
        return wrong(self.language, key, **values)

    def say(self, key: str, **values: object) -> str:
        """A sentence in the service's language."""
        return say(key, self.language, **values)

    def _no_json(self, error: body.NotJson) -> Refused:
        return Refused("json", self.say("local.no_json", problem=self.say(error.why)))

    def _stamped(self, reply: Response) -> Response:
        for name, value in self.stamp().items():
            reply.headers.setdefault(name, value)  # an error may have named its own
        return reply
