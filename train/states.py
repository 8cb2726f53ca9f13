"""States below the layers that learn, computed once: every later epoch begins above them.

Kept in a folder: `examples.json`, `states.npy` (float16[tokens, hidden] of all texts, passages first),
`bounds.npy` (where each text begins), `ranges.npy` (tokens of the sentences of all passages, counted from the
beginning of the passage) and `base.npy` (float32[texts, hidden], the vectors of the untrained model).
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from transformers import BertModel

from index.batches import by_length
from index.errors import WenjuError
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

    def rows(self, texts: Sequence[int]) -> list[Tensor]:
        """The lower states of some texts, `float32[tokens, hidden]` each."""
        return [
            torch.from_numpy(self.tokens[self.bounds[text] : self.bounds[text + 1]].astype(np.float32))
            for text in texts
        ]

    def length(self, text: int) -> int:
        """Tokens of a text."""
        return int(self.bounds[text + 1] - self.bounds[text])


def write_states(
    target: Path, examples: Examples, model: BertModel, cutter: Cutter, frozen: int, made_with: dict[str, Any]
) -> None:
    """Run the whole model once over all texts and keep the folder `target`, complete or not at all."""
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
        _run(folder, texts, model, frozen)
        (folder / "made-with.json").write_text(json.dumps(made_with), encoding="utf-8")
        if target.exists():
            target.rename(Path(temporary, "old"))
        folder.rename(target)


def _run(folder: Path, texts: Sequence[Tokens], model: BertModel, frozen: int) -> None:
    bounds = np.load(folder / "bounds.npy", allow_pickle=False)
    lower, upper = Layers(model, 0, frozen), Layers(model, frozen, model.config.num_hidden_layers)
    size = (int(bounds[-1]), model.config.hidden_size)
    kept = np.lib.format.open_memmap(folder / "states.npy", "w+", np.float16, size)
    base = np.empty((len(texts), size[1]), np.float32)
    groups = list(by_length([len(text.ids) for text in texts]))
    with torch.inference_mode():
        for number, group in enumerate(groups):
            if number % _REPORT == 0:
                say(f"states of {len(texts)} texts: {number} of {len(groups)} batches")
            rows = [model.embeddings(torch.tensor([texts[place].ids]))[0] for place in group]
            middle = run_layers(lower, rows)
            for place, row, last in zip(group, middle, run_layers(upper, middle), strict=True):
                kept[bounds[place] : bounds[place + 1]] = row.numpy().astype(np.float16)
                base[place] = means(last, torch.tensor([[0, len(last)]]))[0].numpy()
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
