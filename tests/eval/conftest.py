import pytest

from eval.cases import Case
from eval.fitting.samples import collect_given
from eval.opened import Opened
from eval.public.given import Given
from eval.results import Setting, result_of
from eval.run import run
from index.generation import current_generation
from index.reader import Index
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


@pytest.fixture
def opened(index_dir):
    encoder = FakeEncoder()
    found = Opened(Index.open(index_dir, encoder.name), encoder, current_generation(index_dir).name)
    yield found
    found.index.close()


@pytest.fixture
def cases():
    bridge = ("bridge.txt", "黄茅海大桥西塔预计今年4月封顶，中塔预计今年5月封顶。")
    return [
        Case("q1", "黄茅海大桥西塔和中塔何时封顶", (("4月",), ("5月",)), "date", "test", (bridge,)),
        Case("q2", "停车每小时收费多少", (("5元",),), "number", "test", (("new.txt", "每小时收费5元"),)),
        Case("q3", "青岚大桥的总投资是多少", (), "none", "test"),
    ]


@pytest.fixture
def measured(opened, cases):
    def measure(asked=cases):
        rows = run(opened.chatbot(), asked, 200)
        return rows, result_of(rows, Setting("questions.jsonl", "test", 200), opened)

    return measure
