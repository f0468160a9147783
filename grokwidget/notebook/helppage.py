"""The page that `%%grokvideo?` and `%%grokvideo --help` show, made from the table of flags and the catalog."""

from __future__ import annotations

import textwrap

from grokwidget.messages import say

from .flags import Flag, flags, models
from .limits import defaults, price, takes

_WIDTH = 100
#: The sub-commands of `%grokvideo`, in the order of the page.
COMMANDS = (
    "providers",
    "models",
    "estimate",
    "balance",
    "budget",
    "history",
    "resume",
    "library",
    "doctor",
    "key",
    "nested",
)


def page() -> str:
    """The whole page as text, in the reader's language."""
    return "\n".join([*_usage(), "", *_flags(), "", *_models(), "", *_line()])


def _usage() -> list[str]:
    return [
        say("magic.help.title"),
        "",
        "    %%grokvideo [name] [flags]",
        f"    {say('magic.help.prompt')}",
        "",
        "    %%grokvideo fox --ratio 16:9 --duration 6 --image cat.png",
        f"    {say('magic.help.example')}",
        "",
        *_wrapped(say("magic.help.body"), ""),
        *_wrapped(say("magic.help.value"), ""),
        *_wrapped(say("magic.help.sweep"), ""),
        *_wrapped(say("magic.help.again"), ""),
        *_wrapped(say("magic.help.stop"), ""),
    ]


def _flags() -> list[str]:
    lines = [say("magic.help.flags")]
    rows = [("name", say("magic.flag.name"))]
    for flag in flags():
        about = flag.about
        if flag.choices:
            about += " " + say("limit.choices", choices=", ".join(flag.choices))
        rows.append((_spelled(flag), about))
    for spelled, about in rows:
        first, *more = textwrap.wrap(about, _WIDTH - 34, break_on_hyphens=False) or [""]
        if len(spelled) > 28:
            lines.append(f"    {spelled}")
            spelled = ""
        lines.append(f"    {spelled:<28}  {first}")
        lines += [" " * 34 + text for text in more]
    return lines


def _spelled(flag: Flag) -> str:
    names = [*flag.names, *(each for each in flag.spellings if each not in flag.names)]
    return f"{', '.join(names)} {flag.metavar}".rstrip()


def _models() -> list[str]:
    lines = [say("magic.help.models")]
    for model in models():
        lines.append(f"    {model.provider} / {', '.join(model.names())}")
        lines += _wrapped(" · ".join([*takes(model), price(model)]), " " * 8)
        if told := defaults(model):
            lines += _wrapped(say("magic.limits.default", defaults=told), " " * 8)
        lines += _wrapped(say("limit.source", source=model.source), " " * 8)
    return lines


def _line() -> list[str]:
    rows = [f"    {command:<10} {say(f'magic.line.{command}')}" for command in COMMANDS]
    return [say("magic.help.line"), *rows]


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
