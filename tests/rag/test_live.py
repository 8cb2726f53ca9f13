import gc
import os
import sys
import threading
import time
import weakref

import pytest

from index.build import build_index
from index.errors import IndexUnusableError
from index.generation import current_generation
from index.reader import Index
from rag import Chatbot
from rag.live import LiveChatbot
from rag.scale import similarity_floors
from tests.fakes import FakeEncoder

ASKED = "黄茅海大桥西塔何时封顶"


def opened(index_dir):
    encoder = FakeEncoder()
    return Chatbot(Index.open(index_dir, encoder.name), encoder)


def test_the_newest_answers(corpus, index_dir):
    live = LiveChatbot(opened(index_dir))
    assert "bridge.txt" in [f.path for f in live.files()]
    assert live.ask(ASKED).answered
    (corpus / "bridge.txt").unlink()
    (corpus / "reprint.txt").unlink()
    build_index(corpus, index_dir, FakeEncoder())
    live.replace(opened(index_dir))
    assert [f.path for f in live.files()] == ["new.txt", "old.txt"]
    assert not live.ask(ASKED).answered
    assert live.document("new.txt").id == "new.txt"


def test_a_retired_index_leaves_the_memory_at_once(index_dir):
    retired = opened(index_dir)
    live = LiveChatbot(retired)
    assert live.ask(ASKED).answered
    parts = [weakref.ref(part) for part in (retired, retired._index.catalog, retired._index.sentence_vectors)]
    gc.disable()
    try:
        live.replace(opened(index_dir))
        del retired
        assert [part() for part in parts] == [None, None, None]
    finally:
        gc.enable()


def test_questions_go_on_while_the_index_is_exchanged(corpus, index_dir):
    live = LiveChatbot(opened(index_dir))
    done, failed = threading.Event(), []

    def ask():
        while not done.is_set():
            try:
                answer = live.ask(ASKED)
                assert answer.answered
            except Exception as error:
                failed.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for turn in range(4):
        (corpus / "more.txt").write_text(f"第{turn}次通知。", encoding="utf-8")
        build_index(corpus, index_dir, FakeEncoder())
        live.replace(opened(index_dir))
    done.set()
    for thread in threads:
        thread.join()
    assert failed == []


class Slow(FakeEncoder):
    """Does not go on with a question until it is let."""

    def __init__(self):
        super().__init__()
        self.asked, self.go_on = threading.Event(), threading.Event()

    def encode_queries(self, texts):
        self.asked.set()
        assert self.go_on.wait(30)
        return super().encode_queries(texts)


def test_a_question_outlives_any_number_of_exchanges(index_dir, monkeypatch):
    close, closed = Chatbot.close, []
    monkeypatch.setattr(Chatbot, "close", lambda chatbot: (closed.append(chatbot), close(chatbot)))
    slow = Slow()
    first = Chatbot(Index.open(index_dir, slow.name), slow)
    live, answers = LiveChatbot(first), []
    asking = threading.Thread(target=lambda: answers.append(live.ask(ASKED)))
    asking.start()
    assert slow.asked.wait(30)
    others = [opened(index_dir) for _ in range(3)]
    for chatbot in others:
        live.replace(chatbot)
    assert closed == others[:2]
    slow.go_on.set()
    asking.join()
    assert answers[0].answered
    assert closed == [*others[:2], first]


def test_an_index_that_is_written_to_answers_no_more_until_it_is_exchanged(corpus, index_dir):
    live, told = LiveChatbot(opened(index_dir)), []
    live.on_damage = lambda: told.append(True)
    assert live.is_sound()
    os.utime(current_generation(index_dir) / "documents.sqlite", (0, 0))
    for question in (lambda: live.ask(ASKED), lambda: live.document("new.txt")):
        with pytest.raises(IndexUnusableError, match="索引文件在使用中被改动：.*documents.sqlite"):
            question()
    assert (told, live.is_sound()) == ([True, True], False)
    live.replace(opened(index_dir))
    assert live.ask(ASKED).answered and live.is_sound()


def test_what_was_read_while_the_index_was_written_to_does_not_come_out(index_dir):
    slow = Slow()
    live, failed = LiveChatbot(Chatbot(Index.open(index_dir, slow.name), slow)), []

    def ask():
        with pytest.raises(IndexUnusableError):
            live.ask(ASKED)
        failed.append(True)

    asking = threading.Thread(target=ask)
    asking.start()
    assert slow.asked.wait(30)
    os.utime(current_generation(index_dir) / "sentence_vectors.npy", (0, 0))
    slow.go_on.set()
    asking.join()
    assert failed == [True]


def test_only_so_many_questions_are_worked_on_at_once(index_dir, monkeypatch):
    monkeypatch.setattr("rag.live.cores", lambda: 2)
    most, at_work, lock = [], [], threading.Lock()

    class Counting(Slow):
        def encode_queries(self, texts):
            with lock:
                at_work.append(texts)
                most.append(len(at_work))
            found = super().encode_queries(texts)
            with lock:
                at_work.pop()
            return found

    similarity_floors(FakeEncoder())  # as a chatbot asks it once for all of a name
    slow = Counting()
    live, answers = LiveChatbot(Chatbot(Index.open(index_dir, slow.name), slow)), []
    asking = [
        threading.Thread(target=lambda n=n: answers.append(live.ask(f"{ASKED}{'？' * n}"))) for n in range(6)
    ]
    for thread in asking:
        thread.start()
    ends = time.monotonic() + 30
    while len(at_work) + len(live._turns._waiting) < len(asking) and time.monotonic() < ends:
        time.sleep(0.01)
    assert (len(at_work), len(live._turns._waiting)) == (3, 3)
    slow.go_on.set()
    for thread in asking:
        thread.join()
    assert len(answers) == 6 and all(answer.answered for answer in answers)
    assert max(most) == 3


@pytest.mark.parametrize(("before", "after"), [(0.005, 0.001), (0.0005, 0.0005)])
def test_who_waits_for_the_interpreter_gets_it_after_a_millisecond(index_dir, before, after):
    kept = sys.getswitchinterval()
    try:
        sys.setswitchinterval(before)
        LiveChatbot(opened(index_dir))
        assert sys.getswitchinterval() == pytest.approx(after)
    finally:
        sys.setswitchinterval(kept)
