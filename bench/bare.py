"""The encoder alone: ONNX Runtime on tokens that are made already; what all else is measured against."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.batches import by_length
from index.errors import ModelError
from index.model.locate import locate_model
from index.model.session import OnnxSession, read_prompts

Ids = npt.NDArray[np.int64]


class Bare:
    """The session of the default model, with its prompts."""

    def __init__(self) -> None:
        folder = locate_model(None)
        if not isinstance(folder, Path):
            raise ModelError(f"not a folder: {folder}; unset WENJU_MODEL")
        self._session = OnnxSession(folder)
        prompts = read_prompts(folder)
        self._query, self._passage = prompts.get("query", ""), prompts.get("passage", "")

    def question_seconds(self, question: str) -> float:
        """How long the model runs for one question."""
        return self._seconds([[self._query + question]])

    def passages_seconds(self, texts: Sequence[str]) -> float:
        """How long it runs for passages, batched as an index batches them."""
        prompted = [self._passage + text for text in texts]
        lengths = self._session.count_tokens(prompted)
        return self._seconds([[prompted[n] for n in batch] for batch in by_length(lengths)])

    def _seconds(self, batches: Sequence[Sequence[str]]) -> float:
        tokens = [self._session.tokenize(batch) for batch in batches]
        started = time.perf_counter()
        for ids, mask in tokens:
            self._session.run(ids, mask)
        return time.perf_counter() - started
