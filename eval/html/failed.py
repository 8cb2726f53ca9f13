"""Questions that went wrong, with all that one needs to see why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eval.run import Row
from index.types import Document
from rag.types import Citation, Hit

Open = Callable[[str], Document]
NOTE_KINDS = {
    "date": "日期",
    "conflict": "矛盾",
    "validity": "效力",
    "nearest": "最近",
    "missing_terms": "缺词",
    "rewritten": "改写",
}
_SHOWN = 120
_PASSAGES = 10


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that was found; `items` are the numbers, from 1, of those whose evidence it holds."""

    document: str
    text: str
    score: float
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A row that is not good. `kind` says how, `needed` are the items, alternatives between slashes."""

    row: Row
    kind: str
    needed: tuple[str, ...]
    found: str
    passages: tuple[Passage, ...]

    @property
    def quotes(self) -> tuple[Citation, ...]:
        """What was quoted."""
        return self.row.answer.citations


def failures(rows: Sequence[Row], document: Open) -> dict[str, list[Failure]]:
    """Failures by category, in the order of the names; `document` gives the stored documents."""
    failed: dict[str, list[Failure]] = {}
    for row in sorted(rows, key=lambda row: row.case.category):
        if not row.good:
            failed.setdefault(row.case.category or "-", []).append(_failure(row, document))
    return failed


def _failure(row: Row, document: Open) -> Failure:
    needed = tuple(" / ".join(alternatives) for alternatives in row.case.need_all)
    hits = zip(row.answer.hits[:_PASSAGES], row.evidence, strict=False)
    passages = tuple(_passage(hit, held, document) for hit, held in hits)
    return Failure(row, _kind(row), needed, _found(row), passages)


def _kind(row: Row) -> str:
    if not row.case.answerable:
        return "该拒未拒"
    return "答错" if row.answer.answered else "误拒"


def _found(row: Row) -> str:
    """How much of the evidence was found, which tells a failed search from a failed choice."""
    if not row.case.gold:
        return ""
    held = frozenset[int]().union(*row.evidence)
    best = next((rank for rank, items in enumerate(row.evidence, start=1) if items), None)
    first = f"，最先在第 {best} 段" if best else ""
    return f"前 {len(row.evidence)} 段含 {len(row.case.need_all)} 个要点里的 {len(held)} 个{first}"


def _passage(hit: Hit, held: frozenset[int], document: Open) -> Passage:
    chunk = hit.chunk
    text = document(chunk.document_id).text[chunk.start : chunk.end]
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return Passage(chunk.document_id, shown, hit.score, tuple(item + 1 for item in sorted(held)))
