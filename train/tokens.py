"""Texts to token ids, and which tokens a sentence has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from index.late import whole_ranges
from index.model.session import read_prompts
from train.examples import Span


@dataclass(frozen=True, slots=True)
class Tokens:
    """Ids of a text under its prompt, and the tokens of each of its spans, (0, 0) where it has none."""

    ids: list[int]
    ranges: list[Span]


class Cutter:
    """The tokenizer of a model folder with the prompts that the model wants; cuts at its `longest`."""

    def __init__(self, folder: Path, longest: int) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(longest)
        prompts = read_prompts(folder)
        self._query = prompts.get("query", "")
        self._passage = prompts.get("document") or prompts.get("passage", "")

    def query(self, text: str) -> Tokens:
        """A question."""
        return Tokens(self._tokenizer.encode(self._query + text).ids, [])

    def passage(self, text: str, spans: Sequence[Span] = ()) -> Tokens:
        """A passage, with the tokens of its spans; none of a span that is not there to its end."""
        encoding = self._tokenizer.encode(self._passage + text)
        return Tokens(encoding.ids, whole_ranges(encoding, spans, self._passage))
