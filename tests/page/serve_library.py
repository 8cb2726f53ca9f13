"""Serves the page over a real folder and index with the shipped model, slowed so that progress can be seen.

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

from index.encoder import FloatArray, Progress, SentenceRows, Span
from index.sentence_encoder import SentenceEncoder

_resolve = socket.getaddrinfo
# Pages that only look on ask for the state every few seconds: one small file must take longer.
_SECONDS_A_PASSAGE = 3


def _watched(host: Any, *args: Any, **kwargs: Any) -> Any:
    sys.stderr.write(f"RESOLVED {host}\n")
    sys.stderr.flush()
    return _resolve(host, *args, **kwargs)


class SlowEncoder(SentenceEncoder):
    def encode_parts(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], progress: Progress | None = None
    ) -> tuple[FloatArray, SentenceRows]:
        for _ in texts:
            time.sleep(_SECONDS_A_PASSAGE)
            if progress:
                progress(1)
        return super().encode_parts(texts, spans)


def main(port: int, corpus: Path, index_dir: Path) -> None:
    from app import serve
    from index.build import build_index
    from index.embed import Meter
    from index.reader import Index
    from index.types import IndexReport
    from page.library.library import Library
    from rag import Chatbot
    from rag.live import LiveChatbot

    encoder = SentenceEncoder.open()

    def opened() -> Chatbot:
        return Chatbot(Index.open(index_dir, encoder.name), encoder)

    report = build_index(corpus, index_dir, encoder)
    slow = SlowEncoder.open()
    live = LiveChatbot(opened())

    def build(meter: Meter) -> IndexReport:
        report = build_index(corpus, index_dir, slow, meter=meter)
        live.replace(opened())
        return report

    library = Library(corpus, index_dir, build, report)
    serve(live, port=port, open_browser=False, library=library)


if __name__ == "__main__":
    socket.getaddrinfo = _watched
    main(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
