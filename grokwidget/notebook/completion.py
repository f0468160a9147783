"""Completion for `%%grokvideo` and `%grokvideo`: flags, their values, sub-commands, and `{{names}}` in the prompt."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

_HEAD = re.compile(r"(%%?)grokvideo(\s|$)")
_HOLE = re.compile(r"\{\{\s*(\w*)$")


def words(text: str, variables: Mapping[str, Any]) -> tuple[str, list[str]]:
    """The fragment before the cursor and what it may become; `text` is the cell up to the cursor."""
    head = _HEAD.match(text)
    if head is None:
        return "", []
    if head[1] == "%%" and "\n" in text:
        hole = _HOLE.search(text)
        return (hole[1], _starting(hole[1], _names(variables))) if hole else ("", [])
    before, _, fragment = text.rpartition(" ")
    if not before:
        return "", []
    if head[1] == "%" and before.strip() == "%grokvideo":
        from .helppage import COMMANDS

        return fragment, _starting(fragment, COMMANDS)
    if head[1] == "%" and before.split()[:2] == ["%grokvideo", "budget"]:
        from .budgetline import following

        return fragment, _starting(fragment, following(before.split()[2:]))
    return _on_the_line(before, fragment, variables)


def _on_the_line(before: str, fragment: str, variables: Mapping[str, Any]) -> tuple[str, list[str]]:
    from .flags import spellings

    known = spellings()
    if fragment.startswith("-"):
        name, equals, begun = fragment.partition("=")
        if equals and name in known:
            return begun, _starting(begun, known[name].choices)
        return fragment, _starting(fragment, known)
    last = known.get(before.split()[-1])
    if last is None or last.takes in ("switch", "on_off"):
        return "", []
    if last.field in ("images", "rows"):
        return fragment, _starting(fragment, _names(variables)) if fragment.isidentifier() else []
    return fragment, _starting(fragment, last.choices)


def _names(variables: Mapping[str, Any]) -> list[str]:
    return [name for name in variables if not name.startswith("_")]


def _starting(fragment: str, choices: Iterable[str]) -> list[str]:
    return [choice for choice in choices if choice.startswith(fragment)]


def add(shell: Any) -> Callable[[], None]:
    """Add the completion to a shell; gives what takes it away again."""
    completer = getattr(shell, "Completer", None)
    if completer is None:
        return lambda: None
    from IPython.core import completer as module

    # IPython 7 has matchers of another kind by the same name.
    return _add_matcher(shell, completer) if hasattr(module, "context_matcher") else _add_hook(shell)


def _add_matcher(shell: Any, completer: Any) -> Callable[[], None]:
    from IPython.core.completer import SimpleCompletion, context_matcher

    @context_matcher()  # type: ignore[untyped-decorator]  # IPython comes without types
    def grokvideo(context: Any) -> dict[str, Any]:
        text = context.full_text[: _offset(context)]
        fragment, found = words(text, shell.user_ns)
        return {
            "completions": [SimpleCompletion(text=word, type="param") for word in found],
            "matched_fragment": fragment,
            "suppress": bool(found),
        }

    completer.custom_matchers.append(grokvideo)
    return lambda: completer.custom_matchers.remove(grokvideo)


def _offset(context: Any) -> int:
    lines = context.full_text.split("\n")
    return sum(len(line) + 1 for line in lines[: context.cursor_line]) + int(context.cursor_position)


def _add_hook(shell: Any) -> Callable[[], None]:
    """IPython 7: a hook can't be taken away, so it is switched off."""
    on = [True]

    def grokvideo(_shell: Any, event: Any) -> list[str]:
        if not on:
            from IPython.core.error import TryNext

            raise TryNext
        return words(event.line, shell.user_ns)[1]

    shell.set_hook("complete_command", grokvideo, re_key=r"^%%?grokvideo\b")
    return on.clear
