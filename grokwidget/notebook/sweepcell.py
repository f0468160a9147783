"""A `%%grokvideo` cell that asks for many: prompts divided by a line `---`, lists in flags and in `{{name}}`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from grokwidget.errors import SettingsError
from grokwidget.messages import say
from grokwidget.request import plain_number
from grokwidget.sweep import holes

from . import arguments
from .sweepview import SweepPlace

if TYPE_CHECKING:
    from grokwidget.client import Client
    from grokwidget.sweep import Sweep

_DIVIDER = "---"
#: Flags that may hold a comma, or several values of their own.
_NOT_LISTS = ("images", "callback_url", "source_video")


@dataclass(frozen=True)
class Lists:
    """What a cell's sweep is made of, as `Client.sweep` takes it."""

    prompts: list[str]
    fields: dict[str, Any]
    over: dict[str, Any]
    takes: Any
    rows: Any
    at_once: int | None

    def sweep(self, client: Client, *, timeout: float | None = None, rehearse: bool = False) -> Sweep:
        """The sweep. Nothing is sent."""
        more: dict[str, Any] = {} if self.at_once is None else {"at_once": self.at_once}
        return client.sweep(
            self.prompts,
            takes=self.takes,
            over=self.over,
            rows=self.rows,
            timeout=timeout,
            rehearse=rehearse or None,
            **more,
            **self.fields,
        )


def divided(body: str) -> list[str]:
    """The prompts of a cell: what stands between lines of three dashes. The whole body where there is no such line."""
    pieces: list[list[str]] = [[]]
    for line in body.splitlines(keepends=True):
        if line.strip() == _DIVIDER:
            pieces.append([])
        else:
            pieces[-1].append(line)
    if len(pieces) == 1:
        return [body]
    return [text for lines in pieces if (text := "".join(lines)).strip()] or [""]


def lists(asked: arguments.Asked, prompts: list[str], variables: Mapping[str, Any]) -> Lists | None:
    """The lists of a cell; None when it asks for one video.

    Raises `InvalidRequest` for a name that is not defined, `SettingsError` for a number that is none.
    """
    fields = {name: _listed(name, value) for name, value in asked.fields.items()}
    rows = None if asked.rows is None else arguments.variable(asked.rows, variables, "--rows")
    names = holes.holes(prompts)
    columns = {name for row in holes.table(rows) for name in row} if rows is not None else set()
    over = {
        name: arguments.variable(name, variables, say("magic.where.prompt")) for name in names if name not in columns
    }
    many = len(prompts) > 1 or rows is not None or asked.takes is not None
    many = many or any(map(is_list, over.values())) or any(is_list(value) for value in _axes(fields))
    if not many:
        if asked.at_once is not None:
            raise SettingsError(say("sweep.for_sweeps", flag="at-once"))
        return None
    over = {name: value if is_list(value) else [value] for name, value in over.items()}
    takes = 1 if asked.takes is None else _number("takes", asked.takes)
    at_once = None if asked.at_once is None else _number("at-once", asked.at_once)
    return Lists(prompts, fields, over, takes, rows, at_once)


def is_list(value: Any) -> bool:
    """Whether a variable stands for several values: a list, a range, a column, a flat array."""
    return isinstance(value, list | tuple | range) or (hasattr(value, "tolist") and getattr(value, "ndim", 0) == 1)


def _axes(fields: Mapping[str, Any]) -> list[Any]:
    """The values that make a sweep if they are lists: pictures do where they are lists of pictures."""
    pictures = fields.get("images") or ()
    return [*(value for name, value in fields.items() if name != "images"), *pictures]


def _listed(name: str, value: Any) -> Any:
    if not isinstance(value, str) or name in _NOT_LISTS:
        return value
    if not set(",，") & set(value):
        return value
    values: list[Any] = [word for each in value.replace("，", ",").split(",") if (word := each.strip())]
    if name == "duration":
        values = [_seconds(word) for word in values]
    if name == "take" and len(values) > 1:
        values = [_number("take", word) for word in values]
    return values if len(values) > 1 else values[0] if values else value


def _seconds(word: str) -> Any:
    try:
        return plain_number(float(word))
    except (ValueError, OverflowError):
        return word  # the request says what is wrong with it


def _number(flag: str, value: Any) -> Any:
    if is_list(value) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    try:
        return int(str(value))
    except ValueError:
        raise SettingsError(say("sweep.no_number", flag=flag, value=value)) from None


class SweepRun:
    """One run of such a cell, as `Cell` is for one video."""

    def __init__(self, shell: Any, client: Callable[[], Client], asked: arguments.Asked, of: Lists) -> None:
        self._shell = shell
        self._client = client
        self._asked = asked
        self._lists = of
        self._place: SweepPlace | None = None

    def start(self, *, warm: bool) -> Sweep:  # noqa: ARG002 - as `Cell.start`; a sweep has its price to show first
        """Show the price, then send what is missing. The variable is bound before: it is the sweep, sent or not."""
        client, fields = self._client(), self._lists.fields
        if "provider" not in fields and (named := _named()) not in (None, client.provider):
            fields["provider"] = named
        if "take" in fields:
            fields["take"] = _number("take", fields["take"])
        sweep = self._lists.sweep(client, timeout=self._asked.timeout, rehearse=self._asked.rehearse)
        self._place = place = SweepPlace(sweep)
        place.open()
        self.bind(sweep)
        try:
            sweep.start(yes=self._asked.yes)
        except BaseException:
            place.refused()
            raise
        place.follow()
        if not self._asked.wait:
            place.detach()
        return sweep

    def wait(self, sweep: Sweep) -> None:
        """Wait in this thread, then show what came of it."""
        try:
            sweep.wait()
        except KeyboardInterrupt:
            sweep.stop()
        self._end(sweep)

    async def wait_async(self, sweep: Sweep) -> None:
        """Wait without blocking the kernel, then show what came of it."""
        try:
            async for _ in sweep:
                pass
        finally:
            self._end(sweep)

    def bind(self, sweep: Sweep) -> None:
        """The result's variable, and `_`."""
        if self._asked.name:
            self._shell.user_ns[self._asked.name] = sweep
        self._shell.displayhook.update_user_ns(sweep)

    def _end(self, sweep: Sweep) -> None:
        if self._place is not None:
            self._place.done()
        sweep._check_stopped()


def _named() -> str | None:
    """Whom the environment and the settings name now; None where it is the class's choice alone."""
    from grokwidget.settings import Settings, choose_provider, chosen_by_class

    settings = Settings.load()
    return None if chosen_by_class(None, settings) else choose_provider(None, settings)
