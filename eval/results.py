"""What came of a run, kept in a file that later runs are compared with.

A file is one JSON object, a line for each question. It holds no times: equal runs give equal bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from eval.alone import alone
from eval.cases import Case
from eval.opened import Opened
from eval.run import Row
from index.errors import WenjuError

SCHEMA = 1
# Decimals that are kept: what the last bits of a processor make of a figure is no result.
_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Setting:
    """What was asked: a file of questions, or the half `split` of it, with answers of so many characters."""

    questions: str
    split: str | None
    max_chars: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What the questions were asked of; `documents` are the ids of all documents, sorted."""

    generation: str
    encoder: str
    documents: tuple[str, ...]

    @classmethod
    def of(cls, opened: Opened) -> Facts:
        """Take those of an opened index."""
        documents = tuple(sorted(opened.index.catalog.document_ids))
        return cls(opened.generation, opened.index.manifest.model, documents)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a question. `asked` tells whether it is still the same question, see `digest`.

    `measures` are those of `eval.run.Row` and `eval.alone`; one that does not apply is not there.
    """

    id: str
    category: str
    asked: str
    answerable: bool
    answered: bool
    confidence: float
    measures: Mapping[str, float]

    @property
    def good(self) -> bool:
        """Right, if there is an answer; refused, if there is none."""
        return self.measures.get("accuracy") == 1 if self.answerable else not self.answered


@dataclass(frozen=True, slots=True)
class Result:
    """The outcomes of a run, in the order of the questions."""

    setting: Setting
    index: Facts
    outcomes: tuple[Outcome, ...]

    @property
    def by_id(self) -> dict[str, Outcome]:
        """Outcomes by the id of their question."""
        return {outcome.id: outcome for outcome in self.outcomes}


def result_of(rows: Sequence[Row], setting: Setting, opened: Opened) -> Result:
    """Reduce rows to what is kept, and measure the parts of the search for the same questions.

    Raises WenjuError for an id that several questions have.
    """
    repeated = [id_ for id_, count in Counter(row.case.id for row in rows).items() if count > 1]
    if repeated:
        raise WenjuError(f"{setting.questions} 里题号重复：{'、'.join(repeated)}。请改成不同的题号")
    of_parts = alone(opened, [row.case for row in rows])
    outcomes = tuple(_outcome(row, of_parts.get(row.case.id, {})) for row in rows)
    return Result(setting, Facts.of(opened), outcomes)


def digest(case: Case) -> str:
    """8 hex digits of what is asked and of what must be answered: edited questions have another."""
    said = [[turn.question, turn.answer] for turn in case.history]
    asked = [case.question, said, case.as_of, case.need_all, case.gold, case.conflict]
    return hashlib.sha256(json.dumps(asked, ensure_ascii=False).encode()).hexdigest()[:8]


def write_result(result: Result, path: Path) -> None:
    """Write a result, whole or not at all. Raises WenjuError when it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f"{path.name}.new")
        with new.open("w", encoding="utf-8", newline="\n") as file:
            file.write(_text(result))
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        raise WenjuError(f"评测结果没有写下：{path}（{error.strerror}）。请换用别的 --out") from error


def read_result(path: Path) -> Result:
    """Read a result. Raises WenjuError for a file that is none, with the command that makes one."""
    remedy = f"请运行：wenju eval --out {path}"
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        if (schema := stored["schema"]) != SCHEMA:
            raise WenjuError(f"评测结果 {path} 的格式是 {schema}，本程序需要 {SCHEMA}。{remedy}")
        return _result(stored)
    except OSError as error:
        raise WenjuError(f"无法读取评测结果 {path}：{error.strerror}。{remedy}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WenjuError(f"{path} 不是评测结果：{error!r}。{remedy}") from error


def _outcome(row: Row, of_parts: Mapping[str, float]) -> Outcome:
    case, answer = row.case, row.answer
    measures = sorted({**row.measures, **of_parts}.items())
    return Outcome(
        case.id,
        case.category,
        digest(case),
        case.answerable,
        answer.answered,
        round(answer.confidence, _DECIMALS),
        {name: round(value, _DECIMALS) for name, value in measures},
    )


def _text(result: Result) -> str:
    head = {"schema": SCHEMA, "setting": asdict(result.setting), "index": asdict(result.index)}
    lines = [f' "{name}": {_json(value)}' for name, value in head.items()]
    outcomes = ",\n".join(f"  {_json(asdict(outcome))}" for outcome in result.outcomes)
    return "{\n" + ",\n".join([*lines, f' "outcomes": [\n{outcomes}\n ]']) + "\n}\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _result(stored: Mapping[str, Any]) -> Result:
    """Take what `_text` wrote. Raises KeyError, TypeError or AttributeError for anything else."""
    facts = stored["index"]
    return Result(
        Setting(**stored["setting"]),
        Facts(**facts | {"documents": tuple(facts["documents"])}),
        tuple(
            Outcome(**line | {"measures": {name: float(v) for name, v in line["measures"].items()}})
            for line in stored["outcomes"]
        ),
    )
