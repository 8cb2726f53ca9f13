from contextlib import closing
from dataclasses import replace

import pytest

from index.build import build_index
from index.corpus import Settings
from index.reader import Index
from index.sentence_encoder import SentenceEncoder
from rag import Chatbot, answer_from_passages
from rag.compose import Quote, Room
from rag.contrast import sibling_of
from rag.doubts import doubts
from rag.matter import of_a_deputy
from rag.passages import chatbot_over
from rag.unheld import unheld_kind
from rag.verdict import quotes_of
from rag.veto import conflict
from rag.weights import stored_sets
from tests.conftest import write
from tests.fakes import FakeEncoder


@pytest.mark.parametrize(
    ("terms", "identifiers", "text", "found"),
    [
        (("东塔",), (), "西塔4月封顶。", ("东塔", "西塔")),
        (("西塔",), (), "西塔4月封顶。", None),
        (("大桥", "桥中", "中塔"), (), "大桥西塔4月封顶，中塔5月封顶。", None),
        (("东塔",), (), "大桥4月封顶。", None),
        ((), ("t3",), "t5合同段书记曹坤。", ("t3", "t5")),
        ((), ("第八届",), "第七届会议召开。", ("第八届", "第七届")),
        ((), ("第八届",), "第八届会议召开。", None),
        (["特级", "级技"], [], "| 高级技师 | 1000 |", ("特级", "高级")),
        (["特级", "级技"], [], "特级技师和高级技师", None),
        (["上班", "班时", "时间"], [], "9:00至18:00，下班后关灯。", None),
        (["出差", "差前"], [], "出差后五天内报销。", None),
        (["三个", "个月"], [], "六个月以内由部门批准。", None),
        (["三个", "个处"], [], "六个处室参加。", ("三个", "六个")),
        (["老小", "小区"], [], "改造老旧小区79个。", None),
        (["老院", "院区"], [], "新院区有床位800张。", ("老院", "新院")),
    ],
)
def test_siblings(terms, identifiers, text, found):
    assert sibling_of(terms, identifiers, text) == found


@pytest.mark.parametrize(
    ("question", "lack"),
    [
        ("黄茅海大桥的东塔预计何时封顶", "问的是“东塔”，最接近的句子说的是“西塔”"),
        ("黄茅海大桥的总投资是多少", "最接近的句子里没有所问的金额"),
        ("2021年黄茅海大桥西塔何时封顶", "问的是2021年，最接近的句子说的是其他年份"),
        ("怎么样？", "问题里没有可供查找的内容"),
        ("今晚的菜怎么样", "最接近的段落没有提到所问的内容"),
        ("黄茅海大桥西塔封顶时高多少公里", "最接近的句子里没有以“公里”计的数量"),
        ("虎门大桥预计几月封顶", "最接近的段落没有提到“虎门大桥”"),
        ("黄茅海大桥的监理单位是哪家", "最接近的句子没有说由谁监理"),
        ("黄茅海大桥项目部的地址", "最接近的句子里没有所问的地址"),
        ("黄茅海大桥王超的办公电话是多少", "最接近的段落没有提到“王超”"),
    ],
)
def test_near_misses_are_refused_with_the_reason(chatbot, question, lack):
    answer = chatbot.ask(question)
    assert not answer.answered
    assert answer.citations == ()
    assert lack in [n.text for n in answer.notes if n.kind == "missing_terms"]


ROWS = "停车楼一览\n\n停车楼 | 车位（个） | {head}\n老城停车楼 | 420 | 6\n东站停车楼 | 380 | 5\n"


@pytest.mark.parametrize(("head", "is_refused"), [("出口", True), ("间数", False)])
def test_a_row_counts_in_what_its_table_names(head, is_refused):
    with chatbot_over([ROWS.format(head=head)], FakeEncoder()) as chatbot:
        found, *_ = chatbot.evidence("老城停车楼一共有几间")
    quotes = [q for q in quotes_of(found, Room(200)) if "|" in q.text]
    against = unheld_kind(found.query, quotes)
    assert (against is not None and "间" in against) is is_refused


def test_a_refusal_lists_nouns_that_no_document_has(chatbot):
    told = [n.text for n in chatbot.ask("听说摩天轮打算挪到哪儿").notes if "从未出现" in n.text]
    assert told == ["文件里从未出现：摩天轮"]


