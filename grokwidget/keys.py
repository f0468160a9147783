"""Where keys come from, and the object that carries one so that it is never shown, stored or pickled by accident."""

from __future__ import annotations

import contextlib
import getpass
import hashlib
import hmac
import os
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from . import colab, providers
from .errors import MissingKey, SettingsError
from .messages import say
from .providers import Provider
from .redaction import guard

_KEYRING_SERVICE = "grokwidget"
_SENDABLE = re.compile(r"[!-~]+")


class Key:
    """A provider's key. Its `repr` is masked, it can't be pickled, and logs and errors are redacted of it.

    `alias` tells keys apart without telling them: where it was found, and six hex digits of its SHA-256. Jobs remember
    the alias of the key that made them.
    """

    __slots__ = ("_value", "alias", "source")

    def __init__(self, value: str, source: str, *, secret: bool = True) -> None:
        self._value = value.strip()
        if secret and self.sendable:
            guard(self._value)
        self.source = source
        self.alias = f"{source}#{hashlib.sha256(self._bytes).hexdigest()[:6]}"

    @property
    def _bytes(self) -> bytes:
        return self._value.encode(errors="backslashreplace")  # an environment may hold what is no text

    @property
    def sendable(self) -> bool:
        """Whether it has only characters that a key can have."""
        return _SENDABLE.fullmatch(self._value) is not None

    def bearer(self) -> str:
        """The value of the `Authorization` header; for the transport alone."""
        return f"Bearer {self._value}"

    def starts_with(self, prefix: str) -> bool:
        """Whether the key begins as the provider's keys do."""
        return self._value.startswith(prefix)

    def __repr__(self) -> str:
        return f"<Key {self.alias}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and hmac.compare_digest(self._bytes, other._bytes)

    def __hash__(self) -> int:
        return hash(self.alias)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a key is not for pickling or copying")

    def __copy__(self) -> Key:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Key:
        return self


_lock = threading.Lock()
_given: dict[str, Key] = {}


def give(provider: Provider, value: str) -> Key:
    """Use `value` as the provider's key in this process; it is kept in memory only and goes before all others."""
    key, value = Key(value, say("key.source.session")), ""  # a traceback with its variables must not show it
    _check(provider, key)
    with _lock:
        _given[provider.name] = key
    return key


def given(provider: Provider, value: str) -> Key:
    """A key out of a call's arguments, checked; kept nowhere but in what is returned."""
    key, value = Key(value, say("key.source.session")), ""
    _check(provider, key)
    return key


def ask(provider: Provider) -> Key:
    """Ask the person at the keyboard for the key, unseen; kept as `give` keeps it."""
    return give(provider, getpass.getpass(say("key.prompt", provider=provider.title)))


def forget(provider: Provider) -> None:
    """Forget a key that was given in this process."""
    with _lock:
        _given.pop(provider.name, None)


def keep(provider: Provider) -> bool:
    """Put the key that was given in this process into the system's keyring; False where there is no working one."""
    with _lock:
        given = _given.get(provider.name)
    if given is None:
        return False
    try:
        import keyring

        keyring.set_password(_KEYRING_SERVICE, provider.key_variable, given._value)
    except Exception:  # not installed, locked or broken; every back end raises its own errors
        return False
    return True


def unkeep(provider: Provider) -> None:
    """Take the provider's key out of the system's keyring, where it is in one."""
    with contextlib.suppress(Exception):  # not installed, or no such key
        import keyring

        keyring.delete_password(_KEYRING_SERVICE, provider.key_variable)


def find(provider: Provider) -> Key:
    """The provider's key: given in this process, else the environment, a `.env` of the project, the OS keyring, Colab.

    Raises `MissingKey`, saying where it was looked for, or `SettingsError` for a key that can't be right. Colab asks
    the page for its secrets and needs the main thread: call this where the user's call came in, never on the portal.
    """
    with _lock:
        given = _given.get(provider.name)
    if given is not None:
        return given
    name = provider.key_variable
    for key in _sources(name):
        if key is not None:
            _check(provider, key)
            return key
    raise MissingKey(
        say("key.missing", provider=provider.title),
        hint=colab.why_not(name) or say("key.missing.hint", variable=name, name=provider.name),
        provider=provider.name,
    )


def looks_like_one(text: str) -> bool:
    """Whether a word of the text begins as some provider's keys do: such a text is never repeated to anybody."""
    prefixes = tuple(filter(None, (providers.provider(name).key_prefix for name in providers.names())))
    return any(word.startswith(prefixes) for word in text.split())


def found(provider: Provider) -> str | None:
    """Where the provider's key would come from (for `doctor` and the panel); None when there is none."""
    try:
        return find(provider).source
    except SettingsError:
        return None


def _check(provider: Provider, key: Key) -> None:
    if not key.sendable:
        raise SettingsError(say("key.unsendable", provider=provider.title, source=key.source), provider=provider.name)
    if provider.key_prefix and not key.starts_with(provider.key_prefix):
        raise SettingsError(
            say("key.prefix", provider=provider.title, source=key.source, prefix=provider.key_prefix),
            provider=provider.name,
        )


def _wrapped(value: str | None, source: str) -> Key | None:
    """What a place holds, as a `Key` before anything is done with it that could raise; None for nothing."""
    return Key(value, source) if value and value.strip() else None


def _sources(name: str) -> Iterator[Key | None]:
    """Each place in turn, asked only when the ones before it had nothing."""
    yield _wrapped(os.environ.get(name), name)
    if path := _dotenv():
        from dotenv import dotenv_values

        yield _wrapped(dotenv_values(path, interpolate=False).get(name), ".env")
    yield _wrapped(_from_keyring(name), "keyring")
    yield _wrapped(colab.secret(name), "colab")


def _dotenv() -> Path | None:
    """The `.env` of the working folder, or of a folder above it up to the project's own (`.git`, `pyproject.toml`)."""
    here = Path.cwd()
    if (here / ".env").is_file():
        return here / ".env"
    for folder in (here, *here.parents):
        if (folder / ".git").exists() or (folder / "pyproject.toml").exists():
            return folder / ".env" if (folder / ".env").is_file() else None
    return None


def _from_keyring(name: str) -> str | None:
    try:
        import keyring
    except ImportError:
        return None
    try:
        value = keyring.get_password(_KEYRING_SERVICE, name)
    except Exception:  # a locked or broken keyring is no key; every back end raises its own errors
        return None
    return value if isinstance(value, str) else None
