"""A clip's request, written down so that it can be asked again elsewhere: as Python, as a `%%grokvideo` cell, as curl.

Made from the record alone, so a recipe holds what the record holds: never a key (curl has the variable that the shell
puts in), never a signed address, and of a picture only its name.
"""

from __future__ import annotations

import base64
import json
import mimetypes
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from . import providers
from .catalog import Model
from .errors import GrokwidgetError
from .library import Clip, JobRecord
from .messages import catalogue, say
from .origins import origin
from .providers import HttpCall, Order, Provider, WireImage
from .request import CLIP_SOURCE, Operation, plain_number

#: The request's fields in the order in which people say them; `images` and `source_video` come after.
_FIELDS = ("provider", "model", "operation", "aspect_ratio", "resolution", "duration", "mode", "nsfw_checker", "take")
_UNSAID: dict[str, object] = {"operation": Operation.GENERATE.value, "take": 1}
_WIDTH = 76
#: Where a picture or a video would have to be that isn't at any address that is kept.
_SOMEWHERE = "https://example.com/"
#: What IPython reads as something else than text, even in the body of a cell magic: a variable in braces, the prompts
#: of doctests and of shells, lines of nothing but space (it empties them), line ends of other systems (the page's
#: editor changes them); and what we read so: a line that divides prompts.
_NOT_FOR_A_CELL = re.compile(
    r"\{\{\s*[^\W\d]\w*\s*\}\}|[\r\0]|^[^\S\n]+$|^\s*>>>|^\s*---\s*$|\A(?:\.\.\.|In \[|\[\w+\]\s)", re.MULTILINE
)


def of(clip: Clip | JobRecord) -> dict[str, str | None]:
    """All recipes of a clip: `python`, `magic`, `curl` (None where there is none)."""
    record = clip.record if isinstance(clip, Clip) else clip
    if record.made_by:
        return {"python": _derived(record), "magic": "", "curl": None}
    return {"python": python(record), "magic": magic(record), "curl": curl(record)}


def python(record: JobRecord) -> str:
    """The call of `Client.generate` that asks for the same again. It runs as it stands, unless a comment in it names
    what only the notebook had then."""
    before: list[str] = []
    pictures = []
    for number, picture in enumerate(_pictures(record), 1):
        name = f"picture{number}"
        if picture.clip:
            before.append(_from_library(name, picture.clip))
        elif not picture.text:
            before.append(f"# {say('recipe.not_kept', name=name, label=picture.label)}")
        pictures.append(_quoted(picture.text) if picture.text else name)
    more = [f"{field}={_literal(value)}" for field, value in _choices(record).items()]
    if pictures:
        more.append(f"images=[{', '.join(pictures)}]")
    if source := _source(record):
        if source.startswith(CLIP_SOURCE):
            before.append(_from_library("source", source.removeprefix(CLIP_SOURCE)))
        more.append("source_video=source" if source.startswith(CLIP_SOURCE) else f"source_video={_quoted(source)}")
    if record.rehearsal:
        more.append("rehearse=True")
    asked = [*_prompt(record.prompt), *(f"    {argument}," for argument in more)]
    lines = ["from grokwidget import Client", "", "client = Client()", *before, "clip = client.generate(", *asked, ")"]
    return "\n".join([*lines, "clip"])


def magic(record: JobRecord) -> str:
    """The `%%grokvideo` cell that asks for the same again: its body is the prompt to the letter.

    A picture or a video that only Python can name is a variable there: `{picture1}`, `{source}`. A prompt that a cell
    can't take to the letter comes as the Python call, with a comment that says so.
    """
    words = ["%%grokvideo", "clip"]
    for field, value in _choices(record).items():
        flag = "--ratio" if field == "aspect_ratio" else "--" + field.replace("_", "-")
        if isinstance(value, bool):
            words.append(flag if value else "--no-" + flag[2:])
        else:
            words += _flag(flag, str(value))
    for number, picture in enumerate(_pictures(record), 1):
        words += _flag("--image", picture.text) if picture.text else ["--image", f"{{picture{number}}}"]
    if source := _source(record):
        ours = source.startswith(CLIP_SOURCE)
        words += ["--source-video", "{source}"] if ours else _flag("--source-video", source)
    if record.rehearsal:
        words.append("--rehearse")
    line = " ".join(words)
    if _NOT_FOR_A_CELL.search(record.prompt) or len(line.splitlines()) > 1:
        return f"# {say('recipe.no_cell')}\n{python(record)}"
    return f"{line}\n{record.prompt}"


