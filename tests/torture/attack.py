"""One hostile call, and what hostile calls are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any

import httpx

# Stands in every question, so that a log which holds one is seen.
MARK = "标记问句"
API = "/gradio_api"
SAFE = frozenset({200, 400, 401, 403, 404, 405, 411, 413, 415, 422, 429, 503})
REFUSED = SAFE - {200}
POSTS = [
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
XSS = "<img src=x onerror=alert(1)>"
PATHS = [
    "/etc/passwd",
    "../../../../etc/passwd",
    "..\\..\\etc\\passwd",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "....//....//etc/passwd",
]
PATHS += [
    "..%252f..%252fetc%252fpasswd",
    "/proc/self/environ",
    "\x00/etc/passwd",
    "file:///etc/passwd",
    "C:\\Windows\\win.ini",
]
URLS = [
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

    With `announced`, that many bytes are said to come, and none is sent. The answer `is_markup` that the page
    puts in its place, where a JSON string alone would be shown as text.
    """

    name: str
    method: str
    path: str
    expected: frozenset[int] = SAFE
    stranger: bool = False
    more: Mapping[str, Any] = field(default_factory=dict)
    announced: int = 0
    is_markup: bool = False

    def made(self, client: httpx.Client) -> tuple[int, str, str]:
        """Status, kind and text of the answer; of a stream its first event."""
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
            return answer.status_code, answer.headers.get("content-type", ""), got.decode("utf-8", "replace")

    def _announce(self, client: httpx.Client) -> tuple[int, str, str]:
        connection = HTTPConnection(client.base_url.host, client.base_url.port, timeout=20)
        connection.putrequest(self.method, self.path)
        connection.putheader("Content-Length", str(self.announced))
        connection.endheaders()
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        connection.close()
        return answer.status, "text/plain", text
