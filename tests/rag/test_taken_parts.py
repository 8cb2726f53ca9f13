"""Vectors of the parts of a question: of its own words in the pass of the question, or each by itself."""

import pytest

from index.build import build_index
from index.reader import Index
from rag import Chatbot
from rag.parts import parts_of, taken_from
from rag.passages import chatbot_over
from rag.search import _encode
from tests.conftest import write
from tests.fakes import FakeEncoder, FakeLateEncoder

ASKED = "青岚大桥何时封顶，全长多少公里？"
TOLD = "青岚大桥全长2.36公里，预计今年4月封顶。"


@pytest.mark.parametrize(
    ("part", "taken"),
    [
        ("青岚大桥何时封顶", ["青岚大桥何时封顶"]),
        ("青岚大桥全长多少公里", ["青岚大桥", "全长多少公里"]),
        ("青岚大桥第二季度何时封顶", None),  # words that the question has not
    ],
)
def test_a_part_takes_words_of_its_question(part, taken):
    spans = taken_from(ASKED, part)
    assert spans and [ASKED[start:end] for start, end in spans] == taken if taken else spans is None


class Counting(FakeLateEncoder):
    def __init__(self):
        super().__init__()
        self.questions = []

    def encode_question(self, text, parts):
        self.questions.append((text, [["".join(text[slice(*span)]) for span in own] for own in parts]))
        return super().encode_question(text, parts)


def test_the_parts_of_a_question_to_a_folder_are_encoded_with_it_once(tmp_path):
    encoder = Counting()
    build_index(write(tmp_path / "corpus", bridge=TOLD), tmp_path / "index", encoder)
    chatbot = Chatbot(Index.open(tmp_path / "index", encoder.name), encoder)
    encoder.questions.clear()  # those of the floor
    first, second = chatbot.ask(ASKED), chatbot.ask(ASKED)
    assert first.text == second.text
    assert encoder.questions == [(ASKED, [["青岚大桥何时封顶"], ["青岚大桥", "全长多少公里"]])]
    chatbot.ask("青岚大桥何时封顶")
    assert len(encoder.questions) == 2


def test_over_brought_passages_and_without_a_late_encoder_each_part_is_encoded_alone(tmp_path):
    encoder = Counting()
    with chatbot_over([TOLD], encoder) as chatbot:
        encoder.questions.clear()
        chatbot.ask(ASKED)
    assert encoder.questions == [(text, []) for text in (ASKED, *parts_of(ASKED))]
    build_index(write(tmp_path / "corpus", bridge=TOLD), tmp_path / "index", FakeEncoder())
    chatbot = Chatbot(Index.open(tmp_path / "index", FakeEncoder.name), FakeEncoder())
    assert len(chatbot.evidence(ASKED)) == 1 + len(parts_of(ASKED))


def test_parts_in_other_words_and_the_words_of_a_follow_up_are_encoded_by_themselves():
    encoder = Counting()
    texts = ("前两季度GDP分别是多少", "第一季度GDP是多少", "第二季度GDP是多少")
    found = _encode(encoder, True, texts, ("分别是多少",))
    assert [q.vector.tolist() for q in found] == encoder.encode_queries([*texts, "分别是多少"]).tolist()
    own = _encode(encoder, True, (ASKED, "青岚大桥何时封顶"), ("何时封顶",))
    assert len(own) == 3 and own[2].vector.tolist() == encoder.encode_queries(["何时封顶"])[0].tolist()
