"""Calls that a hostile page, neighbour or program makes, and what may be answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from page.guard import MAX_BODY_BYTES, MAX_UPLOAD_BYTES
from tests.torture.attack import API, MARK, PATHS, POSTS, REFUSED, SAFE, URLS, XSS, Attack
from tests.torture.attacks_inside import events, server_functions

_FOREIGN = [
    {"origin": "http://evil.example"},
    {"origin": "null"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
]


def attacks(config: dict[str, Any]) -> Iterator[Attack]:
    """All of them; `config` is what the page tells of its components."""
    yield from _routes()
    yield from _strangers()
    yield from _foreign()
    yield from _sizes()
    yield from server_functions(config)
    yield from events(config)


def _routes() -> Iterator[Attack]:
    """Files, other hosts and the insides of Gradio, by every route that might lead there."""
    for path in PATHS:
        for route in (
            "/assets/",
            "/static/",
            "/svelte/",
            "/file=",
            f"{API}/file=",
            f"{API}/file/",
            f"{API}/upload/",
            "/",
        ):
            yield Attack(f"path {route}{path!r}", "GET", route + quote(path, safe="/%=:\\."), REFUSED)
    for url in URLS:
        for route in ("file=", "proxy=", "file/"):
            yield Attack(f"fetch {route}{url}", "GET", f"{API}/{route}{url}", REFUSED)
        yield Attack(f"fetch {url}", "HEAD", f"{API}/file={url}", REFUSED)
    for name in (
        "deep_link?session_hash=a",
        "dev/reload",
        "vibe-code",
        "run-history/records",
        "stream/a/b/c/playlist.m3u8",
        "custom_component/a/client/b/c.js",
    ):
        yield Attack(name, "GET", f"{API}/{name}", REFUSED)
    for name in ("monitoring", "monitoring/summary", "monitoring/x", "runs", "docs", "redoc", "openapi.json"):
        yield Attack(name, "GET", f"/{name}", REFUSED)
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND"):
        yield Attack(method, method, "/", REFUSED)
    link = "/?doc={}&start={}&end={}&v={}&lang={}&__theme={}"
    for value in (XSS, "../../etc/passwd", "-1", "9" * 4000, "\u202e", "%00", "javascript:alert(1)"):
        yield Attack(
            f"deep link {value[:20]!r}", "GET", link.format(*[quote(value)] * 6), frozenset({200, 400})
        )


def _strangers() -> Iterator[Attack]:
    """Everything but the form of the login is closed to who is not logged in."""
    for path in (
        "/config",
        f"{API}/info",
        f"{API}/openapi.json",
        f"{API}/queue/data?session_hash=a",
        f"{API}/queue/status",
        f"{API}/call/ask/abc",
    ):
        yield Attack(f"stranger {path}", "GET", path, frozenset({401}), True)
    for path in POSTS[:5]:
        body = {
            "data": [MARK],
            "question": MARK,
            "fn_index": 0,
            "session_hash": "a",
            "component_id": 1,
            "fn_name": "open_place",
        }
        yield Attack(f"stranger {path}", "POST", path, frozenset({401}), True, {"json": body})
    yield Attack(
        "stranger upload",
        "POST",
        f"{API}/upload",
        frozenset({401}),
        True,
        {"files": {"files": ("a.txt", b"a")}},
    )
    for cookie in ("x", "' OR 1=1 --", "../../x", "A" * 8000):
        headers = {"cookie": f"access-token={cookie}; access-token-unsecure={cookie}"}
        yield Attack(
            "forged cookie", "GET", "/config", frozenset({400, 401, 431}), True, {"headers": headers}
        )


def _foreign() -> Iterator[Attack]:
    """Calls that a foreign page makes its visitor send, and names that are bound to our address."""
    for headers in _FOREIGN:
        for path in (*POSTS, "/login"):
            yield Attack(
                f"foreign {path} {headers}",
                "POST",
                path,
                frozenset({403}),
                False,
                {"headers": headers, "json": {}},
            )
    for site in ("cross-site", "same-site"):
        for path in ("/logout", "/config", f"{API}/queue/data?session_hash=a", f"{API}/info"):
            yield Attack(
                f"{site} {path}", "GET", path, frozenset({403}), False, {"headers": {"sec-fetch-site": site}}
            )
    for host in (
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example:80",
        "192.168.1.9",
        "[::1]",
        "",
        "127.0.0.1@evil.example",
    ):
        for path in ("/", "/config", f"{API}/info"):
            yield Attack(
                f"host {host!r} {path}", "GET", path, frozenset({400}), False, {"headers": {"host": host}}
            )


def _sizes() -> Iterator[Attack]:
    for path in (*POSTS, "/login"):
        most = MAX_UPLOAD_BYTES if path.endswith("upload") else MAX_BODY_BYTES
        yield Attack(f"large {path}", "POST", path, frozenset({413}), announced=most + 1)
        yield Attack(f"chunked {path}", "POST", path, frozenset({411}), False, {"content": iter([b"{}"])})
    for name in ("../../x.txt", "/etc/x.txt", "a\x00.txt", "\u202e.txt", "长" * 300, XSS, ""):
        yield Attack(
            f"upload {name[:20]!r}", "POST", f"{API}/upload", SAFE, False, {"files": {"files": (name, b"a")}}
        )
    yield Attack(
        "upload of many",
        "POST",
        f"{API}/upload",
        SAFE,
        False,
        {"files": [("files", (f"{n}", b"")) for n in range(1500)]},
    )
