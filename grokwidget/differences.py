"""What clips differ in, in words: what was asked for, and what came of it.

    >>> differences([a, b], "en")[0]["values"][0]
    [{"text": "a ", "changed": False}, {"text": "red", "changed": True}, {"text": " fox", "changed": False}]

Only what differs is told. A value is a list of runs of text, so that a page can mark the changed words of a prompt;
what all clips share is never marked.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import TYPE_CHECKING, Any

from .messages import Lang, say, speaking
from .request import CLIP_SOURCE

if TYPE_CHECKING:
    from .library import Clip

#: Pieces of a text (words, signs, white space), each with whether not all clips share it.
Runs = list[tuple[str, bool]]
#: Comparing costs a step for every pair of equal pieces: with more (one word a thousand times), what lies between the
#: common beginning and the common end counts as changed.
_MOST_PAIRS = 4_000_000
#: Chinese, Japanese and Korean have no spaces between words: there, characters are compared.
_PIECE = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]|[^\W\u3040-\uffff]+(?:['’][^\W_]+)*|\s+|.", re.S
)
_JOINERS = "\u200d\ufe0f\u20e3"


def differences(clips: Sequence[Clip], lang: Lang | None = None, *, most: int | None = None) -> list[dict[str, Any]]:
    """What these clips differ in, as JSON: `name` (of the field), `field` (in words), `values` (of each clip, its runs
    `{"text", "changed"}`).

    What was asked for comes first, then what came of it. `lang` is the reader's language, None the process's. `most`
    shortens longer values to about so many characters: what is changed stays, with some words around it.
    """
    with speaking(lang):
        return [
            {
                "name": name,
                "field": say(f"{'field' if name in _KNOWN else 'differs'}.{name}"),
                "values": [[{"text": text, "changed": changed} for text, changed in runs] for runs in values],
            }
            for name, values in _rows(clips, most, context=12)
        ]


def in_words(clips: Sequence[Clip], lang: Lang | None = None) -> list[str]:
    """The same as sentences, one a difference. Where the requests don't differ, that is said first."""
    with speaking(lang):
        rows = _rows(clips, 200, context=2, always=True)
        names = {name for name, _ in rows}
        same = [] if names & {field.name for field in _ASKED} else ["take_only" if "take" in names else "nothing"]
        return [say(f"differs.{key}") for key in same] + [_sentence(clips, name, values) for name, values in rows]


@dataclass(frozen=True)
class _Field:
    """One thing in which clips can differ. `identity` decides whether they do, `text` says it in words."""

    name: str
    identity: Callable[[Clip], Hashable]
    text: Callable[[Clip], str]


def _own(name: str, words: Callable[[Any], str] = str) -> _Field:
    """A choice that can be left to the model."""

    def text(clip: Clip) -> str:
        value = clip.record.request.get(name)
        return say("differs.own") if value is None else words(value)

    return _Field(name, lambda clip: clip.record.request.get(name), text)


def _seconds(value: float | None) -> str:
    return say("cost.unknown") if value is None else say("limit.seconds", value=f"{value:g}")


def _took(clip: Clip) -> float | None:
    """Whole seconds from the request to its end."""
    record = clip.record
    began = record.submitted_at or record.accepted_at
    return None if record.finished_at is None or began is None else float(round(max(0.0, record.finished_at - began)))


def _source(clip: Clip) -> str:
    source = str(clip.record.request.get("source_video") or "")
    if source.startswith(CLIP_SOURCE):
        return say("differs.clip", sha256=source.removeprefix(CLIP_SOURCE)[:8])
    return source or say("differs.none")


def _images(clip: Clip) -> str:
    return say("differs.and").join(map(str, clip.record.request.get("images") or ())) or say("differs.none")


def _asked_images(clip: Clip) -> Hashable:
    return clip.record.image_keys or tuple(map(str, clip.record.request.get("images") or ()))


def _price(clip: Clip) -> str:
    return clip.record.price or say("cost.unknown")


def _switch(value: object) -> str:
    return say("differs.on" if value else "differs.off")


_KNOWN = frozenset({"aspect_ratio", "resolution", "duration", "mode", "nsfw_checker"})
_PROMPT = _Field("prompt", lambda clip: clip.prompt, lambda clip: clip.prompt)
_DURATION = _own("duration", lambda value: _seconds(float(value)))
_ASKED = (
    _PROMPT,
    _Field(
        "operation",
        lambda clip: clip.record.request.get("operation", "generate"),
        lambda clip: say(f"differs.{clip.record.request.get('operation', 'generate')}"),
    ),
    _Field("provider", lambda clip: clip.provider, lambda clip: clip.provider),
    _Field("model", lambda clip: clip.model, lambda clip: clip.model),
    _own("aspect_ratio"),
    _own("resolution"),
    _DURATION,
    _own("mode"),
    _own("nsfw_checker", _switch),
    _Field("images", _asked_images, _images),
    _Field("source_video", lambda clip: clip.record.request.get("source_video"), _source),
)
_CAME = (
    _Field("take", lambda clip: clip.record.take, lambda clip: str(clip.record.take)),
    _Field(
        "rehearsal", lambda clip: clip.rehearsal, lambda clip: say("differs.yes" if clip.rehearsal else "differs.no")
    ),
    _Field("cost", _price, _price),
    _Field("took", _took, lambda clip: _seconds(_took(clip))),
    _Field("length", lambda clip: round(clip.duration, 1), lambda clip: _seconds(round(clip.duration, 1))),
    _Field("size", lambda clip: (clip.width, clip.height), lambda clip: f"{clip.width}×{clip.height}"),
)


