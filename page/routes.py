"""Which of Gradio's routes are open: those of the page, of its queue and of programs.

Gradio has others: fetching any address for a caller (`file=http://…`, `proxy=`), the state of a session as
a file (`deep_link`), recordings, an editor of the program, statistics. None of them is needed here.
"""

from __future__ import annotations

_API = "/gradio_api"
_PAGE = ("", "/config", "/login", "/logout", "/theme.css", "/favicon.ico", "/robots.txt", "/manifest.json")
_CALLS = ("info", "openapi.json", "startup-events", "app_id", "user", "token", "login_check", "theme.css")
_QUEUE = ("queue/join", "queue/data", "queue/status", "cancel", "reset", "component_server", "mcp")
_FILES = ("upload", "upload_progress")
_OPEN = frozenset({*_PAGE, *(f"{_API}/{name}" for name in (*_CALLS, *_QUEUE, *_FILES))})
_OPEN_BELOW = (
    "/assets/",
    "/static/",
    *(f"{_API}/{name}/" for name in ("heartbeat", "call", "run", "api", "mcp")),
)
UPLOADS = frozenset({f"{_API}/upload", f"{_API}/upload/"})
LOGIN = frozenset({"/login", "/login/"})


def is_open(path: str) -> bool:
    """Whether a decoded path is served; the router compares the same text, so nothing is normalised."""
    return path.removesuffix("/") in _OPEN or path.startswith(_OPEN_BELOW)


def route_of(path: str) -> str:
    """The part of an open path that the program knows; what a caller wrote behind it is left out."""
    return next((f"{route}…" for route in _OPEN_BELOW if path.startswith(route)), path)
