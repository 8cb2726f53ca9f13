"""The measures that the product is held to, over public sets on disk; nothing of them is bundled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from eval.paired import estimate
from eval.public.choosing import measure_choosing
from eval.public.given import SEVERAL_CHARS, Given, answer_given, read_facts, read_given
from eval.public.laws import measure_laws
from eval.public.sets import read_rgb
from eval.public.squad import measure_reading
from eval.remembered import CACHE
from eval.run import run
from index.build import build_index
from index.encoder import Encoder
from index.reader import Index
from rag import Chatbot

_CHARS = 200
_PARAGRAPHS = 200
Measure = Callable[[Path, Encoder], Iterator[str]]


def measures() -> dict[str, tuple[str, Measure]]:
    """Return each measure by its name, with the file or folder below the data that it needs."""
    return {
        "given": ("rgb/zh_refine_dev.jsonl", _given),
        "int": ("rgb/zh_int_dev.jsonl", _two_part),
        "fact": ("rgb/zh_fact_dev.jsonl", _facts),
        "stard": ("stard", measure_laws),
        "sentences": ("mrc/dev/cmrc2018_dev.json", _sentences),
        "cmrc": ("mrc/dev/cmrc2018_dev.json", _reading("mrc/dev/cmrc2018_dev.json")),
        "checklist": ("dureader_checklist/dev.json", _reading("dureader_checklist/dev.json")),
        "pooled": ("rgb/zh_refine_dev.jsonl", _pooled),
    }


def _given(data: Path, encoder: Encoder) -> Iterator[str]:
    """Five passages given: right at three shares of noise; refused when none holds the answer."""
    path = data / "rgb" / "zh_refine_dev.jsonl"
    for noise, published in ((0, "95.7"), (0.4, "91.0"), (0.8, "70.7")):
        found = [answer_given(each, encoder, _CHARS) for each in read_given(path, noise)]
        refused = estimate([not answer.answered for answer, _ in found])
        right = estimate([good for _, good in found])
        yield f"noise {noise:<4} n {len(found)}  right {right} (published {published} %), refused {refused}"
    found = [answer_given(each, encoder, _CHARS) for each in read_given(path, 1)]
    refused = estimate([good for _, good in found])
    yield f"only noise n {len(found)}  refused {refused} (published 43.3 %)"


def _two_part(data: Path, encoder: Encoder) -> Iterator[str]:
    path = data / "rgb" / "zh_int_dev.jsonl"
    for noise, published in ((0, 67), (0.4, 55)):
        found = [answer_given(each, encoder, SEVERAL_CHARS)[1] for each in read_given(path, noise)]
        yield f"two parts, noise {noise:<4} n {len(found)}  right {estimate(found)} (published {published} %)"


def _facts(data: Path, encoder: Encoder) -> Iterator[str]:
    """Whether a contradiction is shown: true and spliced passages together, and true ones alone."""
    together = read_facts(data / "rgb" / "zh_fact_dev.jsonl")
    yield f"true and spliced n {len(together)}  conflict shown {estimate(_conflicts(together, encoder))}"
    alone = read_given(data / "rgb" / "zh_refine_dev.jsonl", 0)
    yield f"true alone n {len(alone)}  conflict shown {estimate(_conflicts(alone, encoder))}"


def _conflicts(given: list[Given], encoder: Encoder) -> list[bool]:
    answers = (answer_given(each, encoder, _CHARS)[0] for each in given)
    return [any(note.kind == "conflict" for note in answer.notes) for answer in answers]


def _sentences(data: Path, encoder: Encoder) -> Iterator[str]:
    return measure_choosing(data / "mrc" / "dev" / "cmrc2018_dev.json", encoder)


def _reading(file: str) -> Measure:
    """Questions over their own paragraph alone, those without an answer among them."""
    return lambda data, encoder: measure_reading(data / file, encoder, _PARAGRAPHS)


def _pooled(data: Path, encoder: Encoder) -> Iterator[str]:
    """All passages of the set in one index. The first run encodes 5,000 passages: half an hour."""
    cases = read_rgb(data / "rgb" / "zh_refine_dev.jsonl", CACHE / "rgb")
    build_index(CACHE / "rgb", CACHE / "rgb-index", encoder)
    rows = run(Chatbot(Index.open(CACHE / "rgb-index", encoder.name), encoder), cases, _CHARS)
    exact = estimate([row.measures["exact"] for row in rows if row.answer.answered])
    right = estimate([row.right for row in rows])
    refused = estimate([not r.answer.answered for r in rows])
    yield f"pooled n {len(rows)}  right {right}, refused {refused}, quotes exact {exact}"
