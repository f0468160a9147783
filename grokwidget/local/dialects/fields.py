"""Reading a request field by field, strict about every type; how a refusal sounds is left to the dialect."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol
from urllib.parse import urlsplit

_URL_LIMIT = 8192


class Wrong(Protocol):
    """Makes the refusal of a dialect: `key` names the sentence, `values` (always with `field`) go into it."""

    def __call__(self, key: str, /, **values: object) -> Exception:
        """The exception to be raised."""


class Fields:
    """One object of a request. A field that isn't known is refused: the real service would ignore it and charge.

    `null` is not a value, `true` is not a number and "6" is not 6.
    """

    def __init__(self, value: Any, wrong: Wrong, known: Iterable[str], path: str = "") -> None:
        self._wrong, self._path = wrong, path
        if not isinstance(value, dict):
            raise wrong("local.kind.object", field=path) if path else wrong("local.no_object", field="")
        if unknown := sorted(value.keys() - set(known)):
            raise wrong("local.unknown_field", field=self.name(unknown[0])[:100])
        self._values: dict[str, Any] = value

    def name(self, field: str) -> str:
        """A field's whole name, as in `input.prompt`."""
        return f"{self._path}.{field}" if self._path else field

    def has(self, field: str) -> bool:
        """Whether the field is there, whatever it holds."""
        return field in self._values

    def value(self, field: str) -> Any:
        """What is in a field, of whatever type; None where there is nothing."""
        return self._values.get(field)

    def need(self, field: str) -> None:
        """Refuse an object without this field."""
        if field not in self._values:
            raise self._wrong("local.required", field=self.name(field))

    def object(self, field: str, known: Iterable[str]) -> Fields:
        """The object in a field that must be there."""
        self.need(field)
        return Fields(self._values[field], self._wrong, known, self.name(field))

    def text(self, field: str, *, required: bool = False) -> str:
        """A string; "" where there is none. `required`: not even spaces alone will do."""
        if required:
            self.need(field)
        value = self._values.get(field, "")
        if not isinstance(value, str):
            raise self._wrong("local.kind.string", field=self.name(field))
        if required and not value.strip():
            raise self._wrong("local.required", field=self.name(field))
        return value

    def texts(self, field: str) -> list[str] | None:
        """An array of strings; None where there is none."""
        if field not in self._values:
            return None
        value = self._values[field]
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            raise self._wrong("local.kind.strings", field=self.name(field))
        return value

    def choice(self, field: str, choices: tuple[str, ...], default: str) -> str:
        """One of some strings."""
        if field not in self._values:
            return default
        value = self.text(field)
        if value not in choices:
            raise self._wrong("local.choice", field=self.name(field), choices=", ".join(choices))
        return value

    def whole(self, field: str, low: int, high: int, default: int) -> int:
        """An integer of a range."""
        value = self._integer(field, default)
        if not low <= value <= high:
            raise self._wrong("local.range", field=self.name(field), low=low, high=high)
        return value

    def whole_choice(self, field: str, choices: tuple[int, ...], default: int) -> int:
        """One of some integers."""
        value = self._integer(field, default)
        if value not in choices:
            raise self._wrong("local.choice", field=self.name(field), choices=", ".join(map(str, choices)))
        return value

    def flag(self, field: str, *, default: bool) -> bool:
        """True or false."""
        value = self._values.get(field, default)
        if not isinstance(value, bool):
            raise self._wrong("local.kind.boolean", field=self.name(field))
        return value

    def url(self, field: str) -> str | None:
        """An http(s) URL; None where there is none."""
        if field not in self._values:
            return None
        value = self.text(field)
        if not is_web_url(value):
            raise self._wrong("local.url", field=self.name(field))
        return value

    def _integer(self, field: str, default: int) -> int:
        value = self._values.get(field, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self._wrong("local.kind.integer", field=self.name(field))
        return value


def is_web_url(url: str) -> bool:
    """An absolute http(s) URL with a host, of a sane length and without spaces or control characters."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    printable = len(url) <= _URL_LIMIT and not any(letter <= " " or letter == "\x7f" for letter in url)
    return parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and printable


def is_data_url(text: str) -> bool:
    """Whether this claims to be a data URL; what is in it must still be looked at."""
    return text[:5].lower() == "data:"
