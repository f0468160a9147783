"""The two applications: the API under `/{provider}/…`, and the result files on an origin of their own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from anyio import to_thread
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route, Router, request_response
from starlette.types import ASGIApp, Receive, Scope, Send

from grokwidget.local import control, images
from grokwidget.local.dialects.half import Half
from grokwidget.local.faults import FaultPlan
from grokwidget.local.options import UPLOADS, Options
from grokwidget.local.signing import Signer, Verdict
from grokwidget.local.wire import Faulty
from grokwidget.messages import say

SERVICE = "grokwidget local service"
NOTE = "procedural, not AI"
_NAMES = ("127.0.0.1", "localhost")


def api(halves: Mapping[str, Half], about: Mapping[str, Any], faults: FaultPlan) -> ASGIApp:
    """The API's application. `about` is what `GET /` answers, `faults` what its control endpoint plans."""

    async def root(_: Request) -> Response:
        return JSONResponse(dict(about))

    async def described(request: Request) -> Response:
        from grokwidget.local import openapi  # only for those who ask

        server = str(request.base_url).rstrip("/")
        provider = request.path_params.get("provider")
        if provider is None:
            return JSONResponse(openapi.of_all(halves, server))
        if provider not in halves:
            raise HTTPException(404)
        return JSONResponse(openapi.of_provider(provider, f"{server}/{provider}"))

    def refused(request: Request, status: int, headers: Mapping[str, str] | None = None) -> Response:
        half = halves.get(request.url.path.split("/")[1])
        if half is None:
            text = say("local.no_path", "en", what=f"{request.method} {request.url.path}")
            reply: Response = JSONResponse({"error": text, "providers": sorted(halves)}, status_code=status)
        else:
            reply = half.refused(request, status)
        reply.headers.update(headers or {})
        return reply

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return refused(request, error.status_code, error.headers)

    async def on_failure(request: Request, _: Exception) -> Response:
        return refused(request, 500)

    routes = [
        Route("/", root),
        Route("/openapi.json", described),
        Route("/{provider}/openapi.json", described),
        control.mount(faults, tuple(halves)),
        *(Mount(f"/{name}", app=Router(half.routes(), redirect_slashes=False)) for name, half in halves.items()),
    ]
    app = Starlette(routes=routes, exception_handlers={HTTPException: on_http, Exception: on_failure})
    app.router.redirect_slashes = False
    return Guard(app, pages_welcome=False)


def files(halves: Mapping[str, Half], options: Options, signer: Signer) -> ASGIApp:
    """The application of the second origin: signed URLs of whole files, with Range; never with a key."""

    async def answered(request: Request) -> Response:
        return await signed(request, options.folder / "files" / request.path_params["file"], "video/mp4")

    async def signed(request: Request, path: Path, kind: str) -> Response:
        if "authorization" in request.headers:
            return xml(400, "InvalidArgument", "Only one auth mechanism allowed")
        query = request.query_params
        verdict = signer.judge(request.url.path, query.get("expires"), query.get("signature"), options.clock())
        if verdict is Verdict.EXPIRED:
            return xml(403, "AccessDenied", "Request has expired")
        if verdict is Verdict.WRONG:
            return xml(403, "SignatureDoesNotMatch", "The request signature we calculated does not match")
        # The name is one that we signed, so it is one that we made.
        if not await to_thread.run_sync(path.is_file):
            return xml(404, "NoSuchKey", "The specified key does not exist.")
        return FileResponse(path, media_type=kind)

    async def uploaded(request: Request) -> Response:
        path = options.folder / UPLOADS / request.path_params["file"]
        return await signed(request, path, images.KINDS.get(path.suffix, "image/png"))

    async def nowhere(_: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return xml(error.status_code, "AccessDenied", "Access Denied")

    routes = [
        Route(
            f"/{name}/videos/{{year}}/{{month}}/{{day}}/{{file}}",
            Faulty(request_response(answered), "download", name, options.faults),
            methods=["GET"],
        )
        for name in halves
    ]
    routes += [Route(f"/{name}/uploads/{{file}}", uploaded, methods=["GET"]) for name in halves]
    app = Starlette(routes=routes, exception_handlers={HTTPException: nowhere})
    app.router.redirect_slashes = False
    return Guard(app, pages_welcome=True)


def xml(status: int, code: str, message: str) -> Response:
    """An error body as object stores send it."""
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>'
    return Response(text, status_code=status, media_type="application/xml")


class Guard:
    """Refuses who comes under a foreign name (DNS rebinding), and what a web page sends (there is no CORS here)."""

    def __init__(self, inner: ASGIApp, *, pages_welcome: bool) -> None:
        self._inner, self._pages_welcome = inner, pages_welcome

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        name = headers.get("host", "").rsplit(":", 1)[0].lower()
        if name not in _NAMES or ("origin" in headers and not self._pages_welcome):
            text = "This service answers programs on this machine only."
            await JSONResponse({"error": text}, status_code=403)(scope, receive, send)
            return
        await self._inner(scope, receive, send)
