"""A real kernel, spoken to at the protocol's level: what a page sends and hears, with nobody's page."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

Message = dict[str, Any]
Heard = Callable[[Message], bool]


class Kernel:
    """One kernel of one Python. `heard` holds every iopub message so far, in order."""

    def __init__(self, python: Path, folder: Path, env: dict[str, str]) -> None:
        spec = folder / "specs" / "tested" / "kernel.json"
        spec.parent.mkdir(parents=True, exist_ok=True)
        argv = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        spec.write_text(json.dumps({"argv": argv, "display_name": "tested", "language": "python"}), encoding="utf-8")
        specs = KernelSpecManager(kernel_dirs=[str(spec.parents[1])])
        self.manager = KernelManager(kernel_name="tested", kernel_spec_manager=specs)
        self.work = folder / "work"
        self.work.mkdir(exist_ok=True)
        ipython = {"IPYTHONDIR": str(folder / "ipython"), "JUPYTER_RUNTIME_DIR": str(folder / "runtime")}
        self.manager.start_kernel(cwd=str(self.work), env={**os.environ, **ipython, **env})
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)
        self.heard: list[Message] = []
        self._replies: dict[str, Message] = {}
        self._release: tuple[int, int] | None = None
        self._asked = 0

    def close(self) -> None:
        """Shut it down."""
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
        self.manager.cleanup_resources()

    # -- cells --------------------------------------------------------------------------------------------------------

    def send(self, code: str, *, subshell: str | None = None) -> str:
        """Have a cell executed; gives its message id and doesn't wait."""
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
        return self._post("execute_request", {**content, "stop_on_error": True}, subshell=subshell)

    def reply(self, asked: str, seconds: float = 60) -> Message:
        """The answer to a request on the shell channel."""
        until = time.monotonic() + seconds
        while asked not in self._replies:
            try:
                message = self.client.get_shell_msg(timeout=max(0.01, until - time.monotonic()))
            except Empty:
                raise AssertionError(f"no reply within {seconds} s; heard: {self.text()}") from None
            self._replies[message["parent_header"].get("msg_id", "")] = message
        return self._replies[asked]

    def run(self, code: str, seconds: float = 60) -> Message:
        """Execute a cell to its end, and hear all that it shows; gives the reply's content."""
        asked = self.send(code)
        content: Message = self.reply(asked, seconds)["content"]
        self.idle(asked, seconds)
        return content

    def idle(self, asked: str, seconds: float = 60) -> None:
        """Hear all that a request shows, to its end."""
        self.until(lambda message: _is_idle(message, asked), seconds)

    def value(self, expression: str) -> Any:
        """The value of an expression that JSON can hold."""
        content = {"code": "", "silent": True, "store_history": False, "allow_stdin": False, "stop_on_error": False}
        wrapped = f"__import__('json').dumps({expression})"
        reply: Message = {"status": "aborted"}
        while reply["status"] == "aborted":  # by an error of the cell before, which empties the queue for a moment
            reply = self.reply(self._post("execute_request", {**content, "user_expressions": {"value": wrapped}}))[
                "content"
            ]
        told = reply["user_expressions"]["value"]
        assert told["status"] == "ok", told
        return json.loads(json.loads("[" + _unquoted(told["data"]["text/plain"]) + "]")[0])

    def interrupt(self) -> None:
        """What the ■ button does."""
        self.manager.interrupt_kernel()

    # -- what is heard ------------------------------------------------------------------------------------------------

    def until(self, heard: Heard, seconds: float = 60) -> Message:
        """The first message, of those heard so far or to come, for which `heard` is true."""
        for message in self.heard:
            if heard(message):
                return message
        until = time.monotonic() + seconds
        while True:
            try:
                message = self.client.get_iopub_msg(timeout=max(0.01, until - time.monotonic()))
            except Empty:
                raise AssertionError(f"not heard within {seconds} s; heard: {self.text()}") from None
            self.heard.append(message)
            if heard(message):
                return message

    def shown(self, asked: str | None = None) -> list[Message]:
        """What is on the page: the contents of displays as a page has them in the end, updates applied."""
        page: list[Message] = []
        for message in self.heard:
            kind, content = message["msg_type"], message["content"]
            spot = content.get("transient", {}).get("display_id") if isinstance(content, dict) else None
            if kind == "update_display_data":
                for entry in page:
                    if entry["spot"] == spot:
                        entry["data"] = content["data"]
            elif kind in ("display_data", "execute_result") and (asked is None or _parent(message) == asked):
                page.append({"spot": spot, "data": content["data"], "metadata": content.get("metadata", {})})
        return page

    def text(self) -> str:
        """A short account of what was heard, for messages of failure."""
        told = []
        for message in self.heard[-30:]:
            content = message["content"]
            words = content.get("text") or content.get("traceback") or content.get("execution_state") or ""
            told.append(f"{message['msg_type']} {str(words)[:300]}")
        return "; ".join(told)

    # -- widgets ------------------------------------------------------------------------------------------------------

    def job_view(self, asked: str, seconds: float = 30) -> str:
        """The comm id of the live view of the cell that was sent as `asked`, when there is one."""
        heard = self.until(lambda message: _is_job_view(message) and _parent(message) == asked, seconds)
        return str(heard["content"]["comm_id"])

    def progress(self, comm: str, heard: Callable[[Message], bool], seconds: float = 30) -> Message:
        """The first state of a job view for which `heard` is true."""

        def told(message: Message) -> bool:
            state = _state(message, comm)
            return bool(state) and heard(state)

        return _state(self.until(told, seconds), comm)

    def ask(self, comm: str, kind: str, body: Message | None = None, seconds: float = 30) -> list[Message]:
        """What a page asks of a widget, and what it is answered; nothing where the widget is gone."""
        self._asked += 1
        mark = f"asked-{self._asked}"
        content = {"id": mark, "kind": kind, "body": body or {}}
        sent = self._post("comm_msg", {"comm_id": comm, "data": {"method": "custom", "content": content}})
        self.idle(sent, seconds)
        told = [message["content"].get("data", {}).get("content") for message in self.heard if _is_comm(message, comm)]
        return [each for each in told if isinstance(each, dict) and each.get("id") == mark]

    def press_stop(self, comm: str, *, subshell: str | None = None) -> None:
        """What a click on Stop sends."""
        content = {"id": "click-1", "kind": "stop", "body": {}}
        self._post("comm_msg", {"comm_id": comm, "data": {"method": "custom", "content": content}}, subshell=subshell)

    def press_nothing(self, comm: str) -> None:
        """A message of the view that asks for something nobody knows."""
        content = {"id": "click-0", "kind": "nothing", "body": {}}
        self._post("comm_msg", {"comm_id": comm, "data": {"method": "custom", "content": content}})

    @property
    def release(self) -> tuple[int, int]:
        """The version of ipykernel."""
        if self._release is None:
            version = self.value("__import__('ipykernel').__version__.split('.')")
            self._release = int(version[0]), int(version[1])
        return self._release

    def subshell(self) -> str | None:
        """A subshell, as JupyterLab makes one for its widgets; None where the kernel has none."""
        info = self.reply(self._post("kernel_info_request", {}))["content"]
        if "kernel subshells" not in info.get("supported_features", []):
            return None
        message = self.client.session.msg("create_subshell_request", {})
        self.client.control_channel.send(message)
        answer = self.client.get_control_msg(timeout=20)
        return str(answer["content"]["subshell_id"])

    def _post(self, kind: str, content: Message, *, subshell: str | None = None) -> str:
        message = self.client.session.msg(kind, content)
        if subshell:
            message["header"]["subshell_id"] = subshell
        self.client.shell_channel.send(message)
        return str(message["header"]["msg_id"])