def test_who_plays_a_part_is_quoted(chatbot):
    assert chatbot.ask("黄茅海大桥由哪家公司建设").answered


TABLE = "# 云溪市统计表\n\n| 指标 | 2021年 | 2022年 |\n|---|---|---|\n| 公共收入（亿元） | 121.4 | 128.9 |\n"
ELSEWHERE = "户籍人口由公安机关统计。"


def against(question, start):
    """What speaks against the sentence of the table that begins so, as the best of the evidence."""
    return conflict(*best_of(question, start))


def doubted(question, start):
    return doubts(*best_of(question, start))


def best_of(question, start):
    with chatbot_over([TABLE, ELSEWHERE], FakeEncoder()) as chatbot:
        (found,) = chatbot.evidence(question)
    row = next(c for c in found.candidates if c.text.startswith(start))
    return found.query, [Quote(row, row.sentence.start, row.sentence.end, row.text, 1.0)]


def test_a_row_on_another_matter_is_no_answer():
    assert doubted("2022年公共收入是多少亿元", "| 公共收入") == {}
    assert doubted("2022年户籍人口是多少", "| 公共收入") == {
        "other_row": "最接近的表格行没有提到“户籍、人口”"
    }


def test_a_month_that_is_not_the_asked_one_is_no_answer():
    told = ["青岚大桥2023年4月完成产值6200万元。"]
    assert answer_from_passages("青岚大桥2023年4月完成产值多少万元", told, FakeEncoder()).answered
    answer = answer_from_passages("青岚大桥2023年6月完成产值多少万元", told, FakeEncoder())
    assert not answer.answered
    assert "问的是2023年6月，最接近的句子说的是2023年4月" in [note.text for note in answer.notes]


@pytest.mark.parametrize(
    ("published", "question", "lack"),
    [
        (
            "2023年5月16日",
            "青岚大桥2023年6月完成产值多少万元",
            "最接近的文件写于2023-05-16，早于所问的2023年6月",
        ),
        ("2023年5月16日", "青岚大桥2020年完成产值多少万元", "最接近的文件写于2023-05-16，没有提到2020年"),
        ("2023年5月16日", "青岚大桥2023年5月完成产值多少万元", None),
        ("2023年5月16日", "青岚大桥2022年完成产值多少万元", None),
        ("2023年5月16日", "截至2023年6月，青岚大桥完成产值多少万元", None),
        ("2023年5月16日", "2019年开业的青岚大桥完成产值多少万元", None),
        ("2023年5月16日", "2020年那座叫青岚的大桥完成产值多少万元", None),
    ],
)
def test_a_document_of_another_time_that_does_not_name_the_asked_one(tmp_path, published, question, lack):
    write(tmp_path / "corpus", **{"bridge.txt": f"大桥建设提速\n{published}\n\n青岚大桥完成产值6200万元。\n"})
    build_index(tmp_path / "corpus", tmp_path / "index", FakeEncoder())
    with closing(Chatbot(Index.open(tmp_path / "index", FakeEncoder.name), FakeEncoder())) as chatbot:
        found = chatbot.evidence(question)[0]
        best = found.candidates[0]
        assert best.text == "青岚大桥完成产值6200万元。"
        quote = Quote(best, best.sentence.start, best.sentence.end, best.text, 1.0)
        assert conflict(found.query, [quote]) == lack


@pytest.mark.parametrize(
    ("question", "text", "lack"),
    [
        ("城市书房的咨询电话是多少", "城市书房的座位有120个。", "最接近的句子里没有所问的联系方式"),
        ("城市书房的咨询电话是多少", "城市书房的咨询电话：0750-3328801。", None),
        ("城市书房的热线是多少", "城市书房的热线为12345。", None),
        ("城市书房的咨询电话打哪个号码", "城市书房的座位有120个。", "最接近的句子里没有所问的编号、联系方式"),
        ("打电话向城市书房预约要提前几天", "城市书房的座位要提前1天预约。", None),
        ("城市书房的热线是哪个部门管理的", "城市书房的热线由云溪市图书馆管理。", None),
        ("城市书房的投诉电话怎么保密", "城市书房的投诉电话由专人保密。", None),
        ("城市书房可以用电话、微信预约吗", "城市书房可以用微信预约。", None),
        ("城市书房的网址是什么", "城市书房的网址：lib.yunxi.cn，可以续借。", None),
        ("城市书房的联系方式是什么", "城市书房的联系方式：0750 332 8801。", None),
        ("城市书房的电话是多少", "城市书房藏书1.2万册。", "最接近的句子里没有所问的联系方式"),
        ("城市书房的电话是多少", "城市书房的电话费150元由单位报销。", "最接近的句子里没有所问的联系方式"),
    ],
)
def test_who_asks_for_a_telephone_gets_one(question, text, lack):
    with chatbot_over([text], FakeEncoder()) as chatbot:
        found = chatbot.evidence(question)[0]
    best = found.candidates[0]
    assert conflict(found.query, [Quote(best, best.sentence.start, best.sentence.end, text, 1.0)]) == lack


