"""Result URLs: whoever holds one may fetch the file until it expires, and nobody else may."""

from __future__ import annotations

import hashlib
import hmac
from enum import Enum
from urllib.parse import urlencode


class Verdict(Enum):
    """What a signed URL is worth."""

    GOOD = "good"
    EXPIRED = "expired"
    WRONG = "wrong"


class Signer:
    """Signs paths with a secret of the service, as HMAC-SHA256 over the path and its end."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def signed(self, path: str, expires: float) -> str:
        """The path with its query; good until `expires` (unix seconds)."""
        end = int(expires)
        return f"{path}?{urlencode({'expires': end, 'signature': self._mark(path, end)})}"

    def judge(self, path: str, expires: str | None, signature: str | None, now: float) -> Verdict:
        """Whether a path with these two query values may be fetched now."""
        if not expires or not signature or not (expires.isascii() and expires.isdecimal() and len(expires) <= 12):
            return Verdict.WRONG
        if not hmac.compare_digest(self._mark(path, int(expires)).encode(), signature.encode("utf-8", "replace")):
            return Verdict.WRONG
        return Verdict.GOOD if now < int(expires) else Verdict.EXPIRED

    def _mark(self, path: str, end: int) -> str:
        return hmac.new(self._secret, f"{path}\n{end}".encode(), hashlib.sha256).hexdigest()
