"""Where the samples of a fit come from: sets of questions with their passages, paragraphs, indexes."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

from eval.cases import Case, read_cases
from eval.fitting.perturb import near_misses
from eval.fitting.samples import Sample, collect, collect_alone, collect_given
from eval.public.given import read_alone, read_given, read_given_paragraphs
from eval.remembered import CACHE
from index.encoder import Encoder
from index.reader import Index
from rag.chat import Chatbot

# Reading comprehension lies further from the product's questions than news with their passages.
_PARAGRAPHS, _PARAGRAPH_WEIGHT = 200, 0.5
# Questions over their own paragraph alone. Out of folds, right at noise 0.8 of five passages and first in its
# paragraph: .755 / .784 without them, .745 / .804 at 0.3, .735 / .811 at 0.5, .730 / .813 at 1.
_ALONE, _EACH, _ALONE_WEIGHT = 250, 4, 0.5
# Share of passages without the answer: those of the RGB benchmark, and none that holds it.
_NOISES = (0, 0.4, 0.8, 1)


def add_sources(parser: argparse.ArgumentParser) -> None:
    """Options that name the samples."""
    parser.add_argument("--given", nargs="*", type=Path, default=[], metavar="FILE")
    parser.add_argument("--paragraphs", nargs="*", type=Path, default=[], metavar="FILE")
    parser.add_argument("--sentences", nargs="*", type=Path, default=[], metavar="FILE")
    parser.add_argument("--pair", nargs="*", default=[], metavar="INDEX=QUESTIONS[@WEIGHT]")
    parser.add_argument("--folder", nargs="*", default=[], metavar="INDEX=QUESTIONS[@WEIGHT]")
    parser.add_argument("--cache", type=Path, default=CACHE / "vectors.sqlite")


def gather(options: argparse.Namespace, encoder: Encoder) -> list[Sample]:
    """Samples of all that the options name, in a fixed order."""
    return list(chain(_given(options, encoder), _paragraphs(options, encoder), _indexed(options, encoder)))


def _given(options: argparse.Namespace, encoder: Encoder) -> Iterator[Sample]:
    for path in options.given:
        for noise in _NOISES:
            yield from collect_given(read_given(path, noise), f"{path.stem} {noise:g}", encoder)


def _paragraphs(options: argparse.Namespace, encoder: Encoder) -> Iterator[Sample]:
    for path in options.paragraphs:
        given = read_given_paragraphs(path, _PARAGRAPHS)
        yield from collect_given(given, path.stem, encoder, _PARAGRAPH_WEIGHT)
    for path in options.sentences:
        alone = read_alone(path, _ALONE, _EACH)
        yield from collect_alone(alone, f"{path.stem} alone", encoder, _ALONE_WEIGHT)


def _indexed(options: argparse.Namespace, encoder: Encoder) -> Iterator[Sample]:
    for pair, of_folder in [*((p, False) for p in options.pair), *((p, True) for p in options.folder)]:
        index_dir, questions, weight = parsed(pair)
        chatbot = Chatbot(Index.open(index_dir, encoder.name), encoder)
        for case in fitting_cases(questions):
            for sample in collect(chatbot, [case], f"{questions.stem} {case.category}", weight):
                yield replace(sample, of_folder=of_folder)
        chatbot.close()


def parsed(pair: str) -> tuple[Path, Path, float]:
    """(index folder, file of questions, weight of each) of INDEX=QUESTIONS[@WEIGHT]."""
    index_dir, _, rest = pair.partition("=")
    questions, _, weight = rest.partition("@")
    return Path(index_dir), Path(questions), float(weight or 1)


def fitting_cases(questions: Path) -> list[Case]:
    """Questions of the development half, and their near-misses."""
    cases = [case for case in read_cases(questions) if case.split != "test"]
    return [*cases, *near_misses(cases)]
