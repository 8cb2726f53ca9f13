import pytest

from rag.content import content_of
from rag.question import understand

HELD = {"云溪", "溪市", "青岚", "柳湾", "湾县", "石门"}


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("政府工作报告说云溪东站什么时候完工", "云溪"),
        ("2023年云溪定的目标是多少", "云溪"),
        ("什么情况下云溪会启动响应", "云溪"),
        ("想坐云溪市的定制公交怎么预约", "云溪市"),
        ("修青岚大桥拆了多少户", "青岚"),
        ("来云溪什么时候最好", "云溪"),
    ],
)
def test_a_name_that_the_dictionary_lacks_is_cut_from_what_the_tagger_joined_to_it(question, name):
    words = understand(question, lambda terms: [int(t in HELD) for t in terms], 10).words
    (word,) = [w for w in words if w.name and name in w.text]
    assert (word.text, word.known) == (name, True)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("王彬的办公电话是多少", "王彬"),
        ("陈晓娟的联系电话是多少", "陈晓娟"),
        ("王超负责什么工作", "王超"),
        ("黄志超什么时候退休", "黄志超"),
        ("李彪的处分是什么", "李彪"),
        ("何清什么时候出生", "何清"),
        ("陈立捐了多少钱", "陈立"),
        ("应青岚的联系电话是多少", "应青岚"),
        ("按梅桥镇规划的路有几条", "按梅桥"),
    ],
)
def test_nothing_is_cut_off_the_name_of_a_person(question, name):
    held = {"陈晓", "黄志", "青岚", "办公", "公电", "电话", "负责"}
    words = understand(question, lambda terms: [int(t in held) for t in terms], 10).words
    assert (name, False) in [(w.text, w.known) for w in words]


@pytest.mark.parametrize(("question", "kept"), [("家里养猫要登记吗", "养猫"), ("石门桥镇有多少人", "桥镇")])
def test_a_word_of_the_dictionary_and_a_noun_are_kept_though_no_passage_has_them(question, kept):
    words = understand(question, lambda terms: [int(t in HELD) for t in terms], 10).words
    assert (kept, False) in [(w.text, w.known) for w in words]


@pytest.mark.parametrize(
    ("question", "verb"),
    [("上半年新开通了几条公交", "开通"), ("已登记的社团有多少", "登记"), ("刚成立的公司怎么报税", "成立")],
)
def test_a_verb_is_no_part_of_a_name_with_the_adverb_before_it(question, verb):
    words = {w.text: w for w in understand(question, lambda terms: [0] * len(terms), 10).words}
    assert verb in words and not words[verb].noun and not words[verb].name


@pytest.mark.parametrize(
    ("question", "noun"), [("新能源车补多少", "新能源"), ("未成年人几点前离开", "未成年人")]
)
def test_a_noun_that_begins_like_an_adverb_stays_whole(question, noun):
    words = understand(question, lambda terms: [1] * len(terms), 10).words
    assert noun in [w.text for w in words]


@pytest.mark.parametrize(
    ("question", "content"),
    [
        ("有效期多长", "有效期"),
        ("会议在哪里开", "会议 开"),
        ("新能源车的补贴", "新能源车 补贴"),
        ("我能领多少", "领"),
        ("租金和押金", "租金 押金"),
        ("怎么请假", "请假"),
        ("对账流程", "对账流程"),
        ("自我评价表能够填吗", "自我评价表 够填"),
    ],
)
def test_particles_are_left_out_where_they_stand_alone(question, content):
    assert content_of(question).split() == content.split()


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("村里那个什么东西能领补贴", "东西"),
        ("老太太坐公交要钱吗", "老太太"),
        ("医院一共有多少张床", "张床"),
        ("医保钱交晚了怎么办", "钱交晚"),
        ("公积金卡能取现吗", "卡能"),
    ],
)
def test_what_only_looks_like_a_name_is_none(question, word):
    words = understand(question, lambda terms: [0] * len(terms), 10).words
    assert not [w for w in words if w.name and w.text in word]


@pytest.mark.parametrize("name", ["王彬", "上海", "青岚"])
def test_a_name_that_no_passage_has_is_one_still(name):
    words = understand(f"{name}的电话是多少", lambda terms: [0] * len(terms), 10).words
    assert [w.text for w in words if w.name] == [name]


def test_a_verb_behind_a_place_is_cut_off_and_no_given_name_is():
    held = {"柳堰", "黄志"}
    words = understand("柳堰换电梯补多少", lambda terms: [int(t in held) for t in terms], 10).words
    assert "柳堰" in [w.text for w in words]


def test_a_beginning_that_hardly_a_passage_has_is_cut_off():
    often = {"来云": 1, "云溪": 30}
    words = understand("博士来云溪补贴几万", lambda terms: [often.get(t, 0) for t in terms], 100).words
    assert "云溪" in [w.text for w in words] and "来云溪" not in [w.text for w in words]


@pytest.mark.parametrize(
    "question", ["梧桐区新开托育园补多少", "水龙头出黄水要放多久", "二宝上托班每月补多少"]
)
def test_what_the_dictionary_takes_for_a_name_is_none(question):
    words = understand(question, lambda terms: [int(t in HELD) for t in terms], 10).words
    assert [w.text for w in words if w.name and not w.text.startswith("梧桐")] == []


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("周日从火车站回北渚的校车在哪", {"北渚"}),
        ("过柏屿隧道要交钱吗", {"柏屿"}),
        ("我去告一声有钱拿没", set()),
        ("往前一个季度是多少", set()),
    ],
)
def test_a_verb_of_motion_is_no_part_of_a_name(question, words):
    held = {"北渚", "柏屿", "告一", "前一"}
    found = understand(question, lambda terms: [int(t in held) for t in terms], 10).words
    assert {w.text for w in found if w.known} == words
