"""Data by path to examples, and examples to the states that a run reads."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import WenjuError
from index.model.manifest import folder_identity
from train.examples import Examples
from train.folders import read_asked, read_laws, read_ruled
from train.model import load_bert
from train.settings import Settings
from train.squad import read_squad_examples
from train.states import States, read_states, write_states
from train.tokens import Cutter


@dataclass(frozen=True, slots=True)
class Sources:
    """Files of the form of SQuAD, folders: STARD, one to make questions from, others with questions."""

    squad: tuple[Path, ...]
    stard: Path | None = None
    corpus: Path | None = None
    asked: tuple[Path, ...] = ()
    known: Path = Path("eval/questions.jsonl")


def gather(sources: Sources, settings: Settings) -> Examples:
    """All examples of the sources."""
    examples = Examples()
    found = [read_squad_examples(path, settings.held) for path in sources.squad]
    found += [read_asked(path, settings.held) for path in sources.asked]
    if sources.corpus:
        found.append(read_ruled(sources.corpus, sources.known))
    if sources.stard:
        found.append(read_laws(sources.stard / "queries_dev.jsonl", sources.stard / "laws"))
    for part in found:
        examples.add(part.passages, part.questions)
    return examples


def prepared(sources: Sources, settings: Settings, base: Path, folder: Path) -> States:
    """The states of the sources: those in the folder when they were made so, made anew otherwise."""
    made_with: dict[str, Any] = {
        "base": folder_identity(base),
        "frozen": settings.frozen,
        "held": settings.held,
        "sources": [str(sources.stard), str(sources.corpus), *map(str, (*sources.squad, *sources.asked))],
    }
    states = read_states(folder, made_with)
    if states is None:
        model = load_bert(base)
        cutter = Cutter(base, model.config.max_position_embeddings)
        write_states(folder, gather(sources, settings), model, cutter, settings.frozen, made_with)
        states = read_states(folder, made_with)
    if states is None:
        raise WenjuError(f"无法读取 {folder}")
    return states
