from dataclasses import replace

import pytest

from index.build import build_index
from index.reader import Index
from rag import Chatbot
from rag.accounts import FEATURES as MEASURES
from rag.accounts import second_account, two_accounts
from rag.confirmation import asked_of
from rag.disagreement import Dissent, dissents
from rag.passages import chatbot_over
from rag.weights import stored_sets
from tests.conftest import write
from tests.fakes import FakeEncoder

FIRST = (
    "青岚大桥工程简报\n2023年5月16日\n\n青岚大桥全长2.36公里，总投资18.7亿元，由云溪市交投集团负责建设。\n"
)


@pytest.fixture
def over(tmp_path):
    def make(**texts):
        build_index(write(tmp_path / "corpus", **texts), tmp_path / "index", FakeEncoder())
        index = Index.open(tmp_path / "index", FakeEncoder().name)
        return Chatbot(index, FakeEncoder(), replace(stored_sets().brought, threshold=0.0))

    return make


def conflicts(answer):
    return [note.text for note in answer.notes if note.kind == "conflict"]


def test_the_same_statement_with_another_sum(over):
    later = FIRST.replace("18.7亿元", "19.2亿元").replace("5月16日", "8月1日")
    answer = over(first=FIRST, later=later).ask("青岚大桥总投资多少亿元")
    assert conflicts(answer) == [
        "不同文件的说法不一致：「19.2亿元」——《青岚大桥工程简报》（2023-08-01）"
        f"[{number(answer, 'later')}]；"
        f"「18.7亿元」——《青岚大桥工程简报》（2023-05-16）[{number(answer, 'first')}]"
    ]


def number(answer, name):
    return next(c.number for c in answer.citations if c.document_id == f"{name}.txt")


def test_another_builder(over):
    other = FIRST.replace("云溪市交投集团", "云溪市城建集团")
    (note,) = conflicts(over(first=FIRST, other=other).ask("青岚大桥由哪家公司负责建设"))
    assert "交投" in note and "城建" in note


@pytest.mark.parametrize(
    "change",
    [
        ("18.7亿元", "18.7 亿元"),  # the same
        ("18.7亿元", "187000万元"),  # the same in another unit
        ("由云溪市交投集团负责建设", "由市交投集团承建"),  # not what is asked
        ("大桥全长2.36公里，", ""),  # less said
    ],
)
def test_no_contradiction(over, change):
    assert conflicts(over(first=FIRST, other=FIRST.replace(*change)).ask("青岚大桥总投资多少亿元")) == []


def test_numbers_of_clauses_are_no_values(over):
    one = "停车办法\n第三条　停车应当缴费的，按照公示的标准缴纳。\n"
    other = one.replace("第三条", "第六条")
    assert conflicts(over(one=one, other=other).ask("停车应当怎么缴费")) == []


def test_figures_of_two_years_both_hold(over):
    one = "低保标准\n2022年云溪市城镇低保标准为每人每月860元，按月发放。\n"
    two = "低保标准\n2023年云溪市城镇低保标准为每人每月910元，按月发放。\n"
    assert conflicts(over(one=one, two=two).ask("云溪市城镇低保标准是多少元")) == []


OURS = "青岚大桥全长2.36公里，主跨420米。"
THEIRS = "记者昨天走访工地后获悉，建成以后的青岚大桥全长2.63公里，届时两岸居民出行会方便许多。"


@pytest.mark.parametrize(
    ("theirs", "values"),
    [
        (THEIRS, ("2.36公里", "2.63公里")),
        (THEIRS.replace("2.63", "2.36"), None),
        (THEIRS.replace("青岚大桥全长2.63公里", "引道有2.63公里"), None),
        (THEIRS.replace("2.63公里", "2.63亿元"), None),
    ],
)
def test_an_account_in_other_words_disagrees_in_its_value(theirs, values):
    with chatbot_over([OURS, theirs], FakeEncoder()) as chatbot:
        (found,) = chatbot.evidence("青岚大桥全长多少公里")
    best, other = (next(c for c in found.candidates if c.text == text) for text in (OURS, theirs))
    if "引道" not in theirs:  # that is another thing
        best, other = _alike(best, other)
    assert (
        told(second_account(found.query, best, replace(other, score=best.score), stored_sets().account))
        == values
    )
    assert (
        second_account(found.query, best, replace(other, meaning=_about_another(best)), stored_sets().account)
        is None
    )


