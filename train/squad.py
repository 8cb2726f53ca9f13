"""Questions of SQuAD-style files: each answer is verbatim at a stated place of its paragraph."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from eval.public.untrained import is_held_article, share
from index.chunk import split_chunks
from index.errors import WenjuError
from index.normal import simplify
from index.types import Article
from train.examples import Examples, Passage, Question, Span, passage_of

# Characters of a passage: as an index cuts them, and (in every other paragraph) as many as the encoder takes.
SIZES = (300, 640)
TITLED = 0.4  # share of the paragraphs that stand under their title, as passages of an index do
CUT = 0.3  # share of the paragraphs with a copy that lacks the answer to a question


def read_squad_examples(path: Path, held: float) -> Examples:
    """All questions of a file in simplified characters; those of a share `held` of its articles are held out.

    Raises WenjuError when the file has another form.
    """
    examples = Examples()
    with _said_of(path):
        for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
            title = _title(article)
            is_held = is_held_article(title, held)
            for number, paragraph in enumerate(article["paragraphs"]):
                group = f"{path.stem}/{title}/{number}"
                examples.add(*_paragraph(paragraph, title, group, is_held))
    return examples


def write_held(path: Path, target: Path) -> int:
    """Write the articles of a file that are held out as a file of the same form; returns how many they are.

    Raises WenjuError when the file has another form.
    """
    with _said_of(path):
        whole = json.loads(path.read_text(encoding="utf-8"))
        held = [article for article in whole["data"] if is_held_article(_title(article))]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(whole | {"data": held}, ensure_ascii=False), encoding="utf-8")
    return len(held)


@contextmanager
def _said_of(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WenjuError(f"{path} 不是 SQuAD 格式的题集：{error}") from error


def _title(article: dict[str, Any]) -> str:
    return simplify(str(article.get("title", "")))


def _paragraph(
    stated: dict[str, Any], title: str, group: str, held: bool
) -> tuple[list[Passage], list[Question]]:
    text = simplify(stated["context"])
    is_named = any("\u4e00" <= c <= "\u9fff" for c in title) and title not in text
    head = title if is_named and share(f"titled {group}") < TITLED else ""
    size = SIZES[int(share(f"size {group}") * len(SIZES))]
    chunks = split_chunks(text, [Article(group, "", 0, len(text))], size)
    passages = [passage_of(head, text[chunk.start : chunk.end], group) for chunk in chunks]
    offsets = [
        chunk.start - len(p.text) + chunk.end - chunk.start for chunk, p in zip(chunks, passages, strict=True)
    ]
    questions = list(_questions(stated["qas"], text, passages, offsets, held))
    if questions and not held and share(f"cut {group}") < CUT:
        chosen = questions[int(share(f"which {group}") * len(questions))]
        passages.append(without(passages[chosen.passage], chosen.gold, head))
    return passages, questions


def _questions(
    stated: Sequence[dict[str, Any]],
    text: str,
    passages: Sequence[Passage],
    offsets: Sequence[int],
    held: bool,
) -> Iterator[Question]:
    """Questions whose answer stands where it is stated; passages begin at their offsets of the text."""
    for asked in stated:
        answers = tuple(dict.fromkeys(simplify(answer["text"]).strip() for answer in asked["answers"]))
        spans = [(a["answer_start"], a["answer_start"] + len(a["text"])) for a in asked["answers"]]
        for number, (passage, offset) in enumerate(zip(passages, offsets, strict=True)):
            places = [(start - offset, end - offset) for start, end in spans]
            gold = _overlapped(passage.spans, places[:1])
            is_true = places and passage.text[slice(*places[0])] == simplify(asked["answers"][0]["text"])
            if gold and is_true:
                yield Question(simplify(asked["question"]), number, gold, answers, (), held)
                break


def _overlapped(spans: Sequence[Span], places: Sequence[Span]) -> tuple[int, ...]:
    return tuple(
        number
        for number, (start, end) in enumerate(spans)
        if any(start < stop and begin < end for begin, stop in places)
    )


def without(passage: Passage, gold: Sequence[int], head: str) -> Passage:
    """A copy of a passage that lacks some of its sentences."""
    kept = [passage.text[slice(*span)] for number, span in enumerate(passage.spans) if number not in gold]
    return passage_of(head, "".join(kept), passage.group, copy=True)
