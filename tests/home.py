"""What keeps a test on this machine, in whatever process it runs."""

from __future__ import annotations

from typing import Any

_LOOPBACK = ("127.", "::1", "localhost", "::ffff:127.")


def stay_home(event: str, args: tuple[Any, ...]) -> None:
    """An audit hook: any connection or look-up that would leave this machine is an error, whoever makes it."""
    if event == "socket.connect":
        address = args[1]
        host = address[0] if isinstance(address, tuple) else ""
    elif event == "socket.getaddrinfo":
        host = args[0] or ""
    else:
        return
    host = host.decode() if isinstance(host, bytes) else str(host)
    if host and not host.startswith(_LOOPBACK) and host not in ("0.0.0.0", "::"):
        raise OSError(f"a test tried to reach {host}: tests never leave this machine")
