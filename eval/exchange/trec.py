"""Rankings and judgements in the form of trec_eval, which give the figures of the evaluation again.

As in `eval.metrics.ranking` each asked item is a topic, `c020/2` the second of several, with one relevant
thing: of the passages that hold its evidence the one that was found first, and where none was found, the
first of the index. So the judgements belong to the run beside them and are none for other runs. The measures
of a question are the means over its topics.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from eval.cases import Case
from eval.exchange.folder import write_lines
from eval.run import Row, gold_of
from index.catalog import Catalog
from index.types import Chunk

TAG = "wenju"


@dataclass(frozen=True, slots=True)
class Topic:
    """An item that was asked for: what was found, best first, and the one relevant thing."""

    id: str
    found: tuple[str, ...]
    relevant: str


def write_trec(folder: Path, rows: Sequence[Row], catalog: Catalog) -> int:
    """Write `run.trec` and `qrels.trec` in `passages` and in `documents`; returns the number of topics.

    Questions without gold have no ranking and are left out. Raises WenjuError.
    """
    judged = [row for row in rows if row.case.gold and row.case.need_all]
    makers: dict[str, Callable[[Row, int, Catalog], tuple[list[str], str]]] = {
        "passages": _passages,
        "documents": _documents,
    }
    topics: list[Topic] = []
    for name, made in makers.items():
        topics = [_topic(row, item, *made(row, item, catalog)) for row in judged for item in _items(row.case)]
        write_lines(folder / name / "run.trec", (line for topic in topics for line in _run(topic)))
        write_lines(folder / name / "qrels.trec", (f"{t.id} 0 {t.relevant} 1" for t in topics))
    return len(topics)


def topic_id(case: Case, item: int) -> str:
    """Id of the topic of an item: that of the question, numbered where there are several."""
    return _word(case.id if len(case.need_all) == 1 else f"{case.id}/{item + 1}")


def _items(case: Case) -> range:
    return range(len(case.need_all))


def _topic(row: Row, item: int, found: Sequence[str], relevant: str) -> Topic:
    return Topic(topic_id(row.case, item), tuple(map(_word, found)), _word(relevant))


def _passages(row: Row, item: int, catalog: Catalog) -> tuple[list[str], str]:
    found = [_place(hit.chunk) for hit in row.answer.hits]
    holding = (place for place, held in zip(found, row.evidence, strict=True) if item in held)
    return found, next(holding, None) or next(_holding(row.case, item, catalog))


def _documents(row: Row, item: int, catalog: Catalog) -> tuple[list[str], str]:
    found = list(dict.fromkeys(hit.chunk.document_id for hit in row.answer.hits))
    gold = [document for document, _ in gold_of(row.case, item)]
    return found, next((document for document in found if document in gold), gold[0])


def _holding(case: Case, item: int, catalog: Catalog) -> Iterator[str]:
    """Passages of the index that hold the gold of an item; at last the gold itself, which may be in two."""
    gold = gold_of(case, item)
    for document, quoted in gold:
        if document in catalog:
            text = catalog.document(document).text
            chunks = (catalog.chunk(number) for number in catalog.passages_of([document]))
            yield from (_place(chunk) for chunk in chunks if quoted in text[chunk.start : chunk.end])
    yield f"{gold[0][0]}#gold"


def _place(chunk: Chunk) -> str:
    return f"{chunk.document_id}#{chunk.start}-{chunk.end}"


def _run(topic: Topic) -> Iterator[str]:
    # Not the scores of the search: passages of an asked time stand before better ones.
    for rank, found in enumerate(topic.found, start=1):
        yield f"{topic.id} Q0 {found} {rank} {len(topic.found) - rank + 1} {TAG}"


def _word(text: str) -> str:
    """A text without the blanks that part the columns."""
    return re.sub(r"[\s%]", lambda match: quote(match[0]), text)