def _about_another(candidate):
    """As an encoder has what is said of something else."""
    meaning = candidate.meaning
    return replace(meaning, sentence=-meaning.sentence, passage=-meaning.passage)


def _alike(best, other):
    """As an encoder has what is said of the same."""
    return best, replace(other, meaning=best.meaning)


def told(accounts):
    accounts = accounts[0] if isinstance(accounts, tuple) else accounts
    return accounts and (accounts.ours, accounts.theirs)


@pytest.mark.parametrize(
    ("theirs", "counts"),
    [
        ("院区占地132亩，规划床位800张，总建筑面积15.6万平方米。", True),
        ("院区占地132亩，规划车位800张，总建筑面积15.6万平方米。", False),
        ("院区占地132亩，规划床位800元，总建筑面积15.6万平方米。", None),
    ],
)
def test_what_is_counted_is_named_before_both_counts(theirs, counts):
    ours = "会议同意院区床位规模按照1000张控制，并要求在6月底前完成批复。"
    with chatbot_over([ours, theirs], FakeEncoder()) as chatbot:
        (found,) = chatbot.evidence("院区床位规模是多少张")
    best, other = (next(c for c in found.candidates if c.text == text) for text in (ours, theirs))
    accounts = two_accounts(found.query, best, replace(other, score=best.score))
    assert (accounts and accounts.features[MEASURES.index("counts_the_same")]) == counts
    assert told(accounts) == (None if counts is None else ("1000张", "800张"))


@pytest.mark.parametrize(
    ("theirs", "values"),
    [
        ("组委会透露，四天观众人数达9.8万人次，展位2100个。", ("8.6万人", "9.8万人")),
        ("组委会透露，四天有展位2100个、展商712家、观众多。", None),
    ],
)
def test_of_several_values_the_one_behind_the_asked_noun_counts(theirs, values):
    ours = "本届展会观众人数为8.6万人次。"
    with chatbot_over([ours, theirs], FakeEncoder()) as chatbot:
        (found,) = chatbot.evidence("展会观众人数是多少")
    best, other = _alike(*(next(c for c in found.candidates if c.text == text) for text in (ours, theirs)))
    accounts = two_accounts(found.query, best, replace(other, score=best.score))
    assert told(accounts) == values


@pytest.mark.parametrize(
    ("ours", "theirs", "values"),
    [
        ("隧道全长5.82公里，2023年贯通。", "隧道全长5.92公里，2024年通车。", ("5.82公里", "5.92公里")),
        ("2023年隧道全长5.82公里。", "2024年隧道全长5.92公里。", None),
    ],
)
def test_a_year_behind_a_value_is_not_its_own(ours, theirs, values):
    with chatbot_over([ours, theirs], FakeEncoder()) as chatbot:
        (found,) = chatbot.evidence("隧道全长多少公里")
    best, other = (next(c for c in found.candidates if c.text == text) for text in (ours, theirs))
    assert told(two_accounts(found.query, best, replace(other, score=best.score))) == values


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("隧道全长是5.82公里，对吗", ("5.82公里", "5.92公里")),
        ("听说隧道全长5.92公里，没记错吧", ("5.82公里", "5.92公里")),
        ("隧道全长5.82公里的资料在哪里", None),
        ("隧道全长记在资料里，对吗", None),
        ("隧道全长5.82公里，双向4条车道，对吗", None),
    ],
)
def test_a_number_to_be_confirmed_is_asked_for(question, values):
    with chatbot_over(
        ["隧道全长5.82公里，双向四车道。", "记者获悉，隧道全长5.92公里。"], FakeEncoder()
    ) as chatbot:
        (found,) = chatbot.evidence(question)
    one, two = sorted(found.candidates, key=lambda c: c.folded.find("双向"), reverse=True)
    assert told(two_accounts(found.query, one, replace(two, score=one.score))) == values


