"""What is searched for a question of several parts."""

import pytest

import rag.search
from index.build import build_index
from index.reader import Index
from rag import Chatbot
from rag.search import Asked
from rag.times import asked_times
from tests.conftest import write
from tests.fakes import FakeEncoder

ASKED = "青岚大桥2023年何时封顶，全长多少公里？"


@pytest.fixture
def search(tmp_path):
    texts = {
        f"n{n}": f"# 简报{n}\n2023年5月{n}日\n\n青岚大桥2023年{n}月封顶，全长{n}公里。\n"
        for n in range(1, 13)
    }
    build_index(write(tmp_path / "corpus", **texts), tmp_path / "index", FakeEncoder())
    return Chatbot(Index.open(tmp_path / "index", FakeEncoder.name), FakeEncoder())._search


def test_a_part_reads_fewer_passages_than_the_whole(search):
    asked = Asked(ASKED, ASKED)
    whole, *parts = search.find(asked, search.vectors(asked), None)
    assert len(whole) == 10 and [len(part) for part in parts] == [6, 6]


def test_the_time_of_a_passage_is_told_once_for_all_parts(search, monkeypatch):
    told = []
    fit = rag.in_period.fit
    monkeypatch.setattr(rag.in_period, "fit", lambda d, c, t: told.append((d.id, t)) or fit(d, c, t))
    asked = Asked(ASKED, ASKED, times=asked_times(ASKED, None))
    assert len(search.find(asked, search.vectors(asked), None)) == 3
    assert told and len(told) == len(set(told))
