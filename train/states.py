"""States below the layers that learn, computed once: every later epoch begins above them.

Kept in a folder: `examples.json`, `states.npy` (float16[tokens, hidden] of all texts, passages first),
`bounds.npy` (where each text begins), `ranges.npy` (tokens of the sentences of all passages, counted from the
beginning of the passage) and `base.npy` (float32[texts, hidden], the vectors of the untrained model).
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from transformers import BertModel

from index.batches import by_length
from index.encoder import FloatArray
from index.errors import WenjuError
from index.interaction import unit
from index.model.session import OnnxSession
from train.examples import Examples
from train.log import say
from train.model import Layers, means, run_layers
from train.tokens import Cutter, Tokens

_REPORT = 20  # batches between lines of progress


@dataclass(frozen=True, slots=True, eq=False)
class States:
    """Everything that a run reads. A text is a passage, or question i as text `len(passages) + i`."""

    examples: Examples
    tokens: npt.NDArray[np.float16]
    bounds: npt.NDArray[np.int64]
    ranges: list[npt.NDArray[np.int64]]
    base: Tensor

    @property
    def passages(self) -> int:
        """Number of passages."""
        return len(self.examples.passages)

    @property
    def prompt(self) -> int:
        """Tokens of the prompt: where a passage without labels begins."""
        return min(int(ranges[0][0]) for ranges in self.ranges if len(ranges) and np.ptp(ranges[0]))

    def rows(self, texts: Sequence[int]) -> list[Tensor]:
        """The lower states of some texts, `float32[tokens, hidden]` each."""
        return [
            torch.from_numpy(self.tokens[self.bounds[text] : self.bounds[text + 1]].astype(np.float32))
            for text in texts
        ]

    def length(self, text: int) -> int:
        """Tokens of a text."""
        return int(self.bounds[text + 1] - self.bounds[text])


# Rows kept of each token of each text of a batch, and the vectors of the texts, `float32[n, hidden]`.
Made = tuple[Sequence[FloatArray], FloatArray]


@dataclass(frozen=True, slots=True)
class Maker:
    """What rows of tokens are made by: a function of ids of texts, and how wide a row and a vector are."""

    made: Callable[[Sequence[Sequence[int]]], Made]
    width: int
    hidden: int


def frozen_layers(model: BertModel, frozen: int) -> Maker:
    """States below the layers that learn, and vectors of the untrained model."""
    lower, upper = Layers(model, 0, frozen), Layers(model, frozen, model.config.num_hidden_layers)

    def made(ids: Sequence[Sequence[int]]) -> Made:
        middle = run_layers(lower, [model.embeddings(torch.tensor([row]))[0] for row in ids])
        last = run_layers(upper, middle)
        vectors = [means(row, torch.tensor([[0, len(row)]]))[0].numpy() for row in last]
        return [row.numpy() for row in middle], np.stack(vectors)

    return Maker(made, model.config.hidden_size, model.config.hidden_size)


def graph_states(session: OnnxSession) -> Maker:
    """States of the last layer by a model's own graph, and the vectors of their means."""

    def made(ids: Sequence[Sequence[int]]) -> Made:
        padded, mask = session.padded(ids)
        states = [row[: len(own)] for row, own in zip(session.run(padded, mask), ids, strict=True)]
        return states, unit(np.stack([row.mean(axis=0) for row in states]))

    return Maker(made, session.hidden, session.hidden)


def write_states(
    target: Path, examples: Examples, cutter: Cutter, maker: Maker, made_with: dict[str, Any]
) -> None:
    """Run a model once over all texts and keep the folder `target`, complete or not at all."""
    texts = [cutter.passage(p.text, p.spans) for p in examples.passages]
    texts += [cutter.query(q.text) for q in examples.questions]
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"{target.name}.", dir=target.parent) as temporary:
        folder = Path(temporary, "new")
        folder.mkdir()
        examples.save(folder / "examples.json")
        np.save(folder / "bounds.npy", np.cumsum([0, *(len(text.ids) for text in texts)]).astype(np.int64))
        np.save(
            folder / "ranges.npy", np.array([r for t in texts for r in t.ranges], np.int64).reshape(-1, 2)
        )
        _run(folder, texts, maker)
        (folder / "made-with.json").write_text(json.dumps(made_with), encoding="utf-8")
        if target.exists():
            target.rename(Path(temporary, "old"))
        folder.rename(target)


def _run(folder: Path, texts: Sequence[Tokens], maker: Maker) -> None:
    bounds = np.load(folder / "bounds.npy", allow_pickle=False)
    kept = np.lib.format.open_memmap(folder / "states.npy", "w+", np.float16, (int(bounds[-1]), maker.width))
    base = np.empty((len(texts), maker.hidden), np.float32)
    groups = list(by_length([len(text.ids) for text in texts]))
    with torch.inference_mode():
        for number, group in enumerate(groups):
            if number % _REPORT == 0:
                say(f"states of {len(texts)} texts: {number} of {len(groups)} batches")
            rows, base[group] = maker.made([texts[place].ids for place in group])
            for place, row in zip(group, rows, strict=True):
                kept[bounds[place] : bounds[place + 1]] = row.astype(np.float16)
    kept.flush()
    np.save(folder / "base.npy", base)


def read_states(folder: Path, made_with: dict[str, Any]) -> States | None:
    """What `write_states` kept, if it was made so; the states of tokens stay on disk until they are used."""
    return opened_states(folder) if _made_with(folder) == made_with else None


def opened_states(folder: Path) -> States:
    """What `write_states` kept, however it was made. Raises WenjuError when there is nothing."""
    if _made_with(folder) is None:
        raise WenjuError(f"{folder} 里没有训练数据；请先运行：python -m train run")
    examples = Examples.load(folder / "examples.json")
    counts = np.cumsum([0, *(len(passage.spans) for passage in examples.passages)])
    ranges = np.load(folder / "ranges.npy", allow_pickle=False)
    return States(
        examples,
        np.load(folder / "states.npy", mmap_mode="r", allow_pickle=False),
        np.load(folder / "bounds.npy", allow_pickle=False),
        [ranges[start:end] for start, end in zip(counts[:-1], counts[1:], strict=True)],
        torch.from_numpy(np.load(folder / "base.npy", allow_pickle=False)),
    )


def _made_with(folder: Path) -> Any:  # noqa: ANN401
    note = folder / "made-with.json"
    return json.loads(note.read_text(encoding="utf-8")) if note.is_file() else None
