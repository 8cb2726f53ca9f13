import re
from pathlib import Path

import pytest
from hypothesis import given

from index.articles import split_articles
from tests.index.texts import DOCUMENTS, PROPERTY


def parts(text, body_start=0):
    return [(a.heading, text[a.start : a.end]) for a in split_articles("a.txt", text, body_start)]


def test_chapters_and_clauses_nest():
    text = "第一章 总则\n第一条 甲。\n第二条　乙。\n第二章　申请\n第三条 丙。\n"
    assert parts(text) == [
        ("第一章 总则 > 第一条", "第一章 总则\n第一条 甲。\n"),
        ("第一章 总则 > 第二条", "第二条　乙。\n"),
        ("第二章 申请 > 第三条", "第二章　申请\n第三条 丙。\n"),
    ]


def test_markdown_headings_nest():
    text = "# 办法\n甲。\n## 条件\n乙。\n# 附则\n丙。"
    assert parts(text) == [
        ("办法", "# 办法\n甲。\n"),
        ("办法 > 条件", "## 条件\n乙。\n"),
        ("附则", "# 附则\n丙。"),
    ]


def test_the_text_of_a_clause_on_its_own_line_is_kept():
    text = "总则\n第一条为规范补贴发放，制定本办法。"
    assert parts(text) == [("", "总则\n"), ("第一条", "第一条为规范补贴发放，制定本办法。")]


def test_numbered_sections():
    text = "通知\n一、总体要求\n甲。\n2、保障措施\n乙。"
    assert parts(text) == [
        ("", "通知\n"),
        ("一、总体要求", "一、总体要求\n甲。\n"),
        ("一、总体要求 > 2、保障措施", "2、保障措施\n乙。"),
    ]


def test_a_short_line_above_a_long_one_is_a_headline():
    story = "今年共安排重点项目665个，年度计划投资超过一千亿元，比上年增加两成。"
    text = f"{story}\n第一批项目开工\n{story}"
    assert parts(text) == [("", f"{story}\n"), ("第一批项目开工", f"第一批项目开工\n{story}")]


@pytest.mark.parametrize(
    "line",
    [
        "第五条规定的条件，由市人社局解释。",
        "第三条至第五条另行规定。",
        "第二款所称企业，是指法人。",
        "一、二季度合计增长3.5%，高于预期。",
        "他指出，要抓紧。",
        "15个工作日",
    ],
)
def test_running_text_is_not_a_heading(line):
    text = f"甲。\n{line}\n乙。"
    assert parts(text) == [("", text)]


def test_blanks_before_the_first_heading_belong_to_it():
    assert parts("\n\n# 甲\n乙") == [("甲", "\n\n# 甲\n乙")]


def test_front_matter_belongs_to_the_first_part():
    text = "---\na: 1\n---\n# 甲\n乙"
    assert parts(text, text.index("#")) == [("甲", text)]


def test_headings_in_front_matter_are_not_headings():
    text = "---\n# 注\na: 1\n---\n乙"
    assert parts(text, text.index("乙")) == [("", text)]


def test_a_heading_is_cut_at_60_characters():
    assert parts(f"# {'长' * 70}\n乙")[0][0] == "长" * 60


@PROPERTY
@given(DOCUMENTS)
def test_articles_tile_the_text(text):
    articles = split_articles("a.txt", text)
    assert "".join(text[a.start : a.end] for a in articles) == text
    borders = [(0, 0), *((a.start, a.end) for a in articles)]
    assert all(before[1] == after[0] < after[1] for before, after in zip(borders, borders[1:], strict=False))


@pytest.mark.parametrize(
    ("text", "body_start", "expected"), [("", 0, []), ("---\na: 1\n---\n", 13, [("", "---\na: 1\n---\n")])]
)
def test_a_body_without_a_line(text, body_start, expected):
    assert parts(text, body_start) == expected


def test_a_clause_number_alone_on_its_line_is_a_heading():
    text = "第一条\n为规范发放，制定本办法。\n第二条\n由市人社局解释。"
    assert [heading for heading, _ in parts(text)] == ["第一条", "第二条"]


@pytest.mark.parametrize(
    "line", ["第十条第二款所称企业，是指法人。", "第十条中的企业，是指法人。", "第十条》的解释。"]
)
def test_a_paragraph_that_cites_a_clause_is_not_that_clause(line):
    assert [heading for heading, _ in parts(f"第一条 甲。\n{line}\n乙。")] == ["第一条"]


def test_front_matter_and_a_blank_line_belong_to_the_first_part():
    text = "---\na: 1\n---\n\n# 甲\n乙"
    assert parts(text, text.index("\n#")) == [("甲", text)]


