"""Serves the page over the fake chatbot; each host name that the process resolves goes to stderr.

Run as `python -m tests.page.serve_fake PORT [DATA_DIR [USER:PASSWORD ...]]`, so that what it resolves is the
page's own doing.
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
    port, *folder = sys.argv[1:3]
    kept = Records(Store.open(Path(folder[0])), chatbot.document) if folder else None
    logins = dict(login.split(":") for login in sys.argv[3:]) or None
    serve(chatbot, port=int(port), auth=logins, open_browser=False, records=kept)
