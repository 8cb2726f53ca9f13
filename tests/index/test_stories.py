from pathlib import Path

import pytest

from index.articles import split_articles
from index.repeats import find_repeats

SEED = Path(__file__).parents[2] / "../shared/data/seed"
BRIDGE = (
    "青岚大桥主跨合龙后，全线转入桥面施工，项目部计划今年9月完成沥青摊铺，届时两岸群众过江只需六分钟，" * 2
)
HOSPITAL = "市中心医院新院区门诊楼昨日封顶，床位由六百张增加到一千二百张，急诊部预计明年三月先行启用，" * 2
PAGE = f"""青岚大桥全线贯通在即
□文/李明 王强

{BRIDGE}

建设者日夜奋战

工地上共有三百名工人轮班作业，项目部为大家准备了热饭热菜和取暖设备，确保安全生产。

市中心医院新院区封顶
■本报记者 赵云

{HOSPITAL}

上接A01版

走访企业送政策

工作组为企业解读退税政策，现场登记问题十二个，并约定一周之内逐一答复，企业负责人纷纷点赞。
"""


def parts(text):
    return [(a.heading, text[a.start : a.end].strip()) for a in split_articles("a", text)]


def heading_at(text, piece):
    return next(a.heading for a in split_articles("a", text) if piece in text[a.start : a.end])


def test_a_page_is_parted_into_its_stories():
    assert [heading for heading, _ in parts(PAGE)] == [
        "青岚大桥全线贯通在即",
        "青岚大桥全线贯通在即 > 建设者日夜奋战",
        "市中心医院新院区封顶",
        "",
        "走访企业送政策",
    ]


def test_what_follows_a_mark_of_continuation_has_no_story():
    assert heading_at(PAGE, "工作组为企业解读") == "走访企业送政策"


@pytest.mark.parametrize(
    "byline",
    [
        "□文/李明",
        "■本报记者 李明",
        "◎李明 王强",
        "本报记者 李明 通讯员 王强",
        "云溪日报记者 李明",
        "文/图 李明",
        "（记者 李明）",
        "文／李明",
    ],
)
def test_bylines_of_newspapers(byline):
    page = PAGE.replace("□文/李明 王强", byline)
    assert heading_at(page, "桥面施工") == "青岚大桥全线贯通在即"


@pytest.mark.parametrize("agency", ["本报讯（记者 李明）", "【本报讯】 ", "本报青岚1月28日电 "])
def test_a_story_that_begins_with_its_agency(agency):
    page = PAGE.replace("□文/李明 王强\n\n", agency)
    assert heading_at(page, "桥面施工") == "青岚大桥全线贯通在即"


def test_a_headline_of_several_lines_and_a_caption_before_the_byline():
    page = PAGE.replace(
        "全线贯通在即\n", "全线贯通在即\n\n两岸群众六分钟过江\n\n图为大桥合龙现场。 云溪日报记者 李明 摄\n"
    )
    assert heading_at(page, "桥面施工") == "青岚大桥全线贯通在即 两岸群众六分钟过江"


def test_a_text_with_one_story_is_no_page():
    text = PAGE[: PAGE.index("市中心医院新院区封顶")]
    assert [heading for heading, _ in parts(text)] == ["", "建设者日夜奋战"]


def test_a_passage_pasted_into_another_story_loses_its_headline():
    tail = (
        "医院相关负责人表示，新院区将与社区卫生服务中心建立双向转诊，让群众在家门口看上专家门诊，"
        "减少来回奔波之苦，明年还将开通夜间门诊。"
    )
    page = PAGE.replace("安全生产。", f"安全生产,{tail}").replace(HOSPITAL, f"{HOSPITAL}\n\n{tail}")
    found = [heading for heading, part in parts(page) if tail in part]
    assert found == ["", "市中心医院新院区封顶"]
    assert heading_at(page, "三百名工人") == "青岚大桥全线贯通在即 > 建设者日夜奋战"


def test_after_several_continuations_a_section_is_sure_of_one_paragraph():
    first = "甲园区落户三家企业，预计年产值过亿元，带动就业五百人以上，产品远销海外二十多个国家。"
    page = f"{PAGE}\n上接A02版\n\n推动产业融合\n\n{first}\n\n乙县的春耕已经开始。\n"
    assert heading_at(page, "甲园区落户") == "推动产业融合"
    assert heading_at(page, "乙县的春耕") == ""


def test_repeats_are_the_longest_and_blind_to_line_breaks():
    passage = "".join(f"第{n}个项目投资{n * 7}亿元，" for n in range(9))
    text = f"甲甲、{passage}乙乙。\n{passage[:20]}\n\n{passage[20:]}丙丙。"
    [repeat] = find_repeats(text)
    first, second = ("".join(text[s:e].split()) for s, e in repeat.places)
    assert first == second == passage
    assert find_repeats(passage) == []


@pytest.mark.skipif(not SEED.is_dir(), reason="development data is absent")
def test_the_seed_page():
    [path] = SEED.glob("*.txt")
    text = path.read_text(encoding="utf-8")
    found = [(a.heading, text[a.start : a.end]) for a in split_articles("a", text)]
    stories = dict.fromkeys(heading.split(" > ")[0] for heading, _ in found if heading)
    own = [story for story in stories if len(story) > 24]
    assert [story[:6] for story in own] == ["我市有关部门", "我市专家学者", "港澳同胞、海"]
    assert "用高质量发展解答“何以广东”" in stories
    of = {
        "361个重点产业项目": own[0],
        "年度计划投资1234.8亿元": own[0],
        "蔡勇": own[1],
        "苏程佳博士": own[1],
        "世界经济的发动机": "用高质量发展解答“何以广东”",
        "侨都”的美誉": own[2],
        "增加三倍研发经费": own[2],
    }
    for piece, story in of.items():
        assert {h.split(" > ")[0] for h, part in found if piece in part} == {story}, piece
    for piece in ("宏丰电子", "从头越", "没有捷径,唯有务实"):
        assert {h for h, part in found if piece in part} == {""}, piece
    # Printed twice; the first copy is glued to another story's paragraph.
    assert [h.split(" > ")[0] for h, part in found if "黄茅海大桥西塔" in part] == [
        "促进湾区融合发展",
        own[2],
    ]
