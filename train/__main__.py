"""Fine-tune the encoder, measure it and write it as a model folder.

python -m train run [FILE.json ...] [--stard FOLDER] [--corpus FOLDER] [--asked FOLDER ...]
                    [--begin CHECKPOINT]                          from the base, or on from another run
python -m train evaluate CHECKPOINT FILE.json [--paragraphs N]    against the model it began with
python -m train export CHECKPOINT FOLDER                          a folder for `wenju --model FOLDER`
python -m train head CHECKPOINT FOLDER                            late interaction, into that folder
python -m train reader FOLDER [FILE.json ...] [--stard FOLDER] [--corpus FOLDER] [--asked FOLDER ...]
                                                                  a reader above its head, into that folder
python -m train held FILE.json ... --folder FOLDER                the articles that no run learns from

`run` goes on from `last.pt` of its folder when that was made with the same settings; `best.pt` is the best on
questions that are held out. `head` learns from the same examples, above the layers of a checkpoint that stay
as they are, in minutes; `reader` from examples that it runs through the folder's own graph once. Half of
STARD's questions are trained on (`eval.public.untrained`).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import torch

from index.errors import WenjuError
from index.model.locate import ensure_base, packed_file
from index.model.manifest import folder_identity
from index.model.quiet import prepare_torch, set_defaults
from index.model.weights import parse_packed
from train.evaluate import evaluate
from train.export import export, write_head, write_reader
from train.model import load_bert
from train.prepare import Sources, prepared, prepared_last
from train.reading import ReaderSettings
from train.rivals import HeadSettings
from train.run import Limits, Run
from train.settings import Settings
from train.squad import write_held
from train.together import Together

_FOLDER, _READ_FOLDER = Path(".cache/train"), Path(".cache/train-reader")
_HOUR = 3600
S = TypeVar("S", Settings, HeadSettings, ReaderSettings)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    set_defaults(offline=True)
    prepare_torch()
    if options.threads:
        torch.set_num_threads(options.threads)
    try:
        options.run(options)
    except WenjuError as error:
        sys.stderr.write(f"train: {error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m train", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--threads", type=int, default=0, help="of one computation; 0: as the machine has cores"
    )
    commands = parser.add_subparsers(required=True)
    running = commands.add_parser("run")
    _add_sources(running)
    running.add_argument("--hours", type=float, default=6.0)
    running.add_argument("--steps", type=int, help="stop after so many, for a trial")
    running.add_argument(
        "--look", type=int, default=150, metavar="STEPS", help="between held out measurements"
    )
    running.add_argument("--begin", type=Path, metavar="CHECKPOINT", help="of another run, else the base")
    running.add_argument(
        "--together-with", type=Path, metavar="MODEL", help="head and reader of this folder learn along"
    )
    running.add_argument("--folder", type=Path, default=_FOLDER)
    _add_settings(running, Settings)
    running.set_defaults(run=_run)
    evaluating = commands.add_parser("evaluate")
    evaluating.add_argument("checkpoint", type=Path)
    evaluating.add_argument("file", type=Path)
    evaluating.add_argument("--paragraphs", type=int, default=96)
    evaluating.set_defaults(run=_evaluate)
    exporting = commands.add_parser("export")
    exporting.add_argument("checkpoint", type=Path)
    exporting.add_argument("folder", type=Path)
    exporting.set_defaults(run=_export)
    heading = commands.add_parser("head")
    heading.add_argument("checkpoint", type=Path)
    heading.add_argument("target", type=Path, metavar="FOLDER")
    heading.add_argument("--folder", type=Path, default=_FOLDER, help="of the run, whose examples are used")
    _add_settings(heading, HeadSettings)
    heading.set_defaults(run=_head)
    reading = commands.add_parser("reader")
    reading.add_argument("target", type=Path, metavar="FOLDER")
    _add_sources(reading)
    reading.add_argument("--folder", type=Path, default=_READ_FOLDER, help="for the states of all tokens")
    _add_settings(reading, ReaderSettings)
    reading.set_defaults(run=_reader)
    holding = commands.add_parser("held")
    holding.add_argument("squad", nargs="+", type=Path, metavar="FILE.json")
    holding.add_argument("--folder", type=Path, required=True)
    holding.set_defaults(run=_held)
    for command in (running, evaluating, exporting, heading):
        command.add_argument("--share", type=float, default=1.0, help="of the training; the rest is the base")
    return parser


def _add_sources(command: argparse.ArgumentParser) -> None:
    command.add_argument("squad", nargs="*", type=Path, metavar="FILE.json")
    command.add_argument("--stard", type=Path, metavar="FOLDER")
    command.add_argument("--corpus", type=Path, metavar="FOLDER", help="make questions from its sentences")
    command.add_argument(
        "--asked", nargs="*", type=Path, default=[], metavar="FOLDER", help="with documents and questions"
    )


def _add_settings(command: argparse.ArgumentParser, settings: type[S]) -> None:
    for setting in fields(settings):
        kind: dict[str, Any] = {"type": type(setting.default)}
        if isinstance(setting.default, bool):
            kind = {"action": argparse.BooleanOptionalAction}
        command.add_argument(f"--{setting.name}", default=setting.default, **kind)


def _chosen(options: argparse.Namespace, settings: type[S]) -> S:
    return settings(**{field.name: getattr(options, field.name) for field in fields(settings)})


def _run(options: argparse.Namespace) -> None:
    settings = _chosen(options, Settings)
    base = ensure_base()
    states = prepared(_sources(options), settings, base, options.folder / "data")
    together = Together.load(options.together_with) if options.together_with else None
    run = Run(load_bert(base), states, settings, folder_identity(base), options.folder, together)
    run.resume(options.begin, options.share)
    run.train(Limits(options.hours * _HOUR, look_steps=options.look, steps=options.steps))


def _sources(options: argparse.Namespace) -> Sources:
    squad, asked = (tuple(sorted(paths)) for paths in (options.squad, options.asked))
    return Sources(squad, options.stard, options.corpus, asked)


def _evaluate(options: argparse.Namespace) -> None:
    lines = evaluate(options.checkpoint, ensure_base(), options.file, options.paragraphs, options.share)
    for line in lines:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def _export(options: argparse.Namespace) -> None:
    path = packed_file()
    packed = parse_packed(path.read_bytes(), str(path))
    export(options.checkpoint, packed, ensure_base(), options.folder, options.share)


def _head(options: argparse.Namespace) -> None:
    settings = _chosen(options, HeadSettings)
    write_head(
        options.checkpoint, ensure_base(), options.folder / "data", options.target, settings, options.share
    )


def _reader(options: argparse.Namespace) -> None:
    states = prepared_last(_sources(options), Settings(), options.target, options.folder)
    write_reader(states, options.target, _chosen(options, ReaderSettings))


def _held(options: argparse.Namespace) -> None:
    for path in options.squad:
        articles = write_held(path, options.folder / path.name)
        sys.stdout.write(f"{options.folder / path.name}: {articles} articles\n")


if __name__ == "__main__":
    sys.exit(main())