@pytest.mark.parametrize(
    ("question", "ours", "theirs", "values"),
    [
        ("车程要多少分钟", "车程从45分钟缩短到18分钟。", "车程以后大约25分钟。", ("18分钟", "25分钟")),
        ("报名时间是哪天", "报名从6月1日至6月30日。", "报名7月15日开始。", None),
        ("主车道哪天完工", "主车道12月15日前完工。", "主车道11月底前完工。", ("12月15日", "11月")),
    ],
)
def test_what_holds_is_compared(question, ours, theirs, values):
    with chatbot_over([ours, theirs], FakeEncoder()) as chatbot:
        (found,) = chatbot.evidence(question)
    best, other = (next(c for c in found.candidates if c.text == text) for text in (ours, theirs))
    assert told(two_accounts(found.query, best, replace(other, score=best.score))) == values


def test_a_count_of_persons_to_be_confirmed_is_no_sum():
    with chatbot_over(["四天观众达9.8万人。", "四天观众8.6万人。"], FakeEncoder()) as chatbot:
        (found,) = chatbot.evidence("四天观众有9.8万人，对吗")
    assert asked_of(found.query).slots == {"number"} and asked_of(found.query).units == ("人",)


def test_siblings_do_not_disagree():
    west, middle = "黄茅海大桥西塔4月封顶。", "黄茅海大桥中塔5月封顶。"
    with chatbot_over([west, middle], FakeEncoder()) as chatbot:
        (found,) = chatbot.evidence("黄茅海大桥何时封顶")
    best, other = (next(c for c in found.candidates if c.text == text) for text in (west, middle))
    assert second_account(found.query, best, replace(other, score=best.score), stored_sets().account) is None


@pytest.mark.parametrize(("theirs", "values"), [("青岚区", ("22140元", "22050元")), ("", None)])
def test_what_is_said_of_all_is_no_account_of_a_part(theirs, values):
    ours, theirs = "青岚区农村居民收入22140元。", f"{theirs}农村居民收入22050元，比上年增长。"
    with chatbot_over([ours, theirs], FakeEncoder()) as chatbot:
        (found,) = chatbot.evidence("青岚区农村居民收入是多少元")
    best, other = (next(c for c in found.candidates if c.text == text) for text in (ours, theirs))
    assert told(two_accounts(found.query, best, other)) == values


def test_the_passage_of_a_sentence_means_what_all_of_its_sentences_do():
    text = "大桥西塔4月封顶。引桥5月通车。"
    with chatbot_over([text], FakeEncoder()) as chatbot:
        (found,) = chatbot.evidence("大桥何时封顶")
    one, other = (c.meaning for c in found.candidates)
    assert (one.passage == other.passage).all() and (one.sentence != other.sentence).any()
    assert one.passage == pytest.approx((one.sentence + other.sentence) / 2)


@pytest.mark.parametrize(
    ("question", "ours", "theirs"),
    [
        # The asked attribute is 总投资: what was spent in a year is another.
        (
            "云溪东站总投资是多少亿元",
            "云溪东站完成年度投资27亿元，该项目总投资92.3亿元。",
            "去年，云溪东站完成投资25.4亿元，今年转向配套工程。",
        ),
        # All of the city is not the county.
        ("柳湾县农村居民收入是多少元", "柳湾县农村居民收入22140元。", "云溪市农村居民收入22050元。"),
        # A date alone on its line is the date of a page.
        ("纾困措施哪天失效", "纾困措施自6月1日起施行，有效一年。", "8月22日"),
    ],
)
def test_other_matters_do_not_disagree(question, ours, theirs):
    with chatbot_over([ours, theirs], FakeEncoder()) as chatbot:
        (found,) = chatbot.evidence(question)
    best, other = (next(c for c in found.candidates if c.text == text) for text in (ours, theirs))
    assert second_account(found.query, best, replace(other, score=best.score), stored_sets().account) is None


def test_a_rule_on_another_matter_may_say_the_same_with_another_number(over):
    rule = "云溪市{0}管理办法\n\n第五条　申请{0}的，应当符合下列条件：\n（一）连续缴纳社会保险满{1}个月；\n"
    chatbot = over(talent=rule.format("人才租房补贴", 3), housing=rule.format("公共租赁住房", 6))
    answer = chatbot.ask("申请人才租房补贴要连续缴纳社会保险满多少个月")
    assert "3个月" in answer.text and conflicts(answer) == []


