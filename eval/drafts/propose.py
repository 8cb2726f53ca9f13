"""Questions from the user's own documents, made of their sentences by rule, for a person to accept or not.

None is asked beforehand: a set of what the product answers anyway would measure nothing.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from eval.cases import Case
from eval.drafts.near import Near, near_of
from index.catalog import Catalog
from index.normal import fold
from index.types import Document, Label
from rag.gold import comparable
from rag.proposals import Blank, blanks_of
from rag.question_file import DRAFT
from rag.slots import asked_slots
from rag.typed_items import BETWEEN_ITEMS, BETWEEN_SPELLINGS

# Words of a blank -> the kinds of thing that they may ask for, the last where the question tells no other.
_KINDS = {
    "多少": ("money", "duration", "number"),
    "百分之多少": ("percent",),
    "何时": ("when",),
    "谁": ("organisation", "who"),
    "哪里": ("where",),
}
# One near-miss on so many questions: a quarter of `eval/questions.jsonl` has no answer.
_EACH_NEAR = 3
_LONGEST = 400
_UNIT = 3
# A sentence of more documents is a formula of theirs (事实取自公开报道), or a text that is copied everywhere.
_OFTEN = 3
# They part alternatives and items where a person types them.
_PARTING = frozenset(BETWEEN_ITEMS + BETWEEN_SPELLINGS)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A draft, and how it was made: of a `sentence`, or by a change of `eval.fitting.perturb`."""

    case: Case
    how: str


def propose(catalog: Catalog, count: int, known: Collection[str] = ()) -> list[Proposed]:
    """Up to so many questions with an answer, then near-misses, a third as many.

    Spread over documents and kinds. The same documents give the same questions; those whose id is `known` are
    passed over. The gold names every document that has the sentence; a near-miss has `absent` where a part of
    it stands in no document.
    """
    chosen = _spread(_unlike(_candidates(catalog, known)), count)
    near = [n for n in near_of([c.case for c in chosen]) if n.case.id not in known]
    texts = _Held(catalog, [c.quote for c in chosen], [p for n in near for p in n.proofs])
    answered = [replace(c.case, gold=texts.gold(c)) for c in chosen]
    misses = [_proven(n, texts) for n in near]
    misses.sort(key=lambda miss: not miss.case.absent)
    return [*(Proposed(case, "sentence") for case in answered), *misses[: len(answered) // _EACH_NEAR]]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A case that may be proposed; `order` is a chance without chance, for it is no place in a document."""

    case: Case
    order: bytes

    @property
    def document_id(self) -> str:
        return self.case.gold[0][0]

    @property
    def quote(self) -> str:
        return self.case.gold[0][1]


def _candidates(catalog: Catalog, known: Collection[str]) -> Iterator[_Candidate]:
    """A case of each sentence and thing to ask it for."""
    for document in catalog.documents():
        for passage in catalog.passages_of([document.id]):
            for number in catalog.sentences_of(passage):
                sentence = catalog.sentence(number)
                for blank in blanks_of(document, sentence.start, sentence.end):
                    found = _candidate(document, sentence.start, sentence.end, blank)
                    if found and found.case.id not in known:
                        yield found


def _candidate(document: Document, start: int, end: int, blank: Blank) -> _Candidate | None:
    quote, value = document.text[start:end].strip(), document.text[blank.start : blank.end].strip()
    is_clean = len(quote) <= _LONGEST and all(c.isprintable() or c == "\u3000" for c in quote)
    if not is_clean or _PARTING & {*value} or comparable(value) in comparable(blank.question):
        return None
    order = hashlib.sha256(f"{document.id}\n{quote}\n{blank.question}".encode()).digest()
    gold = ((document.id, quote),)
    return _Candidate(
        Case(f"draft-{order.hex()[:12]}", blank.question, ((value,),), _kind(blank), DRAFT, gold), order
    )


def _kind(blank: Blank) -> str:
    *particular, plain = _KINDS[blank.words]
    asked = asked_slots(fold(blank.question))
    # 收费 and the like in the title of a document make no question one after money.
    near = blank.question[blank.question.find(blank.words) :][: len(blank.words) + _UNIT]
    asked -= {"money"} - asked_slots(fold(near))
    return next((kind for kind in particular if kind in asked), plain)


def _unlike(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """Each question once, without those that another sentence answers otherwise, and without formulas."""
    found: dict[str, list[_Candidate]] = {}
    documents: dict[str, set[str]] = {}
    for candidate in candidates:
        found.setdefault(candidate.case.question, []).append(candidate)
        documents.setdefault(candidate.quote, set()).add(candidate.document_id)
    plain = [alike[0] for alike in found.values() if len({c.case.need_all for c in alike}) == 1]
    return [candidate for candidate in plain if len(documents[candidate.quote]) <= _OFTEN]


def _spread(candidates: Sequence[_Candidate], count: int) -> list[_Candidate]:
    """Kinds take turns; of each the candidate whose document has been asked least, of a sentence one."""
    waiting: dict[str, list[_Candidate]] = {}
    for candidate in sorted(candidates, key=lambda c: c.order):
        waiting.setdefault(candidate.case.category, []).append(candidate)
    asked: Counter[str] = Counter()
    taken: set[str] = set()
    chosen: list[_Candidate] = []
    while len(chosen) < count and any(waiting.values()):
        for kind in sorted(waiting):
            waiting[kind] = [c for c in waiting[kind] if c.quote not in taken]
            if waiting[kind] and len(chosen) < count:
                best = min(waiting[kind], key=lambda c: asked[c.document_id])
                asked[best.document_id] += 1
                taken.add(best.quote)
                chosen.append(best)
    return chosen


def _proven(near: Near, texts: _Held) -> Proposed:
    absent = next((proof for proof in near.proofs if proof not in texts.held), None)
    return Proposed(replace(near.case, absent=(absent,) if absent else ()), near.changed)


class _Held:
    """Which documents have each of the quotes, and which of the strings stand in any; texts are read once."""

    def __init__(self, catalog: Catalog, quotes: Sequence[str], strings: Iterable[str]) -> None:
        self._documents: dict[str, list[Label]] = {quote: [] for quote in quotes}
        sought = {string: comparable(string) for string in strings}
        self.held: set[str] = set()
        for document in catalog.documents():
            for quote, having in self._documents.items():
                if quote in document.text:
                    having.append(Label(document.id, document.title))
            whole = comparable(document.text)
            self.held |= {s for s, form in sought.items() if s not in self.held and form in whole}

    def gold(self, candidate: _Candidate) -> tuple[tuple[str, str], ...]:
        """(document, quote) of all that have the quote; of those called so, where the question names one."""
        having = self._documents[candidate.quote]
        title = next(label.title for label in having if label.id == candidate.document_id)
        is_named = f"《{title}》" in candidate.case.question
        return tuple((h.id, candidate.quote) for h in having if h.title == title or not is_named)
