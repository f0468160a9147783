"""A stand-in for Colab's own package, made from what is documented: its kernel, and what its page doesn't show.

colabtools#3373: what a background thread publishes is not shown. Here it is dropped, and counted in `unheard`.
"""

import threading
from typing import Any

from . import drive, output, userdata

__all__ = ["drive", "output", "unheard", "userdata"]

_SHOWN = ("comm_open", "comm_msg", "comm_close", "display_data", "update_display_data")
unheard: list[str] = []


def _deafen(kernel: Any) -> None:
    send = kernel.session.send

    def heard(stream: Any, msg_or_type: Any, *given: Any, **options: Any) -> Any:
        if msg_or_type in _SHOWN and threading.current_thread() is not threading.main_thread():
            unheard.append(msg_or_type)
            return None
        return send(stream, msg_or_type, *given, **options)

    kernel.session.send = heard


def _begin() -> None:
    from IPython import get_ipython

    shell = get_ipython()
    if shell is not None and getattr(shell, "kernel", None) is not None:
        _deafen(shell.kernel)


_begin()