def _rows(
    clips: Sequence[Clip], most: int | None, *, context: int, always: bool = False
) -> list[tuple[str, list[Runs]]]:
    """The fields that differ, each with every clip's runs. `always`: shorten also what is not too long."""
    rows: list[tuple[str, list[Runs]]] = []
    for field in (*_ASKED, *_CAME):
        identities = [field.identity(clip) for clip in clips]
        if len(set(identities)) < 2 or (field.name == "length" and _differ(_DURATION, clips)):
            continue
        if field is _PROMPT:
            values = _compared([clip.prompt for clip in clips])
            rows.append((field.name, [_shortened(runs, most, context, always=always) for runs in values]))
            continue
        texts = [field.text(clip) for clip in clips]
        if len(set(texts)) == 1:  # pictures of one name with other contents
            texts = [f"{text} ({str(identity)[-10:-6]})" for text, identity in zip(texts, identities, strict=True)]
        rows.append((field.name, [_shortened([(text, True)], most, context) for text in texts]))
    return rows


def _differ(field: _Field, clips: Sequence[Clip]) -> bool:
    return len({field.identity(clip) for clip in clips}) > 1


def _sentence(clips: Sequence[Clip], name: str, values: list[Runs]) -> str:
    if name == "prompt" and len({" ".join(clip.prompt.split()) for clip in clips}) == 1:
        return say("differs.spaces")
    groups: dict[str, list[str]] = {}
    for number, runs in enumerate(values, 1):
        text = "".join(part for part, _ in runs)
        shown = say("differs.quoted", text=text) if name == "prompt" and clips[number - 1].prompt else text
        groups.setdefault(shown, []).append(str(number))
    told = [say("differs.value", value=text, clips=say("differs.and").join(who)) for text, who in groups.items()]
    field = say(f"{'field' if name in _KNOWN else 'differs'}.{name}")
    return say("differs.sentence", field=field[:1].upper() + field[1:], values=say("differs.between").join(told))


def _compared(texts: list[str]) -> list[Runs]:
    """Each text's pieces, marked where not all texts share them."""
    pieces = [_pieces(text) for text in texts]
    words = [[place for place, piece in enumerate(each) if not piece.isspace()] for each in pieces]
    spoken = [[each[place] for place in places] for each, places in zip(pieces, words, strict=True)]
    if all(each == spoken[0] for each in spoken):  # they differ in white space only: that is compared, too
        words = [list(range(len(each))) for each in pieces]
        spoken = pieces
    pairs = [_pairs(spoken[0], each) for each in spoken[1:]]
    shared = set(range(len(spoken[0]))).intersection(*pairs)
    kept = [shared, *({each[place] for place in shared} for each in pairs)]
    runs = []
    for all_pieces, places, common in zip(pieces, words, kept, strict=True):
        same = {places[number] for number in common}
        spaces = set(range(len(all_pieces))) - set(places)
        # White space is changed only between two changed words.
        same |= {place for place in spaces if place - 1 in same or place + 1 in same}
        runs.append([(piece, place not in same) for place, piece in enumerate(all_pieces)])
    return [_merged(each) or [(say("differs.none"), True)] for each in runs]


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for piece in _PIECE.findall(text):
        joined = (
            unicodedata.category(piece[0]).startswith("M") or piece in _JOINERS or "\U0001f3fb" <= piece <= "\U0001f3ff"
        )
        if pieces and (joined or pieces[-1].endswith("\u200d")):
            pieces[-1] += piece  # never a mark between a letter and its accent, or inside an emoji
        else:
            pieces.append(piece)
    return pieces


def _pairs(one: list[str], other: list[str]) -> dict[int, int]:
    """Which piece of one text is which of the other's, in order."""
    shorter = min(len(one), len(other))
    start = next((n for n in range(shorter) if one[n] != other[n]), shorter)
    rest = shorter - start
    end = next((n for n in range(rest) if one[-1 - n] != other[-1 - n]), rest)
    pairs = {n: n for n in range(start)} | {len(one) - 1 - n: len(other) - 1 - n for n in range(end)}
    left, right = one[start : len(one) - end], other[start : len(other) - end]
    counts = Counter(right)
    if sum(count * counts[piece] for piece, count in Counter(left).items()) <= _MOST_PAIRS:
        for block in SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks():
            pairs |= {start + block.a + n: start + block.b + n for n in range(block.size)}
    return pairs


def _merged(pieces: Runs) -> Runs:
    return [("".join(text for text, _ in run), changed) for changed, run in groupby(pieces, key=lambda each: each[1])]


def _shortened(runs: Runs, most: int | None, context: int, *, always: bool = False) -> Runs:
    if most is None or (not always and sum(len(text) for text, _ in runs) <= most):
        return runs
    short: Runs = []
    for number, (text, changed) in enumerate(runs):
        if not changed:
            pieces = _pieces(text)
            before = 2 * context if number else 0  # a word and the space beside it
            after = 2 * context if number < len(runs) - 1 else 0
            if len(pieces) > before + after + 1:
                text = "".join(pieces[:before]) + "…" + "".join(pieces[len(pieces) - after :])
        left = most - sum(len(each) for each, _ in short)
        short.append((text if len(text) <= left else text[: max(0, left - 1)] + "…", changed))
        if len(text) > left:
            break
    return short
