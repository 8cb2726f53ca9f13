import pytest

from rag.abbreviations import written_out
from rag.question import understand
from rag.terms import holds_term, is_spelled_once, ways_to_write


@pytest.mark.parametrize(
    ("term", "text", "held"),
    [
        ("gdp", "全年地区生产总值412亿元", True),
        ("gdp", "gdp增长5%", True),
        ("低保", "城市居民最低生活保障标准", True),
        ("低保", "最低工资标准", False),
        ("gpt4", "gpt-4发布", True),
        ("标准", "最低生活保障标准", True),
    ],
)
def test_a_term_is_held_however_it_is_written(term, text, held):
    assert holds_term(term, text) is held


def test_the_full_form_of_a_short_one_is_searched_for():
    assert written_out("青岚区gdp和低保标准") == ["生产总值", "最低生活保障"]
    assert written_out("青岚区的人口") == []


def test_a_short_form_is_known_where_its_full_form_stands():
    held = {"最低", "低生", "生活", "活保", "保障", "标准"}
    query = understand("低保标准", lambda terms: [int(t in held) for t in terms], 10)
    assert query.missing == ()
    assert next(w for w in query.words if w.text == "低保").noun
    assert ways_to_write("标准") == [["标准"]]


@pytest.mark.parametrize(("term", "once"), [("云溪", True), ("gpt4", False), ("低保", False), ("abc", True)])
def test_a_term_of_one_spelling_stands_as_it_is_or_not_at_all(term, once):
    assert is_spelled_once(term) is once
    texts = ("云溪市", "gpt-4发布", "最低生活保障", "低保户", "abc", "")
    if once:
        assert [holds_term(term, text) for text in texts] == [term in text for text in texts]
    else:
        assert [holds_term(term, text) for text in texts] != [term in text for text in texts]
