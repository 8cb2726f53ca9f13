from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.milvus.expression import expression
from index.types import Document
from index.within import Fields, Where, fields_of
from rag.scope import Scope
from rag.validity import status
from tests.index.texts import PROPERTY

DAY = st.sampled_from([None, "2022-12-31", "2023-01-01", "2023-06-30", "2023-12-31", "2024-02-29"])
NAME = st.sampled_from([None, "云溪日报", "市府", '引"号\\'])
FOLDER = st.sampled_from(["", "新闻/", "法规/2023/"])


@st.composite
def documents(draw):
    """A document and one that may replace it."""
    other = Document("b", "乙", "乙", "", "", published=draw(DAY), effective=draw(DAY))
    identity = f"{draw(FOLDER)}a.txt"
    replaced = draw(st.sampled_from([None, "b", "没有收录"]))
    days = {name: draw(DAY) for name in ("published", "effective", "expires")}
    document = Document(
        identity, "甲", "甲", "", "", source=draw(NAME), issuer=draw(NAME), superseded_by=replaced, **days
    )
    return document, other


def is_inside(where: Where, fields: Fields) -> bool:
    """The filters are expressions of Python too, with the same meaning."""
    return bool(eval(expression(where) or "True", {}, asdict(fields)))


@PROPERTY
@given(documents(), DAY.filter(bool))
def test_in_force_is_what_the_answers_call_so(pair, day):
    document, other = pair
    fields = fields_of({document.id: document, other.id: other})[document.id]
    replacement = other if document.superseded_by == "b" else None
    expected = status(document, day, replacement) == "in_force"
    assert is_inside(Where(in_force_on=day), fields) == expected


@PROPERTY
@given(
    documents(),
    st.lists(st.sampled_from(["云溪日报", "市府", '引"号\\', "新闻/", "法规/"]), max_size=2),
    st.lists(st.sampled_from(["2022", "2023", "2024", "某年"]), max_size=2),
)
def test_sources_and_years_are_those_of_a_scope(pair, sources, years):
    document, other = pair
    fields = fields_of({document.id: document, other.id: other})[document.id]
    scope = Scope(tuple(sources), tuple(years))
    assert is_inside(Where(scope.sources, scope.years), fields) == scope.holds(document)


@PROPERTY
@given(documents(), DAY.filter(bool))
def test_what_was_published_later_is_left_out(pair, day):
    document, other = pair
    fields = fields_of({document.id: document, other.id: other})[document.id]
    later = document.published is not None and document.published > day
    assert is_inside(Where(until=day), fields) == (not later)


@pytest.mark.parametrize("where", [Where(), Where(sources=(), years=())])
def test_no_condition_is_no_filter(where):
    assert expression(where) == ""


def test_a_name_cannot_end_its_literal():
    assert '"a\\" or \\"\\" == \\""' in expression(Where(sources=('a" or "" == "',)))