def test_a_document_that_names_the_asked_year_elsewhere_may_speak_of_it(tmp_path):
    text = "大桥建设提速\n2023年5月16日\n\n青岚大桥完成产值6200万元。\n\n以上各项为2020年的数字。\n"
    write(tmp_path / "corpus", **{"bridge.txt": text})
    build_index(tmp_path / "corpus", tmp_path / "index", FakeEncoder(), Settings(chunk_size=30))
    with closing(Chatbot(Index.open(tmp_path / "index", FakeEncoder.name), FakeEncoder())) as chatbot:
        found = chatbot.evidence("青岚大桥2020年完成产值多少万元")[0]
    best = next(c for c in found.candidates if c.text == "青岚大桥完成产值6200万元。")
    assert best.feature("year") <= 0
    assert (
        conflict(found.query, [Quote(best, best.sentence.start, best.sentence.end, best.text, 1.0)]) is None
    )


def test_the_title_of_a_person_asks_for_no_head():
    text = "郝立群外出学习停诊，由副主任医师卞秋生代诊。"
    with chatbot_over([text, "门诊主任郝立群周三出诊。"], FakeEncoder()) as chatbot:
        (found,) = chatbot.evidence("郝立群主任外出学习谁代诊")
        (of_office,) = chatbot.evidence("外出学习的主任是谁")
    best = next(c for c in found.candidates if c.text == text)
    assert of_a_deputy(found.query, best) is None
    assert of_a_deputy(of_office.query, best) is not None


def test_a_deputy_beside_the_holder_of_the_office_does_not_hide_him():
    said = [
        "青岚市副市长是刘明、陈远，青岚市常务副市长是王强。",
        "青岚市人大常委会决定任命龚云为青岚市市长，会期两天，听取了汇报。",
    ]
    weights = replace(stored_sets().brought, threshold=0.0)
    with chatbot_over(said, FakeEncoder(), weights) as chatbot:
        answer = chatbot.ask("青岚市市长是谁")
    assert answer.answered and "龚云" in answer.citations[0].quote
    with chatbot_over(said[:1], FakeEncoder(), weights) as chatbot:
        assert not chatbot.ask("青岚市市长是谁").answered


def test_another_bridge_is_left_out_where_the_asked_one_is_told_of():
    said = ["黄茅海大桥预计4月封顶。", "青岚大桥主塔预计5月封顶，此后转入桥面施工。"]
    answer = answer_from_passages("青岚大桥预计何时封顶", said, FakeEncoder())
    assert [c.quote for c in answer.citations] == [said[1]]


@pytest.mark.parametrize(("question", "shared"), [("通借通还一张证", True), ("今晚有雨没有", False)])
def test_words_that_the_dictionary_cuts_wrong_are_seen_by_their_bigrams(question, shared):
    told = ["全市图书馆实现通借通还。每证可借图书由10册增加到20册，借期为40天。"]
    notes = [note.text for note in answer_from_passages(question, told, FakeEncoder()).notes]
    assert ("最接近的段落没有提到所问的内容" not in notes) is shared


def test_an_assistant_does_not_hold_the_office():
    answer = answer_from_passages("柳湾县县长是谁", ["由柳湾县县长助理周启明牵头调度。"], FakeEncoder())
    assert not answer.answered
    assert "问的是“县长”，最接近的句子说的是“县长助理”" in [note.text for note in answer.notes]


