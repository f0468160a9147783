"""The first line of a `%%grokvideo` cell, read; and the prompt with its `{{name}}` filled in.

argparse does the parsing; what it can't say well (the nearest flag, what to do next) is said here.
"""

from __future__ import annotations

import argparse
import keyword
import math
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from grokwidget import keys
from grokwidget.errors import InvalidImage, InvalidRequest, SettingsError
from grokwidget.messages import say
from grokwidget.nearest import did_you_mean
from grokwidget.request import VideoRequest, as_image

from .flags import Flag, flags, spellings

Namespace = Mapping[str, Any]
_HOLE = re.compile(r"\{\{\s*([^\W\d]\w*)\s*\}\}")
_BREAKS = re.compile(r"[\s\"'`=,;:()\[\]{}]+")
_VARIABLE = re.compile(r"\{([^\W\d]\w*)\}")


@dataclass(frozen=True)
class Asked:
    """What the first line asks for."""

    name: str | None = None
    """The variable that the clip lands in."""
    fields: dict[str, Any] = field(default_factory=dict)
    """Fields of `VideoRequest`, the given ones only; images as the user gave them."""
    timeout: float | None = None
    wait: bool = True
    yes: bool = False
    rehearse: bool = False
    takes: Any = None
    """How many generations of each, as it was written; like the next two for sweeps, and None where it wasn't said."""
    rows: Any = None
    """The table that fills the prompt's holes: a variable's name, or the variable."""
    at_once: Any = None
    help: bool = False
    words: tuple[str, ...] = ()
    """What is neither flag nor name: a prompt on the line, where one is allowed."""

    def request(self, prompt: str) -> VideoRequest:
        """The request with that prompt, its types checked; `InvalidRequest` says what is wrong."""
        return VideoRequest.of(prompt, **self.fields)


def parse(line: str, variables: Namespace, *, prompt_on_line: bool = False) -> Asked:
    """Read the first line. `prompt_on_line` takes every word that is no flag as a word of the prompt, not as a name.

    Raises `SettingsError` or `InvalidRequest` (`InvalidImage`), each one sentence; nothing has been sent then.
    """
    found, words = _parser().parse_known_args(_split(line))
    _refuse_strangers(words)
    # A key is said to be one, and not repeated: the answer is saved with the notebook. A prompt is repeated by nobody.
    told = [value for value in vars(found).values() if isinstance(value, str)]
    if any(holds_key(each) for each in (told if prompt_on_line else [*told, *words])):
        raise _key_not_here()
    given = {name: value for name, value in vars(found).items() if value not in (None, False, [])}
    asked_help = bool(given.pop("help", False))
    wait, yes = not given.pop("no_wait", False), bool(given.pop("yes", False))
    rehearse = bool(given.pop("rehearse", False))
    nsfw = getattr(found, "nsfw_checker", None)
    fields = {name: _value(value, variables, name) for name, value in given.items() if name != "images"}
    if nsfw is not None:
        fields["nsfw_checker"] = nsfw
    if "images" in given:
        fields["images"] = [picture for text in given["images"] for picture in _pictures(text, variables)]
    timeout = _seconds(fields.pop("timeout", None))
    sweeps = {name: fields.pop(name, None) for name in ("takes", "rows", "at_once")}
    name = None
    if not prompt_on_line and not asked_help and words:
        name = _name(words)
    return Asked(name, fields, timeout, wait, yes, rehearse, help=asked_help, words=tuple(words), **sweeps)


def fill(prompt: str, variables: Namespace) -> str:
    """The prompt with every `{{name}}` replaced by the variable's value; everything else is taken literally."""

    def value(hole: re.Match[str]) -> str:
        return str(_lookup(hole[1], variables, say("magic.where.prompt")))

    return _HOLE.sub(value, prompt)


def holds_key(text: str) -> bool:
    """Whether a provider's key seems to be in the text, quoted or after a `=` too; a file of such a name is none."""
    return keys.looks_like_one(_BREAKS.sub(" ", text))


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise SettingsError(message)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(add_help=False, allow_abbrev=False, exit_on_error=False)
    for flag in flags():
        kind: dict[str, Any] = {"dest": flag.field, "default": None}
        if flag.takes == "switch":
            kind["action"] = "store_true"
        elif flag.takes == "on_off":
            kind["action"] = argparse.BooleanOptionalAction
        elif flag.takes == "many":
            kind["action"] = "append"
        parser.add_argument(*flag.names, **kind)
    return parser


