"""Serves the page over the fake chatbot; each host name that the process resolves goes to stderr.

Run as `python -m tests.page.serve_fake PORT [DATA_DIR [USER:PASSWORD ...]] [--mcp] [--auth]`, so that what it
resolves is the page's own doing.
"""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import Any

_resolve = socket.getaddrinfo


def _watched(host: Any, *args: Any, **kwargs: Any) -> Any:
    sys.stderr.write(f"RESOLVED {host}\n")
    sys.stderr.flush()
    return _resolve(host, *args, **kwargs)


if __name__ == "__main__":
    socket.getaddrinfo = _watched
    from app import serve
    from page.records.records import Records
    from page.records.store import Store
    from tests.page.fake import FakeChatbot

    chatbot = FakeChatbot()
    port, *rest = [a for a in sys.argv[1:] if not a.startswith("--")]
    folder, *named = rest or [None]
    kept = Records(Store.open(Path(folder)), chatbot.document) if folder else None
    logins = dict(login.split(":") for login in named)
    logins |= {"user": "password"} if "--auth" in sys.argv else {}
    mcp = "--mcp" in sys.argv
    serve(chatbot, port=int(port), auth=logins or None, open_browser=False, records=kept, mcp=mcp)
