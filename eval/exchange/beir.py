"""Questions and documents as a folder in the form of BEIR (Thakur et al. 2021)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from eval.cases import Case
from eval.exchange.folder import write_lines
from index.catalog import Catalog

# Of a question without a half.
_SPLIT = "test"


def write_beir(folder: Path, cases: Sequence[Case], catalog: Catalog) -> tuple[int, int]:
    """Write the documents, the questions, and which documents hold their gold, a file for each half.

    Returns how many questions were written, and how many were left out: those without gold, and those that
    are none without what was said before, or without their day of asking, for which the form has no place.
    """
    written = [case for case in cases if case.gold and not case.history and not case.as_of]
    write_lines(folder / "corpus.jsonl", _corpus(catalog))
    queries = ({"_id": c.id, "text": c.question, "metadata": {"category": c.category}} for c in written)
    write_lines(folder / "queries.jsonl", (json.dumps(q, ensure_ascii=False) for q in queries))
    for split in sorted({case.split or _SPLIT for case in written}):
        own = [case for case in written if (case.split or _SPLIT) == split]
        write_lines(folder / "qrels" / f"{split}.tsv", ["query-id\tcorpus-id\tscore", *_judgements(own)])
    return len(written), len(cases) - len(written)


def _corpus(catalog: Catalog) -> Iterator[str]:
    for document in catalog.documents():
        row = {"_id": document.id, "title": document.title, "text": document.text}
        yield json.dumps(row, ensure_ascii=False)


def _judgements(cases: Sequence[Case]) -> Iterator[str]:
    for case in cases:
        for document in dict.fromkeys(document for document, _ in case.gold):
            yield f"{case.id}\t{document}\t1"
