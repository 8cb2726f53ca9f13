from dataclasses import replace

import numpy as np
import pytest

from index.build import build_index
from index.reader import Index
from index.types import Chunk, Document
from rag import Chatbot, answer_from_passages
from rag.in_period import by_period, fit
from rag.times import asked_times
from rag.types import Hit
from rag.weights import stored_weights
from tests.conftest import write
from tests.fakes import FakeEncoder


def notice(year, amount):
    return (
        f"云溪市民政局关于公布城乡低保标准的通知\n发布日期：{year}年3月20日\n\n"
        f"{year}年全市城镇低保标准为每人每月{amount}元。请各区县民政局认真执行。\n"
    )


def news(day, text):
    return f"大桥建设动态\n{day}\n\n{text}\n"


@pytest.fixture
def opened(tmp_path):
    def open_(**texts):
        encoder = FakeEncoder()
        build_index(write(tmp_path / "corpus", **texts), tmp_path / "index", encoder)
        index = Index.open(tmp_path / "index", encoder.name)
        return Chatbot(index, encoder, replace(stored_weights(), threshold=0.0))

    return open_


@pytest.fixture
def notices(opened):
    return opened(**{f"n{year}": notice(year, 600 + 50 * (year - 2019)) for year in (2020, 2021, 2022, 2023)})


@pytest.mark.parametrize(
    ("question", "as_of", "year", "amount"),
    [
        ("2022年城镇低保标准是多少", None, "n2022", "750元"),
        ("城镇低保标准2022年是多少", None, "n2022", "750元"),
        ("二〇二二年城镇低保标准是多少", None, "n2022", "750元"),
        ("去年城镇低保标准是多少", None, "n2022", "750元"),
        ("去年的城镇低保标准是多少", None, "n2022", "750元"),
        ("上一年度城镇低保标准是多少", None, "n2022", "750元"),
        ("前年城镇低保标准是多少", None, "n2021", "700元"),
        ("今年城镇低保标准是多少", None, "n2023", "800元"),
        ("本年度城镇低保标准是多少", None, "n2023", "800元"),
        ("2023年城镇低保标准是多少", None, "n2023", "800元"),
        ("去年城镇低保标准是多少", "2022-06-01", "n2021", "700元"),
        ("今年城镇低保标准是多少", "2021-12-31", "n2021", "700元"),
        ("2020年城镇低保标准是多少", None, "n2020", "650元"),
    ],
)
def test_the_document_of_the_year_answers(notices, question, as_of, year, amount):
    answer = notices.ask(question, as_of=as_of)
    assert answer.answered
    assert {c.document_id for c in answer.citations} == {f"{year}.txt"}
    assert amount in answer.text
    assert answer.hits[0].chunk.document_id == f"{year}.txt"


@pytest.mark.parametrize("year", ["2018年", "2025年", "明年", "大前年底", "二〇一八年"])
def test_a_year_that_no_document_has_is_refused(notices, year):
    answer = notices.ask(f"{year}城镇低保标准是多少", as_of="2021-12-31" if year == "大前年底" else None)
    assert not answer.answered
    assert any("其他年份" in n.text for n in answer.notes if n.kind == "missing_terms")
    assert answer.hits


def test_a_note_says_what_a_relative_time_rests_on(notices):
    note = notices.ask("去年城镇低保标准是多少").notes[0]
    assert (note.kind, note.text) == (
        "date", "问题中的「去年」= 2022年（以文件库中最新文件的日期 2023-03-20 为准）",
    )  # fmt: skip
    dated = notices.ask("去年城镇低保标准是多少", as_of="2022-06-01").notes
    assert [n.text for n in dated[:2]] == [
        "按 2022-06-01 当日的文件与效力回答", "问题中的「去年」= 2021年（以指定的日期 2022-06-01 为准）",
    ]  # fmt: skip
    assert not any(n.kind == "date" for n in notices.ask("2022年城镇低保标准是多少").notes)


def test_relative_and_literal_years_have_the_same_answer(notices):
    relative, literal = (notices.ask(f"{year}城镇低保标准是多少") for year in ("去年", "2022年"))
    assert (relative.text, relative.confidence, relative.hits) == (
        literal.text, literal.confidence, literal.hits,
    )  # fmt: skip


