"""HTTP: one call, one answer, and what is certain about a call that had no answer. The only room that knows httpx.

A create goes out once, on a connection of its own (a stale keep-alive looks like a lost reply), and follows no
redirect.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Generator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx

from .._version import __version__
from ..errors import CreateUnknown, GrokwidgetError, Money, NotSent, OfflineError, SettingsError, UpstreamError
from ..keys import Key
from ..messages import say
from ..providers import HttpCall, HttpReply
from ..providers.dialect import ID_HEADERS
from ..redaction import guard_logs, redact
from ..settings import flag
from .access import Access, is_loopback
from .bodies import ACCEPTED, unpacked

_REPLY_LIMIT = 4 * 1024 * 1024
_WHOLE_REPLY = 180.0
_LONG = 64 * 1024
"""Letters of one value from which on a request is put together off the loop."""
_AGENT = {"User-Agent": f"grokwidget/{__version__}"}
_CREATE = httpx.Timeout(connect=20, read=120, write=120, pool=20)
_ASK = httpx.Timeout(connect=10, read=30, write=30, pool=30)
_STREAM = httpx.Timeout(connect=20, read=30, write=30, pool=60)
#: A request that ended with one of these has provably not left: no name, no connection, no TLS, no tunnel.
_NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


class _Bearer(httpx.Auth):
    """Puts the key into a request at the last moment, so that no argument and no local variable holds it."""

    def __init__(self, key: Key | None) -> None:
        self._key = key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._key is not None:
            request.headers["Authorization"] = self._key.bearer()
        yield request


class _Cookieless(httpx.AsyncClient):
    """Keeps no cookie: what a service sets for one key must not go along with another one, or to another job."""

    @property
    def cookies(self) -> httpx.Cookies:
        """None, whatever was set."""
        return _NO_COOKIES

    @cookies.setter
    def cookies(self, cookies: object) -> None:
        pass


class _NoCookies(httpx.Cookies):
    def extract_cookies(self, response: httpx.Response) -> None:
        """They are left where they are."""


_NO_COOKIES = _NoCookies()


class Transport:
    """Connections to every provider. Made and used on the portal's loop only."""

    def __init__(self) -> None:
        guard_logs()
        self._clients: dict[tuple[bool, bool], httpx.AsyncClient] = {}
        self._trust: ssl.SSLContext | None = None
        self._plain: ssl.SSLContext | None = None

    async def create(self, access: Access, call: HttpCall) -> HttpReply:
        """Send a billed request, once.

        Returns the answer, whatever its status; a body that was cut short is returned as far as it came, for it may
        hold the task's id. Raises `NotSent` when it provably never left and `CreateUnknown` when nobody can know.
        """
        if flag("GROKWIDGET_FORBID_REAL") and not access.loopback:
            raise OfflineError(say("net.forbidden", provider=access.title), provider=access.provider)
        async with await self._fresh(access.loopback) as client:
            try:
                async with asyncio.timeout(_WHOLE_REPLY):
                    if _heavy(call):
                        request = await asyncio.to_thread(self._request, client, access, call)
                    else:
                        request = self._request(client, access, call)
                    response = await client.send(request, auth=_Bearer(access.key), stream=True)
            except _NEVER_LEFT as error:
                raise self._not_sent(access, error) from None
            except (httpx.HTTPError, TimeoutError) as error:
                raise CreateUnknown(
                    say("net.lost_create", provider=access.title, problem=_reason(error)), provider=access.provider
                ) from None
            try:
                return await _whole(response)
            finally:
                await response.aclose()

    async def ask(self, access: Access, call: HttpCall, *, patient: bool = False) -> HttpReply:
        """Send a request that costs nothing. `patient`: small requests that are tried again by themselves.

        Raises `NotSent` when the provider can't be reached and `UpstreamError` when its answer was lost.
        """
        client = await self._shared(access.loopback, patient)
        try:
            async with asyncio.timeout(_WHOLE_REPLY):
                response = await client.send(self._request(client, access, call), auth=_Bearer(access.key), stream=True)
                try:
                    reply = await _whole(response)
                finally:
                    await response.aclose()
        except _NEVER_LEFT as error:
            raise self._not_sent(access, error) from None
        except (httpx.HTTPError, TimeoutError) as error:
            raise UpstreamError(
                say("net.lost", provider=access.title, problem=_reason(error)),
                provider=access.provider,
                money=Money.SILENT,
            ) from None
        return reply

    @asynccontextmanager
    async def stream(self, url: str, headers: Mapping[str, str], access: Access) -> AsyncIterator[httpx.Response]:
        """A download's answer, not followed when it is a redirect. The key goes along to the API's own origin only.

        Raises httpx's own errors: the download decides what each means.
        """
        client = await self._shared(is_loopback(urlsplit(url).hostname or ""), False)
        request = client.build_request(
            "GET", url, headers={**_AGENT, "Accept": "*/*", "Accept-Encoding": "identity", **headers}, timeout=_STREAM
        )
        response = await client.send(request, auth=_Bearer(access.key if access.owns(url) else None), stream=True)
        try:
            yield response
        finally:
            await response.aclose()

    def _request(self, client: httpx.AsyncClient, access: Access, call: HttpCall) -> httpx.Request:
        more: dict[str, Any] = {}
        if call.json is not None:
            more["json"] = call.json
        elif call.form or call.files:
            # Multipart even without a file: the documents show their forms so.
            more["files"] = [
                *((field, (None, value)) for field, value in call.form.items()),
                *((field, (name, data, mime)) for field, name, data, mime in call.files),
            ]
        return client.build_request(
            call.method,
            access.url(call),
            params=dict(call.query) or None,
            headers={**_AGENT, "Accept": "application/json", "Accept-Encoding": ACCEPTED},
            timeout=_CREATE if call.method == "POST" else _ASK,
            **more,
        )

    def _not_sent(self, access: Access, error: Exception) -> GrokwidgetError:
        if isinstance(error, httpx.UnsupportedProtocol | httpx.InvalidURL):
            return SettingsError(say("net.address", provider=access.title), provider=access.provider)
        return NotSent(say("net.unreachable", provider=access.title, problem=_reason(error)), provider=access.provider)

    async def _fresh(self, loopback: bool) -> httpx.AsyncClient:
        return _Cookieless(
            verify=await self._verify(loopback), trust_env=not loopback, follow_redirects=False, timeout=_CREATE
        )

    async def _shared(self, loopback: bool, patient: bool) -> httpx.AsyncClient:
        if (loopback, patient) not in self._clients:
            verify = await self._verify(loopback)
            # The pool looks at every idle connection for every one of them, at each step of a request: keep few.
            limits = httpx.Limits(max_connections=64, max_keepalive_connections=4, keepalive_expiry=30)
            if patient:
                made = _Cookieless(transport=_retrying(await self._shared(loopback, False)), verify=verify)
            else:
                made = _Cookieless(verify=verify, limits=limits, trust_env=not loopback, follow_redirects=False)
            self._clients.setdefault((loopback, patient), made)
        return self._clients[loopback, patient]

    async def _verify(self, loopback: bool) -> ssl.SSLContext:
        """The certificates to trust. Read once, off the loop; a loopback base speaks plain HTTP and needs none."""
        if loopback:
            self._plain = self._plain or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            return self._plain
        if self._trust is None:
            self._trust = await asyncio.to_thread(httpx.create_ssl_context)
        return self._trust


