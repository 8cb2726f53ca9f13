"""Serves the page over the fake chatbot; each host name that the process resolves goes to stderr.

Run as `python -m tests.page.serve_fake PORT [DATA_DIR]`, so that what it resolves is the page's own doing.
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
    kept = [Records(Store.open(Path(folder)), chatbot.document) for folder in sys.argv[2:]]
    serve(chatbot, port=int(sys.argv[1]), open_browser=False, records=kept[0] if kept else None)