def _split(line: str) -> list[str]:
    """The words of the line. Quotes hold words together; a backslash is a letter, as in Windows' paths."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=False)
    lexer.whitespace_split, lexer.commenters, lexer.escape = True, "", ""
    try:
        words = list(lexer)
    except ValueError:
        raise SettingsError(say("magic.quotes")) from None
    _check_shape(words)
    return words


def _check_shape(words: Sequence[str]) -> None:
    """What argparse would refuse in its own words: a flag without its value, a value where there is none."""
    known = spellings()
    once: set[str] = set()
    for place, word in enumerate(words):
        spelling, equals, _ = word.partition("=")
        flag: Flag | None = known.get(spelling)
        if flag is None:
            continue
        if flag.takes in ("switch", "on_off"):
            if equals:
                raise SettingsError(say("magic.not_for_switch", flag=spelling))
            continue
        following = words[place + 1] if place + 1 < len(words) else ""
        if not equals and (not following or (following.startswith("-") and not _is_number(following))):
            raise SettingsError(say("magic.no_value", flag=spelling), hint=_choices(flag))
        if flag.takes == "value":
            if flag.field in once:
                raise SettingsError(say("magic.flag_twice", flag=spelling))
            once.add(flag.field)


def _choices(flag: Flag) -> str:
    return say("limit.choices", choices=", ".join(flag.choices)) if flag.choices else ""


def _refuse_strangers(words: Sequence[str]) -> None:
    for word in words:
        if word.startswith("-") and not _is_number(word):
            wrong = word.partition("=")[0]
            hint = did_you_mean(wrong, spellings()) or say("limit.choices", choices=", ".join(spellings()))
            raise SettingsError(say("magic.unknown_flag", flag=wrong), hint=hint)


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _name(words: Sequence[str]) -> str:
    name, *more = words
    if more:
        raise SettingsError(say("magic.two_names", word=more[0]), hint=say("magic.prompt_goes_below"))
    if keyword.iskeyword(name):
        raise SettingsError(say("magic.keyword", name=name))
    if not name.isidentifier():
        raise SettingsError(say("magic.bad_name", name=name), hint=say("magic.prompt_goes_below"))
    return name


def _key_not_here() -> SettingsError:
    return SettingsError(say("magic.key.not_here", provider="PROVIDER"))


def variable(named: Any, variables: Namespace, where: str) -> Any:
    """The variable of that name; what is no name is the thing itself. `where` is told where there is none."""
    return _lookup(named, variables, where) if isinstance(named, str) else named


def _lookup(name: str, variables: Namespace, where: str) -> Any:
    if name in variables:
        return variables[name]
    mine = [each for each in variables if isinstance(each, str) and not each.startswith("_")]
    raise InvalidRequest(say("magic.undefined", name=name, where=where), hint=did_you_mean(name, mine))


def _value(text: Any, variables: Namespace, field: str) -> Any:
    """A flag's value; one that is exactly one variable in braces is that variable, a clip's name without them too."""
    if isinstance(text, str) and (variable := _VARIABLE.fullmatch(text)):
        return _lookup(variable[1], variables, "--" + field.replace("_", "-"))
    if field == "source_video" and text in variables:
        return variables[text]
    return text


def _pictures(text: str, variables: Namespace) -> list[Any]:
    """What `--image` names: a variable (a list of pictures too), a URL, or a path."""
    braces = _VARIABLE.fullmatch(text)
    if braces or (text.isidentifier() and text in variables and not _exists(text)):
        value = _lookup(braces[1] if braces else text, variables, "--image")
        return list(value) if isinstance(value, list | tuple) else [value]
    if text.lower().startswith(("data:", "http://", "https://")):
        return [text]
    there = _exists(text)
    if holds_key(text) and not there:
        raise _key_not_here()
    if text.isidentifier() and not there:
        mine = [each for each in variables if isinstance(each, str) and not each.startswith("_")]
        raise InvalidImage(say("magic.no_picture", value=text), hint=did_you_mean(text, mine))
    as_image(text)  # refuses what can be no path, in a sentence
    return [Path(text).expanduser()]


def _exists(name: str) -> bool:
    try:
        return Path(name).exists()
    except OSError:  # no file can have such a name
        return False


def _seconds(value: Any) -> float | None:
    if value is None:
        return None
    try:
        seconds = float(value)
    except (TypeError, ValueError):
        seconds = math.nan
    if not (math.isfinite(seconds) and seconds > 0):
        raise SettingsError(say("magic.bad_timeout", value=value))
    return seconds
