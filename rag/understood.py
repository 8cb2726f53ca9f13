"""What was understood of a question, as values and as one line for the reader."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.normal import fold
from rag.question import Query
from rag.references import number_forms, references, shown_number
from rag.regions import regions_of
from rag.slots import asked_manner, asked_slots
from rag.times import AskedTime
from rag.types import Understood

# Label of a kind: the slots and manners that make it, or the words that ask for it.
_BY_SLOT = {
    "何时": ("when", "day"),
    "几点": ("clock",),
    "多久": ("duration",),
    "多少": ("number", "money", "percent"),
    "谁": ("who",),
    "哪里": ("where",),
    "哪个单位": ("organisation",),
    "联系方式": ("contact",),
    "为什么": ("why",),
    "哪些": ("list",),
}
_BY_WORDS = {
    "第几": re.compile("第几"),
    "是否": re.compile(
        r"是否|是不是|有没有|能不能|能否|可否|可不可以|要不要|需不需要|会不会|吗(?=[?。!\s]*$)"
    ),
    "如何": re.compile(r"如何|(?<![没不])怎么(?!样)|怎样|怎么样|流程|步骤"),
}
_WHAT = re.compile("什么|哪")


def understood(
    question: str, query: Query, times: Sequence[AskedTime], parts: Sequence[str] = ()
) -> Understood:
    """Gather what was understood: `query` is the question taken apart, `parts` are those of several."""
    named = references(question)
    words = [w for w in query.words if not w.text.isdigit() and not _of_time(w.text, times)]
    return Understood(
        kinds=_kinds(query.folded),
        words=tuple(w.text for w in words),
        names=tuple(w.text for w in words if w.name),
        times=tuple(times),
        years=tuple(sorted(query.years)),
        regions=regions_of(query.folded),
        numbers=tuple(shown_number(n) for n in dict.fromkeys(number_forms(question))),
        titles=named.titles,
        clauses=tuple(f"第{n}条" + (f"之{inserted}" if inserted else "") for n, inserted in named.clauses),
        parts=tuple(parts),
    )


def described(found: Understood) -> str:
    """One line in Chinese; what was not found is left out."""
    times = [t.shown if t.words == t.shown else f"「{t.words}」= {t.shown}" for t in found.times]
    stated = [y for y in found.years if not any(t.first[:4] <= y <= t.last[:4] for t in found.times)]
    facts = {
        "问": found.kinds,
        "关键词": found.words,
        "时间": (*times, *stated),
        "地区": found.regions,
        "文号": found.numbers,
        "文件": tuple(f"《{title}》" for title in found.titles),
        "条款": found.clauses,
        "分问": found.parts,
    }
    return "；".join(f"{name} {'、'.join(values)}" for name, values in facts.items() if values)


def _kinds(folded: str) -> tuple[str, ...]:
    asked = asked_slots(folded) | asked_manner(folded)
    by_slot = [label for label, slots in _BY_SLOT.items() if asked.intersection(slots)]
    by_words = [label for label, pattern in _BY_WORDS.items() if pattern.search(folded)]
    if "第几" in by_words and not re.search("多少", folded):
        by_slot = [label for label in by_slot if label != "多少"]
    found = by_slot + by_words
    return tuple(found) or (("什么",) if _WHAT.search(folded) else ())


def _of_time(word: str, times: Sequence[AskedTime]) -> bool:
    """Whether a word only says when."""
    return any(word in fold(said) for t in times for said in (t.words, t.shown))
