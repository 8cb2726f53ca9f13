"""Whether a run may pass: no invariant broken, all gold in the index, nothing lost against the baseline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from eval.compare import Comparison
from eval.paired import chance_of_loss, holm
from eval.results import Facts
from eval.run import Row
from rag.gold import misplaced

# What must hold of every answer, and what it means that it does not.
INVARIANTS = {
    "exact": "引文与文件原文不一致",
    "whole": "引文不是完整的句子",
    "numbers": "答案里有引文没有的数字",
    "quoted": "答案里有引文以外的文字",
}
SIGNIFICANT = 0.05
# Means that may not fall by more than so much, significant or not. Without the lexical leg RR@10 falls from
# .899 to .875 and R@5 from .980 to .964, which chance might do to 224 questions.
MOST_LOST = {"accuracy": 0.05, "refused": 0.05, "R@5": 0.02, "RR@10": 0.02}


def broken(rows: Sequence[Row]) -> Iterator[str]:
    """Say of which question which invariant does not hold; an answer without citations has none."""
    for row in rows:
        for name, said in INVARIANTS.items():
            kept = row.measures.get(name, float(not row.answer.answered))
            if kept != 1:
                yield f"{row.case.id} {row.case.question}：{said}（{name}）"


def missing(rows: Sequence[Row], texts: Mapping[str, str], documents: Sequence[str]) -> Iterator[str]:
    """Say which gold, and which of the baseline's `documents`, the index lacks; `texts` are its own by id."""
    for row in rows:
        yield from (f"{row.case.id}：{problem}" for problem in misplaced(row.case.gold, texts))
    yield from (f"索引里少了文件：{document}" for document in documents if document not in texts)


def losses(comparison: Comparison) -> Iterator[str]:
    """Say which measures are worse than the baseline's: surely, or by too much."""
    if not comparison.questions:
        yield "没有一道题目是基准也有的，无从比较"
    measures = comparison.measures
    corrected = holm([chance_of_loss(measure.gains) for measure in measures])
    for measure, p in zip(measures, corrected, strict=True):
        fell = f"{measure.name} 从 {measure.theirs:.3f} 降到 {measure.ours:.3f}"
        if p < SIGNIFICANT:
            yield f"{fell}，不是偶然（单侧 p = {p:.4f}，已作 Holm 校正）"
        most = MOST_LOST.get(measure.name, 1.0)
        if measure.difference.value < -most - 1e-9:
            yield f"{fell}，超过允许的 {most}"


def reasons(
    rows: Sequence[Row], texts: Mapping[str, str], baseline: Facts, comparison: Comparison
) -> list[str]:
    """Say in Chinese all that speaks against a run; `baseline` is what the comparison is with."""
    return [*broken(rows), *missing(rows, texts, baseline.documents), *losses(comparison)]


def verdict(found: Sequence[str]) -> str:
    """The reasons as text, or that there is none."""
    if not found:
        return "通过"
    listed = "\n".join(f"  {reason}" for reason in found)
    return f"未通过，{len(found)} 条：\n{listed}\n如果是有意的改动，请重做基准：make baseline"
