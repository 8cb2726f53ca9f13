"""The sentences that say whether, since or until when a named document is in force."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.catalog import Catalog
from index.types import Document, Sentence
from index.validity_dates import counted_expiry, effective_date, stated_expiry
from rag.direct import Direct, naming
from rag.references import References, shown_number
from rag.validity_question import END

# 同时废止, and what ends a text without it; 不废止 keeps it, and is quoted too.
_ENDS = re.compile(END + "|停用|代替|替代|取代|继续有效")
_SINCE_ISSUED = re.compile(r"本[^,，。;；]{1,8}自?(?:印发|发布|公布|下发)之日起(?:施行|实施|执行|生效)")


@dataclass(frozen=True, slots=True)
class Telling:
    """`document.text[start:end]` says since or until when a named document is in force."""

    document: Document
    start: int
    end: int
    heading: str


def telling(
    catalog: Catalog, named: References, direct: Direct, in_force: Callable[[Document], bool]
) -> list[Telling]:
    """The sentences that say so: of the named documents, and of those that name them as ended.

    What ended comes behind the sentence that ended it. Empty when no sentence says anything of it.
    """
    passages = [(catalog.document(catalog.chunk(n).document_id), n) for n in direct.passages]
    own = [t for d, n in passages if d.id in direct.documents for t in _terms(catalog, d, n)]
    names = [naming(name) for name in (*map(shown_number, named.numbers), *named.titles)]
    others = [(d, n) for d, n in passages if d.id not in direct.documents]
    ends = [t for d, n in others for t in _endings(catalog, d, n, names)]
    lasting = [t for t in own if in_force(t.document)]
    return [*lasting, *ends, *(t for t in own if t not in lasting)]


def _terms(catalog: Catalog, document: Document, passage: int) -> Iterator[Telling]:
    """Sentences by which a document says from when, or until when, it is in force."""
    for sentence in catalog.sentences(passage):
        if _is_term(document, document.text[sentence.start : sentence.end]):
            yield Telling(document, sentence.start, sentence.end, catalog.chunk(passage).heading)


def _is_term(document: Document, text: str) -> bool:
    begins, expires = document.effective, document.expires
    return bool(
        (begins and effective_date(text, 0) == begins)
        or (expires and expires in (stated_expiry(text, 0), counted_expiry(text, 0, begins)))
        or _SINCE_ISSUED.search(text)
    )


def _endings(
    catalog: Catalog, document: Document, passage: int, names: Sequence[Callable[[str], bool]]
) -> Iterator[Telling]:
    """Sentences of a passage that end what is named; from the one before, if that says since when."""
    before: Sentence | None = None
    for sentence in catalog.sentences(passage):
        text = document.text[sentence.start : sentence.end]
        if _ENDS.search(text) and any(holds(text) for holds in names):
            since = before and _is_term(document, document.text[before.start : before.end])
            start = before.start if before and since else sentence.start
            yield Telling(document, start, sentence.end, catalog.chunk(passage).heading)
        before = sentence
