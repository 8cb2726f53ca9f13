"""Data by path to examples, and examples to the states that a run reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import WenjuError
from index.model.folder import ONNX_FILE
from index.model.manifest import file_sha256, folder_identity
from index.model.session import OnnxSession
from train.examples import Examples
from train.folders import read_asked, read_laws, read_ruled
from train.model import load_bert
from train.settings import Settings
from train.squad import read_squad_examples
from train.states import Maker, States, frozen_layers, graph_states, read_states, write_states
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
    """States below the layers that learn: those in the folder when they were made so, made anew otherwise."""

    def maker() -> tuple[Cutter, Maker]:
        model = load_bert(base)
        return Cutter(base, model.config.max_position_embeddings), frozen_layers(model, settings.frozen)

    return _kept(sources, settings, folder, {"base": folder_identity(base), "frozen": settings.frozen}, maker)


def prepared_last(sources: Sources, settings: Settings, model: Path, folder: Path) -> States:
    """The same of the states of the last layer of a model folder with a graph: a reader learns above."""

    def maker() -> tuple[Cutter, Maker]:
        session = OnnxSession(model)
        return Cutter(model, session.max_length), graph_states(session)

    return _kept(sources, settings, folder, {"graph": file_sha256(model / ONNX_FILE)}, maker)


def _kept(
    sources: Sources,
    settings: Settings,
    folder: Path,
    by: dict[str, Any],
    maker: Callable[[], tuple[Cutter, Maker]],
) -> States:
    named = [str(sources.stard), str(sources.corpus), *map(str, (*sources.squad, *sources.asked))]
    made_with: dict[str, Any] = {**by, "held": settings.held, "sources": named}
    states = read_states(folder, made_with)
    if states is None:
        write_states(folder, gather(sources, settings), *maker(), made_with)
        states = read_states(folder, made_with)
    if states is None:
        raise WenjuError(f"无法读取 {folder}")
    return states
