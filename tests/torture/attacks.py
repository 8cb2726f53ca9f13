"""Calls that a hostile page, neighbour or program makes, and what may be answered."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote

import httpx

from page.guard import MAX_BODY_BYTES, MAX_UPLOAD_BYTES

# Stands in every question, so that a log which holds one is seen.
MARK = "标记问句"
API = "/gradio_api"
_SAFE = frozenset({200, 400, 401, 403, 404, 405, 411, 413, 415, 422, 429, 503})
_REFUSED = _SAFE - {200}
_FOREIGN = [
    {"origin": "http://evil.example"},
    {"origin": "null"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
]
_POSTS = [
    f"{API}/{p}"
    for p in (
        "queue/join",
        "component_server",
        "call/ask",
        "call/v2/ask",
        "run/ask",
        "cancel",
        "reset",
        "upload",
    )
]
_XSS = "<img src=x onerror=alert(1)>"
_PATHS = [
    "/etc/passwd",
    "../../../../etc/passwd",
    "..\\..\\etc\\passwd",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "....//....//etc/passwd",
]
_PATHS += [
    "..%252f..%252fetc%252fpasswd",
    "/proc/self/environ",
    "\x00/etc/passwd",
    "file:///etc/passwd",
    "C:\\Windows\\win.ini",
]
_URLS = [
    "http://evil.example/a",
    "https://evil.example/a",
    "http://169.254.169.254/latest",
    "http://[::1]:7860/",
    "http://localhost/",
    "ftp://evil.example",
]


@dataclass(frozen=True, slots=True)
class Attack:
    """One call. `expected` are the statuses that it may have; a `stranger` is not logged in.

    With `announced`, that many bytes are said to come, and none is sent.
    """

    name: str
    method: str
    path: str
    expected: frozenset[int] = _SAFE
    stranger: bool = False
    more: Mapping[str, Any] = field(default_factory=dict)
    announced: int = 0

    def made(self, client: httpx.Client) -> tuple[int, str]:
        """Status and text of the answer; of a stream its first event."""
        if self.announced:
            return self._announce(client)
        target = client.base_url.copy_with(raw_path=self.path.encode("utf-8", "surrogatepass"))
        with client.stream(self.method, target, **self.more) as answer:
            got = b""
            try:
                for part in answer.iter_bytes():
                    got += part
                    if (
                        answer.headers.get("content-type", "").startswith("text/event-stream")
                        and b"\n\n" in got
                    ):
                        break
            except httpx.ReadTimeout:
                pass
            return answer.status_code, got.decode("utf-8", "replace")

    def _announce(self, client: httpx.Client) -> tuple[int, str]:
        connection = HTTPConnection(client.base_url.host, client.base_url.port, timeout=20)
        connection.putrequest(self.method, self.path)
        connection.putheader("Content-Length", str(self.announced))
        connection.endheaders()
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        connection.close()
        return answer.status, text


def attacks(config: dict[str, Any], full: bool) -> Iterator[Attack]:
    """All of them; `config` is what the page tells of its components."""
    yield from _routes()
    yield from _strangers()
    yield from _foreign()
    yield from _sizes()
    yield from _server_functions(config)
    yield from _events(config)
    yield from _chance(config, 4000 if full else 400)


def _routes() -> Iterator[Attack]:
    """Files, other hosts and the insides of Gradio, by every route that might lead there."""
    for path in _PATHS:
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
            yield Attack(f"path {route}{path!r}", "GET", route + quote(path, safe="/%=:\\."), _REFUSED)
    for url in _URLS:
        for route in ("file=", "proxy=", "file/"):
            yield Attack(f"fetch {route}{url}", "GET", f"{API}/{route}{url}", _REFUSED)
        yield Attack(f"fetch {url}", "HEAD", f"{API}/file={url}", _REFUSED)
    for name in (
        "deep_link?session_hash=a",
        "dev/reload",
        "vibe-code",
        "run-history/records",
        "stream/a/b/c/playlist.m3u8",
        "custom_component/a/client/b/c.js",
    ):
        yield Attack(name, "GET", f"{API}/{name}", _REFUSED)
    for name in (
        "monitoring",
        "monitoring/summary",
        "monitoring/x",
        "runs",
        "docs",
        "redoc",
        "openapi.json",
        "pwa_icon",
        "manifest.json",
    ):
        yield Attack(name, "GET", f"/{name}", _REFUSED)
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND"):
        yield Attack(method, method, "/", _REFUSED)
    link = "/?doc={}&start={}&end={}&v={}&lang={}&__theme={}"
    for value in (_XSS, "../../etc/passwd", "-1", "9" * 4000, "\u202e", "%00", "javascript:alert(1)"):
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
    for path in _POSTS[:5]:
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
    """Calls that a page of another origin makes its visitor's browser send, and names bound to our address."""
    for headers in _FOREIGN:
        for path in (*_POSTS, "/login"):
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
    for path in (*_POSTS, "/login"):
        most = MAX_UPLOAD_BYTES if path.endswith("upload") else MAX_BODY_BYTES
        yield Attack(f"large {path}", "POST", path, frozenset({413}), announced=most + 1)
        yield Attack(f"chunked {path}", "POST", path, frozenset({411}), False, {"content": iter([b"{}"])})
    for name in ("../../x.txt", "/etc/x.txt", "a\x00.txt", "\u202e.txt", "长" * 300, _XSS, ""):
        yield Attack(
            f"upload {name[:20]!r}", "POST", f"{API}/upload", _SAFE, False, {"files": {"files": (name, b"a")}}
        )
    yield Attack(
        "upload of many",
        "POST",
        f"{API}/upload",
        _SAFE,
        False,
        {"files": [("files", (f"{n}", b"")) for n in range(1500)]},
    )


