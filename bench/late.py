"""One pass for a passage and its sentences, against the passage and each sentence embedded on their own.

The default model's own weights: what is made differs by training, what it costs does not. A text that stands
twice is encoded once either way, as an index does.
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from index.build import silent
from index.corpus import Settings, cut, load_corpus
from index.passages import Passage, Passages
from index.sentence_encoder import SentenceEncoder

PASSAGES = 30
_ROUNDS = 3


def measure() -> str:
    """Return one line: medians in ms a passage, and the median and range of the ratios of rounds."""
    encoder = SentenceEncoder.open(None)
    passages = _passages()
    _pair(encoder, passages[:2])
    pairs = [_pair(encoder, passages) for _ in range(_ROUNDS)]
    ratios = sorted(late / apart for apart, late in pairs)
    apart, late = (statistics.median(pair[i] for pair in pairs) * 1000 / len(passages) for i in (0, 1))
    count = sum(len(passage.spans) for passage in passages)
    spread = f"{statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f}, limit 0.6)"
    return (
        f"late: {len(passages)} passages, {count} sentences: "
        f"apart {apart:.0f} ms a passage, one pass {late:.0f} ms, ratio {spread}"
    )


def _passages() -> list[Passage]:
    parts = cut(load_corpus(Path("corpus"), silent("", 0)).documents, Settings())
    every = list(dict.fromkeys(Passages(parts.documents, parts.chunks, parts.sentences)))
    return every[:: len(every) // PASSAGES][:PASSAGES]


def _pair(encoder: SentenceEncoder, passages: list[Passage]) -> tuple[float, float]:
    texts = [passage.text for passage in passages]
    quotes = list(dict.fromkeys(quote for passage in passages for quote in passage.quotes))
    started = time.perf_counter()
    encoder.encode_passages(texts)
    encoder.encode_passages(quotes)
    apart = time.perf_counter()
    encoder.encode_parts(texts, [passage.spans for passage in passages])
    return apart - started, time.perf_counter() - apart
