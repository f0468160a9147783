"""Keys and signed addresses never reach a text that somebody reads: this takes them out of messages and logs."""

from __future__ import annotations

import html
import logging
import os
import re
import threading
from urllib.parse import quote

_HIDDEN = "[key]"
_SHORTEST = 6
_TELLING = 8
"""From so many characters on, the begin of a key is hidden too: a message may have been cut in the middle of it."""
_HEX = re.compile("%[0-9A-F]{2}")
_lock = threading.Lock()
_secrets: set[str] = set()

#: What was hidden before is part of what is hidden now: redacting twice gives the same.
_BEARER = re.compile(r"(bearer\s+)(?:\[key\]|[^\s\"',;)\]}])+", re.IGNORECASE)
_KEY = re.compile(r"\bsk-[A-Za-z0-9_\-]{6,}")
_URL = re.compile(r"\b(https?://)([^\s\"'<>\\]*)", re.IGNORECASE)
#: The loggers of the HTTP libraries; a filter on a parent does not see its children's records.
_LOGGERS = (
    "httpx",
    *(f"httpx_retries{part}" for part in ("", ".retry", ".transport")),
    *(f"httpcore.{part}" for part in ("connection", "http11", "http2", "proxy", "socks")),
)


def guard(secret: str) -> None:
    """From now on `secret` is taken out of every text that passes `redact`, also when it is percent-encoded, written
    into JSON or HTML, or cut off at its end."""
    if len(secret) >= _SHORTEST:
        spelled = {secret, quote(secret, safe=""), quote(secret), secret.replace("/", "\\/"), html.escape(secret)}
        with _lock:
            _secrets.update({*spelled, *(_HEX.sub(lambda found: found[0].lower(), each) for each in spelled)})


def redact(text: str) -> str:
    """`text` without any known key, without bearer tokens, and without the query and user of any URL in it."""
    with _lock:
        known = sorted(_secrets, key=len, reverse=True)
    for secret in known:
        text = text.replace(secret, _HIDDEN)
    text = _BEARER.sub(rf"\1{_HIDDEN}", text)
    text = _KEY.sub(f"sk-{_HIDDEN}", text)
    for secret in known:
        text = _without_begins(text, secret)
    return _URL.sub(_bare, text)


def _without_begins(text: str, secret: str) -> str:
    """The text without what is left of a secret where somebody cut it off: as many of its first characters."""
    at = text.find(secret[:_TELLING])
    while at >= 0:
        end = at
        while end - at < len(secret) and text[end : end + 1] == secret[end - at]:
            end += 1
        text = text[:at] + _HIDDEN + text[end:]
        at = text.find(secret[:_TELLING], at + len(_HIDDEN))
    return text


def _after_fork() -> None:
    # Another thread of the parent may have held it, and isn't here to let go.
    global _lock
    _lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def _bare(found: re.Match[str]) -> str:
    scheme, rest = found.groups()
    address, mark, _ = rest.partition("?")
    authority, slash, path = address.partition("/")
    authority = authority.rpartition("@")[2]
    return f"{scheme}{authority}{slash}{path}{'?…' if mark else ''}"


class _Redacting(logging.Filter):
    """Rewrites a record before any handler sees it."""

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            record.msg, record.args = redact(record.getMessage()), ()
        except Exception:  # a record that can't be formatted is not ours to mend, but must not leak either
            record.msg, record.args = "(a log record that could not be read)", ()
        return True


_filter = _Redacting()


def guard_logs() -> None:
    """Redact what the HTTP libraries log. May be called any number of times."""
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_filter)