def _server_functions(config: dict[str, Any]) -> Iterator[Attack]:
    """The functions of the components with what they do not expect: ids, paths, other types, markup."""
    values: list[Any] = [
        None,
        True,
        -1,
        1e308,
        [],
        {},
        "",
        _XSS,
        "../../etc/passwd",
        "' OR 1=1 --",
        "9" * 5000,
        [[]] * 50,
    ]
    names = (
        "id",
        "doc",
        "start",
        "end",
        "v",
        "lang",
        "path",
        "name",
        "size",
        "document",
        "token",
        "rating",
        "comment",
        "items",
        "words",
    )
    for component in config["components"]:
        for function in component["props"].get("server_fns") or []:
            for value in [
                *values,
                *(dict.fromkeys(names, v) for v in values),
                *({"path": p, "name": "x.txt", "size": 1} for p in _PATHS),
            ]:
                body = {
                    "data": value,
                    "session_hash": "s",
                    "component_id": component["id"],
                    "fn_name": function,
                }
                yield Attack(
                    f"{function}({value!r:.40})",
                    "POST",
                    f"{API}/component_server",
                    _SAFE,
                    False,
                    {"content": json.dumps(body), "headers": {"content-type": "application/json"}},
                )
    for name in ("__init__", "__class__", "postprocess", "render", "_is_server_fn", "update_index()"):
        for component in config["components"][:5]:
            body = {"data": None, "session_hash": "s", "component_id": component["id"], "fn_name": name}
            yield Attack(f"method {name}", "POST", f"{API}/component_server", _REFUSED, False, {"json": body})


def _events(config: dict[str, Any]) -> Iterator[Attack]:
    """Events of other sessions, files of the machine and of others in the values of widgets."""
    for guess in ("0" * 32, "a", "%00", "../..", "s"):
        for path in (f"call/ask/{guess}", f"queue/data?session_hash={guess}", f"heartbeat/{guess}"):
            yield Attack(f"session {path}", "GET", f"{API}/{path}", _SAFE, False)
    stolen = [{"path": p, "meta": {"_type": "gradio.FileData"}} for p in (*_PATHS, *_URLS)]
    stolen += [{"path": "a", "url": url, "meta": {"_type": "gradio.FileData"}} for url in _URLS]
    for dependency in config["dependencies"]:
        for file in stolen if dependency["backend_fn"] else []:
            body = {
                "data": [file] * len(dependency["inputs"]),
                "fn_index": dependency["id"],
                "session_hash": "f",
            }
            yield Attack(
                f"file in {dependency['api_name']}", "POST", f"{API}/queue/join", _SAFE, False, {"json": body}
            )


def _chance(config: dict[str, Any], count: int) -> Iterator[Attack]:
    """Bodies by chance: JSON of any shape in the place of each field, and bytes that are no JSON."""
    chance = random.Random(8)
    fields = (
        "data",
        "fn_index",
        "session_hash",
        "event_data",
        "trigger_id",
        "component_id",
        "fn_name",
        "event_id",
        "question",
        "history",
        "as_of",
        "max_chars",
    )
    for number in range(count):
        path = chance.choice(_POSTS)
        body: bytes | str = chance.randbytes(60)
        if number % 5:
            whole = {name: _value(chance, 3) for name in chance.sample(fields, chance.randrange(len(fields)))}
            body = json.dumps(whole | ({"question": MARK} if number % 3 else {}))
        kind = chance.choice(
            (
                "application/json",
                "text/plain",
                "multipart/form-data; boundary=x",
                "application/x-www-form-urlencoded",
                "",
            )
        )
        yield Attack(
            f"chance {number} {path}",
            "POST",
            path,
            _SAFE,
            False,
            {"content": body, "headers": {"content-type": kind}},
        )
        if number % 4 == 0:
            asked = {
                "question": MARK + str(_value(chance, 1)),
                "history": _value(chance, 3),
                "as_of": _value(chance, 1),
                "max_chars": _value(chance, 1),
            }
            yield Attack(
                f"ask by chance {number}",
                "POST",
                f"{API}/call/v2/ask",
                _SAFE,
                False,
                {"content": json.dumps(asked), "headers": {"content-type": "application/json"}},
            )


def _value(chance: random.Random, depth: int) -> Any:
    plain: list[Callable[[], Any]] = [
        lambda: None,
        lambda: chance.random() < 0.5,
        lambda: chance.choice((0, -1, 10**30, 2**63, 1.5, -0.0)),
        lambda: chance.choice(("", MARK, _XSS, "\x00", "\ud800", "a" * 3000, "1", "ask", "open_place")),
    ]
    if depth and chance.random() < 0.4:
        inner = [_value(chance, depth - 1) for _ in range(chance.randrange(5))]
        return inner if chance.random() < 0.5 else {str(n): v for n, v in enumerate(inner)}
    return chance.choice(plain)()
