"""A model folder's tokenizer and ONNX graph, with NumPy on both sides; no pooling, no prompts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding, Tokenizer

from index.model.folder import ONNX_FILE
from index.model.late import CONFIG
from index.model.shared import SharedGraph
from index.model.threads import keep_products_to_one_thread, thread_count

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

LONGEST = 1 << 16  # stands for "no limit known" in tokenizer files that write 1e30
POOLING = "1_Pooling"
MODULES = ("Transformer", "Pooling", "Normalize")
# As folders name them that sentence-transformers wrote before version 6.
_MODES = {"pooling_mode_mean_tokens": "mean", "pooling_mode_cls_token": "cls"}


class OnnxSession:
    """Texts to token ids to token states, on the CPU; threads may share it."""

    def __init__(self, folder: Path) -> None:
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.max_length = _max_length(folder)
        self.tokenizer.enable_truncation(self.max_length)
        self._pad = int(_read_config(folder / "config.json").get("pad_token_id") or 0)
        keep_products_to_one_thread()
        self._graph = SharedGraph(folder / ONNX_FILE, thread_count())
        self._inputs = self._graph.inputs
        self._output, self.hidden = self._graph.output

    def tokenize(self, texts: Sequence[str]) -> tuple[IntArray, IntArray]:
        """Ids and attention mask, int64[len(texts), longest], padded on the right."""
        return self.padded([encoding.ids for encoding in self.encodings(texts)])

    def padded(self, rows: Sequence[Sequence[int]]) -> tuple[IntArray, IntArray]:
        """The same of ids."""
        shape = (len(rows), max(map(len, rows), default=0))
        ids, mask = np.full(shape, self._pad, np.int64), np.zeros(shape, np.int64)
        for index, row in enumerate(rows):
            ids[index, : len(row)] = row
            mask[index, : len(row)] = 1
        return ids, mask

    def encodings(self, texts: Sequence[str]) -> list[Encoding]:
        """Ids of each text after truncation, with the characters that each token stands for."""
        found: list[Encoding] = self.tokenizer.encode_batch(list(texts))
        return found

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text after truncation, without a prompt."""
        return [len(encoding) for encoding in self.tokenizer.encode_batch_fast(list(texts))]

    def run(self, ids: IntArray, mask: IntArray) -> FloatArray:
        """The last layer's states: float32[texts, tokens, hidden]."""
        feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        wanted = {name: array for name, array in feeds.items() if name in self._inputs}
        return self._graph.run(self._output, wanted)


def fits_session(folder: Path) -> bool:
    """Whether the folder has a graph, and asks for nothing that `OnnxSession` would leave out."""
    if not all((folder / name).is_file() for name in (ONNX_FILE, "tokenizer.json", "modules.json")):
        return False
    modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
    kinds = tuple(str(module["type"]).rsplit(".", 1)[-1] for module in modules)
    return bool(
        kinds in (MODULES, MODULES[:2])
        and not _read_config(folder / "sentence_bert_config.json").get("do_lower_case", False)
        and _read_config(folder / "tokenizer_config.json").get("padding_side", "right") == "right"
        and _read_config(folder / POOLING / "config.json").get("include_prompt", True)
        and pooling_mode(folder) in ("mean", "cls")
    )


def pooling_mode(folder: Path) -> str:
    """How a text's vector is made of its states; empty for a mixture of ways."""
    config = _read_config(folder / POOLING / "config.json")
    flags = [name for name, on in config.items() if name.startswith("pooling_mode_") and on]
    modes = [config["pooling_mode"]] if "pooling_mode" in config else [_MODES.get(name, "") for name in flags]
    return str(modes[0]) if len(modes) == 1 else ""


def read_prompts(folder: Path) -> dict[str, str]:
    """The prompts that the model's own configuration names; often none."""
    prompts = _read_config(folder / CONFIG).get("prompts") or {}
    return {str(name): str(text or "") for name, text in prompts.items()}


def _max_length(folder: Path) -> int:
    limits = (
        _read_config(folder / "sentence_bert_config.json").get("max_seq_length"),
        _read_config(folder / "tokenizer_config.json").get("model_max_length"),
        _read_config(folder / "config.json").get("max_position_embeddings"),
    )
    return min([int(limit) for limit in limits if limit and limit < LONGEST], default=LONGEST)


def _read_config(path: Path) -> dict[str, Any]:
    """A JSON object; empty when there is no such file."""
    content = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return content if isinstance(content, dict) else {}
