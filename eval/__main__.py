"""Development tools: public question sets to folders, and weights fitted on them.

python -m eval rgb FILE.jsonl FOLDER          passages to FOLDER, questions to FOLDER.jsonl
python -m eval rgb-none FILE.jsonl FOLDER     only the passages that lack the answers
python -m eval mrc FILE.json FOLDER           paragraphs, every other without its answer
python -m eval squad FILE.json                questions over their own paragraph alone, any set of that form
python -m eval beir FOLDER [--split test]     the search over any set of that form, nothing but the search
python -m eval measure [NAME ...] --data FOLDER   the promised measures, with their intervals
python -m eval history FILE.svg [--results FOLDER]   means of the results that are kept, over the commits
python -m eval fit --given FILE.jsonl ... --paragraphs FILE.json ... --sentences FILE.json ...
                   --pair INDEX=QUESTIONS.jsonl[@WEIGHT] ... --folder INDEX=QUESTIONS.jsonl[@WEIGHT] ...
                                              weights from questions with their passages, and over indexes;
                                              what is given by --folder counts for folders alone
python -m eval ablate (as fit)                what each component is worth, one off at a time
python -m eval models NAME ... (as fit)       models beside the first, weights fitted anew for each
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from collections.abc import Sequence
from dataclasses import asdict, astuple
from pathlib import Path

from eval.bar import bar
from eval.fitting import crossfit
from eval.fitting.ablate import WHOLE, Component, ablated, tabulated, without
from eval.fitting.ablation_text import document
from eval.fitting.fit import Keep, fit, save
from eval.fitting.legs import ablated_legs
from eval.fitting.samples import Sample
from eval.fitting.sources import add_sources, fitting_cases, gather, parsed
from eval.history import RESULTS, draw_history, read_history
from eval.plot import draw_reliability, require_plots
from eval.public import sets
from eval.public.beir import measure_beir, read_judged
from eval.public.measure import measures
from eval.public.squad import measure_reading
from eval.remembered import CACHE, RememberedEncoder
from index.errors import WenjuError
from index.reader import Index
from index.sentence_encoder import SentenceEncoder
from rag.weights import WeightSets

_WEIGHTS = Path("rag/weights.json")
_KEEP_HELP = "shares of the right answers that the thresholds keep: of a folder, of brought passages"
_PLOT_HELP = "draw the reliability of the confidence, out of folds, as SVG"


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
    past = commands.add_parser("history")
    past.add_argument("file", type=Path)
    past.add_argument("--results", type=Path, default=RESULTS, metavar="FOLDER")
    past.set_defaults(run=_history)
    reading = commands.add_parser("squad")
    reading.add_argument("file", type=Path)
    reading.add_argument("--paragraphs", type=int, default=200)
    reading.set_defaults(run=_squad)
    searching = commands.add_parser("beir")
    searching.add_argument("folder", type=Path)
    searching.add_argument("--split", default="test")
    searching.set_defaults(run=_beir)
    fitting = commands.add_parser("fit")
    fitting.add_argument("--out", type=Path, default=_WEIGHTS)
    fitting.set_defaults(run=_fit)
    ablating = commands.add_parser("ablate")
    ablating.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables there, too")
    ablating.set_defaults(run=_ablate)
    choosing = commands.add_parser("models")
    choosing.add_argument("models", nargs="+", metavar="NAME", help="default, base, or a folder")
    choosing.set_defaults(run=_models)
    for fitted in (fitting, ablating, choosing):
        add_sources(fitted)
        fitted.add_argument("--keep", nargs=2, type=float, default=astuple(Keep()), help=_KEEP_HELP)
    for plotted in (fitting, ablating):
        plotted.add_argument("--plot", type=Path, metavar="FILE", help=_PLOT_HELP)
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
    encoder = _encoder()
    for name, (needed, measure) in measures().items():
        if options.names and name not in options.names:
            continue
        if not (options.data / needed).exists():
            sys.stdout.write(f"{name}: skipped, {options.data / needed} is absent\n")
            continue
        for line in measure(options.data, encoder):
            sys.stdout.write(f"{name}: {line}\n")
            sys.stdout.flush()


def _history(options: argparse.Namespace) -> None:
    require_plots()
    points = read_history(options.results)
    if not points:
        raise WenjuError(f"no results in {options.results}")
    options.file.write_text(draw_history(points), encoding="utf-8")


def _squad(options: argparse.Namespace) -> None:
    for line in measure_reading(options.file, _encoder(), options.paragraphs):
        sys.stdout.write(f"{line}\n")


def _beir(options: argparse.Namespace) -> None:
    read_judged(options.folder, options.split)  # wrong files are said before a model is loaded
    encoder = _encoder()
    for line in measure_beir(options.folder, options.split, encoder, CACHE / "beir", bar):
        sys.stdout.write(f"{line}\n")


def _fit(options: argparse.Namespace) -> None:
    if options.plot:
        require_plots()
    samples = gather(options, _encoder(options.cache))

    def fitted(chosen: Sequence[Sample]) -> WeightSets:
        return fit(chosen, Keep(*options.keep))

    found = crossfit.out_of_fold(samples, fitted)
    lines = [f"out of {crossfit.FOLDS} folds:", *crossfit.by_group(found), *crossfit.calibration(found)]
    sys.stdout.write("\n".join(lines) + "\n")
    _draw(options, found)
    save(fitted(samples), options.out)


def _ablate(options: argparse.Namespace) -> None:
    if options.plot:
        require_plots()
    encoder = _encoder(options.cache)
    found = {}
    for name, outcomes in ablated(gather(options, encoder), Keep(*options.keep)):
        found[name] = outcomes
        sys.stderr.write(f"{name}\n")  # minutes pass between them
    _draw(options, found[WHOLE])
    legs = {}
    for pair in [*options.pair, *options.folder]:
        index_dir, questions, _ = parsed(pair)
        index = Index.open(index_dir, encoder.name)
        legs[questions.stem] = ablated_legs(index, encoder, fitting_cases(questions))
        index.close()
    text = "\n".join(document(options.command, tabulated(found), legs)) + "\n"
    sys.stdout.write(text)
    if options.markdown:
        options.markdown.write_text(text, encoding="utf-8")


def _models(options: argparse.Namespace) -> None:
    found = {}
    for name in options.models:
        encoder = _encoder(options.cache, None if name == "default" else name)
        found[name] = without(gather(options, encoder), Keep(*options.keep), Component(name))
        sys.stderr.write(f"{name}\n")
    sys.stdout.write("\n".join(tabulated(found).lines("model")) + "\n")


def _draw(options: argparse.Namespace, found: Sequence[crossfit.Outcome]) -> None:
    if options.plot:
        draw_reliability(crossfit.bins(found), options.plot)


def _encoder(cache: Path = CACHE / "vectors.sqlite", model: str | None = None) -> RememberedEncoder:
    return RememberedEncoder(SentenceEncoder.open(model), cache)


if __name__ == "__main__":
    sys.exit(main())
