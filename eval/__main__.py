"""Development tools: public question sets to folders, and weights fitted on them.

python -m eval rgb FILE.jsonl FOLDER          passages to FOLDER, questions to FOLDER.jsonl
python -m eval rgb-none FILE.jsonl FOLDER     only the passages that lack the answers
python -m eval mrc FILE.json FOLDER           paragraphs, every other without its answer
python -m eval measure [NAME ...] --data FOLDER   the promised measures, with their intervals
python -m eval fit --given FILE.jsonl ... --paragraphs FILE.json ... --pair INDEX=QUESTIONS.jsonl[@WEIGHT] ...
                                              weights from questions with their passages, and over indexes
python -m eval ablate (as fit)                what each component is worth, one off at a time
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from eval import crossfit, sets
from eval.ablate import WHOLE, ablated, tabulated
from eval.ablation_text import document
from eval.fit import Keep, fit, save
from eval.given import read_given, read_given_paragraphs
from eval.legs import ablated_legs
from eval.measure import CACHE, measures
from eval.perturb import near_misses
from eval.plot import draw_reliability, require_plots
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
    given = sys.argv[1:] if arguments is None else arguments
    options = _parser().parse_args(given)
    options.command = f"python -m eval {shlex.join(given)}"
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
    fitting.add_argument("--out", type=Path, default=_WEIGHTS)
    fitting.set_defaults(run=_fit)
    ablating = commands.add_parser("ablate")
    ablating.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables there, too")
    ablating.set_defaults(run=_ablate)
    for fitted in (fitting, ablating):
        _add_samples(fitted)
    return parser


def _add_samples(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--given", nargs="*", type=Path, default=[], metavar="FILE")
    parser.add_argument("--paragraphs", nargs="*", type=Path, default=[], metavar="FILE")
    parser.add_argument("--pair", nargs="*", default=[], metavar="INDEX=QUESTIONS[@WEIGHT]")
    parser.add_argument("--cache", type=Path, default=CACHE / "vectors.sqlite")
    help_keep = "shares of the right answers that the thresholds keep: of a folder, of brought passages"
    parser.add_argument("--keep", nargs=2, type=float, default=(0.992, 0.885), help=help_keep)
    help_plot = "draw the reliability of the confidence, out of folds, as SVG"
    parser.add_argument("--plot", type=Path, metavar="FILE", help=help_plot)


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
    if options.plot:
        require_plots()
    samples = _samples(options, _encoder(options))

    def fitted(chosen: Sequence[Sample]) -> Weights:
        return fit(chosen, Keep(*options.keep))

    found = crossfit.out_of_fold(samples, fitted)
    lines = [f"out of {crossfit.FOLDS} folds:", *crossfit.by_group(found), *crossfit.calibration(found)]
    sys.stdout.write("\n".join(lines) + "\n")
    _draw(options, found)
    save(fitted(samples), options.out)


def _ablate(options: argparse.Namespace) -> None:
    if options.plot:
        require_plots()
    encoder = _encoder(options)
    found = {}
    for name, outcomes in ablated(_samples(options, encoder), Keep(*options.keep)):
        found[name] = outcomes
        sys.stderr.write(f"{name}\n")  # minutes pass between them
    _draw(options, found[WHOLE])
    legs = {}
    for pair in options.pair:
        index_dir, questions, _ = _parsed(pair)
        index = Index.open(index_dir, encoder.name)
        legs[questions.stem] = ablated_legs(index, encoder, _cases(questions))
        index.close()
    text = "\n".join(document(options.command, tabulated(found), legs)) + "\n"
    sys.stdout.write(text)
    if options.markdown:
        options.markdown.write_text(text, encoding="utf-8")


def _draw(options: argparse.Namespace, found: Sequence[crossfit.Outcome]) -> None:
    if options.plot:
        draw_reliability(crossfit.bins(found), options.plot)


def _encoder(options: argparse.Namespace) -> RememberedEncoder:
    return RememberedEncoder(SentenceEncoder.open(None), options.cache)


def _samples(options: argparse.Namespace, encoder: RememberedEncoder) -> list[Sample]:
    samples: list[Sample] = []
    for path in options.given:
        for noise in _NOISES:
            samples += collect_given(read_given(path, noise), f"{path.stem} {noise:g}", encoder)
    for path in options.paragraphs:
        given = read_given_paragraphs(path, _PARAGRAPHS)
        samples += collect_given(given, path.stem, encoder, _PARAGRAPH_WEIGHT)
    for pair in options.pair:
        index_dir, questions, weight = _parsed(pair)
        chatbot = Chatbot(Index.open(index_dir, encoder.name), encoder)
        for case in _cases(questions):
            samples += collect(chatbot, [case], f"{questions.stem} {case.category}", weight)
        chatbot.close()
    return samples


def _parsed(pair: str) -> tuple[Path, Path, float]:
    """(index folder, file of questions, weight of each) of INDEX=QUESTIONS[@WEIGHT]."""
    index_dir, _, rest = pair.partition("=")
    questions, _, weight = rest.partition("@")
    return Path(index_dir), Path(questions), float(weight or 1)


def _cases(questions: Path) -> list[sets.Case]:
    """Questions of the development half, and their near-misses."""
    cases = [case for case in sets.read_cases(questions) if case.split != "test"]
    return [*cases, *near_misses(cases)]


if __name__ == "__main__":
    sys.exit(main())
