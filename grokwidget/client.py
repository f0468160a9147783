"""The client: ask for videos, from anywhere, and get clips."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args
from urllib.parse import urlsplit

from . import keys, providers
from .catalog import Model
from .continuing import Continuing, waited
from .errors import GrokwidgetError, OfflineError, SettingsError
from .jobs import Job
from .jobs.engine import Ask, Engine, engine
from .jobs.limits import Budget
from .jobs.plan import Plan, prepare, resolve
from .jobs.schedule import Poll
from .jobs.sharing import bring
from .keys import Key
from .library import Clip, Library, inputs
from .library.place import at_home
from .library.place import resolve as library_folder
from .messages import say
from .origins import origin
from .providers import HttpCall, HttpReply, Provider
from .relays import checked, named
from .request import VideoRequest
from .settings import Settings, choose_provider, chosen_by_class, flag, is_offline
from .task import Balance, Cost
from .transport.access import is_loopback
from .uploads import OwnFunction, Place, Store, UploadFunction

if TYPE_CHECKING:
    from .sweep import Sweep
    from .sweep.mapping import Executor

T = TypeVar("T")


class Client(Continuing):
    """Makes videos and keeps them in a library.

        >>> client = Client()                       # the local service, unless told otherwise
        >>> clip = client.generate("a red fox runs through snow", aspect_ratio="16:9", duration=6)

    - `provider`: who is asked; left out: `GROKWIDGET_PROVIDER`, the settings, else the local service. A key in the
      environment never selects one.
    - `library`: the folder for clips and ledger, or a `Library`; left out, see `grokwidget.library.place`.
    - `timeout`: seconds that a job is waited for; it stays resumable after that.
    - `poll`: how often a service is asked how a task stands; left out, the settings' `poll`, else "calm", which spends
      no more requests than one a second would. "burst" hears of the end in a third of the time, for up to three times
      as many. The limits that a service names hold for both.
    - `offline`: True forbids every create; what is in the library is still served. Left out: `GROKWIDGET_OFFLINE`.
    - `base_url`: another address of the provider; with `dialect` a relay of one's own that speaks that provider's
      dialect, with `models` of its own where told (ids, tables as in `grokwidget.toml`, or `Model`). `base_urls` are
      addresses for several, by name. One on this machine gets no key of yours but a dummy; a key goes to a new address
      only when you have agreed to it.
    - `key`: the provider's key, for this client only; with a `base_url` it is the consent to send it there.
    - `upload`: `upload(data, name, mime) -> URL` puts a local picture where a service that takes addresses only can
      fetch it.
    - `rehearse`: True asks the local service in the provider's place: the very same requests, in that provider's
      dialect and within its limits, without a key and for nothing. Its clips are never served for a real request, nor
      real ones for it; `clip.estimate` is what the real run would cost.

    In the folder of a class (`[classroom]` in `grokwidget.toml`) its provider, model, budget and ready clips hold: see
    `grokwidget.classroom`.

    All methods may be called from any thread, under a running event loop too.
    """

    def __init__(
        self,
        provider: str | None = None,
        *,
        library: str | os.PathLike[str] | Library | None = None,
        timeout: float | None = None,
        poll: Poll | None = None,
        offline: bool | None = None,
        settings: Settings | None = None,
        base_urls: Mapping[str, str] | None = None,
        base_url: str | None = None,
        dialect: str | None = None,
        models: Sequence[str | Mapping[str, Any] | Model] = (),
        key: str | None = None,
        upload: UploadFunction | None = None,
        rehearse: bool | None = None,
    ) -> None:
        self.settings = settings or Settings.load()
        self.classroom = self.settings.classroom
        """The class of the folder, None where there is none."""
        if self.settings.language:
            os.environ.setdefault("GROKWIDGET_LANG", self.settings.language)
        self._base_urls = {name: checked(url) for name, url in (base_urls or {}).items()}
        self._agreed = origin(checked(base_url)) if key is not None and base_url is not None else None
        """The origin that the key was given for, by giving both in one call."""
        self._upload = upload
        if dialect is not None or models:
            provider = self._relay(provider, base_url, dialect, models).name
        self.provider = choose_provider(provider, self.settings)
        self._unnamed = chosen_by_class(provider, self.settings)
        if base_url is not None:  # this client's own, whatever the name stands for later
            self._base_urls[self.provider] = checked(base_url)
        self._key = None if key is None else keys.given(providers.provider(self.provider), key)
        key = None  # a traceback with its variables must not show it
        of_class = self.classroom is not None and self.classroom.table.rehearse
        self.rehearse = of_class if rehearse is None else rehearse
        self.timeout = timeout if timeout is not None else self.settings.timeout
        self.poll: Poll = _manner(poll or self.settings.poll)
        self.offline = is_offline(offline, self.settings)
        self.library = library if isinstance(library, Library) else _library(library, self.settings)
        self.library.ask(self)

    # -- making videos ------------------------------------------------------------------------------------------------

    def submit(
        self,
        prompt: str = "",
        *,
        yes: bool = False,
        timeout: float | None = None,
        rehearse: bool | None = None,
        **fields: Any,
    ) -> Job:
        """Ask for a video; returns its `Job` at once. The same request again is served from the library or attached to.

        `fields` are those of `VideoRequest`: model, aspect_ratio, resolution, duration, mode, images, take, provider, …
        `yes` agrees to pay again for a clip that was paid for and is gone, and to a price that is not known or that you
        wanted to be asked about (see `budget`); `rehearse` is as for the client. Raises what can be known before
        anything is sent: `InvalidRequest`, `InvalidImage`, `MissingKey`, `OfflineError`, `BudgetExceeded`,
        `NeedsConsent`, `JobUnknown`, a stored `Moderated`, `LibraryError`. Everything later is raised by the job's
        `result()`.
        """
        request, provider = self._request(prompt, fields)
        source = fields.get("source_video")
        plan = prepare(
            request,
            provider,
            rehearsal=self.rehearse if rehearse is None else rehearse,
            source=source if isinstance(source, Clip) else None,
            places=self.places(),
        )
        return self._submit(plan, yes=yes, timeout=self.timeout if timeout is None else timeout)

    def _submit(self, plan: Plan, *, yes: bool, timeout: float) -> Job:
        self.allows(plan)
        self.bring(plan)
        if self.classroom is not None:
            plan = replace(plan, allowance=self.classroom.allowance)
        job = engine().submit(Ask(self.library, plan, door=self, timeout=timeout, yes=yes))
        if plan.request.images and not job.from_library:
            inputs.keep(job.library, plan.request.images, plan.image_keys)  # for `again`
        return job.asked_by(self)

    def generate(
        self,
        prompt: str = "",
        *,
        yes: bool = False,
        timeout: float | None = None,
        rehearse: bool | None = None,
        **fields: Any,
    ) -> Clip:
        """Ask for a video and wait for it, which a notebook shows. Fields and errors as `submit` and `Job.result`."""
        return waited(self.submit(prompt, yes=yes, timeout=timeout, rehearse=rehearse, **fields))

    def sweep(
        self,
        prompts: Any,
        *,
        takes: int | Iterable[int] = 1,
        over: Mapping[str, Any] | None = None,
        rows: Any = None,
        at_once: int = 4,
        timeout: float | None = None,
        rehearse: bool | None = None,
        executor: Executor | None = None,
        **fields: Any,
    ) -> Sweep:
        """Try prompts and choices against each other: the product of all lists, planned and priced. Nothing is sent
        before `sweep.run()` (with `yes=True` where it costs money).

            >>> client.sweep(["a fox", "an owl"], aspect_ratio=["16:9", "9:16"], mode=["fun", "normal"], takes=3)
            >>> client.sweep("a {{animal}} in {{place}}", over={"animal": ["fox", "owl"], "place": ["snow", "rain"]})
            >>> client.sweep("a {{animal}} in {{place}}", rows=table)

        - `prompts` and `fields` (those of `VideoRequest`): each one thing or a list, an array, a column, a range; None
          in a list is the model's own default. `images` in one list go into every clip; a list of lists is one set of
          pictures after the other. `callback_url` is one for all.
        - `takes`: 3 is takes 1 to 3; a list names them.
        - `over`: name -> value or list, for the prompts' `{{name}}`, each list against all others; `rows`: a DataFrame
          or a list of dictionaries, whose rows fill them together. A name that nothing fills is an error.
        - `at_once`: so many jobs under way at a time for each provider, beneath what its limits allow anyhow.
        - `timeout`: seconds that each job is waited for; `rehearse` as for the client.
        - `executor`: for `Sweep.map`.

        Combinations that no model takes are left out, and named. Raises `InvalidRequest` (an empty list, more than
        10,000 combinations, none that is possible) and `LibraryError`.
        """
        from .sweep.grid import grid
        from .sweep.sweep import Sweep

        lists = grid(prompts, fields, takes=takes, over=over, rows=rows)
        rehearse = self.rehearse if rehearse is None else rehearse
        return Sweep(self, lists, at_once=at_once, timeout=timeout, rehearse=rehearse, executor=executor)

    def estimate(self, prompt: str = "", **fields: Any) -> Cost:
        """What the request will probably cost, before paying; nothing is sent and nothing is opened.

        A rehearsal is free, and is answered with what the real run would cost.
        """
        request, provider = self._request(prompt, fields)
        request, model = resolve(request, provider)
        return model.estimate(request)

    def running(self) -> list[Job]:
        """The jobs of this library that this process works on now, whoever asked for them, oldest first."""
        return engine().running(self.library)

    def resume(self, job_id: str = "", *, wait: bool = False) -> list[Job]:
        """Take up the unfinished jobs of earlier kernels, and those that were stopped here. Nothing is created.

        With `job_id`, that one alone; with `wait`, returns when all of them are over. What can't be taken up comes back
        with its `error`.
        """
        jobs = engine().resume(self.library, self, self.timeout, only=job_id)
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
        return None if call is None else self.look(asked, call, asked.dialect.decode_balance)

    def look(self, provider: Provider, call: HttpCall, read: Callable[[HttpReply], T]) -> T:
        """Send a small request that costs nothing, and read the answer, as balances, lists and the doctor do."""
        running: Engine = engine()
        reach = running.reach(provider, self, rehearsal=self.rehearse and not provider.local)

        async def ask() -> T:
            reply = await reach.ask(call, patient=True)
            try:
                return read(reply)
            except GrokwidgetError as error:
                raise error.about(provider=provider.name, request_id=reply.request_id) from None

        return running.portal.wait(ask())

    def models(self, provider: str | None = None, *, refresh: bool = False) -> tuple[Model, ...]:
        """What the provider's models can do.

        `refresh` asks the provider for its list first, where it has one: ids that no document describes are added, with
        their limits unknown, and can be asked for in this process. Raises what `balance` raises.
        """
        name = provider or self.provider
        if refresh:
            asked = providers.provider(name)
            call = asked.dialect.encode_models()
            if call is not None:
                providers.listed(name, self.look(asked, call, asked.dialect.decode_models))
        return providers.provider(name).models

    def providers(self) -> tuple[str, ...]:
        """The names of all providers, `local` first."""
        return providers.names()

    @property
    def budget(self) -> Budget:
        """What may be spent, by all clients of this user on this machine: to look at, set, and take away."""
        return Budget(engine().purse, self.classroom.allowance if self.classroom else None)

    def close(self) -> None:
        """Nothing has to be closed; jobs go on. Here for `with`, and for those who look for it."""

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        more = "".join(f", {name}=True" for name in ("offline", "rehearse") if getattr(self, name))
        return f"Client({self.provider!r}, library={str(self.library.path)!r}{more})"

    # -- the engine's door --------------------------------------------------------------------------------------------

    def key(self, provider: Provider) -> Key | None:
        """The provider's key as it is found now; a dummy for an address on this machine. For the engine."""
        if provider.local or not provider.key_variable:
            return None
        if self._is_here(provider):
            spoken = providers.provider(provider.speaks) if provider.speaks else provider
            return Key(f"{provider.key_prefix or spoken.key_prefix}on-this-machine", "loopback", secret=False)
        own = self._key if provider.name == self.provider else None
        address = self.address(provider) or provider.base_url
        if own is None or self._agreed != origin(address):
            self.settings.origins().check(provider, address)
        return own or keys.find(provider)

    def key_source(self, provider: Provider) -> str | None:
        """Where the provider's key would come from; None: there is none, "": none is needed. For the panel."""
        if not provider.key_variable or self._is_here(provider):
            return ""
        own = self._key if provider.name == self.provider else None
        return own.source if own is not None else keys.found(provider)

    def places(self) -> tuple[Place, ...]:
        """Where local pictures may be put for services that take addresses only."""
        own = (OwnFunction(self._upload),) if self._upload else ()
        return (*own, *((Store(self.settings.upload),) if self.settings.upload else ()))

    def address(self, provider: Provider) -> str:
        """Another base URL than the provider's own, or "". For the engine."""
        return self._base_urls.get(provider.name, "")

    def may_create(self, provider: Provider, *, rehearsal: bool = False) -> None:
        """Raise `OfflineError` where a create is forbidden; a rehearsal never leaves this machine. For the engine."""
        if self.classroom is not None and self.classroom.table.offline:
            hint = say("classroom.hint", file=self.classroom.file)
            raise OfflineError(say("classroom.offline"), hint=hint, provider=provider.name)
        if self.offline:
            raise OfflineError(say("settings.offline"), hint=say("settings.offline.hint"), provider=provider.name)
        if not rehearsal and not self._is_here(provider) and flag("GROKWIDGET_FORBID_REAL"):
            raise OfflineError(say("net.forbidden", provider=provider.title), provider=provider.name)

    def _is_here(self, provider: Provider) -> bool:
        """Whether the provider is reached on this machine."""
        address = self.address(provider) or provider.base_url
        return (provider.local and not address) or is_loopback(urlsplit(address).hostname or "")

    # -- a class ------------------------------------------------------------------------------------------------------

    def allows(self, plan: Plan) -> None:
        """Raise `InvalidRequest` for what the class has locked. For whoever plans many."""
        if self.classroom is not None:
            self.classroom.check(
                provider=plan.provider.name,
                model=plan.model.id,
                rehearsal=plan.rehearsal,
                named=plan.named or not self._unnamed,
            )

    def bring(self, plan: Plan) -> bool:
        """Take the class's ready clip of a request into the library, where it would be sent otherwise. For whoever
        tells prices."""
        return self.classroom is not None and bring(self.classroom.shelf, self.library, plan)

    # -- the parts ----------------------------------------------------------------------------------------------------

    def _relay(self, name: str | None, base_url: str | None, dialect: str | None, models: Sequence[Any]) -> Provider:
        """A relay of one's own, from the arguments; known by its name in this process."""
        if base_url is None:
            raise SettingsError(say("relay.address_missing"))
        if dialect is None:
            raise SettingsError(say("relay.dialect_missing", name=name or "?"))
        made = named(name, base_url, dialect, models)
        providers.register(made)
        return made

    def _request(self, prompt: str, fields: Mapping[str, Any]) -> tuple[VideoRequest, Provider]:
        request = VideoRequest.of(prompt, **fields)
        provider = providers.provider(request.provider or self.provider)
        return self._in_class(request, provider), provider

    def _in_class(self, request: VideoRequest, provider: Provider) -> VideoRequest:
        return request if self.classroom is None else self.classroom.filled(request, provider.name)


def _manner(poll: str) -> Poll:
    """`poll`, if it is one that there is."""
    found = next((known for known in get_args(Poll) if known == poll), None)
    if found is None:
        raise SettingsError(say("settings.bad_poll", poll=poll, known=", ".join(get_args(Poll))))
    return cast(Poll, found)


def _library(path: str | os.PathLike[str] | None, settings: Settings) -> Library:
    """The library of a folder: one per folder and process, so that its jobs have one owner."""
    folder = at_home(Path(path)).absolute() if path is not None else library_folder(settings.library)
    return engine().library(folder)