def _parent(message: Message) -> str:
    return str(message["parent_header"].get("msg_id", ""))


def _is_idle(message: Message, asked: str) -> bool:
    is_status = message["msg_type"] == "status" and message["content"]["execution_state"] == "idle"
    return is_status and _parent(message) == asked


def _is_comm(message: Message, comm: str) -> bool:
    return bool(message["msg_type"] == "comm_msg" and message["content"]["comm_id"] == comm)


def _is_job_view(message: Message) -> bool:
    if message["msg_type"] != "comm_open":
        return False
    state = message["content"].get("data", {}).get("state", {})
    return isinstance(state.get("state"), dict) and "can_stop" in state["state"]


def _state(message: Message, comm: str) -> Message:
    content = message["content"]
    if message["msg_type"] not in ("comm_open", "comm_msg") or content.get("comm_id") != comm:
        return {}
    state = content.get("data", {}).get("state", {}).get("state", {})
    return state if isinstance(state, dict) else {}


def _unquoted(text: str) -> str:
    """A Python string literal as a JSON one."""
    import ast

    return json.dumps(ast.literal_eval(text))


@contextmanager
def kernel(python: Path, folder: Path, env: dict[str, str] | None = None) -> Iterator[Kernel]:
    """A kernel for as long as it is needed, with the extension loaded."""
    started = Kernel(python, folder, env or {})
    try:
        reply = started.run("%load_ext grokwidget")
        assert reply["status"] == "ok", started.text()
        yield started
    finally:
        started.close()
