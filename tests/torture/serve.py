"""The page over a real folder and index with the fake encoder, and a library that obeys lines on stdin.

Run as `python -m tests.torture.serve PORT ROOT`. A line is JSON, `{"do": "upload", "file": …, "name": …}`,
`{"do": "discard", "document": …}`, `{"do": "update"}` or `{"do": "settle"}`; each is answered by one.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path
from typing import Any

from app import serve
from index.build import build_index
from index.embed import Meter
from index.errors import CorpusError
from index.reader import Index
from index.types import IndexReport
from page.library.library import Library
from page.records.records import Records
from page.records.store import Store
from rag import Chatbot
from rag.live import LiveChatbot
from tests.fakes import FakeEncoder


def main(port: int, root: Path) -> None:
    corpus, index_dir, encoder = root / "corpus", root / "index", FakeEncoder()

    def opened() -> Chatbot:
        return Chatbot(Index.open(index_dir, encoder.name), encoder)

    def build(meter: Meter) -> IndexReport:
        encoder.encoded.clear()  # a fake remembers what it was asked, which would be a leak of its own
        report = build_index(corpus, index_dir, encoder, meter=meter)
        live.replace(opened())
        return report

    report = build_index(corpus, index_dir, encoder)
    live = LiveChatbot(opened())
    library = Library(corpus, index_dir, build, report)
    live.on_damage = library.follow
    records = Records(Store.open(root / "data"), live.document)
    threading.Thread(target=_obey, args=(library, live), daemon=True).start()
    serve(live, port=port, open_browser=False, records=records, library=library)


def _obey(library: Library, live: LiveChatbot) -> None:
    for line in sys.stdin:
        told = json.loads(line)
        try:
            done: dict[str, Any] = {"said": _done(library, live, told)}
        except CorpusError as error:
            done = {"refused": str(error)}
        except Exception as error:
            done = {"error": repr(error)}
        print(json.dumps(done, ensure_ascii=False), flush=True)


def _done(library: Library, live: LiveChatbot, told: dict[str, str]) -> object:
    match told["do"]:
        case "upload":
            library.upload(Path(told["file"]), told["name"], replacing=True)
            library.update()
        case "discard":
            return library.discard(told["document"]).token
        case "update":
            library.update()
        case "settle":
            return _settled(library)
    return ""


def _settled(library: Library) -> str:
    """The error of the last run, once none is under way."""
    while (state := library.state()).step is not None or state.waiting:
        time.sleep(0.02)
    return state.error


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
