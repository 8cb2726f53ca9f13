import os
import threading
from types import SimpleNamespace

import numpy as np
import pytest

from rag.retrieve import search_hybrid
from rag.search import Asked
from tests.fakes import FakeEncoder
from tests.torture.child import Ended, in_child

WAIT_S = 20


class Meeting:
    """Each of two calls goes on only when the other has begun."""

    def __init__(self):
        self.begun = {name: threading.Event() for name in ("dense", "lexical")}
        self.met = []

    def call(self, name, other):
        self.begun[name].set()
        self.met.append(self.begun[other].wait(WAIT_S))


def an_index(passages, dense, lexical):
    class Vectors:
        search = staticmethod(dense)

        def __len__(self):
            return passages

        def scores(self, vector, ids):
            return np.full(len(ids), 0.5, np.float32)

    return SimpleNamespace(
        vectors=Vectors(),
        lexical=SimpleNamespace(search=lexical),
        catalog=SimpleNamespace(chunk=lambda number: None),
        twins=np.array([0]),
    )


def test_both_legs_of_a_large_index_search_at_the_same_time():
    meeting = Meeting()

    def dense(vector, top_k, within):
        meeting.call("dense", "lexical")
        return np.array([0]), np.array([0.5], np.float32)

    def lexical(question, top_k, bigram_weight, within):
        meeting.call("lexical", "dense")
        return np.array([0]), np.array([2.0], np.float32)

    hits = search_hybrid(an_index(10_000, dense, lexical), "问", np.zeros(2, np.float32), 5)
    assert [(hit.number, hit.lexical) for hit in hits] == [(0, 2.0)]
    assert meeting.met == [True, True]


def test_a_small_index_is_searched_in_the_thread_of_the_question():
    threads = []

    def dense(vector, top_k, within):
        threads.append(threading.current_thread())
        return np.array([0]), np.array([0.5], np.float32)

    def lexical(question, top_k, bigram_weight, within):
        threads.append(threading.current_thread())
        return np.array([0]), np.array([2.0], np.float32)

    hits = search_hybrid(an_index(100, dense, lexical), "问", np.zeros(2, np.float32), 5)
    assert [(hit.number, hit.lexical) for hit in hits] == [(0, 2.0)]
    assert threads == [threading.current_thread()] * 2


def test_what_is_asked_again_is_not_encoded_again(chatbot):
    encoder = FakeEncoder()
    asked = []

    def encode(texts):
        asked.append(tuple(texts))
        return encoder.encode_queries(texts)

    search = type(chatbot._search)(
        chatbot._index,
        SimpleNamespace(name="fake@1", encode_queries=encode, encode_passages=encode),
        chatbot._weights,
    )
    before = len(asked)
    one = search.vectors(Asked("停车收费多少", "停车收费多少"))
    two = search.vectors(Asked("停车收费多少", "停车收费多少"))
    search.vectors(Asked("停车收费多少", "那停车呢"))
    assert asked[before:] == [("停车收费多少",), ("停车收费多少", "那停车呢")]
    assert one[0][1] is two[0][1]


@pytest.mark.skipif(os.name != "posix", reason="fork")
def test_a_forked_process_searches_with_threads_of_its_own(chatbot, monkeypatch):
    monkeypatch.setattr("rag.retrieve._WORTH_A_THREAD", 0)
    question = "黄茅海大桥何时封顶"
    said = chatbot.ask(question).text  # the threads of this process have begun
    assert in_child(lambda: chatbot.ask(question).text, kill_after=WAIT_S) == Ended(0, said)
