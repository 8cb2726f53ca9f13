"""What each leg of the search is worth, over an index with questions: passages found, and answers made.

The weights are those that come with the program, fitted with both legs on. Documents that a question names
are not looked up directly, short forms are not written out and times are not preferred: the product does all
three, whatever the legs find.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.cases import Case
from eval.compared import Column, Table, compare
from eval.fitting.samples import origin_of
from eval.metrics.answers import is_right
from index.encoder import Encoder
from index.lexical import BIGRAM_WEIGHT
from index.reader import Index
from rag.chat import MAX_CHARS
from rag.retrieve import DENSE_WEIGHT, search_hybrid
from rag.search import PASSAGES, Asked, Search
from rag.types import Hit
from rag.verdict import judge
from rag.weights import Weights, stored_weights


@dataclass(frozen=True, slots=True)
class Legs:
    """Share of the dense leg, and weight of a shared bigram in the lexical one."""

    dense: float = DENSE_WEIGHT
    bigrams: float = BIGRAM_WEIGHT


ALL = {
    "both legs": Legs(),
    "lexical leg": Legs(dense=1.0),
    "dense leg": Legs(dense=0.0),
    "bigrams": Legs(bigrams=0.0),
}


@dataclass(frozen=True, slots=True)
class Asking:
    """A question and what became of it: found first, found among ten, answered, answered rightly."""

    case: Case
    first: bool
    among_ten: bool
    answered: bool
    right: bool


COLUMNS: tuple[Column[Asking], ...] = (
    Column("hit@1", lambda a: a.case.answerable, lambda a: (a.first,)),
    Column(f"hit@{PASSAGES}", lambda a: a.case.answerable, lambda a: (a.among_ten,)),
    Column(f"right within {MAX_CHARS}", lambda a: a.case.answerable, lambda a: (a.right,)),
    Column("false refusals", lambda a: a.case.answerable, lambda a: (not a.answered,)),
    Column("false answers", lambda a: not a.case.answerable, lambda a: (a.answered,)),
)


def ablated_legs(index: Index, encoder: Encoder, cases: Sequence[Case]) -> Table:
    """The table of `ALL`, each row but the first named by what is off."""
    weights = stored_weights()
    search = Search(index, encoder, weights)
    found = {
        name: [_asked(index, search, weights, case, legs) for case in cases] for name, legs in ALL.items()
    }
    return compare(COLUMNS, found, lambda a: origin_of(a.case))


def _asked(index: Index, search: Search, weights: Weights, case: Case, legs: Legs) -> Asking:
    day = index.catalog.latest_date()
    asked = Asked(case.question, case.question, None, day)
    texts = search.vectors(asked)
    hits = [
        search_hybrid(index, text, question.vector, PASSAGES, weight=legs.dense, bigram_weight=legs.bigrams)
        for text, question in texts
    ]
    whole, *parts = (
        search.weigh(asked, text, question, own, None)
        for (text, question), own in zip(texts, hits, strict=True)
    )
    given = judge(whole, parts, MAX_CHARS, weights)
    said = "".join(quote.text for quote, _ in given.quotes)
    return Asking(
        case,
        _found(index, case, hits[0][:1]),
        _found(index, case, hits[0]),
        given.answered,
        given.answered and case.answerable and is_right(said, case.need_all),
    )


def _found(index: Index, case: Case, hits: Sequence[Hit]) -> bool:
    """Whether a passage holds a gold quote; for a case without any, whether all together answer it."""
    texts = {h: index.catalog.document(h.chunk.document_id).text[h.chunk.start : h.chunk.end] for h in hits}
    if case.gold:
        return any(
            h.chunk.document_id == d and quote in t for d, quote in case.gold for h, t in texts.items()
        )
    return case.answerable and is_right("\n".join(texts.values()), case.need_all)