def _heavy(call: HttpCall) -> bool:
    """Whether there are pictures in it: making one text of them takes too long for the loop."""

    def within(value: Any) -> bool:
        if isinstance(value, Mapping):
            return any(map(within, value.values()))
        return any(map(within, value)) if isinstance(value, list | tuple) else len(str(value)) > _LONG

    return bool(call.files) or within(call.json) or within(call.form)


class _Through(httpx.AsyncBaseTransport):
    """Sends through another client, so that its proxies and its connections serve here too."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._client.send(request, stream=True)


def _retrying(client: httpx.AsyncClient) -> httpx.AsyncBaseTransport:
    from httpx_retries import Retry, RetryTransport

    retry = Retry(total=4, backoff_factor=0.3, max_backoff_wait=5, total_timeout=20)
    return RetryTransport(transport=_Through(client), retry=retry)


async def _whole(response: httpx.Response) -> HttpReply:
    """The answer with as much of its body as came, up to a limit."""
    body = bytearray()
    try:
        async with asyncio.timeout(_WHOLE_REPLY):
            async for chunk in unpacked(response):
                body += chunk
                if len(body) > _REPLY_LIMIT:
                    break
    except (httpx.HTTPError, TimeoutError):
        pass  # what came is judged by the dialect: half a document is garbled, a whole one may hold the task's id
    headers = {name.lower(): value for name, value in response.headers.items()}
    for name in ID_HEADERS:
        if name in headers:  # it is kept and shown, and a server may put into it whatever it was sent
            headers[name] = redact(headers[name])
    return HttpReply(response.status_code, bytes(body[:_REPLY_LIMIT]), headers)


def _reason(error: BaseException) -> str:
    """Why, in few words: an error of httpx often says nothing but its name."""
    return (redact(str(error)).strip() or type(error).__name__).rstrip(".")[:200]
