"""Files in the form of SQuAD (Rajpurkar et al. 2018), with questions that their paragraph does not answer.

CMRC 2018 and DRCD are of version 1, without such questions; DuReader-checklist is of version 2.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from eval.metrics.answers import is_right
from eval.paired import estimate
from eval.public.published import READING
from index.encoder import Encoder
from index.errors import WenjuError
from rag.chat import MAX_CHARS
from rag.passages import chatbot_over
from rag.types import Answer


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to a paragraph; one that it does not answer has no answers."""

    text: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text with the questions to it, at least one."""

    text: str
    questions: tuple[Asked, ...]


def read_squad(path: Path) -> Iterator[Paragraph]:
    """Paragraphs in their order. A question without answers that is not marked `is_impossible` is left out.

    Raises WenjuError when the file has another form.
    """
    try:
        articles = json.loads(path.read_text(encoding="utf-8"))["data"]
        paragraphs = [_paragraph(p) for article in articles for p in article["paragraphs"]]
    except OSError as error:
        raise WenjuError(f"无法读取 {path}：{error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise WenjuError(f"{path} 不是 SQuAD 格式的题集：缺少或写错 {error}") from error
    return (p for p in paragraphs if p.questions)


def measure_reading(path: Path, encoder: Encoder, paragraphs: int) -> Iterator[str]:
    """Lines: questions of the first paragraphs, each over its own paragraph alone; then what is published."""
    answered: list[tuple[Asked, Answer]] = []
    for paragraph in islice(read_squad(path), paragraphs):
        with chatbot_over([paragraph.text], encoder) as chatbot:
            answered += [(asked, chatbot.ask(asked.text)) for asked in paragraph.questions]
    with_answer = [(asked, answer) for asked, answer in answered if asked.answers]
    without = [answer for asked, answer in answered if not asked.answers]
    if with_answer:
        right = [a.answered and is_right(a.text, [q.answers], MAX_CHARS) for q, a in with_answer]
        yield f"answerable n {len(right)}  right {estimate(right)}, {_refused([a for _, a in with_answer])}"
    if without:
        yield f"impossible n {len(without)}  {_refused(without)}"
    if path.stem in READING:
        yield f"published, {READING[path.stem]}"


def _refused(answers: Sequence[Answer]) -> str:
    return f"refused {estimate([not answer.answered for answer in answers])}"


def _paragraph(stated: dict[str, Any]) -> Paragraph:
    found = []
    for question in stated["qas"]:
        answers = tuple(dict.fromkeys(a["text"] for a in question["answers"] if a["text"]))
        impossible = bool(question.get("is_impossible", False))
        if answers or impossible:
            found.append(Asked(question["question"], () if impossible else answers))
    return Paragraph(stated["context"], tuple(found))
