"""Questions with all that an answer is chosen from, gathered once and judged under any weights."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from eval.cases import Case
from eval.fitting.perturb import near_misses
from eval.metrics.answers import comparable, is_right
from eval.public.given import Given
from index.encoder import Encoder
from rag import evidence
from rag.chat import MAX_CHARS, Chatbot
from rag.compose import Quote, Room
from rag.evidence import Candidate
from rag.passages import chatbot_over
from rag.rules import OF_FOLDER, RULES, Rules
from rag.verdict import Evidence, Verdict, judge
from rag.verdict import quotes_of as verdict_quotes
from rag.veto import conflict
from rag.weights import Linear, Weights, WeightSets

# What `eval.fitting.perturb` and `eval.public.sets` add to the id of the question that they change.
_CHANGED = re.compile(r"^no-|-(?:year|name|number|sibling)$")
# Passages of an index up to which it is taken for one of brought passages.
_BROUGHT = 30


@dataclass(frozen=True, slots=True)
class Sample:
    """A case, what was found for it and for each of its parts, and how much it counts.

    `group` names where it comes from; questions with the same `origin` belong in the same fold. A question
    put to one paragraph alone teaches which sentence answers, not whether any does: it never `decides`. One
    `of_folder` teaches nothing about passages that a caller brings.
    """

    case: Case
    whole: Evidence
    parts: tuple[Evidence, ...]
    group: str
    origin: str
    weight: float = 1.0
    decides: bool = True
    of_folder: bool = False


def collect(chatbot: Chatbot, cases: Sequence[Case], group: str, weight: float = 1.0) -> list[Sample]:
    """Evidence of every case."""
    return [_sample(chatbot, case, group, weight) for case in cases]


def collect_given(
    given: Sequence[Given], group: str, encoder: Encoder, weight: float = 1.0
) -> Iterator[Sample]:
    """Evidence of questions over their own passages, and of their near-misses."""
    near = near_misses([g.case for g in given])
    for each in given:
        with chatbot_over(each.passages, encoder) as chatbot:
            yield _sample(chatbot, each.case, group, weight)
            for case in near:
                if case.id.rpartition("-")[0] == each.case.id:
                    yield _sample(chatbot, case, f"{group} {case.category}", weight)


def collect_alone(given: Sequence[Given], group: str, encoder: Encoder, weight: float) -> Iterator[Sample]:
    """Evidence of questions over one paragraph, from which only the choice of a sentence is learned."""
    for each in given:
        with chatbot_over(each.passages, encoder) as chatbot:
            yield replace(_sample(chatbot, each.case, group, weight), decides=False)


def rescored(sample: Sample, selection: Linear) -> Sample:
    """Order the sentences anew."""
    parts = tuple(_rescored(part, selection) for part in sample.parts)
    return replace(sample, whole=_rescored(sample.whole, selection), parts=parts)


def origin_of(case: Case) -> str:
    """Id of the question that a case was made from, or its own."""
    return _CHANGED.sub("", case.id)


def is_brought(sample: Sample) -> bool:
    """Whether the passages are a caller's, which have weights of their own."""
    return sample.whole.query.passages <= _BROUGHT


def weights_of(sample: Sample, sets: WeightSets) -> Weights:
    """The weights by which a sample is judged."""
    return sets.brought if is_brought(sample) else sets.folder


def verdict(sample: Sample, sets: WeightSets, rules: Rules = RULES, max_chars: int = MAX_CHARS) -> Verdict:
    """Judge as the chatbot would under these weights."""
    weights = weights_of(sample, sets)
    ordered = rescored(sample, weights.evidence)
    return judge(ordered.whole, ordered.parts, max_chars, weights, _rules_of(sample, rules))


def is_good(sample: Sample, given: Verdict) -> bool:
    """Right, if there is an answer; refused, if there is none."""
    if not sample.case.answerable:
        return not given.answered
    return given.answered and is_right("".join(q.text for q, _ in given.quotes), sample.case.need_all)


def quotes_of(sample: Sample, rules: Rules = RULES) -> list[Quote]:
    """Quotes that would answer the question as a whole."""
    return verdict_quotes(sample.whole, Room(MAX_CHARS), _rules_of(sample, rules))


def _rules_of(sample: Sample, rules: Rules) -> Rules:
    """The rules of its kind, with what an ablation turned off."""
    if is_brought(sample):
        return rules
    return replace(
        rules,
        dissent_means=OF_FOLDER.dissent_means,
        least_share=OF_FOLDER.least_share,
        least_of_one=OF_FOLDER.least_of_one,
        parts_share=OF_FOLDER.parts_share,
    )


def holds_answer(sample: Sample, quotes: Sequence[Quote]) -> bool:
    """Whether the quotes hold the answer, which an unanswerable case has not."""
    said = "".join(quote.text for quote in quotes)
    return sample.case.answerable and is_right(said, sample.case.need_all)


def is_vetoed(sample: Sample, quotes: Sequence[Quote], rules: Rules = RULES) -> bool:
    """Whether something plain speaks against the quotes."""
    return bool(quotes) and rules.veto and conflict(sample.whole.query, quotes) is not None


def holds_item(case: Case, candidate: Candidate) -> bool:
    """Whether a sentence holds one of the needed items; where gold is known, in a document that has it."""
    if case.gold and candidate.document.id not in {document for document, _ in case.gold}:
        return False
    said = comparable(candidate.text)
    quoted = [comparable(quote) for document, quote in case.gold if document == candidate.document.id]
    if quoted and not any(said in quote or quote in said for quote in quoted):
        return False
    return any(comparable(a) in said for alternatives in case.need_all for a in alternatives)


def _sample(chatbot: Chatbot, case: Case, group: str, weight: float = 1.0) -> Sample:
    whole, *parts = chatbot.evidence(case.question, case.history, case.as_of)
    return Sample(case, whole, tuple(parts), group, origin_of(case), weight)


def _rescored(found: Evidence, selection: Linear) -> Evidence:
    if not found.candidates:
        return found
    rows = np.stack([c.features for c in found.candidates])
    scores = selection.logits(rows, evidence.FEATURES).tolist()
    scored = [replace(c, score=s) for c, s in zip(found.candidates, scores, strict=True)]
    return found.with_candidates(sorted(scored, key=lambda c: (-c.score, c.rank, c.sentence.start)))
