from dataclasses import replace

import numpy as np
import pytest

from index.reader import Index
from rag.former import asks_former
from rag.in_force import InForce
from rag.retrieve import Narrowed, search_hybrid
from tests.fakes import FakeEncoder

QUESTION = "临时泊位停车每小时收费多少钱"


@pytest.fixture
def index(index_dir):
    return Index.open(index_dir, FakeEncoder().name)


def search(index, narrowed):
    vector = FakeEncoder().encode_queries([QUESTION])[0]
    return search_hybrid(index, QUESTION, vector, 10, narrowed)


def of(index, *names):
    return index.catalog.passages_of([f"{name}.txt" for name in names])


def test_a_search_is_confined_to_some_passages(index):
    hits = search(index, Narrowed(only=tuple(of(index, "bridge", "old"))))
    assert {h.chunk.document_id for h in hits} == {"bridge.txt", "old.txt"}
    assert hits[0].chunk.document_id == "old.txt"


def test_hidden_passages_are_not_returned(index):
    hits = search(index, Narrowed(hidden=frozenset(of(index, "new"))))
    assert "new.txt" not in {h.chunk.document_id for h in hits}
    assert len(hits) > 0


def test_preferred_passages_gain_on_the_others(index):
    bridge = of(index, "bridge")
    plain = {h.number: h.score for h in search(index, Narrowed())}
    preferred = {h.number: h.score for h in search(index, Narrowed(preferred=tuple(bridge)))}
    assert all(np.isclose(preferred[n] - plain[n], 1.5 * (n in bridge)) for n in plain)


def test_a_replacement_that_was_not_found_is_named(index):
    state = InForce(index.catalog)
    old = [h for h in search(index, Narrowed()) if h.chunk.document_id == "old.txt"]
    assert list(state.unseen(old, "2023-06-01")) == ["new.txt"]
    assert list(state.unseen(old, "2020-01-01")) == []
    assert list(state.unseen(search(index, Narrowed()), "2023-06-01")) == []


def test_the_replacement_stands_before_what_it_replaced(chatbot):
    evidence = chatbot.evidence(QUESTION)[0]
    places = [c.document.id for c in evidence.candidates]
    assert places.index("new.txt") < places.index("old.txt")


@pytest.mark.parametrize(("behind", "first"), [(4.5, "new.txt"), (9.0, "old.txt")])
def test_a_replacement_that_hardly_speaks_of_it_does_not_stand_before(index, chatbot, behind, first):
    found = {c.document.id: c for c in chatbot.evidence(QUESTION)[0].candidates}
    told = [replace(found["old.txt"], score=9.0), replace(found["new.txt"], score=9.0 - behind)]
    assert InForce(index.catalog).ordered(told, "2023-06-01")[0].document.id == first


@pytest.mark.parametrize(
    "question",
    [
        "旧版停车费多少",
        "老办法停车费是多少",
        "2023年修订之前收多少",
        "原来的规定收几块",
        "改之前的比例是多少",
        "被废止的办法里多少",
        "标准调整之前是多少",
    ],
)
def test_a_former_edition_is_asked_for(question, chatbot):
    assert asks_former(question)
    places = [c.document.id for c in chatbot.evidence(f"{question}，{QUESTION}")[0].candidates]
    assert places.index("old.txt") < places.index("new.txt")


@pytest.mark.parametrize(
    "question",
    [
        "老办法还算数吗",
        "旧规定作废了吗",
        "修订前后有什么变化",
        "以前的同事怎么联系",
        "修改前3天要公告吗",
        "停车费多少",
        "养老政策有哪些",
        "折旧标准是多少",
        "新旧办法相比",
    ],
)
def test_no_former_edition_is_asked_for(question):
    assert not asks_former(question)


@pytest.mark.parametrize(
    ("years", "first"), [("2019", "old.txt"), ("2023", "new.txt"), ("2019和2023", "new.txt")]
)
def test_who_names_the_year_of_an_edition_asks_for_it(years, first, chatbot):
    places = [c.document.id for c in chatbot.evidence(f"{years}年的办法，{QUESTION}")[0].candidates]
    assert min("old.txt", "new.txt", key=places.index) == first


def test_what_was_not_replaced_is_as_likely_to_who_asks_for_a_former_edition(index, chatbot):
    found = chatbot.evidence(QUESTION)[0].candidates
    bridge = [c for c in found if c.document.id == "bridge.txt"]
    state = InForce(index.catalog)
    assert state.ordered(bridge, "2023-06-01", former=True) == state.ordered(bridge, "2023-06-01")
    before = [c for c in found if c.document.id == "old.txt"]
    assert state.ordered(before, "2020-01-01", former=True) == state.ordered(before, "2020-01-01")


@pytest.mark.parametrize(
    "question",
    ["以前的文件怎么归档", "旧文件怎么销毁", "修改前需要备份吗", "合同调整前要谁审批", "调整前应当先公示吗"],
)
def test_what_is_done_with_old_things_asks_after_no_edition(question):
    assert not asks_former(question)
