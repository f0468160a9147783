"""The flags of `%%grokvideo`: one table, made from `VideoRequest`'s fields and what the catalog's models can do."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, Union, get_args, get_origin

from grokwidget import providers
from grokwidget.catalog import Model
from grokwidget.messages import say
from grokwidget.request import Operation, VideoRequest

#: A flag's value: one, one each time it is given, or none (then it may have a `--no-` twin).
Takes = Literal["value", "many", "switch", "on_off"]


@dataclass(frozen=True)
class Flag:
    """One flag. `field` is the request's field, or the flag's own name where the request has none."""

    field: str
    names: tuple[str, ...]
    takes: Takes = "value"
    metavar: str = ""
    choices: tuple[str, ...] = ()
    """What some model takes; a model may take less, and some take more (any ratio)."""
    of_request: bool = True

    @property
    def spellings(self) -> tuple[str, ...]:
        """Everything that can be written for it."""
        return self.names + (tuple(f"--no-{name[2:]}" for name in self.names) if self.takes == "on_off" else ())

    @property
    def about(self) -> str:
        """What it is for, in the reader's language."""
        return say(f"magic.flag.{self.field}")


#: What the table alone doesn't tell: other spellings, and how the value is called on the help page.
_SPELLINGS = {"aspect_ratio": ("--aspect-ratio", "--ratio"), "images": ("--image",)}
_METAVARS = {"aspect_ratio": "W:H", "duration": "SECONDS", "images": "PICTURE", "callback_url": "URL", "take": "N"}
#: Flags of sweeps alone.
OF_SWEEPS = ("takes", "rows", "at_once")
#: Flags about the run, not about the video.
_OWN = (
    Flag("timeout", ("--timeout",), metavar="SECONDS", of_request=False),
    Flag("no_wait", ("--no-wait",), takes="switch", of_request=False),
    Flag("yes", ("--yes",), takes="switch", of_request=False),
    Flag("rehearse", ("--rehearse",), takes="switch", of_request=False),
    Flag("takes", ("--takes",), metavar="N", of_request=False),
    Flag("rows", ("--rows",), metavar="TABLE", of_request=False),
    Flag("at_once", ("--at-once",), metavar="N", of_request=False),
    Flag("help", ("--help", "-h"), takes="switch", of_request=False),
)


def flags() -> tuple[Flag, ...]:
    """All flags, the request's first and in its own order."""
    operations = {operation for model in models() for operation in model.operations}
    only_generate = operations <= {Operation.GENERATE}
    unused = {"prompt"} | ({"operation", "source_video"} if only_generate else set())
    return tuple(_of_field(name) for name in VideoRequest.model_fields if name not in unused) + _OWN


def _of_field(name: str) -> Flag:
    offered: dict[str, Callable[[], Iterable[str]]] = {
        "provider": providers.names,
        "model": lambda: (each for model in models() for each in model.names()),
        "aspect_ratio": lambda: (each for model in models() for each in model.aspect_ratios),
        "resolution": lambda: (each for model in models() for each in model.resolutions),
        "mode": lambda: (each for model in models() for each in model.modes),
        "operation": lambda: (str(each) for model in models() for each in sorted(model.operations)),
    }
    choices = offered[name]() if name in offered else ()
    annotation = VideoRequest.model_fields[name].annotation
    kinds = set(get_args(annotation)) if get_origin(annotation) in (Union, types.UnionType) else {annotation}
    takes: Takes = "many" if name == "images" else "on_off" if bool in kinds else "value"
    return Flag(
        field=name,
        names=_SPELLINGS.get(name, ("--" + name.replace("_", "-"),)),
        takes=takes,
        metavar="" if takes == "on_off" else _METAVARS.get(name, name.upper()),
        choices=tuple(dict.fromkeys(choices)),
    )


def models() -> Iterator[Model]:
    """Every model of every provider."""
    for name in providers.names():
        yield from providers.provider(name).models


def spellings() -> dict[str, Flag]:
    """Everything that can be written as a flag, and which flag it is."""
    return {spelling: flag for flag in flags() for spelling in flag.spellings}
