"""Serves hostile documents to two users: `python -m tests.torture.hostile_serve PORT FOLDER`.

Each host name that the process resolves, and what the program logs, goes to stderr.
"""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import Any

from tests.fakes import FakeEncoder

USERS = {"甲": "口令一", "乙": "口令二"}
_resolve = socket.getaddrinfo


def _watched(host: Any, *args: Any, **kwargs: Any) -> Any:
    sys.stderr.write(f"RESOLVED {host}\n")
    sys.stderr.flush()
    return _resolve(host, *args, **kwargs)


def main(port: int, folder: Path) -> None:
    from app import serve
    from index.build import build_index
    from index.reader import Index
    from page.library.library import Library
    from page.records.records import Records
    from page.records.store import Store
    from rag import Chatbot
    from rag.live import LiveChatbot

    corpus, index_dir = folder / "corpus", folder / "index"
    report = build_index(corpus, index_dir, FakeEncoder())
    live = LiveChatbot(Chatbot(Index.open(index_dir, FakeEncoder.name), FakeEncoder()))
    library = Library(
        corpus, index_dir, lambda meter: build_index(corpus, index_dir, FakeEncoder(), meter=meter), report
    )
    records = Records(Store.open(folder / "data"), live.document)
    serve(live, port=port, auth=USERS, open_browser=False, records=records, library=library)


if __name__ == "__main__":
    socket.getaddrinfo = _watched
    main(int(sys.argv[1]), Path(sys.argv[2]))
