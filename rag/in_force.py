"""Texts that are no longer in force do not answer before those that replaced them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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

    def ordered(self, candidates: Sequence[Candidate], day: str | None) -> list[Candidate]:
        """The likeliest first, but what is out of force behind, and behind its replacement for sure."""
        lapsed = {c.document.id for c in candidates if self.status(c.document, day) in _LAPSED}
        best: dict[str, float] = {}
        for candidate in candidates:
            identity = candidate.document.id
            best[identity] = max(candidate.score, best.get(identity, candidate.score))
        scored = [
            replace(c, score=self._lowered(c, best)) if c.document.id in lapsed else c for c in candidates
        ]
        return sorted(scored, key=lambda c: (-c.score, c.rank, c.sentence.start))

    def _lowered(self, candidate: Candidate, best: dict[str, float]) -> float:
        lowered = candidate.score - _OUT_OF_FORCE
        successor = best.get(candidate.document.superseded_by or "")
        if successor is not None and successor > best[candidate.document.id] - _SPEAKS_OF_IT:
            # Below the replacement by as much as it was below the likeliest of its own document.
            return min(lowered, successor - _OUT_OF_FORCE - (best[candidate.document.id] - candidate.score))
        return lowered

    def _replacement(self, document: Document | Label) -> Document | None:
        identity = document.superseded_by
        return self._catalog.document(identity) if identity and identity in self._catalog else None
