"""Reading a request's body: bounded in length and depth, strict JSON, text that can be written down again."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from starlette.requests import ClientDisconnect, Request

DEEPEST = 32


class TooLarge(Exception):
    """The body is longer than the service takes."""


class NotJson(ValueError):
    """The body is not JSON that the service takes: malformed, NaN, too deep, or with half a character."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = f"local.json.{why}"
        """The key of the sentence that says what is wrong."""


async def read(request: Request, limit: int) -> bytearray:
    """The whole body. TooLarge as soon as it is known to be longer than `limit`, announced or not."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit:
        raise TooLarge
    data = bytearray()
    try:
        async for chunk in request.stream():
            data += chunk
            if len(data) > limit:
                raise TooLarge
    except ClientDisconnect:
        raise NotJson("broken") from None
    return data


def parse(data: bytearray) -> Any:
    """The JSON value in a body, which is empty afterwards. NotJson says what is wrong with it."""
    try:
        text = data.decode("utf-8")
        data.clear()  # it may be 100 MB, and the text is another 100
        value = json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        raise NotJson("deep") from None
    except ValueError:  # UnicodeDecodeError and JSONDecodeError too, and an integer of thousands of digits
        raise NotJson("broken") from None
    _look_through(value, 0)
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _look_through(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise NotJson("deep")
    if isinstance(value, str):
        _is_text(value)
    elif isinstance(value, dict):
        for name, inner in value.items():
            _is_text(name)
            _look_through(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _look_through(inner, depth + 1)


def _is_text(text: str) -> None:
    if text.isascii():
        return
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise NotJson("surrogate") from None
