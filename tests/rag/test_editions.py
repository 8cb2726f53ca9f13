from dataclasses import replace

import pytest

from rag.compose import Room, compose
from rag.former import compares_editions
from rag.rules import RULES
from rag.verdict import quotes_of

ASKED = "临时泊位停车每小时收费多少钱"


def documents_quoted(chatbot, question):
    evidence, *_ = chatbot.evidence(question)
    return {q.candidate.document.id for q in quotes_of(evidence, Room(300, enough=1.0), RULES)}


def test_the_edition_that_answers_is_quoted_alone(chatbot):
    assert "new.txt" in documents_quoted(chatbot, ASKED)
    assert "old.txt" not in documents_quoted(chatbot, ASKED)
    former = documents_quoted(chatbot, f"旧版办法里，{ASKED}")
    assert "old.txt" in former and "new.txt" not in former


def test_nor_is_the_other_quoted_after_a_third_text(chatbot):
    evidence, *_ = chatbot.evidence(ASKED)
    best = {c.document.id: c for c in reversed(evidence.candidates)}
    ordered = [replace(best[i], score=-float(n)) for n, i in enumerate(("bridge.txt", "new.txt", "old.txt"))]
    quotes = compose(evidence.query, ordered, Room(300, enough=1.0))
    assert [q.candidate.document.id for q in quotes] == ["bridge.txt", "new.txt"]


@pytest.mark.parametrize("question", [f"{ASKED}，与以前有什么不同", f"{ASKED}，2019年和2023年各是多少"])
def test_both_are_quoted_where_both_are_asked(question, chatbot):
    assert {"new.txt", "old.txt"} <= documents_quoted(chatbot, question)


@pytest.mark.parametrize(
    ("question", "compares"),
    [
        ("标准提高到多少", True),
        ("新旧办法有什么区别", True),
        ("历年的补贴标准", True),
        ("房租比例是多少", False),
        ("现行标准是多少", False),
        ("变压器多少钱", False),
    ],
)
def test_a_change_is_asked_for(question, compares):
    assert compares_editions(question) is compares
