"""Serves the page over a real folder and index with the fake encoder, slowed so that progress can be seen.

Run as `python -m tests.page.serve_library PORT CORPUS INDEX_DIR`; each host name that the process resolves
goes to stderr.
"""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from index.encoder import FloatArray, Progress
from tests.fakes import FakeEncoder

_resolve = socket.getaddrinfo
_SECONDS_A_TEXT = 0.6


def _watched(host: Any, *args: Any, **kwargs: Any) -> Any:
    sys.stderr.write(f"RESOLVED {host}\n")
    sys.stderr.flush()
    return _resolve(host, *args, **kwargs)


class SlowEncoder(FakeEncoder):
    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> FloatArray:
        for _ in texts:
            time.sleep(_SECONDS_A_TEXT)
            if progress:
                progress(1)
        return super().encode_passages(texts)


def main(port: int, corpus: Path, index_dir: Path) -> None:
    from app import serve
    from index.build import build_index
    from index.embed import Meter
    from index.reader import Index
    from index.types import IndexReport
    from page.library.library import Library
    from rag import Chatbot
    from rag.live import LiveChatbot

    encoder = SlowEncoder()

    def opened() -> Chatbot:
        return Chatbot(Index.open(index_dir, encoder.name), encoder)

    report = build_index(corpus, index_dir, FakeEncoder())
    live = LiveChatbot(opened())

    def build(meter: Meter) -> IndexReport:
        report = build_index(corpus, index_dir, encoder, meter=meter)
        live.replace(opened())
        return report

    library = Library(corpus, index_dir, build, report)
    serve(live, port=port, open_browser=False, library=library)


if __name__ == "__main__":
    socket.getaddrinfo = _watched
    main(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
