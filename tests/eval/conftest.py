from pathlib import Path

import pytest

from eval.cases import Case
from eval.fitting.samples import collect_given
from eval.html.conditions import conditions
from eval.public.given import Given
from eval.run import run
from index.build import build_index
from index.reader import Index
from rag import Chatbot
from tests.conftest import BRIDGE, NEW_RULES, OLD_RULES, write
from tests.eval.asked import CASES, HOSTILE_NAME, HOSTILE_TEXT
from tests.fakes import FakeEncoder


@pytest.fixture(scope="session")
def samples():
    given = []
    for n in range(24):
        text = f"第{n}号大桥全长{n + 3}公里，由市交投集团建设。第{n}号大桥位于青岚区。会议要求做好防火工作。"
        asked = Case(str(n), f"第{n}号大桥全长多少公里", ((f"{n + 3}公里",),))
        given += [Given(asked, (text, "图书馆周一闭馆，周二恢复开放。"))]
        given += [Given(Case(str(n), asked.question, (("不在其中",),)), (text,))]
    return list(collect_given(given, "bridges 0.4", FakeEncoder()))


@pytest.fixture(scope="session")
def asked(tmp_path_factory):
    """(rows, where documents are read, conditions) of a run over a small index with hostile texts."""
    folder = tmp_path_factory.mktemp("asked")
    texts = {"bridge": BRIDGE, "new": NEW_RULES, "old": OLD_RULES, HOSTILE_NAME: HOSTILE_TEXT}
    corpus = write(folder / "corpus", **texts)
    build_index(corpus, folder / "index", FakeEncoder())
    chatbot = Chatbot(Index.open(folder / "index", FakeEncoder.name), FakeEncoder())
    made_with = conditions(folder / "index", Path("题目.jsonl"), "dev", 200)
    yield run(chatbot, CASES, 200), chatbot.document, made_with
    chatbot.close()
