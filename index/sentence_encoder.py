"""The real `Encoder`: a sentence-transformers model, run by ONNX Runtime where its folder holds a graph.

It imports sentence_transformers inside `SentenceEncoder.open`, for the import alone takes seconds.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from index.encoder import FloatArray, Progress
from index.errors import ModelError
from index.model.locate import locate_model
from index.model.manifest import folder_identity
from index.model.quiet import prepare_torch, reason, set_defaults
from index.model.session import POOLING, OnnxSession, fits_session, read_prompts

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BATCH_TOKENS = 4096  # padded tokens of a batch; larger ones are no faster and take more memory
GOLDEN = 0.6180339887498949
OFFLINE_VARIABLES = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")


class SentenceEncoder:
    """An `Encoder` around a `SentenceTransformer` on the CPU. Neither trains it nor changes its files."""

    def __init__(self, model: SentenceTransformer, name: str) -> None:
        self._model = model
        self._name = name
        self._query_prompt = model.prompts.get("query") or ""
        self._passage_prompt = model.prompts.get("document") or model.prompts.get("passage") or ""

    @classmethod
    def open(cls, model: str | None = None) -> SentenceEncoder:
        """Load a model folder or hub name; without one, `WENJU_MODEL` or the default model.

        A folder is never looked up on the network. Raises `ModelError` when there is no such model here.
        """
        place = locate_model(model)
        set_defaults(offline=isinstance(place, Path))
        try:
            if isinstance(place, Path):
                return cls(_load_folder(place), folder_identity(place))
            return cls(*_load_hub(place))
        except ModelError:
            raise
        except Exception as error:  # whatever three libraries raise for a folder that is no model
            raise ModelError(
                f"无法加载模型：{place}（{reason(error)}）；请检查 --model，或去掉它以使用自带模型"
            ) from error

    @staticmethod
    def known_name(model: str | None = None) -> str | None:
        """The `name` of what `open` would load, without loading it; None for one that only the hub knows."""
        place = locate_model(model)
        return folder_identity(place) if isinstance(place, Path) else None

    @property
    def name(self) -> str:
        """The model and 12 hex digits of its content, as `multilingual-e5-small@0123456789ab`."""
        return self._name

    @property
    def dimensions(self) -> int:
        """The length of each vector."""
        return int(self._model.get_embedding_dimension() or 0)

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        """`float32[len(texts), dimensions]`, unit rows, under the model's query prompt."""
        return self._encode(list(texts), self._query_prompt)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> FloatArray:
        """As `encode_queries`, under the passage prompt. A text longer than the model takes is cut."""
        return self._encode(list(texts), self._passage_prompt, progress)

    def token_states(self, texts: Sequence[str], kind: Literal["query", "passage"]) -> list[FloatArray]:
        """The last hidden states of each text under the prompt of its kind, `float32[tokens, dimensions]`.

        Padding is left out; the prompt's own tokens and the marks of begin and end are there.
        """
        import torch

        prompt = self._query_prompt if kind == "query" else self._passage_prompt
        states: list[FloatArray] = []
        with torch.inference_mode():
            for text in texts:
                features = self._model[0](self._model.preprocess([text], prompt=prompt or None))
                states.append(features["token_embeddings"][0].float().numpy())
        return states

    def _encode(self, texts: list[str], prompt: str, progress: Progress | None = None) -> FloatArray:
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        for batch in _batches(self._lengths(texts)):
            vectors[batch] = self._forward([texts[position] for position in batch], prompt)
            if progress is not None:
                progress(len(batch))
        return vectors

    def _forward(self, texts: list[str], prompt: str) -> FloatArray:
        """What `SentenceTransformer.encode` does, without its sorting and bookkeeping."""
        import torch

        with torch.inference_mode():
            features = self._model(self._model.preprocess(texts, prompt=prompt or None))
            vectors = features["sentence_embedding"].float()[:, : self.dimensions]
            unit: FloatArray = torch.nn.functional.normalize(vectors, dim=1).numpy()
        return unit

    def _lengths(self, texts: list[str]) -> list[int]:
        """Tokens of each text; with a torch model its characters, which are no fewer in Chinese."""
        session = getattr(self._model[0], "session", None)
        if len(texts) > 1 and isinstance(session, OnnxSession):
            return session.count_tokens(texts)
        longest = self._model.max_seq_length or BATCH_TOKENS
        return [min(len(text) + 2, longest) for text in texts]


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Positions grouped by similar length, each group within `BATCH_TOKENS` when padded.

    Long and short groups take turns (multiples of the golden ratio, modulo 1), so that time left can be
    told from texts done.
    """
    groups: list[list[int]] = []
    for position in sorted(range(len(lengths)), key=lambda position: -lengths[position]):
        if not groups or lengths[groups[-1][0]] * (len(groups[-1]) + 1) > BATCH_TOKENS:
            groups.append([])
        groups[-1].append(position)
    for turn in sorted(range(len(groups)), key=lambda number: number * GOLDEN % 1):
        yield groups[turn]


def _load_folder(folder: Path) -> SentenceTransformer:
    return _load_onnx(folder) if fits_session(folder) else _load_torch(str(folder), local_files_only=True)


def _load_hub(name: str) -> tuple[SentenceTransformer, str]:
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
    return model, f"{name}@{content}"


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