@pytest.mark.parametrize("question", ["2023年4月哪座大桥封顶", "今年4月哪座大桥封顶", "上月哪座大桥封顶"])
def test_the_report_of_the_month_answers(opened, question):
    chatbot = opened(
        march=news("2023年3月10日", "本月5日，青岚大桥主塔封顶，施工单位连续作业。"),
        april=news("2023年4月12日", "本月8日，黄茅海大桥主塔封顶，施工单位连续作业。"),
        may=news("2023年5月20日", "本月18日，柳湾大桥主塔封顶，施工单位连续作业。"),
    )
    answer = chatbot.ask(question)
    assert answer.hits[0].chunk.document_id == "april.txt"
    assert {c.document_id for c in answer.citations} == {"april.txt"}
    assert "黄茅海大桥" in answer.text


def test_the_notice_of_another_month_says_nothing_about_when(opened):
    chatbot = opened(notice=news("2023年8月10日", "青岚水厂定于2023年8月16日22时至8月17日8时检修停水。"))
    assert chatbot.ask("青岚水厂2023年8月检修停水从几号几点开始").answered
    asked = chatbot.ask("青岚水厂2023年9月检修停水从几号几点开始")
    assert not asked.answered
    assert any("问的是2023年9月" in note.text for note in asked.notes)


def test_a_day_up_to_which_something_is_known_is_no_time_of_it(opened):
    chatbot = opened(notice=news("2023年2月20日", "黄茅海大桥预计2024年12月建成通车。"))
    assert "2024年12月" in chatbot.ask("截至2023年3月，黄茅海大桥预计什么时候通车").text


def test_a_time_is_asked_of_a_thing_that_has_one_of_its_own(opened):
    chatbot = opened(signed=news("2023年4月20日", "本月签约的冷链项目，计划2023年9月开工，2024年6月投产。"))
    assert "9月" in chatbot.ask("2023年4月签约的冷链项目计划何时开工").text


def test_a_plan_speaks_of_years_to_come(opened):
    chatbot = opened(
        plan="云溪市交通规划\n2021年6月1日\n\n到2025年，全市高速公路通车里程达到500公里。\n",
        later="云溪市交通要闻\n2023年6月1日\n\n2023年，全市高速公路通车里程达到410公里。\n",
    )
    assert "500公里" in chatbot.ask("2025年全市高速公路通车里程达到多少公里").text
    assert "410公里" in chatbot.ask("今年全市高速公路通车里程达到多少公里").text


def test_a_report_speaks_of_the_year_before(opened):
    chatbot = opened(
        report="云溪市统计公报\n2023年2月1日\n\n去年全市粮食产量达到35万吨。\n",
        older="云溪市统计公报\n2022年2月1日\n\n去年全市粮食产量达到31万吨。\n",
    )
    assert "35万吨" in chatbot.ask("2022年全市粮食产量是多少万吨").text
    assert "31万吨" in chatbot.ask("2021年全市粮食产量是多少万吨").text
    assert "35万吨" in chatbot.ask("去年全市粮食产量是多少万吨").text


def document(text, published, title="通知", **more):
    return Document("a.txt", title, text, "0" * 64, "utf-8", published=published, **more)


@pytest.mark.parametrize(
    ("text", "published", "more", "expected"),
    [
        ("低保标准提高。", "2022-03-01", {}, 1.0),
        ("2022年低保标准提高。", None, {}, 1.0),
        ("2022年低保标准提高。", "2021-12-20", {}, 1.0),
        ("明年低保标准提高。", "2021-12-20", {}, 1.0),
        ("去年低保标准提高。", "2023-02-01", {}, 1.0),
        ("2021—2025年逐步提高。", "2020-12-01", {}, 0.5),
        ("“十四五”期间逐步提高。", "2020-12-01", {}, 0.5),
        ("低保标准提高。", "2023-03-01", {}, 0.0),
        ("低保标准提高。", "2022-11-01", {"title": "2023年低保通知"}, 0.0),
        ("低保标准提高。", None, {}, 0.0),
        ("低保标准提高。", "2021-03-01", {}, -1.0),
        ("低保标准提高。", "2021-03-01", {"effective": "2021-04-01"}, 0.0),
        ("低保标准提高。", "2020-03-01", {"effective": "2020-04-01", "expires": "2021-03-31"}, -1.0),
        ("低保标准提高。", "2020-03-01", {"title": "2022年低保规划"}, 1.0),
    ],
)
def test_how_a_passage_fits_a_year(text, published, more, expected):
    source = document(text, published, **more)
    assert fit(source, Chunk("a.txt", "", 0, len(text)), asked_times("2022年", None)) == expected


