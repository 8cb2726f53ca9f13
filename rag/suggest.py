"""Follow-up questions that are known to be answered, for they have been asked."""

from __future__ import annotations

import time
from collections.abc import Callable

from index.catalog import Catalog
from rag.proposals import Proposal, proposals
from rag.types import Answer, Citation

SECONDS = 1.0
_SUGGESTED = 3
# Citations whose neighbourhood is looked at.
_CITATIONS = 2
# A suggestion that may not be answered well is worse than none: the border of "high" on the page is .8.
_SURE = 0.6


def suggest(
    catalog: Catalog,
    ask: Callable[[str], Answer],
    answer: Answer,
    clock: Callable[[], float] = time.monotonic,
) -> tuple[str, ...]:
    """At most three questions about what stands beside the quotes; none is begun after `SECONDS`.

    A question is kept when it is answered, with confidence, from the sentence that it was made of, and
    not from one that is quoted already or that another suggestion leads to.
    """
    until = clock() + SECONDS
    found: dict[str, None] = {}
    seen = [(c.document_id, c.start, c.end) for c in answer.citations]
    for citation in answer.citations[:_CITATIONS]:
        for proposal in proposals(catalog, citation):
            if len(found) == _SUGGESTED or clock() > until:
                return tuple(found)
            if proposal.question in found or any(_meets(place, citation, proposal) for place in seen):
                continue
            if _leads_there(ask(proposal.question), citation, proposal):
                found[proposal.question] = None
                seen.append((citation.document_id, proposal.start, proposal.end))
    return tuple(found)


def _leads_there(answer: Answer, citation: Citation, proposal: Proposal) -> bool:
    if not answer.answered or answer.confidence < _SURE:
        return False
    first = answer.citations[0]
    return _meets((first.document_id, first.start, first.end), citation, proposal)


def _meets(place: tuple[str, int, int], citation: Citation, proposal: Proposal) -> bool:
    document_id, start, end = place
    return document_id == citation.document_id and start < proposal.end and proposal.start < end
