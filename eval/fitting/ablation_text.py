"""The tables of ablations as a Markdown document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eval.compared import Table
from eval.public.given import SEVERAL_CHARS
from rag.chat import MAX_CHARS

_HEAD = f"""\
# Ablations

What each component is worth: one is off at a time, all the rest is as it was. Written by

```sh
{{command}}
```

A cell has the figure without the component and, where that differs from everything, by how much and the p of
the difference: a paired permutation test in which all that was made of one question is exchanged together,
two-sided, at least .001. With {{cells}} comparisons one in twenty is below .05 by chance. Answers have
{MAX_CHARS} characters, those to questions of several things {SEVERAL_CHARS}.

## Choosing, deciding, rules

Weights and thresholds are fitted anew without the component, on the other four of five folds. "Noise" is the
share of the five given passages without the answer, of questions of one thing; "several things" are asked at
noise 0 and 0.4. "Sentence first": the likeliest sentence holds the answer, of a paragraph alone; of those
that the encoder was trained on, as on CMRC 2018 trial, it is more than of others. A false
refusal leaves an answerable question without an answer, a false answer gives one to a question that has none.
AUROC and the expected calibration error are of the confidence as shown, that is, after the veto; right
is there whether quotes for the question as a whole hold the answer, before any refusal.
"""
_LEGS = """\
## Searching: {name}

With the weights that come with the program, over one index. "Hit": a passage holds a gold quote, or all that
were found together hold the answer where no quote is known. Documents that a question names are not looked up
directly, short forms are not written out, and times that are asked after are not preferred.
"""


def document(command: str, table: Table, legs: Mapping[str, Table]) -> Iterator[str]:
    """Lines of the document; `legs` are tables of `eval.fitting.legs` by the name of their questions."""
    cells = sum((len(t.rows) - 1) * len(t.columns) for t in (table, *legs.values()))
    yield from _HEAD.format(command=command, cells=cells).split("\n")
    yield from table.lines("off")
    for name, found in legs.items():
        yield from ("", *_LEGS.format(name=name).split("\n"))
        yield from found.lines("off")
