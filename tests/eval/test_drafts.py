import json
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from eval.cases import Case, as_row, read_case
from eval.drafts.accept import accepted, read_accepted
from eval.drafts.near import near_of
from eval.drafts.propose import propose
from eval.drafts.sheet import read_sheet, write_sheet
from eval.lint import problems
from index.build import build_index
from index.errors import WenjuError
from index.reader import open_catalog
from rag.types import Turn
from tests.conftest import write
from tests.fakes import FakeEncoder

TOWER = "黄茅海大桥中塔预计今年5月封顶。"
FORMULA = "事实取自公开报道，由区委负责解释。"
TEXTS = {
    "bridge": f"大桥提速\n2023年1月29日\n\n{TOWER}大桥由云溪集团负责建设。2022年黄茅海大桥完成投资25亿元。\n",
    "reprint": f"转载\n2023年1月29日\n\n{TOWER}\n",
    "parking": "云溪市停车管理办法\n\n第一条 在临时泊位停车的，每小时收费3元。\n",
    "odd": f"青岚区图书馆\n\n青岚区图书馆藏书增长5.2%。{FORMULA}\n",
    "odd2": f"青岚区文化馆\n\n青岚区文化馆由区文旅局负责建设。{FORMULA}\n",
    "odd3": f"青岚区博物馆\n\n{FORMULA}\n",
    "odd4": f"青岚区体育馆\n\n{FORMULA}\n",
}


@pytest.fixture
def catalog(tmp_path):
    build_index(write(tmp_path / "folder", **TEXTS), tmp_path / "i", FakeEncoder())
    opened = open_catalog(tmp_path / "i")
    yield opened
    opened.close()


def texts(catalog):
    return {d.id: d.text for d in catalog.documents()}


def test_proposals_have_gold_and_the_value_that_was_blanked(catalog):
    found = propose(catalog, 20)
    by_question = {p.case.question: p.case for p in found}
    tower = by_question["黄茅海大桥中塔预计何时封顶？"]
    assert (tower.category, tower.need_all, tower.split) == ("when", (("今年5月",),), "draft")
    assert tower.gold == (("bridge.txt", TOWER), ("reprint.txt", TOWER))
    assert by_question["青岚区图书馆藏书增长百分之多少？"].category == "percent"
    parking = by_question["《云溪市停车管理办法》中，在临时泊位停车的，每小时收费多少元？"]
    assert (parking.category, parking.need_all) == ("money", (("3元",),))
    assert by_question["青岚区文化馆由谁负责建设？"].category in ("who", "organisation")
    assert list(problems([p.case for p in found if p.case.answerable], texts(catalog))) == []
    assert [q for q in by_question if "解释" in q] == []  # four documents have that sentence


def test_the_same_documents_give_the_same_and_known_ones_are_passed_over(catalog):
    first, again = propose(catalog, 3), propose(catalog, 3)
    assert first == again and sum(p.case.answerable for p in first) == 3
    assert len({p.case.category for p in first if p.case.answerable}) == 3
    more = propose(catalog, 3, {p.case.id for p in first})
    assert not {p.case.id for p in more} & {p.case.id for p in first}


def test_gold_is_of_the_document_that_a_question_names(tmp_path):
    rule = "在临时泊位停车的，每小时收费3元。"
    titles = ("云溪市停车管理办法", "柳湾县停车管理办法")
    folder = write(tmp_path / "folder", **{title: f"{title}\n\n第一条 {rule}\n" for title in titles})
    build_index(folder, tmp_path / "i", FakeEncoder())
    catalog = open_catalog(tmp_path / "i")
    for proposed in propose(catalog, 2):
        ((document, _),) = proposed.case.gold
        assert f"《{document.removesuffix('.txt')}》" in proposed.case.question
        assert proposed.case.category == "money"
    catalog.close()


def test_a_title_makes_no_question_one_after_money(tmp_path):
    text = "云溪市停车收费管理办法\n\n第一条 驾驶人应当在驶离后15日内缴清费用。\n"
    build_index(write(tmp_path / "folder", a=text), tmp_path / "i", FakeEncoder())
    catalog = open_catalog(tmp_path / "i")
    (proposed,) = propose(catalog, 1)
    assert (proposed.case.category, proposed.case.need_all) == ("number", (("15日内",),))
    catalog.close()


def test_near_misses_are_marked_and_proven_where_they_can_be(catalog):
    misses = [p for p in propose(catalog, 20) if not p.case.answerable]
    assert misses
    for miss in misses:
        assert miss.how in ("year_swapped", "number_changed", "sibling", "name_swapped")
        assert miss.case.category.startswith("near_")
        assert miss.case.gold == ()
    told = [m.case for m in misses if m.case.absent]
    assert told and list(problems(told, texts(catalog))) == []


def test_what_was_put_in_is_the_proof():
    case = Case("a", "第三批项目2023年投资多少元", (("5元",),), "money", "draft")
    found = {near.changed: near for near in near_of([case])}
    assert found["year_swapped"].proofs == ("2019", "2019年", "2019年投资")
    assert found["sibling"].proofs[0].startswith("第四") and "第四批" in found["sibling"].proofs[1]
    assert found["sibling"].case.id == "a-sibling"


def test_a_case_is_written_as_it_is_read():
    case = Case(
        "a",
        "那中塔呢",
        (("4月", "四月"), ("5月",)),
        "when",
        "dev",
        (("a.txt", "4月5月"),),
        "2023-01-01",
        (Turn("问", "答"),),
        True,
    )
    assert read_case(as_row(case), "") == case
    near = replace(case, need_all=(), gold=(), conflict=False, absent=("东塔",), about=("a.txt",))
    assert read_case(as_row(near), "") == near