@pytest.mark.parametrize("line", ["第五条规范性文件应当公布。", "第五条中小学校应当登记。", "第五条：甲。"])
def test_a_clause_without_a_blank_after_its_number(line):
    assert [heading for heading, _ in parts(f"第四条 甲。\n{line}\n")] == ["第四条", "第五条"]


def headings(text):
    return [heading for heading, _ in parts(text)]


def test_an_inserted_clause_has_its_number_on_two_lines():
    text = "第九条\n【甲】一。\n第九条\n之一\n【乙】二。\n第十条\n之前的规定无效。"
    assert parts(text) == [
        ("第九条", "第九条\n【甲】一。\n"),
        ("第九条之一", "第九条\n之一\n【乙】二。\n"),
        ("第十条", "第十条\n之前的规定无效。"),
    ]


def test_a_clause_in_the_middle_of_a_line_begins_a_part():
    text = "第一条 甲。第二条 【范围】乙；第三条　丙。依照第四条 丁。"
    assert [part for _, part in parts(text)] == [
        "第一条 甲。",
        "第二条 【范围】乙；",
        "第三条　丙。依照第四条 丁。",
    ]


def test_clauses_in_quotation_marks_are_those_of_another_law():
    text = "一、将第三条修改为：\n“第三条　甲。\n“第四条　乙。”\n二、增加一条\n“第九条　丙。”\n第五条 丁。"
    assert headings(text)[-2:] == ["二、增加一条", "二、增加一条 > 第五条"]
    assert not any("第三条" in h or "第九条" in h for h in headings(text)[1:])


def test_a_table_of_contents_heads_nothing():
    text = (
        "停车条例\n目　录\n第一章 总则\n第二章 收费\n第一章 总则\n第一条 甲甲甲。\n第二章 收费\n第二条 乙。"
    )
    assert parts(text) == [
        ("", "停车条例\n"),
        ("目录", "目　录\n第一章 总则\n第二章 收费\n"),
        ("第一章 总则 > 第一条", "第一章 总则\n第一条 甲甲甲。\n"),
        ("第二章 收费 > 第二条", "第二章 收费\n第二条 乙。"),
    ]


def test_sections_of_a_notice_nest_and_their_titles_end_at_the_full_stop():
    text = (
        "一、补贴标准\n甲。\n（一）租房补贴。每月900元。\n1. 博士。乙。\n（二）购房补贴\n丙。\n二、申请\n丁。"
    )
    assert headings(text) == [
        "一、补贴标准",
        "一、补贴标准 > （一）租房补贴",
        "一、补贴标准 > （一）租房补贴 > 1. 博士",
        "一、补贴标准 > （二）购房补贴",
        "二、申请",
    ]


def test_items_of_a_list_are_no_sections():
    items = "（一）签订合同；\n（二）缴纳保险满3个月；\n（三）无自有住房，且未享受保障。"
    text = f"第六条 应当符合下列条件：\n{items}"
    assert headings(text) == ["第六条"]


def test_an_attachment_begins_a_part_of_its_own():
    assert headings("一、甲\n甲甲。\n附件1\n补贴表\n乙乙。") == ["一、甲", "附件1"]


LAWS = Path(__file__).parents[2] / "../shared/data/stard/laws"
# Written for this test: a clause begins its line, and what follows is not the rest of a citation.
CLAUSE = re.compile(
    r"^[ \u3000\t#*]*(第[零〇一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?)"
    r"(?=[ \u3000\t*【]|$|[^条款项的规之、至和及或中所，,”》])"
)


@pytest.mark.skipif(not LAWS.is_dir(), reason="development data is absent")
def test_every_clause_of_the_laws_is_an_article():
    paths = sorted(LAWS.rglob("*.md"))
    count = 0
    for path in paths:
        text = path.read_text(encoding="utf-8")
        written = [match[1] for line in text.split("\n") if (match := CLAUSE.match(line))]
        last = [heading.rpartition(" > ")[2] for heading in headings(text)]
        assert [h for h in last if CLAUSE.fullmatch(h)] == written, path.name
        count += len(written)
    assert (len(paths) >= 243, count >= 15_000) == (True, True)


def test_marks_upon_marks_of_markdown_are_no_deeper_than_one():
    assert [a.heading for a in split_articles("a", "# " * 20_000 + "甲")][0].startswith("# #")


class Counted(str):
    """A text that counts how many characters are cut out of it."""

    cut = 0

    def __getitem__(self, key):
        found = super().__getitem__(key)
        Counted.cut += len(found)
        return found


def test_a_heading_that_repeats_costs_no_square_of_its_number():
    Counted.cut = 0
    split_articles("a", Counted("目录\n" * 2000))
    assert Counted.cut < 20 * 6000
