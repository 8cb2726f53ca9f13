"""Model folders and hub names to models; the only place of the index that knows sentence_transformers.

ONNX Runtime runs a folder that holds a graph, torch any other. The library is imported when a model is
loaded, for the import alone takes seconds.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import ModelError
from index.model.late import says_late
from index.model.manifest import folder_identity
from index.model.quiet import prepare_torch, reason, set_defaults
from index.model.session import POOLING, OnnxSession, fits_session, read_prompts

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

OFFLINE_VARIABLES = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model on the CPU, its identity, and whether its sentences are made by late chunking."""

    model: SentenceTransformer
    name: str
    is_late: bool = False

    @property
    def session(self) -> OnnxSession | None:
        """What runs it; None with torch."""
        session = getattr(self.model[0], "session", None)
        return session if isinstance(session, OnnxSession) else None


def load_model(place: Path | str) -> Loaded:
    """Load a model folder, or what the hub has under a name; a folder is never looked up on the network.

    Raises `ModelError` when there is no such model here.
    """
    set_defaults(offline=isinstance(place, Path))
    try:
        if isinstance(place, Path):
            return Loaded(_load_folder(place), folder_identity(place), says_late(place))
        return _load_hub(place)
    except ModelError:
        raise
    except Exception as error:  # whatever three libraries raise for a folder that is no model
        raise ModelError(
            f"无法加载模型：{place}（{reason(error)}）；请检查 --model，或去掉它以使用自带模型"
        ) from error


def _load_folder(folder: Path) -> SentenceTransformer:
    return _load_onnx(folder) if fits_session(folder) else _load_torch(str(folder), local_files_only=True)


def _load_hub(name: str) -> Loaded:
    """A model from the hub's own cache, or from the hub unless the user has forbidden it."""
    folder = _cached_snapshot(name)
    if folder is None and any(
        os.environ.get(variable, "0") not in ("", "0") for variable in OFFLINE_VARIABLES
    ):
        raise ModelError(f"本机没有模型：{name}（离线）；请用 --model 给出模型文件夹，或去掉它以使用自带模型")
    if folder is None:
        model = _load_torch(name, local_files_only=False)
        folder = _cached_snapshot(name)
    else:
        model = _load_folder(folder)
    content = "" if folder is None else folder_identity(folder).rsplit("@", 1)[-1]
    return Loaded(model, f"{name}@{content}", folder is not None and says_late(folder))


def _cached_snapshot(name: str) -> Path | None:
    from huggingface_hub import try_to_load_from_cache

    repository = name if "/" in name else f"sentence-transformers/{name}"
    found = try_to_load_from_cache(repository, "config.json")
    return Path(found).parent if isinstance(found, str) else None


def _load_torch(place: str, local_files_only: bool) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer

    prepare_torch()
    return SentenceTransformer(place, local_files_only=local_files_only, device="cpu").eval()


def _load_onnx(folder: Path) -> SentenceTransformer:
    """The folder's own pooling, with ONNX Runtime in the place of torch before it."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import InputModule, Normalize
    from sentence_transformers.sentence_transformer.modules import Pooling

    class OnnxTransformer(InputModule):
        """Token states from an ONNX Runtime session, under the keys that `Pooling` expects."""

        def __init__(self, session: OnnxSession) -> None:
            super().__init__()  # type: ignore[no-untyped-call]
            self.session = session
            self.tokenizer = session.tokenizer
            self.max_seq_length = session.max_length

        def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **_: object) -> dict[str, Any]:
            ids, mask = self.session.tokenize([(prompt or "") + text for text in inputs])
            return {"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask)}

        def forward(self, features: dict[str, Any], **_: object) -> dict[str, Any]:
            states = self.session.run(features["input_ids"].numpy(), features["attention_mask"].numpy())
            return features | {"token_embeddings": torch.from_numpy(states)}

        def save(self, output_path: str, *_: object, **__: object) -> None:
            raise NotImplementedError("copy the model folder instead")

    pooling = Pooling.load(str(folder), subfolder=POOLING, local_files_only=True)
    return SentenceTransformer(
        modules=[OnnxTransformer(OnnxSession(folder)), pooling, Normalize()],
        prompts=read_prompts(folder),
        device="cpu",
        local_files_only=True,
    ).eval()
