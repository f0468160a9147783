"""`%grokvideo key`: a key, typed unseen. It is never an argument: a cell is saved, and so is IPython's history."""

from __future__ import annotations

import getpass

from IPython.core.error import StdinNotImplementedError

from grokwidget import keys, providers
from grokwidget.errors import InvalidRequest, Money, SettingsError
from grokwidget.messages import say
from grokwidget.providers import Provider

_FLAGS = ("--keep", "--forget")


def key(rest: str) -> str:
    """Ask for the key of a provider, keep it or forget it; gives the sentence that says so."""
    words = rest.split()
    chosen = [word for word in words if word in _FLAGS]
    names = [word for word in words if word not in _FLAGS]
    provider = _provider(names)
    if not provider.key_variable:
        return say("magic.key.none_needed", provider=provider.title)
    if "--forget" in chosen:
        keys.forget(provider)
        keys.unkeep(provider)
        return say("magic.key.forgotten", provider=provider.title)
    try:
        if "--keep" in chosen:  # the other prompt promises that the key is stored nowhere
            keys.give(provider, getpass.getpass(say("magic.key.keep_prompt", provider=provider.title)))
        else:
            keys.ask(provider)
    except (EOFError, StdinNotImplementedError):
        problem = say("magic.key.cannot_ask", variable=provider.key_variable)
        raise SettingsError(problem, money=Money.SILENT) from None
    if "--keep" not in chosen:
        return say("magic.key.set", provider=provider.title)
    if keys.keep(provider):
        return say("magic.key.kept", provider=provider.title)
    return f"{say('magic.key.set', provider=provider.title)} {say('magic.key.no_keyring')}"


def _provider(names: list[str]) -> Provider:
    if not names:
        with_key = [name for name in providers.names() if providers.provider(name).key_variable]
        names = with_key if len(with_key) == 1 else ["?"]
    try:
        found = providers.provider(names[0])
    except InvalidRequest:
        # Whatever it is, it is not repeated: it may well be a key.
        raise SettingsError(say("magic.key.not_here", provider="PROVIDER"), money=Money.SILENT) from None
    if len(names) > 1:
        raise SettingsError(say("magic.key.not_here", provider=found.name), money=Money.SILENT)
    return found
