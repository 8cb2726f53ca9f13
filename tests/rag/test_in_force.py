from dataclasses import replace

import numpy as np
import pytest

from index.reader import Index
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
