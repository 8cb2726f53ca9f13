"""Serves the page over the fake chatbot; each host name that the process resolves goes to stderr.

Run as `python -m tests.page.serve_fake PORT [--mcp | --auth]`, so that what it resolves is the page's own
doing.
"""

from __future__ import annotations

import socket
import sys
from typing import Any

_resolve = socket.getaddrinfo


def _watched(host: Any, *args: Any, **kwargs: Any) -> Any:
    sys.stderr.write(f"RESOLVED {host}\n")
    sys.stderr.flush()
    return _resolve(host, *args, **kwargs)


if __name__ == "__main__":
    socket.getaddrinfo = _watched
    from app import serve
    from tests.page.fake import FakeChatbot

    auth = ("user", "password") if "--auth" in sys.argv else None
    serve(FakeChatbot(), port=int(sys.argv[1]), auth=auth, open_browser=False, mcp="--mcp" in sys.argv)