def rows_of(catalog, count=4):
    return [as_row(p.case) | {"proposed": p.how} for p in propose(catalog, count)]


def mark(path, **typed):
    """Mark every row as accepted, and type into the columns of the first."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[1]}
    for number in range(2, sheet.max_row + 1):
        sheet.cell(number, heads["接受"]).value = "√"
    for head, value in typed.items():
        sheet.cell(2, heads[head]).value = value
    book.save(path)


def test_a_sheet_brings_back_what_was_marked(catalog, tmp_path):
    rows, path = rows_of(catalog), tmp_path / "new" / "草稿.xlsx"
    write_sheet(rows, path)
    assert list(read_sheet(path)) == []
    mark(path)
    kept = [{k: v for k, v in row.items() if k != "proposed"} for row in rows]
    read = [row for _, row in read_sheet(path)]
    assert [as_row(read_case(row, "")) for row in read] == kept
    assert next(read_sheet(path))[0] == f"{path}:2"
    with pytest.raises(WenjuError, match="已经存在"):
        write_sheet(rows, path)


def test_nothing_in_a_sheet_is_a_formula(tmp_path):
    texts = ['=HYPERLINK("http://evil.example")', "+1", "-1", "@SUM(A1)", "#N/A", "=1+1"]
    row = {
        "id": texts[0],
        "category": texts[1],
        "question": texts[2],
        "gold": [{"document": texts[3], "quote": texts[4]}],
        "need_all": [[texts[5]]],
        "answerable": True,
        "split": "draft",
    }
    write_sheet([row], tmp_path / "a.xlsx")
    cells = [c for c in load_workbook(tmp_path / "a.xlsx").worksheets[0][2] if c.value]
    assert {c.data_type for c in cells} == {"s"}
    assert [c.value for c in cells if c.value not in ("是", "否")] == [
        *texts[:3],
        texts[5],
        texts[3],
        texts[4],
    ]
    assert all(c.quotePrefix and c.number_format == "@" for c in cells)


def test_typed_numbers_are_texts_and_a_foreign_file_is_refused(catalog, tmp_path):
    path = tmp_path / "a.xlsx"
    write_sheet(rows_of(catalog), path)
    mark(path, 答案要点=665.0, 可答=True)
    assert next(read_sheet(path))[1]["need_all"] == [["665"]]
    mark(path, 可答=False)
    assert next(read_sheet(path))[1]["answerable"] is False
    mark(path, 题号=None)
    book = load_workbook(path)
    book.worksheets[0].delete_cols(1)
    book.save(path)
    with pytest.raises(WenjuError, match="第一行缺少 接受"):
        list(read_sheet(path))
    path.write_bytes(b"no zip")
    with pytest.raises(WenjuError, match="不是 xlsx"):
        list(read_sheet(path))
    with pytest.raises(WenjuError, match="认不出"):
        read_accepted(tmp_path / "a.csv")


def test_accepted_lines_of_json_are_those_with_a_half_or_a_mark(tmp_path):
    lines = [{"id": "a", "split": "draft"}, {"id": "b", "split": "dev"}, {"id": "c", "accepted": True}, {}]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert [row["id"] for _, row in read_accepted(path)] == ["b", "c"]


STORED = {"a.txt": "西塔预计4月封顶。", "b.txt": "中塔预计5月封顶。"}


def good(id_, **more):
    gold = [{"document": "a.txt", "quote": "西塔预计4月封顶"}]
    row = {"id": id_, "category": "when", "question": f"{id_}塔何时封顶", "need_all": [["4月"]], "gold": gold}
    return f"{id_}.jsonl:1", row | {"answerable": True, "split": "draft", "feedback": {}} | more


def test_accepted_questions_are_dealt_to_both_halves():
    placed = [good("a"), good("b"), good("c", split="test"), good("a-year", need_all=[], absent=["2019年"])]
    placed[3][1].update(gold=[], answerable=False)
    rows, found = accepted(placed, [], STORED)
    assert found == []
    assert [row["split"] for row in rows] == ["dev", "test", "test", "dev"]
    assert "feedback" not in rows[0]
    assert accepted(placed[:1], rows[:1], STORED)[1] == ["a：题号已经在题目文件里"]
    assert accepted([good("z", question="a塔何时封顶")], rows, STORED)[1] == [
        "z：题目文件里已经有这个问题：a塔何时封顶"
    ]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"need_all": []}, "没有写答案要点"),
        ({"answerable": False}, "却有答案要点"),
        ({"answerable": False, "need_all": []}, "没有写哪些字眼"),
        ({"need_all": ["4月"]}, "应是列表"),
        ({"need_all": [["5月"]]}, "依据里没有答案要点：5月"),
        ({"need_all": [["4月", " "]]}, "要点是空的"),
        ({"question": " "}, "没有写问题"),
        ({"id": ""}, "x.jsonl:1：没有写题号"),
        ({"gold": [{"document": "a.txt"}]}, "x.jsonl:1 不是评测题目"),
        ({"gold": [{"document": "a.txt", "quote": ""}]}, "不是 a.txt 的原文"),
    ],
)
def test_every_problem_is_named(changed, said):
    rows, found = accepted([good("x", **changed), good("y")], [], STORED)
    assert any(said in problem for problem in found), found
