"""Texts that are no longer in force do not answer before those that replaced them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from index.catalog import Catalog
from index.types import Document, Label
from rag.evidence import Candidate
from rag.types import Hit
from rag.validity import status

# Logit taken from sentences of texts that are out of force.
_OUT_OF_FORCE = 1.5
# A replacement whose likeliest sentence is at most this far behind in logits stands before what it replaced.
_SPEAKS_OF_IT = 5.0
_LAPSED = ("expired", "superseded")


class InForce:
    """What the documents of an index are worth on a day (ISO; None when no day is known)."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def status(self, document: Document | Label, day: str | None) -> str:
        """As `rag.validity.status`, with the replacement looked up."""
        return status(document, day, self._replacement(document))

    def unseen(self, hits: Sequence[Hit], day: str | None) -> Iterator[str]:
        """Ids of replacements of lapsed documents among the hits that are not among them."""
        ids = list(dict.fromkeys(hit.chunk.document_id for hit in hits))
        for document in map(self._catalog.document, ids):
            if self.status(document, day) == "superseded":
                found = self._replacement(document)
                if found and found.id not in ids:
                    yield found.id

    def ordered(
        self,
        candidates: Sequence[Candidate],
        day: str | None,
        former: bool = False,
        years: frozenset[str] = frozenset(),
    ) -> list[Candidate]:
        """The likeliest first, but what is out of force behind, and behind its replacement for sure.

        To a question after the `former` edition, or after one of the `years` that the former is of and its
        replacement is not, the replacement stands behind.
        """
        lapsed = {c.document.id: c.document for c in candidates if self.status(c.document, day) in _LAPSED}
        asked = {i for i, document in lapsed.items() if former or self._is_of(document, years)}
        before: dict[str | None, str | None] = {}
        for identity, document in lapsed.items():
            if identity not in asked:
                before[identity] = document.superseded_by
            elif document.superseded_by not in lapsed:
                before[document.superseded_by] = identity
        best: dict[str | None, float] = {}
        for candidate in candidates:
            identity = candidate.document.id
            best[identity] = max(candidate.score, best.get(identity, candidate.score))
        scored = [
            replace(c, score=_lowered(c, best, best.get(before.get(c.document.id))))
            if c.document.id in before
            else c
            for c in candidates
        ]
        return sorted(scored, key=lambda c: (-c.score, c.rank, c.sentence.start))

    def _is_of(self, document: Document, years: frozenset[str]) -> bool:
        replacement = self._replacement(document)
        return _year(document) in years and not (replacement and _year(replacement) in years)

    def _replacement(self, document: Document | Label) -> Document | None:
        identity = document.superseded_by
        return self._catalog.document(identity) if identity and identity in self._catalog else None


def _year(document: Document) -> str:
    return (document.published or "")[:4]


def _lowered(candidate: Candidate, best: Mapping[str | None, float], other: float | None) -> float:
    """The score of a sentence whose document stands behind one whose likeliest has the score `other`."""
    lowered, own = candidate.score - _OUT_OF_FORCE, best[candidate.document.id]
    if other is not None and other > own - _SPEAKS_OF_IT:
        # Below the other by as much as it was below the likeliest of its own document.
        return min(lowered, other - _OUT_OF_FORCE - (own - candidate.score))
    return lowered
