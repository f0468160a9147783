"""The client: ask for videos, from anywhere, and get clips."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from . import display, keys, providers
from .catalog import Model
from .errors import GrokwidgetError, OfflineError, SettingsError
from .jobs import Job
from .jobs.engine import Ask, Engine, engine
from .jobs.plan import Plan, prepare, resolve
from .keys import Key
from .library import Clip, Library
from .library.place import at_home
from .library.place import resolve as library_folder
from .messages import say
from .providers import Provider
from .request import VideoRequest
from .settings import Settings, choose_provider, flag, is_offline
from .task import Balance, Cost
from .transport.access import is_loopback, is_private


class Client:
    """Makes videos and keeps them in a library.

        >>> client = Client()                       # the local service, unless told otherwise
        >>> clip = client.generate("a red fox runs through snow", aspect_ratio="16:9", duration=6)

    - `provider`: who is asked; left out: `GROKWIDGET_PROVIDER`, the settings, else the local service. A key in the
      environment never selects one.
    - `library`: the folder for clips and ledger, or a `Library`; left out, see `grokwidget.library.place`.
    - `timeout`: seconds that a job is waited for; it stays resumable after that.
    - `offline`: True forbids every create; what is in the library is still served. Left out: `GROKWIDGET_OFFLINE`.
    - `base_urls`: other addresses for providers, by name: a relay of one's own that speaks the same dialect. One on
      this machine gets no key of yours but a dummy.

    All methods may be called from any thread, under a running event loop too.
    """

    def __init__(
        self,
        provider: str | None = None,
        *,
        library: str | os.PathLike[str] | Library | None = None,
        timeout: float | None = None,
        offline: bool | None = None,
        settings: Settings | None = None,
        base_urls: Mapping[str, str] | None = None,
    ) -> None:
        self.settings = settings or Settings.load()
        if self.settings.language:
            os.environ.setdefault("GROKWIDGET_LANG", self.settings.language)
        self.provider = choose_provider(provider, self.settings)
        self.timeout = timeout if timeout is not None else self.settings.timeout
        self.offline = is_offline(offline, self.settings)
        self._base_urls = {name: _checked(url) for name, url in (base_urls or {}).items()}
        self.library = library if isinstance(library, Library) else _library(library, self.settings)

    # -- making videos ------------------------------------------------------------------------------------------------

    def submit(self, prompt: str = "", *, yes: bool = False, timeout: float | None = None, **fields: Any) -> Job:
        """Ask for a video; returns its `Job` at once. The same request again is served from the library or attached to.

        `fields` are those of `VideoRequest`: model, aspect_ratio, resolution, duration, mode, images, take, provider, …
        `yes` agrees to pay again for a clip that was paid for and is gone. Raises what can be known before anything is
        sent: `InvalidRequest`, `InvalidImage`, `MissingKey`, `OfflineError`, `JobUnknown`, a stored `Moderated`,
        `LibraryError`. Everything later is raised by the job's `result()`.
        """
        plan = self._plan(prompt, fields)
        wait = self.timeout if timeout is None else timeout
        return engine().submit(Ask(self.library, plan, door=self, timeout=wait, yes=yes))

    def generate(self, prompt: str = "", *, yes: bool = False, timeout: float | None = None, **fields: Any) -> Clip:
        """Ask for a video and wait for it, which a notebook shows. Fields and errors as `submit` and `Job.result`."""
        job = self.submit(prompt, yes=yes, timeout=timeout, **fields)
        if job.done():
            return job.result()
        with display.watching(job):
            return job.result()

    def estimate(self, prompt: str = "", **fields: Any) -> Cost:
        """What the request will probably cost, before paying; nothing is sent and nothing is opened."""
        request, provider = self._request(prompt, fields)
        request, model = resolve(request, provider)
        return model.estimate(request)

    def resume(self, *, wait: bool = False) -> list[Job]:
        """Take up the unfinished jobs of earlier kernels, and those that were stopped here. Nothing is created.

        With `wait`, returns when all of them are over. What can't be taken up comes back with its `error`.
        """
        jobs = engine().resume(self.library, self, self.timeout)
        if wait:
            for job in jobs:
                while not job.done():
                    job._over.wait(0.05)
        return jobs

    def job(self, job_id: str) -> Job:
        """The job of that id, as the ledger knows it: to look at it, or to `close()` one that is "maybe charged".

        Raises `LibraryError` when there is none.
        """
        return engine().handle(self.library, job_id)

    # -- asking around ------------------------------------------------------------------------------------------------

    def balance(self, provider: str | None = None) -> Balance | None:
        """What is left on the account, as the provider tells it; None where it doesn't tell.

        Raises `MissingKey`, `AuthError`, `NotSent`, `UpstreamError`.
        """
        asked = providers.provider(provider or self.provider)
        call = asked.dialect.encode_balance()
        if call is None:
            return None
        running: Engine = engine()
        reach = running.reach(asked, self)

        async def ask() -> Balance:
            reply = await reach.ask(call, patient=True)
            try:
                return asked.dialect.decode_balance(reply)
            except GrokwidgetError as error:
                raise error.about(provider=asked.name, request_id=reply.request_id) from None

        return running.portal.wait(ask())

    def models(self, provider: str | None = None) -> tuple[Model, ...]:
        """What the provider's models can do."""
        return providers.provider(provider or self.provider).models

    def providers(self) -> tuple[str, ...]:
        """The names of all providers, `local` first."""
        return providers.names()

    def close(self) -> None:
        """Nothing has to be closed; jobs go on. Here for `with`, and for those who look for it."""

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return (
            f"Client({self.provider!r}, library={str(self.library.path)!r}{', offline=True' if self.offline else ''})"
        )

    # -- the engine's door --------------------------------------------------------------------------------------------

    def key(self, provider: Provider) -> Key | None:
        """The provider's key as it is found now; a dummy for an address on this machine. For the engine."""
        if provider.local or not provider.key_variable:
            return None
        if self._is_here(provider):
            return Key(f"{provider.key_prefix}on-this-machine", "loopback", secret=False)
        return keys.find(provider)

    def address(self, provider: Provider) -> str:
        """Another base URL than the provider's own, or "". For the engine."""
        return self._base_urls.get(provider.name, "")

    def may_create(self, provider: Provider) -> None:
        """Raise `OfflineError` where a create is forbidden. For the engine."""
        if self.offline:
            raise OfflineError(say("settings.offline"), hint=say("settings.offline.hint"), provider=provider.name)
        if not self._is_here(provider) and flag("GROKWIDGET_FORBID_REAL"):
            raise OfflineError(say("net.forbidden", provider=provider.title), provider=provider.name)

    def _is_here(self, provider: Provider) -> bool:
        """Whether the provider is reached on this machine."""
        address = self.address(provider)
        return (provider.local and not address) or is_loopback(urlsplit(address).hostname or "")

    # -- the parts ----------------------------------------------------------------------------------------------------

    def _request(self, prompt: str, fields: Mapping[str, Any]) -> tuple[VideoRequest, Provider]:
        request = VideoRequest.of(prompt, **fields)
        return request, providers.provider(request.provider or self.provider)

    def _plan(self, prompt: str, fields: Mapping[str, Any]) -> Plan:
        return prepare(*self._request(prompt, fields))


def _library(path: str | os.PathLike[str] | None, settings: Settings) -> Library:
    """The library of a folder: one per folder and process, so that its jobs have one owner."""
    folder = at_home(Path(path)).absolute() if path is not None else library_folder(settings.library)
    return engine().library(folder)


def _checked(url: str) -> str:
    """An address that may stand in for a provider's own: whole, and never plain HTTP over a public network."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    safe = parts.scheme == "https" or (parts.scheme == "http" and is_private(host))
    if not safe or not host or parts.query or parts.username:
        raise SettingsError(say("settings.base_url", host=host or "?"))
    return url
