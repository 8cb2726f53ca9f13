"""Development tools: public question sets to folders, and weights fitted on them.

python -m eval rgb FILE.jsonl FOLDER          passages to FOLDER, questions to FOLDER.jsonl
python -m eval rgb-none FILE.jsonl FOLDER     only the passages that lack the answers
python -m eval mrc FILE.json FOLDER           paragraphs, every other without its answer
python -m eval measure [NAME ...] --data FOLDER   the promised measures, with their intervals
python -m eval fit --given FILE.jsonl ... --paragraphs FILE.json ... --pair INDEX=QUESTIONS.jsonl[@WEIGHT] ...
                                              weights from questions with their passages, and over indexes
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from eval import crossfit, sets
from eval.fit import Keep, fit, save
from eval.given import read_given, read_given_paragraphs
from eval.measure import CACHE, measures
from eval.perturb import near_misses
from eval.remembered import RememberedEncoder
from eval.samples import Sample, collect, collect_given
from index.errors import WenjuError
from index.reader import Index
from index.sentence_encoder import SentenceEncoder
from rag.chat import Chatbot
from rag.weights import Weights

_WEIGHTS = Path("rag/weights.json")
# Reading comprehension lies further from the product's questions than news with their passages.
_PARAGRAPHS, _PARAGRAPH_WEIGHT = 200, 0.5
# Share of passages without the answer: those of the RGB benchmark, and none that holds it.
_NOISES = (0, 0.4, 0.8, 1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one tool and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except WenjuError as error:
        sys.stderr.write(f"eval: {error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval", description=__doc__)
    commands = parser.add_subparsers(required=True)
    for name in ("rgb", "rgb-none", "mrc"):
        prepare = commands.add_parser(name)
        prepare.add_argument("file", type=Path)
        prepare.add_argument("folder", type=Path)
        prepare.add_argument("--paragraphs", type=int, default=300)
        prepare.set_defaults(run=_prepare, kind=name)
    measuring = commands.add_parser("measure")
    measuring.add_argument("names", nargs="*", choices=[[], *measures()], metavar="NAME")
    measuring.add_argument("--data", type=Path, required=True, metavar="FOLDER")
    measuring.set_defaults(run=_measure)
    fitting = commands.add_parser("fit")
    fitting.add_argument("--given", nargs="*", type=Path, default=[], metavar="FILE")
    fitting.add_argument("--paragraphs", nargs="*", type=Path, default=[], metavar="FILE")
    fitting.add_argument("--pair", nargs="*", default=[], metavar="INDEX=QUESTIONS[@WEIGHT]")
    fitting.add_argument("--cache", type=Path, default=CACHE / "vectors.sqlite")
    help_keep = "shares of the right answers that the thresholds keep: of a folder, of brought passages"
    fitting.add_argument("--keep", nargs=2, type=float, default=(0.992, 0.885), help=help_keep)
    fitting.add_argument("--out", type=Path, default=_WEIGHTS)
    fitting.set_defaults(run=_fit)
    return parser


def _prepare(options: argparse.Namespace) -> None:
    if options.kind == "mrc":
        cases = sets.read_mrc(options.file, options.folder, options.paragraphs)
    else:
        reader = sets.read_rgb if options.kind == "rgb" else sets.read_rgb_without_answers
        cases = reader(options.file, options.folder)
    lines = [json.dumps(asdict(case), ensure_ascii=False) for case in cases]
    options.folder.with_suffix(".jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _measure(options: argparse.Namespace) -> None:
    encoder = RememberedEncoder(SentenceEncoder.open(None), CACHE / "vectors.sqlite")
    for name, (needed, measure) in measures().items():
        if options.names and name not in options.names:
            continue
        if not (options.data / needed).exists():
            sys.stdout.write(f"{name}: skipped, {options.data / needed} is absent\n")
            continue
        for line in measure(options.data, encoder):
            sys.stdout.write(f"{name}: {line}\n")
            sys.stdout.flush()


def _fit(options: argparse.Namespace) -> None:
    samples = _samples(options)

    def fitted(chosen: Sequence[Sample]) -> Weights:
        return fit(chosen, Keep(*options.keep))

    found = crossfit.out_of_fold(samples, fitted)
    lines = [f"out of {crossfit.FOLDS} folds:", *crossfit.by_group(found), *crossfit.calibration(found)]
    sys.stdout.write("\n".join(lines) + "\n")
    save(fitted(samples), options.out)


def _samples(options: argparse.Namespace) -> list[Sample]:
    encoder = RememberedEncoder(SentenceEncoder.open(None), options.cache)
    samples: list[Sample] = []
    for path in options.given:
        for noise in _NOISES:
            samples += collect_given(read_given(path, noise), f"{path.stem} {noise:g}", encoder)
    for path in options.paragraphs:
        given = read_given_paragraphs(path, _PARAGRAPHS)
        samples += collect_given(given, path.stem, encoder, _PARAGRAPH_WEIGHT)
    for pair in options.pair:
        index_dir, _, rest = pair.partition("=")
        questions, _, weight = rest.partition("@")
        cases = [case for case in sets.read_cases(Path(questions)) if case.split != "test"]
        chatbot = Chatbot(Index.open(Path(index_dir), encoder.name), encoder)
        for case in (*cases, *near_misses(cases)):
            group = f"{Path(questions).stem} {case.category}"
            samples += collect(chatbot, [case], group, float(weight or 1))
        chatbot.close()
    return samples


if __name__ == "__main__":
    sys.exit(main())
