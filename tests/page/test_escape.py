import html
import re

from hypothesis import given
from hypothesis import strategies as st

from page.escape import escape
from tests.page.fake import HOSTILE


def test_escape_writes_markup_as_character_references():
    assert escape("<b>&[1](#x)") == "&#60;b&#62;&#38;&#91;1&#93;&#40;&#35;x&#41;"
    assert escape("第一条　为，a b\n") == "第一条&#12288;为，a&#32;b&#10;"


def test_nothing_that_could_be_markup_is_left():
    assert not set(re.sub(r"&#\d+;", "", escape(HOSTILE))) & set("<>&\"'`*_[](){}$@#!|~\\/:.-+= \n\t　")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])))
def test_a_browser_reads_the_text_back_unaltered(text):
    assert html.unescape(escape(text)) == text
