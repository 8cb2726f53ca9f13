"""The real `Reranker`: a sentence-transformers `CrossEncoder` from a folder of this machine.

It imports sentence_transformers inside `CrossReranker.open`, for the import alone takes seconds.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.encoder import FloatArray
from index.errors import ModelError
from index.model.quiet import prepare_torch, reason, set_defaults
from rag.rerank import Rerank

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

RERANKER_VARIABLE = "WENJU_RERANKER"
_HELP = f"请检查 --reranker 或 {RERANKER_VARIABLE}，或去掉它（不重排）"
_CLASSIFIER = "ForSequenceClassification"


class CrossReranker:
    """A `Reranker` around a `CrossEncoder` on the CPU, safe to use from several threads."""

    def __init__(self, model: CrossEncoder) -> None:
        self._model = model
        self._lock = threading.Lock()  # a fast tokenizer refuses to be set up by two threads at once

    @classmethod
    def open(cls, folder: Path) -> CrossReranker:
        """Load a folder, never the network. Raises ModelError when it is no model of one score a pair."""
        set_defaults(offline=True)
        try:
            _check_kind(folder)
            loaded = cls(_load(folder))
            loaded._check_scores()
        except Exception as error:  # whatever three libraries raise for a folder that is no model
            raise ModelError(f"无法加载重排模型：{folder}（{reason(error)}）；{_HELP}") from error
        return loaded

    def scores(self, question: str, texts: Sequence[str]) -> FloatArray:
        """`float32[len(texts)]`, the model's own logits: a sigmoid would press the best together."""
        import torch

        pairs = [(question, text) for text in texts]
        with self._lock:
            found = self._model.predict(
                pairs, batch_size=len(pairs), activation_fn=torch.nn.Identity(), show_progress_bar=False
            )
        return np.asarray(found, dtype=np.float32)

    def _check_scores(self) -> None:
        """One pair to see that it works; a first run is slow, and no question shall pay for it."""
        tried = self.scores("问题", ["句子"])
        if tried.shape != (1,):
            raise ValueError(f"每对文本应只有一个分数，该模型给出 {tried.size} 个")
        if not np.isfinite(tried).all():
            raise ValueError(f"分数不是数：{tried[0]}")


def locate_reranker(reranker: str | None = None) -> Path | None:
    """The folder of a reranker: `reranker`, else `WENJU_RERANKER`, else None.

    Raises ModelError when what is named is no folder of this machine.
    """
    named = reranker or os.environ.get(RERANKER_VARIABLE)
    if not named:
        return None
    path = Path(named).expanduser()
    if not path.is_dir():
        wrong = "是文件" if path.exists() else "不存在"
        raise ModelError(f"重排模型应是本机文件夹：{named} {wrong}；{_HELP}")
    return path


def open_rerank(folder: Path | None, budget_ms: float) -> Rerank | None:
    """The reranker of a folder with its budget; None without a folder. Raises ModelError."""
    return Rerank(CrossReranker.open(folder), budget_ms) if folder else None


def _load(folder: Path) -> CrossEncoder:
    from sentence_transformers import CrossEncoder

    prepare_torch()
    model: CrossEncoder = CrossEncoder(str(folder), local_files_only=True, device="cpu")
    model.eval()
    return model


def _check_kind(folder: Path) -> None:
    """Raise ValueError for an embedding model: the library would put a head of random numbers on it."""
    kind = _read(folder / "config_sentence_transformers.json").get("model_type")
    heads = _read(folder / "config.json").get("architectures") or []
    if kind != "CrossEncoder" and not any(str(head).endswith(_CLASSIFIER) for head in heads):
        raise ValueError("不是 CrossEncoder")


def _read(path: Path) -> dict[str, Any]:
    """A JSON object; empty when there is no such file."""
    content = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return content if isinstance(content, dict) else {}