@pytest.mark.parametrize(
    "question", ["云溪市市长的电话是多少", "云溪市市长办公电话", "云溪市市长的联系方式", "云溪市市长的手机号"]
)
def test_the_telephone_of_another_desk_is_not_that_of_the_office(question):
    told = ["经办咨询：云溪市综合科，电话0000-8800032。", "云溪市举报电话：0000-8800044。"]
    answer = answer_from_passages(question, told, FakeEncoder())
    assert not answer.answered
    assert "最接近的句子没有提到“市长”" in [note.text for note in answer.notes]
    named = [*told, "2023年2月8日，云溪市市长秦望舒作报告。"]
    assert not answer_from_passages(question, named, FakeEncoder()).answered
    holder = [*told, "2023年2月8日，云溪市市长秦望舒作报告。云溪市市长是秦望舒。"]
    both = answer_from_passages("云溪市市长是谁电话多少", holder, FakeEncoder())
    assert not any("没有提到“市长”" in note.text for note in both.notes)
    its_own = [*told, "云溪市市长的电话是0000-8800001，云溪市市长办公电话、联系方式均为此号。"]
    assert "8800001" in answer_from_passages(question, its_own, FakeEncoder()).text


def refused_for(question, told):
    """What is said of a question that even no threshold refuses."""
    with chatbot_over(told, FakeEncoder(), replace(stored_sets().brought, threshold=0.0)) as chatbot:
        answer = chatbot.ask(question)
    assert not answer.answered
    return [note.text for note in answer.notes]


@pytest.mark.parametrize(
    "question",
    ["你好呀，在吗？吃饭了没有", "嗨，忙不忙", "哦，知道了", "晚上好，打扰了", "多谢啦！", "你好呀，吃了吗"],
)
def test_a_pleasantry_asks_nothing(question):
    told = ["社区食堂每天中午供应午饭，晚上不开。", "知道怎么报名的人不多，谢谢大家。"]
    assert "问题里没有可供查找的内容" in refused_for(question, told)


@pytest.mark.parametrize("question", ["股票怎么买", "今晚吃啥"])
def test_a_character_in_common_with_much_is_no_matter(question):
    told = ["购买绿色建筑的，贷款额度上浮10万元。", "社区食堂让老人吃上热饭。"]
    assert "最接近的段落没有提到所问的内容" in refused_for(question, told)


@pytest.mark.parametrize(("threshold", "said"), [(0.0, False), (1.1, True)])
def test_a_doubt_is_said_where_it_has_led_to_a_refusal(threshold, said):
    weights = replace(stored_sets().brought, threshold=threshold)
    with chatbot_over([TABLE], FakeEncoder(), weights) as chatbot:
        answer = chatbot.ask("2022年户籍人口是多少")
    assert answer.answered is not said
    notes = [note.text for note in answer.notes]
    assert ("最接近的句子没有提到所问的“人口”" in notes) is said


@pytest.mark.parametrize(
    ("question", "text", "lack"),
    [
        ("补办要交钱吗", "补办应当提交申请表。", "最接近的句子没有说要不要交钱"),
        ("补办要交钱吗", "首次补办免费。", None),
        ("开了发票还来得及去要钱不", "应当自开具发票之日起补办申请。", None),
    ],
)
def test_whether_anything_is_to_be_paid(question, text, lack):
    with chatbot_over([text], FakeEncoder()) as chatbot:
        (found,) = chatbot.evidence(question)
    assert conflict(found.query, quotes_of(found, Room(200))) == lack


