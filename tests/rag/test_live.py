import threading

from index.build import build_index
from index.reader import Index
from rag import Chatbot
from rag.live import LiveChatbot
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
