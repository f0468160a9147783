"""From the product to cells: what is impossible is named, and what would be the same request twice is one cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .. import providers
from ..errors import InvalidRequest
from ..jobs.plan import Plan, prepare
from ..library import Clip
from ..messages import say
from ..providers import Provider
from ..request import ImageRef, VideoRequest
from .cell import SweepCell
from .grid import Choice, Combination, Grid

if TYPE_CHECKING:
    from ..client import Client


@dataclass(frozen=True)
class LeftOut:
    """A combination that can't be had. `error` says why, in the model's own sentence."""

    place: tuple[int, ...]
    choices: Choice
    error: InvalidRequest


@dataclass(frozen=True)
class Merged:
    """A combination that would be the same request as `cell`, or differs from it in spaces only: it is that cell."""

    place: tuple[int, ...]
    choices: Choice
    cell: SweepCell


@dataclass(frozen=True)
class Planned:
    """Every combination, in exactly one of the three."""

    cells: tuple[SweepCell, ...]
    left_out: tuple[LeftOut, ...]
    merged: tuple[Merged, ...]


def planned(client: Client, grid: Grid, *, rehearse: bool) -> Planned:
    """Check every combination. Nothing is sent or written.

    Raises `InvalidRequest` for a value that no request can have, and where no combination is possible.
    """
    read = _Reader(client, rehearse=rehearse)
    cells: dict[tuple[object, ...], SweepCell] = {}
    left_out: list[LeftOut] = []
    merged: list[Merged] = []
    advised: dict[str, str] = {}
    for each in grid:
        request = VideoRequest.of(each.prompt, **each.fields)
        provider = read.provider(request.provider)
        request = client._in_class(request, provider)
        try:
            plan = read.plan(each, request, provider)
            client.allows(plan)
        except InvalidRequest as error:
            # Who else can do it is looked up once for each reason, not for each combination.
            if error.message not in advised:
                advised[error.message] = read.advice(each, request, provider) or error.hint
            error.hint = advised[error.message]
            left_out.append(LeftOut(each.place, each.choices, error))
            continue
        cell = SweepCell(client.library, plan, each.place, each.choices)
        first = cells.setdefault(_identity(plan), cell)
        if first is not cell:
            merged.append(Merged(each.place, each.choices, first))
    if not cells:
        first_reason = left_out[0].error
        if len(left_out) > 1:
            text = say("sweep.none_possible", count=len(left_out), reason=first_reason.message)
            raise type(first_reason)(text, hint=first_reason.hint, provider=first_reason.provider)
        raise first_reason
    return Planned(tuple(cells.values()), tuple(left_out), tuple(merged))


class _Reader:
    """What all combinations share: providers looked up once, pictures read once."""

    def __init__(self, client: Client, *, rehearse: bool) -> None:
        self._client = client
        self._rehearse = rehearse
        self._providers: dict[str, Provider] = {}
        self._keys: dict[int, str] = {}
        self._places = client.places()

    def provider(self, name: str | None) -> Provider:
        asked = name or self._client.provider
        if asked not in self._providers:
            self._providers[asked] = providers.provider(asked)
        return self._providers[asked]

    def plan(self, each: Combination, request: VideoRequest, provider: Provider, *, advise: bool = False) -> Plan:
        source = each.fields.get("source_video")
        return prepare(
            request,
            provider,
            rehearsal=self._rehearse,
            source=source if isinstance(source, Clip) else None,
            places=self._places,
            advise=advise,
            key_of=self._key,
        )

    def advice(self, each: Combination, request: VideoRequest, provider: Provider) -> str:
        try:
            self.plan(each, request, provider, advise=True)
        except InvalidRequest as error:
            return error.hint
        return ""

    def _key(self, image: ImageRef) -> str:
        from ..media.images import key

        # By the object: the grid keeps them all, so none of these numbers is ever given again.
        if id(image) not in self._keys:
            self._keys[id(image)] = key(image)
        return self._keys[id(image)]


def _identity(plan: Plan) -> tuple[object, ...]:
    """Equal for requests of the same fingerprint, and for those whose prompts differ in spaces only."""
    sends: dict[str, Any] = {**plan.sends}
    sends["prompt"] = " ".join(plan.request.prompt.split())
    fields = tuple(sorted((name, str(value)) for name, value in sends.items()))
    source = plan.request.source_video
    return (plan.provider.name, plan.model.id, fields, plan.image_keys, source, plan.request.take, plan.rehearsal)


def described(choices: Iterable[Choice], grid: Grid) -> str:
    """What these combinations have in common among those of the grid, in words: "mode spicy, take 1 or 2".

    An axis of which they have every value says nothing and is left out.
    """
    found = list(choices)
    said = []
    for axis in grid.axes:
        everything = set(axis.shown)
        values = list(dict.fromkeys(each[axis.name] for each in found))
        if len(values) < len(everything):
            said.append(f"{axis.name} {_listed(values)}")
    return ", ".join(said) or say("sweep.all_alike")


_NAMED, _LONGEST = 3, 40


def _listed(values: list[Any]) -> str:
    words = [short(value) for value in values[:_NAMED]]
    return " / ".join([*words, *(["…"] if len(values) > _NAMED else [])])


def short(value: object) -> str:
    """A choice as it is named in a sentence: None is the model's own default."""
    if value is None:
        return say("sweep.unsaid")
    text = f"{value:g}" if isinstance(value, float) else " ".join(str(value).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
