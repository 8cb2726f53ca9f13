"""Every combination of settings over the documents of an index, beside one another.

An index is made anew for each way of cutting and each model, in a temporary folder; what the given index
holds is not encoded again. Whatever ends a sweep, nothing of it stays.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from os import cpu_count
from pathlib import Path

import numpy as np

from eval.cases import Case
from eval.processes import Pool, pool
from eval.run import run
from eval.summary import summarise
from index.build import write_generation
from index.catalog import Catalog
from index.corpus import Settings, cut
from index.embed import Meter
from index.encoder import Encoder, Progress
from index.generation import current_generation, new_generation, publish
from index.manifest import read_manifest
from index.reader import Index
from rag.chat import Chatbot
from rag.cross_encoder import locate_reranker, open_rerank
from rag.rerank import RERANK_MS, Rerank

# Head of the table -> measure; beside them the median time of a question.
_COLUMNS = {
    "accuracy": "accuracy",
    "R@5": "R@5",
    "RR@10": "RR@10",
    "refused": "refusal recall",
    "falsely": "false refusals",
    "chars": "characters",
}
_TIME = "ms"
_WHOLE = ("chars", _TIME)
_WIDTH = 9
_MOST_PROCESSES = 4  # each holds a model


@dataclass(frozen=True, slots=True)
class Grid:
    """What is varied: characters of a passage, share of the dense leg, models by folder or name."""

    chunk: tuple[int, ...]
    weight: tuple[float, ...]
    model: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Combination:
    """One value of each."""

    chunk: int
    weight: float
    model: str | None


@dataclass(frozen=True, slots=True)
class Measured:
    """What a combination is worth, by the heads of the table."""

    combination: Combination
    figures: Mapping[str, float]


def open_encoder(model: str | None) -> Encoder:
    """Load a model. Raises ModelError."""
    from index.sentence_encoder import SentenceEncoder  # ten seconds of imports

    return SentenceEncoder.open(model)


@dataclass(frozen=True, slots=True)
class Asking:
    """What all combinations share: the index whose documents are taken, and how questions are asked."""

    index_dir: Path
    cases: tuple[Case, ...]
    max_chars: int
    reranker: str | None = None
    rerank_ms: float = RERANK_MS
    opener: Callable[[str | None], Encoder] = open_encoder


def sweep(asking: Asking, grid: Grid, meter: Meter, processes: int | None = None) -> list[Measured]:
    """Measure every combination; the results are in the order of the grid, not of finishing.

    Raises what opening the index or a model raises.
    """
    current_generation(asking.index_dir)  # a wrong folder is said before a model is loaded
    combinations = [Combination(*values) for values in product(grid.chunk, grid.weight, grid.model)]
    progress = meter("组合", len(combinations) + len(grid.chunk) * len(grid.model))
    workers = processes or min(cpu_count() or 1, len(combinations), _MOST_PROCESSES)
    found: dict[Combination, Measured] = {}
    with tempfile.TemporaryDirectory(prefix="wenju-sweep-") as folder, pool(workers) as ours:
        for number, model in enumerate(grid.model):  # one after the other: a process loads each once
            own = [c for c in combinations if c.model == model]
            places = {chunk: Path(folder) / f"{number}-{chunk}" for chunk in grid.chunk}
            found |= {m.combination: m for m in _of_a_model(asking, own, places, ours, progress)}
    return [found[c] for c in combinations]


def _of_a_model(
    asking: Asking,
    combinations: Sequence[Combination],
    places: Mapping[int, Path],
    workers: Pool,
    progress: Progress,
) -> list[Measured]:
    """Each index once, then each combination over its own."""
    model = combinations[0].model
    for _ in workers.each(_build, [(asking, chunk, model, place) for chunk, place in places.items()]):
        progress(1)
    found = []
    for measured in workers.each(_measure, [(asking, c, places[c.chunk]) for c in combinations]):
        progress(1)
        found.append(measured)
    return found


@lru_cache(maxsize=1)
def _encoder(opener: Callable[[str | None], Encoder], model: str | None) -> Encoder:
    """The encoder of this process."""
    return opener(model)


@lru_cache(maxsize=1)
def _rerank(reranker: str | None, rerank_ms: float) -> Rerank | None:
    """The reranker of this process."""
    return open_rerank(locate_reranker(reranker), rerank_ms)


def _build(asking: Asking, chunk: int, model: str | None, place: Path) -> None:
    """Make an index of the documents that the given one holds."""
    source = current_generation(asking.index_dir)
    manifest = read_manifest(source)
    catalog = Catalog(source)
    documents = list(catalog.documents())
    catalog.close()
    encoder, settings = _encoder(asking.opener, model), Settings(chunk_size=chunk)
    known = [source] if manifest.model == encoder.name else []
    place.mkdir()
    with new_generation(place) as folder:
        made, _ = write_generation(folder, cut(documents, settings), encoder, settings, known)
        publish(place, folder, replace(made, corpus=manifest.corpus))


def _measure(asking: Asking, combination: Combination, place: Path) -> Measured:
    """Ask every question."""
    encoder = _encoder(asking.opener, combination.model)
    index = Index.open(place, encoder.name)
    rerank = _rerank(asking.reranker, asking.rerank_ms)
    chatbot = Chatbot(index, encoder, rerank=rerank, dense=combination.weight)
    rows = run(chatbot, asking.cases, asking.max_chars)
    chatbot.close()
    summary = summarise("", rows)
    figures = {head: summary.mean(name) for head, name in _COLUMNS.items()}
    return Measured(
        combination, figures | {_TIME: float(np.median([r.answer.timings_ms["total"] for r in rows]))}
    )


def table(measured: Sequence[Measured]) -> str:
    """A line of each combination."""
    heads = (*_COLUMNS, _TIME)
    several = len({m.combination.model for m in measured}) > 1
    lines = [f"{'chunk':<7}{'weight':<8}" + "".join(f"{head:>{_WIDTH}}" for head in heads)]
    for each in measured:
        shown = (f"{each.figures[h]:.0f}" if h in _WHOLE else f"{each.figures[h]:.3f}" for h in heads)
        line = f"{each.combination.chunk:<7}{each.combination.weight:<8g}"
        line += "".join(f"{text.replace('nan', '-'):>{_WIDTH}}" for text in shown)
        lines.append(f"{line}  {each.combination.model or 'default'}" if several else line)
    return "\n".join(lines)