def curl(record: JobRecord) -> str | None:
    """The create request as the provider gets it, for a POSIX shell with curl; a new task, to be paid for.

    None where no public address is known: the local service's is another at every start. Pictures are read by the
    shell, from the files of their names; the key is the variable that the provider's has.
    """
    order = _order(record)
    if order is None:
        return None
    provider, call, files = order
    query = f"?{urlencode(call.query)}" if call.query else ""
    head = f"curl -X {call.method} {shlex.quote(provider.base_url.rstrip('/') + call.path + query)}"
    variable = provider.key_variable if re.fullmatch(r"[A-Za-z_]\w*", provider.key_variable, re.ASCII) else "API_KEY"
    lines = [head, f'-H "Authorization: Bearer ${variable}"']
    if call.json is None:
        lines += [f"--form-string {shlex.quote(f'{field}={value}')}" for field, value in call.form.items()]
        lines += [_form_file(field, files[data], mime) for field, _, data, mime in call.files]
        return " \\\n  ".join(lines)
    lines.append("-H 'Content-Type: application/json'")
    body = json.dumps(call.json, ensure_ascii=False, indent=2)
    if not any(_as_base64(mark) in body for mark in files):
        return " \\\n  ".join([*lines, f"-d {shlex.quote(body)}"])
    # A here-document: an argument can't be as long as a picture is, and the shell fills in what stands in `$(…)`.
    for sign in "!$`":
        body = body.replace(sign, f"\\u{ord(sign):04x}")
    body = body.replace("\\", "\\\\")
    for mark, name in files.items():
        body = body.replace(_as_base64(mark), f"$(base64 < {shlex.quote(name)} | tr -d '\\n')")
    return " \\\n  ".join([*lines, "-d @- <<JSON"]) + f"\n{body}\nJSON"


# -- what the record knows --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Picture:
    """A reference image, as far as the record tells."""

    label: str
    text: str = ""
    """A path or an address; empty for what can't be written as text."""
    clip: str = ""
    """SHA-256 of the clip whose last frame it is."""


def _choices(record: JobRecord) -> dict[str, Any]:
    """The fields that were set, but those of pictures and videos."""
    asked = {**record.request, "provider": record.provider, "model": record.model, "take": record.take}
    set_ones = {field: asked[field] for field in _FIELDS if asked.get(field) is not None}
    if isinstance(length := set_ones.get("duration"), float):
        set_ones["duration"] = plain_number(length)
    return {field: value for field, value in set_ones.items() if value != _UNSAID.get(field)}


def _source(record: JobRecord) -> str:
    return str(record.request.get("source_video") or "")


def _pictures(record: JobRecord) -> list[_Picture]:
    labels, keys = record.request.get("images") or [], record.image_keys
    return [_picture(str(label), keys[n] if n < len(keys) else "") for n, label in enumerate(labels)]


def _picture(label: str, key: str) -> _Picture:
    kind, _, rest = key.partition(":")
    if kind == "url":
        return _Picture(label, rest)
    if kind == "frame":
        clip, _, index = rest.rpartition(":")
        return _Picture(label, clip=clip if index == "-1" else "")
    if kind in ("pixels", "figure") or label in _in_memory():
        return _Picture(label)
    # As a file of the working folder, even where the name alone could be a variable or an address.
    plain = not label.isidentifier() and label[:1] not in "{-" and ":" not in label
    return _Picture(label, label if plain else f"./{label}")


def _in_memory() -> set[str]:
    """How pictures without a name are called, in any language."""
    names = [f"media.label.{what}" for what in ("data_url", "bytes", "figure", "pixels")]
    return {text for name in names for text in catalogue()[name].values()}


# -- Python -----------------------------------------------------------------------------------------------------------


def _from_library(name: str, sha256: str) -> str:
    return f"{name} = next(clip for clip in client.library if clip.sha256 == {_quoted(sha256)})"


