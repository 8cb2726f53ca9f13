import pytest

from rag.codes import blanked
from rag.contrast import sibling_of
from rag.features import coverage
from rag.identifiers import holds_identifier
from rag.question import understand
from rag.terms import holds_term, is_spelled_once
from rag.whole import holds_whole, is_whole
from rag.years import years_of


@pytest.mark.parametrize(
    ("term", "found"),
    [("15", True), ("1.5", True), ("15年期", True), ("ii", True), ("ii级", True), ("3号线", True)]
    + [("第二批", False), ("t3", False), ("abc", False), ("16g", False), ("云溪", False), ("", False)],
)
def test_numbers_and_roman_numerals_are_whole(term, found):
    assert is_whole(term) is found


@pytest.mark.parametrize(
    ("term", "text", "held"),
    [
        ("15", "15年期债券", True),
        ("15", "2015年", False),
        ("15", "150元", False),
        ("15", "1.15倍", False),
        ("15", "15.5倍", False),
        ("15", "8月15,16日", True),
        ("15", "共3项,15户", True),
        ("234", "1,234户", False),
        ("1234", "1,234户", True),
        ("1234", "1234户", True),
        ("1", "1,234户", False),
        ("3924", "下限为3,924元", True),
        ("1.5", "1.5倍", True),
        ("1.5", "11.5倍", False),
        ("ii", "启动iii级响应", False),
        ("ii", "启动ii级响应", True),
        ("iii级", "由ii级提高到iii级", True),
        ("3号线", "13号线", False),
        ("3号线", "2、3号线", True),
    ],
)
def test_a_number_is_part_of_no_longer_one(term, text, held):
    assert holds_whole(term, text) is held
    assert holds_identifier(term, text) is held
    assert holds_term(term, text) is held or not term.isascii()


def test_only_the_whole_number_is_blanked():
    assert blanked("3", "3号线3.3亿元,13户,2023年") == " 号线3.3亿元,13户,2023年"
    assert blanked("2023年", "2023年,12023年") == "     " + "年,12023年"[1:]


def test_terms_of_digits_are_compared_as_wholes():
    assert not is_spelled_once("ii") and not is_spelled_once("15") and is_spelled_once("响应")
    query = understand("ii级响应", lambda terms: [1] * len(terms), 10)
    assert coverage(query, "启动ii级响应") == pytest.approx(1)
    assert coverage(query, "启动iii级响应") < 1


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("抗旱ii级响应时限供多少", ["ii级"]),
        ("15年期发行了多少", ["15年期"]),
        ("15年发行了多少", []),
        ("地铁3号线总投资", ["3号线"]),
        ("截至2023年3月15日有几户", []),
        ("截至去年3月有几户", []),
        ("2023年7月以后有几户", []),
        ("7月1日起有几户", []),
        ("1-9月增长多少", []),
        ("1至9月增长多少", []),
        ("8月16日15户", ["8月", "15"]),
    ],
)
def test_grades_lines_and_months_identify_and_periods_do_not(question, found):
    assert list(understand(question, lambda terms: [1] * len(terms), 10).identifiers) == found


@pytest.mark.parametrize(
    ("text", "held"),
    [("6月30日", True), ("发放日期:2023-06-30", True), ("2023.6.30", True), ("本月30日", True)]
    + [
        ("6-9月", True),
        ("6.5亿元", False),
        ("16月", False),
        ("2023年7月", False),
        ("每月6日", False),
        ("6个月", False),
    ],
)
def test_a_month_is_told_by_its_number_in_a_date_or_from_the_day_of_the_text(text, held):
    assert holds_identifier("6月", text) is held


@pytest.mark.parametrize(
    ("identifier", "text", "other"),
    [
        ("ii级", "启动iii级响应", "iii级"),
        ("ii级", "由iii级提高到ii级", None),
        ("ii级", "限量供水60%", None),
        ("15年期", "其中10年期债券5.6亿元", "10年期"),
        ("3号线", "2号线完成29.3亿元", "2号线"),
        ("3号线", "10年期", None),
    ],
)
def test_another_grade_or_line_contradicts(identifier, text, other):
    assert sibling_of((), (identifier,), text) == ((identifier, other) if other else None)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("每人补助2000元。", set()),
        ("总投入1950万元，其中2023年800万元。", {"2023"}),
        ("2000人参加2023人才招聘会。", {"2023"}),
        ("2023张家口马拉松于2022-11-05报名。", {"2022", "2023"}),
        ("建筑面积2000平方米，1980张。", set()),
    ],
)
def test_an_amount_is_no_year(text, years):
    assert years_of(text) == years