def test_without_a_fitting_passage_nothing_changes():
    old = document("低保标准提高。", "2019-03-01")
    hits = [Hit(n, Chunk("a.txt", "", 0, 7), 1.0 - n, 0.0, 0.0) for n in range(3)]
    assert by_period(hits, asked_times("2022年", None), lambda _: old, {}, 2) == hits[:2]


def test_what_cannot_speak_of_the_time_goes_behind():
    texts = {
        "old": document("甲", "2019-03-01"),
        "new": document("乙", "2022-03-01"),
        "open": document("丙", None),
    }
    hits = [Hit(n, Chunk(i, "", 0, 1), 1.0 - n / 10, 0.0, 0.0) for n, i in enumerate(("old", "open", "new"))]
    found = by_period(hits, asked_times("2022年", None), texts.__getitem__, {}, 3)
    assert [h.chunk.document_id for h in found] == ["new", "open", "old"]


@pytest.mark.parametrize("top", [1, 4, 40])
@pytest.mark.parametrize("seed", range(5))
def test_passages_are_read_until_none_left_could_come_before_the_best(seed, top):
    random = np.random.default_rng(seed)
    years = {str(n): str(random.choice(["2019", "2022", "2024", ""])) for n in range(30)}
    texts = {i: document("甲", f"{year}-03-01" if year else None) for i, year in years.items()}
    scores = sorted(random.normal(size=30).tolist(), reverse=True)
    hits = [Hit(n, Chunk(str(n), "", 0, 1), score, 0.0, 0.0) for n, score in enumerate(scores)]
    read, times = [], asked_times("2022年", None)

    def looked_up(i):
        read.append(i)
        return texts[i]

    found = by_period(hits, times, looked_up, {}, top)
    whole = by_period(hits, times, texts.__getitem__, {}, 30)
    bonus = {"2022": 0.5, "2019": -1.5, "2024": 0.0, "": 0.0}
    expected = sorted(hits, key=lambda h: -(h.score + bonus[years[h.chunk.document_id]]))
    assert [h.number for h in whole] == [h.number for h in expected]
    assert found == whole[:top] and read == [str(n) for n in range(len(read))]
    assert (len(read) < 30) == (top < 30)


@pytest.mark.parametrize(
    ("scores", "years", "top", "expected"),
    [
        ((3.0, 0.9), ("2019", "2022"), 1, [(0, 1.5)]),  # the first is weighed, though none fits so far
        ((1.0, 0.5, 0.4), ("", "2022", "2022"), 1, [(0, 1.0)]),  # of equals the one of the lower number
        ((1.0, 0.5), ("2022", "2022"), 0, []),
        ((), (), 3, []),
    ],
)
def test_the_best_of_an_asked_year_by_hand(scores, years, top, expected):
    texts = {str(n): document("甲", f"{year}-03-01" if year else None) for n, year in enumerate(years)}
    hits = [Hit(n, Chunk(str(n), "", 0, 1), score, 0.0, 0.0) for n, score in enumerate(scores)]
    found = by_period(hits, asked_times("2022年", None), texts.__getitem__, {}, top)
    assert [(h.number, h.score) for h in found] == expected


def test_a_passage_that_may_come_to_equal_the_last_is_read_for_its_number():
    texts = {i: document("甲", f"{year}-03-01") for i, year in (("a", "2022"), ("b", "2022"))}
    hits = [Hit(7, Chunk("a", "", 0, 1), 1.0, 0.0, 0.0), Hit(3, Chunk("b", "", 0, 1), 1.0, 0.0, 0.0)]
    found = by_period(hits, asked_times("2022年", None), texts.__getitem__, {}, 1)
    assert [h.number for h in found] == [3]


def test_collections_without_dates_are_left_alone(opened):
    texts = {f"d{n}": f"第{n}篇\n\n{year}年青岚大桥主塔封顶。" for n, year in enumerate((2021, 2022, 2023))}
    chatbot = opened(**texts)
    scores = [h.score for h in chatbot.ask("2022年青岚大桥主塔封顶了吗").hits]
    brought = answer_from_passages("2022年青岚大桥主塔封顶了吗", list(texts.values()), FakeEncoder())
    assert np.allclose(scores, [h.score for h in brought.hits])
    assert all(n.kind != "date" for n in chatbot.ask("去年青岚大桥主塔封顶了吗").notes)
