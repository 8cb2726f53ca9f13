"""What stands between the network and Gradio: which hosts, which origins, how much, and what a page may load.

Gradio leaves these open by default: a foreign page can post to the server, a foreign name can be bound to
its address (DNS rebinding), text in a chat can load images from outside, and passwords can be tried for ever.
"""

from __future__ import annotations

import logging
import socket
import traceback

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.loopback import is_loopback
from index.shelf import MAX_FILE_BYTES
from page.logins import SlowLogins
from page.routes import UPLOADS, is_open, route_of

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data: blob:; "
    "worker-src 'self' blob:; frame-src 'self' blob: data:; "
    "object-src 'none'; base-uri 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
}
# Gradio's scripts and style sheets have a hash of their content in their names.
_ASSETS = "/assets/"
_KEPT_FOR_EVER = "public, max-age=31536000, immutable"
# A question is at most a few kilobytes; files have a route of their own.
MAX_BODY_BYTES = 1_000_000
# A file of the largest size that the library takes, and what surrounds it in the request.
MAX_UPLOAD_BYTES = MAX_FILE_BYTES + 1_000_000
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_LOCAL_NAMES = ["127.0.0.1", "localhost"]


def trusted_hosts(host: str) -> list[str]:
    """The names under which the page may be called when it listens on `host`.

    Listening on every address, it cannot know its names: there the login protects, whose cookie a page that
    reached us under a foreign name does not have.
    """
    if host in {"0.0.0.0", "::", "[::]"}:
        return ["*"]
    if is_loopback(host):
        return [*_LOCAL_NAMES, "[::1]"] if ":" in host else _LOCAL_NAMES
    bare = host.strip("[]").lower()
    return [*_LOCAL_NAMES, bare, f"[{bare}]", socket.gethostname().lower()]


def guards(host: str, takes_files: bool = False) -> list[Middleware]:
    """The middleware for a page that listens on `host`, outermost first; it may take files."""
    return [
        Middleware(TrustedHostMiddleware, allowed_hosts=trusted_hosts(host), www_redirect=False),
        Middleware(Guard, takes_files=takes_files),
        Middleware(SlowLogins),
    ]


class Guard:
    """Refuses closed routes, other origins, bodies that are large or of unstated length; adds the headers.

    A foreign page may link to this one, and nothing else: its browser sends no other request on to the page.
    What has a hash in its name is kept by the browser, so that a reload asks for the page alone.
    """

    def __init__(self, app: ASGIApp, takes_files: bool = False) -> None:
        self._app = app
        self._large = UPLOADS if takes_files else frozenset[str]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or answer 403 (origin), 411 or 413 (length)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = MAX_UPLOAD_BYTES if scope["path"] in self._large else MAX_BODY_BYTES
        started = False

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                MutableHeaders(scope=message).update(_HEADERS)
                if scope["path"].startswith(_ASSETS) and message["status"] == 200:
                    MutableHeaders(scope=message)["cache-control"] = _KEPT_FOR_EVER
            await send(message)

        try:
            await (_refusal(scope, limit) or self._app)(scope, receive, send_guarded)
        except Exception as error:
            # What Gradio makes of a call that is none; the functions of the page catch their own errors. One
            # line, without the message and the end of the path, which may hold what was sent.
            frame = traceback.extract_tb(error.__traceback__)[-1]
            where = (
                scope["method"],
                route_of(scope["path"]),
                type(error).__name__,
                frame.filename,
                frame.lineno,
            )
            logging.getLogger(__name__).warning("%s %s: %s (%s:%s)", *where)
            if started:
                await send({"type": "http.response.body", "body": b"", "more_body": False})
            else:
                await PlainTextResponse("request not understood", 400)(scope, receive, send_guarded)


def _refusal(scope: Scope, limit: int) -> PlainTextResponse | None:
    headers, path = Headers(scope=scope), scope["path"]
    if not is_open(path):
        return PlainTextResponse("not found", 404)
    if scope["method"] in _READING:
        is_foreign = path != "/" and not _is_own(headers)
        return PlainTextResponse("cross-site request refused", 403) if is_foreign else None
    if not (_is_own(headers) and _same_origin(headers)):
        return PlainTextResponse("cross-origin request refused", 403)
    if "transfer-encoding" in headers:
        return PlainTextResponse("content-length required", 411)
    if int(headers.get("content-length", "0")) > limit:
        return PlainTextResponse("request too large", 413)
    return None


def _is_own(headers: Headers) -> bool:
    """Whether a request comes from this page, the address bar or a program."""
    return headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}


def _same_origin(headers: Headers) -> bool:
    """Judged by what browsers send; a program that sends no origin is not a foreign page."""
    origin = headers.get("origin")
    return origin is None or origin.split("://", 1)[-1].lower() == headers.get("host", "").lower()