CITY = "云溪市统计公报\n2024年2月1日\n\n2023年，云溪市青岚区地区生产总值812.3亿元。\n"
DISTRICT = "青岚区统计公报\n2024年2月9日\n\n2023年，青岚区地区生产总值796.5亿元。\n"


def test_a_paper_of_the_district_need_not_name_the_city(over):
    (note,) = conflicts(over(city=CITY, district=DISTRICT).ask("云溪市青岚区2023年地区生产总值是多少亿元"))
    assert "812.3" in note and "796.5" in note


def test_what_dissents_stands_before_the_rows_beside_the_first(over):
    def rows(more):
        names = [
            "桂香苑",
            "望川里",
            "机床厂",
            "柳堤里",
            "盐务巷",
            "纺织村",
            "河东苑",
            "云山里",
            "石桥里",
            "新城苑",
        ]
        told = "".join(f"| {name} | 青岚区 | {100 + 7 * n + more} |\n" for n, name in enumerate(names))
        return f"青岚区小区改造名单\n2024年3月{1 + more}日\n\n| 小区 | 所在区 | 户数 |\n|---|---|---|\n{told}"

    answer = over(one=rows(0), two=rows(5)).ask("青岚区有哪些小区改造")
    for note in conflicts(answer):
        assert note.count("[") == 2, note  # each value has its citation


def test_editions_of_one_text_do_not_disagree(over):
    title, rule = "海州市旅游年卡管理办法", "第五条　本市市民可以办理旅游年卡，年卡每张{}元。\n"
    texts = {
        "old": f"{title}（2019年修订）\n2019年5月6日\n\n{rule.format(120)}",
        "new": f"{title}（2023年修订）\n2023年5月6日\n\n{rule.format(150)}",
    }
    bot = over(**texts)
    reply = bot.ask("海州市旅游年卡每张多少元")
    assert reply.answered and not conflicts(reply)
    bot = over(old=texts["old"], new=texts["new"].replace("2023", "2019"))
    assert conflicts(bot.ask("海州市旅游年卡每张多少元"))


def test_the_surest_of_other_accounts_are_shown(monkeypatch):
    chances = {"规划床位600张。": 0.3, "规划床位100张。": 0.5, "规划床位700张。": 0.9}

    def account(query, best, other, weights):
        return Dissent(best, other, best.text, other.text, chances[other.text])

    monkeypatch.setattr("rag.disagreement._altered", lambda *_: None)
    monkeypatch.setattr("rag.disagreement._told_otherwise", account)
    with chatbot_over(["新区医院规划床位550张。", *chances], FakeEncoder()) as chatbot:
        (found,) = chatbot.evidence("新区医院规划床位多少张")
    best = [c for c in found.candidates if "550" in c.text]
    others = [next(c for c in found.candidates if c.text == text) for text in chances]
    assert [d.chance for d in dissents(found.query, [*best, *others], stored_sets().account)] == [0.9, 0.5]


def test_times_of_day_are_written_in_too_many_ways_to_be_compared():
    with chatbot_over(["市图书馆每日10:00开馆。", "市图书馆每日9时开馆。"], FakeEncoder()) as chatbot:
        (found,) = chatbot.evidence("市图书馆每日几点开馆")
    assert len(found.candidates) == 2 and dissents(found.query, found.candidates, stored_sets().account) == []


@pytest.mark.parametrize(
    ("ours", "is_certain"), [("2025年12月", True), ("2025年11月", False)], ids=["that value", "another"]
)
def test_who_says_that_the_value_has_changed_speaks_of_the_same(ours, is_certain):
    ours, theirs = f"康复楼{ours}投用。", "因材料延迟，预计投用时间由2025年12月推迟到2026年3月。"
    with chatbot_over([ours, theirs], FakeEncoder()) as chatbot:
        (found,) = chatbot.evidence("康复楼什么时候投用")
    best, other = (next(c for c in found.candidates if c.text == text) for text in (ours, theirs))
    accounts = two_accounts(found.query, best, other)
    assert told(accounts) == (ours[3:11], "2026年3月") and accounts.changes is is_certain
    assert (accounts.chance(stored_sets().account) == 1.0) is is_certain
