"""How a loaded model is run: texts to tokens, tokens to their states and one vector of each text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from index.encoder import FloatArray
from index.model.session import IntArray, OnnxSession, pooling_mode, read_prompts


class Runner(Protocol):
    """A model on the CPU. Texts are whole: prompts stand in them."""

    @property
    def prompts(self) -> Mapping[str, str]:
        """Those of the model's own configuration, by name."""

    @property
    def dimensions(self) -> int:
        """The length of a vector."""

    @property
    def session(self) -> OnnxSession | None:
        """What runs a folder with a graph; None with torch."""

    def lengths(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, or as many as they may be."""

    def tokens(self, texts: Sequence[str]) -> Any:  # noqa: ANN401
        """What `run` takes."""

    def run(self, tokens: Any) -> tuple[FloatArray, FloatArray]:  # noqa: ANN401
        """States `float32[texts, longest, dimensions]` and unit vectors `float32[texts, dimensions]`.

        What lies in the states behind the end of a text means nothing.
        """


class GraphRunner:
    """A folder with a graph, by ONNX Runtime and NumPy: what `fits_session` says can be run so.

    Nothing else is imported: torch alone takes seconds and 300 MB.
    """

    def __init__(self, folder: Path) -> None:
        self.session = OnnxSession(folder)
        self._mode = pooling_mode(folder)
        self.prompts = read_prompts(folder)
        self.dimensions = self.session.hidden

    def lengths(self, texts: Sequence[str]) -> list[int]:
        """See `Runner`; a single one is not counted, for nothing is chosen by it."""
        return self.session.count_tokens(texts) if len(texts) > 1 else [1] * len(texts)

    def tokens(self, texts: Sequence[str]) -> tuple[IntArray, IntArray]:
        """Ids and mask."""
        return self.session.tokenize(texts)

    def run(self, tokens: tuple[IntArray, IntArray]) -> tuple[FloatArray, FloatArray]:
        """See `Runner`."""
        states = self.session.run(*tokens)
        ends = tokens[1].sum(axis=1).tolist()
        pooled = [
            row[0] if self._mode == "cls" else row[:end].sum(axis=0)
            for row, end in zip(states, ends, strict=True)
        ]
        vectors = np.stack(pooled) if pooled else np.empty((0, self.dimensions), np.float32)
        return states, vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
