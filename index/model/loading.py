"""Model folders and hub names to models; the only place of the index that knows sentence_transformers.

A folder that holds a graph is run without it; any other by it and torch, which are imported then alone.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.batches import BATCH_TOKENS
from index.encoder import FloatArray
from index.errors import ModelError
from index.interaction import Head
from index.model.late import says_late
from index.model.manifest import folder_identity
from index.model.quiet import prepare_torch, reason, set_defaults
from index.model.runner import GraphRunner, Runner
from index.model.session import fits_session

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

OFFLINE_VARIABLES = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model, its identity, whether its sentences are made by late chunking, and its late interaction."""

    runner: Runner
    name: str
    is_late: bool = False
    head: Head | None = None


def load_model(place: Path | str) -> Loaded:
    """Load a model folder, or what the hub has under a name; a folder is never looked up on the network.

    Raises `ModelError` when there is no such model here.
    """
    set_defaults(offline=isinstance(place, Path))
    try:
        if isinstance(place, Path):
            return Loaded(_load_folder(place), folder_identity(place), says_late(place), Head.load(place))
        return _load_hub(place)
    except ModelError:
        raise
    except Exception as error:  # whatever three libraries raise for a folder that is no model
        raise ModelError(
            f"无法加载模型：{place}（{reason(error)}）；请检查 --model，或去掉它以使用自带模型"
        ) from error


def _load_folder(folder: Path) -> Runner:
    if fits_session(folder):
        return GraphRunner(folder)
    return TorchRunner.load(str(folder), is_local=True)


def _load_hub(name: str) -> Loaded:
    """A model from the hub's own cache, or from the hub unless the user has forbidden it."""
    folder = _cached_snapshot(name)
    if folder is None and any(
        os.environ.get(variable, "0") not in ("", "0") for variable in OFFLINE_VARIABLES
    ):
        raise ModelError(f"本机没有模型：{name}（离线）；请用 --model 给出模型文件夹，或去掉它以使用自带模型")
    if folder is None:
        runner: Runner = TorchRunner.load(name, is_local=False)
        folder = _cached_snapshot(name)
    else:
        runner = _load_folder(folder)
    content = "" if folder is None else folder_identity(folder).rsplit("@", 1)[-1]
    if folder is None:
        return Loaded(runner, f"{name}@{content}")
    return Loaded(runner, f"{name}@{content}", says_late(folder), Head.load(folder))


def _cached_snapshot(name: str) -> Path | None:
    from huggingface_hub import try_to_load_from_cache

    repository = name if "/" in name else f"sentence-transformers/{name}"
    found = try_to_load_from_cache(repository, "config.json")
    return Path(found).parent if isinstance(found, str) else None


class TorchRunner:
    """Any model that sentence-transformers loads."""

    session = None

    def __init__(self, model: SentenceTransformer) -> None:
        self._model = model
        self.prompts = {name: text or "" for name, text in model.prompts.items()}
        self.dimensions = int(model.get_embedding_dimension() or 0)

    @classmethod
    def load(cls, place: str, is_local: bool) -> TorchRunner:
        """Load a folder, or a name of the hub."""
        from sentence_transformers import SentenceTransformer

        prepare_torch()
        return cls(SentenceTransformer(place, local_files_only=is_local, device="cpu").eval())

    def lengths(self, texts: Sequence[str]) -> list[int]:
        """Characters of each text, which are no fewer than its tokens in Chinese."""
        longest = self._model.max_seq_length or BATCH_TOKENS
        return [min(len(text) + 2, longest) for text in texts]

    def tokens(self, texts: Sequence[str]) -> dict[str, Any]:
        """See `Runner`."""
        features: dict[str, Any] = self._model.preprocess(list(texts))
        return features

    def run(self, tokens: dict[str, Any]) -> tuple[FloatArray, FloatArray]:
        """What `SentenceTransformer.encode` does, without its sorting and bookkeeping."""
        import torch

        with torch.inference_mode():
            features = self._model(tokens)
            vectors = features["sentence_embedding"].float()[:, : self.dimensions]
            unit = torch.nn.functional.normalize(vectors, dim=1)
            return features["token_embeddings"].float().numpy(), unit.numpy()
