"""The real `Encoder`: an embedding model, run by ONNX Runtime where its folder holds a graph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np

from index.batches import by_length
from index.encoder import EncodedQuestion, FloatArray, Progress, SentenceReader, SentenceRows, Span
from index.errors import ModelError
from index.late import Tokenized, pool, tokens_of_parts, unit_sum, whole_ranges
from index.model.loading import Loaded, load_model
from index.model.locate import locate_model
from index.model.manifest import folder_identity
from index.model.session import OnnxSession


class SentenceEncoder:
    """A `LateEncoder` around a model on the CPU. Neither trains it nor changes its files."""

    def __init__(self, loaded: Loaded) -> None:
        self._runner = loaded.runner
        self._name = loaded.name
        self._is_late = loaded.is_late
        self._head = loaded.head if loaded.is_late else None
        if self._is_late:
            self._needed_session()
        prompts = self._runner.prompts
        self._query_prompt = prompts.get("query") or ""
        self._passage_prompt = prompts.get("document") or prompts.get("passage") or ""

    @classmethod
    def open(cls, model: str | None = None) -> Self:
        """Load a model folder or hub name; without one, `WENJU_MODEL` or the default model.

        A folder is never looked up on the network. Raises `ModelError` when there is no such model here.
        """
        return cls(load_model(locate_model(model)))

    @staticmethod
    def known_name(model: str | None = None) -> str | None:
        """The `name` of what `open` would load, without loading it; None for one that only the hub knows."""
        place = locate_model(model)
        return folder_identity(place) if isinstance(place, Path) else None

    @property
    def name(self) -> str:
        """The model's identity, see `index.model.manifest`, as `multilingual-e5-small@0123456789ab`."""
        return self._name

    @property
    def dimensions(self) -> int:
        """The length of each vector."""
        return self._runner.dimensions

    @property
    def is_late(self) -> bool:
        """What the model's folder says of its sentences."""
        return self._is_late

    @property
    def sentence_row(self) -> tuple[int, np.dtype[Any]]:
        """See `LateEncoder`."""
        if self._head is None:
            return self.dimensions, np.dtype(np.float16)
        return self._head.width, np.dtype(np.int8)

    @property
    def reader(self) -> SentenceReader | None:
        """See `LateEncoder`."""
        return self._head.reader if self._head else None

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        """`float32[len(texts), dimensions]`, unit rows, under the model's query prompt.

        ONNX Runtime takes each alone: padding a short one to a long one costs as much as words do, and a
        vector is the same to its last digit whatever is asked beside it.
        """
        if self._runner.session is None or len(texts) < 2:
            return self._encode(list(texts), self._query_prompt)
        return np.concatenate([self._encode([text], self._query_prompt) for text in texts])

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> FloatArray:
        """As `encode_queries`, under the passage prompt. A text longer than the model takes is cut."""
        return self._encode(list(texts), self._passage_prompt, progress)

    def encode_parts(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], progress: Progress | None = None
    ) -> tuple[FloatArray, SentenceRows]:
        """Vectors of passages and rows of all their sentences, by one pass over each passage.

        A sentence that the model's limit cuts off, or in two, is embedded on its own. Raises ModelError for a
        model without a graph, whose tokens are not known here.
        """
        session = self._needed_session()
        prompt = self._passage_prompt
        wholes = np.empty((len(texts), self.dimensions), np.float32)
        width, precision = self.sentence_row
        made: list[SentenceRows] = [np.empty((0, width), precision)] * (len(texts) + 1)
        for batch, tokens in self._prepared(texts, prompt):
            states, wholes[batch] = self._runner.run(tokens)
            encodings = session.encodings([prompt + texts[position] for position in batch])
            for position, row, encoding in zip(batch, states, encodings, strict=True):
                made[position] = self._rows(row, encoding, spans[position])
            if progress is not None:
                progress(len(batch))
        sentences = np.concatenate(made).astype(precision)
        quotes = [text[slice(*span)] for text, own in zip(texts, spans, strict=True) for span in own]
        for number in np.flatnonzero(~sentences.any(axis=1)):
            states = self.token_states([quotes[number]], "passage")[0]
            every = [(0, len(states))]
            sentences[number] = (self._head.rows(states, every) if self._head else pool(states, every))[0]
        return wholes, sentences

    def encode_question(self, text: str, parts: Sequence[Sequence[Span]]) -> list[EncodedQuestion]:
        """See `LateEncoder`. Raises ModelError for a model without a graph."""
        session, prompted = self._needed_session(), self._query_prompt + text
        (states,), (whole,) = self._runner.run(self._runner.tokens([prompted]))
        found = [self._encoded(whole, states)]
        if parts:
            taken = tokens_of_parts(session.encodings([prompted])[0], parts, self._query_prompt)
            found += [self._encoded(unit_sum(states[tokens]), states[tokens]) for tokens in taken]
        return found

    def _rows(self, states: FloatArray, encoding: Tokenized, spans: Sequence[Span]) -> SentenceRows:
        """Rows of the sentences of a passage, before the first of which its labels stand."""
        if self._head is None:
            return pool(states, whole_ranges(encoding, spans, self._passage_prompt))
        above = (0, spans[0][0] if spans else 0)
        labels, *ranges = whole_ranges(encoding, [above, *spans], self._passage_prompt)
        return self._head.rows(states, ranges, labels)

    def _encoded(self, vector: FloatArray, states: FloatArray) -> EncodedQuestion:
        return EncodedQuestion(vector, self._head.asked(states) if self._head else None, self.reader)

    def token_states(self, texts: Sequence[str], kind: Literal["query", "passage"]) -> list[FloatArray]:
        """The last hidden states of each text under the prompt of its kind, `float32[tokens, dimensions]`.

        Padding is left out; the prompt's own tokens and the marks of begin and end are there.
        """
        prompt = self._query_prompt if kind == "query" else self._passage_prompt
        return [self._runner.run(self._runner.tokens([prompt + text]))[0][0] for text in texts]

    def _encode(self, texts: list[str], prompt: str, progress: Progress | None = None) -> FloatArray:
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        for batch, tokens in self._prepared(texts, prompt):
            vectors[batch] = self._runner.run(tokens)[1]
            if progress is not None:
                progress(len(batch))
        return vectors

    def _prepared(self, texts: Sequence[str], prompt: str) -> Iterator[tuple[list[int], Any]]:
        """Positions that go through the model together, and their tokens: made while the last are run."""

        def tokens(batch: list[int]) -> Any:  # noqa: ANN401
            return self._runner.tokens([prompt + texts[position] for position in batch])

        batches = list(by_length(self._runner.lengths(texts)))
        if len(batches) < 2:
            yield from ((batch, tokens(batch)) for batch in batches)
            return
        with ThreadPoolExecutor(1, "tokens") as pool:
            ahead = pool.submit(tokens, batches[0])
            for batch, following in zip(batches, [*batches[1:], None], strict=True):
                prepared = ahead.result()
                if following is not None:
                    ahead = pool.submit(tokens, following)
                yield batch, prepared

    def _needed_session(self) -> OnnxSession:
        session = self._runner.session
        if session is None:
            raise ModelError(
                f"模型 {self._name} 没有可用的 ONNX 图，无法由整段计算句向量；请用 --model 换一个模型"
            )
        return session