@pytest.mark.parametrize(
    ("question", "text", "lack"),
    [
        ("老师的面试哪天举行", "老师的笔试定于7月1日举行。", "问的是“面试”，最接近的句子说的是“笔试”"),
        ("六十五岁以上老人占百分之几", "老人占常住人口的12.3%。", "没有哪个段落同时提到“65”"),
        ("六十五岁以上老人占百分之几", "六十五岁以上老人占12.3%。", None),
        ("8路末班车几点", "1路末班车为22:00。", "问的是“8路”，最接近的句子说的是“1路”"),
        ("第二学期考试什么时候", "第一学期安排\n\n考试定于1月5日。", "没有哪个段落同时提到“第二学期”"),
        ("12路高峰多久一班车", "12路高峰时段每12分钟一班车。", None),
        ("第二学期考试什么时候", "第一学期考试定于1月5日。", "问的是“第二”，最接近的句子说的是“第一”"),
        ("过柏屿隧道要不要交过路费", "柏屿隧道不收取车辆通行费。", None),
        ("2024年5月发表的论文按老办法发奖励吗", "2024年6月30日前发表的论文按原办法奖励。", None),
        ("2024年7月发表的论文按新办法发奖励吗", "2024年6月30日起发表的论文按新办法奖励。", None),
        (
            "2024年7月发表的论文按老办法发奖励吗",
            "2024年6月30日前发表的论文按原办法奖励。",
            "问的是2024年7月，最接近的句子说的是2024年6月30日",
        ),
        (
            "2024年5月去哪里调研了",
            "2024年6月5日前往青岚市调研。",
            "问的是2024年5月，最接近的句子说的是2024年6月5日",
        ),
        ("三千五百万元的合同由谁审批", "合同金额1000万元以上的，由总经理审批。", None),
        ("LTCJ-2024-058哪天开标", "项目编号：LTCJ-2024-058\n\n开标推迟到7月2日。", None),
        (
            "LTCJ-2024-057哪天开标",
            "项目编号：LTCJ-2024-058\n\n开标推迟到7月2日。",
            "没有哪个段落同时提到“057”",
        ),
    ],
)
def test_what_is_told_of_another_group_or_age(question, text, lack):
    with chatbot_over([text], FakeEncoder()) as chatbot:
        (found,) = chatbot.evidence(question)
    assert conflict(found.query, quotes_of(found, Room(200))) == lack


def test_an_age_that_misses_the_bound_is_answered_by_it():
    told = ["半程选手须年满18周岁。"]
    asked = ("17岁能不能报半程", "17岁半程报名费多少元")
    notes = [[n.text for n in answer_from_passages(q, told, FakeEncoder()).notes] for q in asked]
    assert [any("没有哪个段落同时提到" in text for text in said) for said in notes] == [False, True]


@pytest.mark.parametrize(
    ("question", "is_answered"), [("一个大人领俩娃能不花钱坐不", True), ("今晚吃点啥好", False)]
)
def test_a_sentence_in_other_words_may_answer(question, is_answered):
    told = ["每名成年乘客可以免费携带两名身高1.2米以下的儿童乘车。", "月票遗失的，凭身份证补办。"]
    notes = [note.text for note in answer_from_passages(question, told, SentenceEncoder.open()).notes]
    assert ("最接近的段落没有提到所问的内容" not in notes) is is_answered


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("出差2天能报销多少餐补", "出差伙食补助每人每天100元。"),
        ("2023年出差2天能报销多少餐补", "2023年出差伙食补助每人每天100元。"),
        ("5个人的团建费能报多少", "团建费每人每年不超过300元。"),
        ("请病假3天要交什么材料", "病假三天以上的，须提交诊断证明。"),
        ("公车使用申请什么时候提交", "公车使用申请应当在用车前一日17时前提交。"),
        ("员工宿舍怎么申请", "职工住宿由本人申请，后勤科安排宿舍。"),
        ("公司变更注册地址需要哪些材料", "变更住所的，提交新住所的使用证明。"),
        ("公司裁了4个,还能申请返还吗", "公司裁员的不得申请返还。"),
        ("加班时间怎么算", "加班以半小时为单位，凭审批单计算。"),
    ],
)
def test_everyday_questions_have_nothing_against_the_rule_that_answers(question, text):
    with chatbot_over([text], FakeEncoder()) as chatbot:
        (found,) = chatbot.evidence(question)
    assert conflict(found.query, quotes_of(found, Room(200))) is None


@pytest.mark.parametrize(("code", "is_other"), [("LTCJ-2024-058", False), ("LTCJ-2024-057", True)])
def test_the_code_at_the_head_of_a_document_holds_for_all_of_it(code, is_other):
    with chatbot_over(["项目编号：LTCJ-2024-058\n\n开标推迟到7月2日。\n"], FakeEncoder()) as chatbot:
        (found,) = chatbot.evidence(f"{code}哪天开标")
    best = next(c for c in found.candidates if "开标" in c.text)
    best = replace(best, context=best.folded)  # as in another passage than the head
    quote = Quote(best, best.sentence.start, best.sentence.end, best.text, 1.0)
    assert ("没有哪个段落" in (conflict(found.query, [quote]) or "")) is is_other