def _prompt(text: str) -> list[str]:
    """The prompt as an argument: as it reads, where it can be written so without being read otherwise."""
    plain = "\\" not in text and '"""' not in text and not text.endswith('"')
    if plain and "\n" in text and all(line.isprintable() for line in text.split("\n")):
        return [f'    """{text}""",']
    pieces = re.findall(rf".{{1,{_WIDTH}}}(?:\s|\Z)|.{{1,{_WIDTH}}}", text, re.DOTALL) or [""]
    lines = [f"    {_quoted(piece)}" for piece in pieces]
    lines[-1] += ","
    return lines


def _literal(value: Any) -> str:
    return _quoted(value) if isinstance(value, str) else repr(value)


def _quoted(text: str) -> str:
    shown = repr(text)
    return f'"{shown[1:-1]}"' if shown.startswith("'") and '"' not in text and "'" not in text else shown


def _derived(record: JobRecord) -> str:
    """How a clip was cut or joined: no service is asked for that."""
    names = ["source"] if record.made_by == "trim" else [f"clip{n}" for n in range(1, len(_cut(record)) + 1)]
    before = [_from_library(name, sha256) for name, sha256 in zip(names, _cut(record), strict=True)]
    if record.made_by == "trim":
        lines = ["from grokwidget import Client", "", "client = Client()", *before]
        times = (record.request.get(name) for name in ("start", "end"))
        return "\n".join([*lines, f"clip = source.trim({', '.join(map(repr, times))})", "clip"])
    lines = ["from grokwidget import Client, join", "", "client = Client()", *before]
    dissolve = record.request.get("dissolve", 0.0)
    return "\n".join([*lines, f"clip = join([{', '.join(names)}], dissolve={dissolve!r})", "clip"])


def _cut(record: JobRecord) -> list[str]:
    """SHA-256 of the clips that it was made of, in order: one that comes twice is joined twice."""
    return [str(each) for each in record.request.get("clips") or record.parents]


# -- the magic --------------------------------------------------------------------------------------------------------


def _flag(flag: str, value: str) -> list[str]:
    quoted = shlex.quote(value)
    return [f"{flag}={quoted}"] if value.startswith("-") else [flag, quoted]


# -- curl -------------------------------------------------------------------------------------------------------------


def _order(record: JobRecord) -> tuple[Provider, HttpCall, Mapping[bytes, str]] | None:
    """Who is asked, the very call, and which bytes in it stand for which file."""
    try:
        provider = providers.provider(record.provider)
        model = next(model for model in provider.models if record.model in model.names())
        made_at = record.request.get("origin")
        if not provider.base_url or (made_at and made_at != origin(provider.base_url)):
            return None
        files: dict[bytes, str] = {}
        images = [_on_the_wire(n, one, model, files) for n, one in enumerate(_pictures(record), 1)]
        source = _source(record)
        if source.startswith(CLIP_SOURCE):  # where the provider has it now is asked anew each time, and signed
            source = f"{_SOMEWHERE}clip.mp4"
        operation = Operation(record.request.get("operation", Operation.GENERATE))
        fields = record.request.get("sends", {})
        order = Order(model, fields, images, operation=operation, source_video=source or None)
        return provider, provider.dialect.encode_create(order), files
    except (GrokwidgetError, StopIteration, ValueError):  # a provider or a model that is no more, or a record too old
        return None


def _on_the_wire(number: int, picture: _Picture, model: Model, files: dict[bytes, str]) -> WireImage:
    address = picture.text.lower().startswith(("http://", "https://"))
    if address and "url" in model.images.sources:
        return WireImage(url=picture.text)
    name = urlsplit(picture.text).path.rpartition("/")[2] if address else picture.text
    name = name or f"picture{number}.png"
    if not model.images.local:
        return WireImage(url=_SOMEWHERE + quote(name.removeprefix("./")))
    mark = f"<picture {number} of a recipe>".encode()
    files[mark] = name if not name.startswith("-") else f"./{name}"
    return WireImage(data=mark, mime=mimetypes.guess_type(name)[0] or "image/png")


def _as_base64(mark: bytes) -> str:
    return base64.b64encode(mark).decode("ascii")


def _form_file(field: str, name: str, mime: str) -> str:
    name = name.replace("\\", "\\\\").replace('"', '\\"')
    return "-F " + shlex.quote(f'{field}=@"{name}";type={mime}')
