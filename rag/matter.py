"""Sentences on what was asked, and those on another year, region, stage or sibling of it."""

from __future__ import annotations

from collections.abc import Sequence

from rag.contrast import sibling_of
from rag.events import of_stage
from rag.evidence import Candidate
from rag.question import Query, Word
from rag.ranges import inside, outside
from rag.regions import other_region, regions_of
from rag.subject import names_another

# Least agreement of years at which the asked year stands in a sentence or its labels.
_NAMED = 0.5


def on_the_matter(query: Query, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """Leave out sentences on another year, region or stage, or on a sibling of the asked thing.

    When the likeliest is one, the others must plainly have what it lacks; where none has, all are kept and
    what speaks against the likeliest will be said.
    """
    kept = [c for c in candidates if c.feature("year") > -1 and c.feature("contrast") == 0]
    if regions := regions_of(query.folded):
        kept = [c for c in kept if not other_region(regions, c)]
    kept = [c for c in kept if not names_another(query, c) and not outside(query, c.folded)]
    if candidates and candidates[0].feature("year") <= -1:
        kept = [c for c in kept if c.feature("year") >= _NAMED]
    if candidates and (found := sibling(query, candidates[0])):
        kept = [c for c in kept if found[0] in c.folded]
    if candidates and (office := of_a_deputy(query, candidates[0])):
        kept = [c for c in kept if office.stands_in(c.folded)]
    # The row of a table whose range holds the asked number says what is asked, however few its words.
    kept = sorted(kept or candidates, key=lambda c: not inside(query, c.folded))
    return of_stage(query, kept)


def sibling(query: Query, best: Candidate) -> tuple[str, str] | None:
    """(what the question says, what the sentence says of a sibling instead), see `rag.contrast`."""
    words = [w.text for w in query.words]  # a whole word says more than a bigram across two
    return sibling_of([*words, *query.terms], query.identifiers, best.folded)


def of_a_deputy(query: Query, best: Candidate) -> Word | None:
    """The office that is asked, where a sentence names its deputy alone."""
    return next((w for w in query.words if w.text in best.folded and not w.stands_in(best.folded)), None)
