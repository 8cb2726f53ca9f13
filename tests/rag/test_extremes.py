"""The row of a table that has the most, or the least, of what is asked."""

from dataclasses import replace

import pytest

from rag.extremes import of_extreme, undecided
from rag.passages import chatbot_over
from tests.fakes import FakeEncoder

LINES = """定制公交线路

| 线路 | 起点 | 票价 | 里程（公里） |
| D12 | 老城 | 3元 | 18 |
| D13 | 新城 | 5元 | 6.5 |
| D15 | 县城 | 8元 | 24 |
"""
PROJECTS = """重点项目

项目 | 总投资（亿元） | 年份
大桥 | 18.7 | 2020—2023年
枢纽 | 86.5 | 2021—2024年
船闸 | 9.4 | 2023年
"""
ROADS = """占道施工

| 路段 | 开始日期 | 结束日期 | 单位 |
| 北堤路 | 3月1日 | 5月20日 | 市政公司 |
| 文昌街 | 3月10日 | 4月25日 | 路桥公司 |
| 灯塔路 | 4月6日 | 12月上旬 | 燃气公司 |
"""
GRANTS = """补贴明细
镇街：石门镇；农机购置 台数：12；农机购置 金额：30.5；发放日期：2023-06-30。
镇街：桥头镇；农机购置 台数：9；农机购置 金额：41.2；发放日期：2023-07-30。
"""


@pytest.mark.parametrize(
    ("question", "text", "rows"),
    [
        ("哪条线路票价最贵", LINES, ["D15"]),
        ("哪条线路票价最便宜", LINES, ["D12"]),
        ("最远的线路是哪条", LINES, ["D15"]),
        ("里程最短的线路是哪一条，几公里", LINES, ["D13"]),
        ("谁的总投资最多", PROJECTS, ["枢纽"]),
        ("哪个镇农机购置金额最多", GRANTS, ["桥头镇"]),
        ("哪个镇农机购置台数最多", GRANTS, ["石门镇"]),
        ("农机购置金额垫底的是哪个镇", GRANTS, ["石门镇"]),
        ("谁的总投资最多", PROJECTS + "合计 | 114.6 | 2023年\n", ["枢纽"]),
        ("哪条路最晚完工", ROADS, ["灯塔路"]),
        ("最早围起来的是哪条路", ROADS, ["北堤路"]),
        ("最先完工的是哪一条路", ROADS, ["文昌街"]),
        ("补贴最先发放到哪个镇", GRANTS, ["石门镇"]),
        ("最先发放补贴的是哪个镇", GRANTS, ["石门镇"]),
        ("哪条路最晚", ROADS, None),  # begun or finished
        ("这条路最晚哪天完工", ROADS, None),  # a day is asked
        # not plain, which column
        ("哪个镇最多", GRANTS, None),
        ("哪条线路班次最多", LINES, None),
        ("哪条线路班次最多", LINES.replace("里程（公里）", "里程").replace("| 18", "| 远"), None),
        # a limit, or none asked
        ("一条线路票价最多多少", LINES, None),
        ("D12票价多少", LINES, None),
        # the question names a row, which is not that of all
        ("老城和新城哪条线路票价最贵", LINES, None),
    ],
)
def test_the_row_with_the_most_or_the_least(question, text, rows):
    with chatbot_over([text], FakeEncoder()) as chatbot:
        found, *_ = chatbot.evidence(question)
    candidates = sorted(found.candidates, key=lambda c: not ("|" in c.text or "；" in c.text))
    # As for a model that finds all rows alike.
    candidates = [type(c)(**{n: getattr(c, n) for n in c.__slots__} | {"score": 1.0}) for c in candidates]
    ordered = of_extreme(found.query, candidates)
    if rows is None:
        assert list(ordered) == candidates
    else:
        first, *others = ordered
        assert rows[0] in first.text
        assert not any("|" in c.text or "；" in c.text for c in others)


def test_the_likeliest_row_tells_whether_its_table_answers():
    with chatbot_over([LINES], FakeEncoder()) as chatbot:
        (found,) = chatbot.evidence("哪条线路票价最贵")
    rows = [c for c in found.candidates if "|" in c.text]
    rows.sort(key=lambda c: "D15" in c.text)
    rows = [replace(c, score=2.0 - place) for place, c in enumerate(rows)]
    (first,) = of_extreme(found.query, rows)
    assert "D15" in first.text
    assert first.score == rows[0].score and (first.features == rows[0].features).all()


def test_rows_with_the_same_figure_stand_side_by_side():
    text = LINES.replace("5元", "8元")
    with chatbot_over([text], FakeEncoder()) as chatbot:
        (found,) = chatbot.evidence("哪条线路票价最贵")
    ordered = of_extreme(found.query, [c for c in found.candidates if "|" in c.text])
    assert sorted(c.text.split(" | ")[0].strip("| ") for c in ordered) == ["D13", "D15"]


@pytest.mark.parametrize(
    ("question", "is_undecided"),
    [
        ("哪条线路票价最贵", False),
        ("哪条线路班次最多", True),
        ("D12票价多少", False),
        ("哪条路最晚", True),
        ("谁最先联系", False),
        ("最后由谁审批", False),
    ],
)
def test_where_no_column_is_plain_any_row_would_be_a_guess(question, is_undecided):
    with chatbot_over(
        [LINES if "线路" in question or "D12" in question else ROADS], FakeEncoder()
    ) as chatbot:
        (found,) = chatbot.evidence(question)
    best = next(c for c in found.candidates if "|" in c.text)
    assert undecided(found.query, best) is is_undecided


STEPS = """报销步骤

| 步骤 | 部门 | 办结 |
| 初审 | 财务部 | 3月1日 |
| 最后审批 | 办公室 | 3月5日 |
| 盖章 | 机要室 | 3月4日 |
"""


@pytest.mark.parametrize(
    ("text", "row", "is_undecided"),
    [
        (STEPS, "最后审批", False),  # says so itself
        (STEPS, "盖章", True),  # neither column is plain
        (STEPS.replace("| 3月1日", "").replace("| 3月5日", "").replace("| 3月4日", ""), "盖章", False),
    ],
    ids=["told", "days", "no days"],
)
def test_a_row_that_says_so_or_a_table_without_days_is_not_compared(text, row, is_undecided):
    with chatbot_over([text], FakeEncoder()) as chatbot:
        (found,) = chatbot.evidence("哪个步骤最后开标盖章审批")
    best = next(c for c in found.candidates if row in c.text)
    assert undecided(found.query, best) is is_undecided
