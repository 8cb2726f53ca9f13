"""Serves the page over a real index of a folder, with the shipped model: PORT CORPUS INDEX_DIR."""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    from app import serve
    from index.build import build_index
    from index.reader import Index
    from index.sentence_encoder import SentenceEncoder
    from rag import Chatbot

    port, corpus, index_dir = int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
    encoder = SentenceEncoder.open()
    build_index(corpus, index_dir, encoder)
    serve(Chatbot(Index.open(index_dir, encoder.name), encoder), port=port, open_browser=False)
