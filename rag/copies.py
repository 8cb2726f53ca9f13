"""Where else a quote stands: the copies and reprints of its document."""

from __future__ import annotations

import numpy as np

from index.duplicates import plain
from index.reader import Index
from rag.compose import Quote


def also_in(index: Index, quote: Quote) -> tuple[str, ...]:
    """Ids of the other documents that hold the quote word for word, punctuation aside.

    They are those of the candidates that said the same, and the copies of the passage it stands in.
    """
    own = quote.candidate.document.id
    same = dict.fromkeys(c.sentence.document_id for c in quote.also)
    root = index.twins[quote.candidate.hit.number]
    copies = dict.fromkeys(
        index.catalog.chunk(n).document_id for n in np.flatnonzero(index.twins == root).tolist()
    )
    others = [i for i in copies if i != own and i not in same]
    said = plain(quote.text) if others else ""
    held = [i for i in others if said in plain(index.catalog.document(i).text)]
    return (*(i for i in same if i != own), *held)
