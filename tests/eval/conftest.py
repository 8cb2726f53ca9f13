import pytest

from eval.cases import Case
from eval.fitting.samples import collect_given
from eval.public.given import Given
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
