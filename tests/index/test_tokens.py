import pytest

from index.normal import fold
from index.tokens import bigrams, is_han, lexical_terms


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("15个工作日", ["15", "工作", "工作日", "个", "工", "作", "日"]),
        ("臺灣", ["台湾", "台", "湾"]),
        ("ＡＢＣ１２", ["abc12"]),
        ("A区", ["区", "a"]),
        ("，。 \n", []),
        ("", []),
    ],
)
def test_lexical_terms_are_words_then_characters(text, terms):
    assert lexical_terms(text) == terms


def test_repeated_terms_are_counted():
    assert lexical_terms("补贴，补贴").count("补贴") == 2


@pytest.mark.parametrize("space", [" ", "\n", "\t", "\u3000", "\xa0", "\u2028"])
def test_no_term_holds_a_blank(space):
    terms = lexical_terms(f"人才{space}补贴{space}a{space}1")
    assert [t for t in terms if not t or t.split() != [t]] == []


@pytest.mark.parametrize(
    ("text", "grams"),
    [
        ("人才补贴", ["人才", "才补", "补贴"]),
        ("补、贴", ["补", "贴"]),
        ("增长3.5%，GB/T 2023-01", ["增长", "3.5%", "gb", "t", "2023-01"]),
        ("15个工作日", ["15", "个工", "工作", "作日"]),
        ("𠮷野家", ["𠮷野", "野家"]),
        ("", []),
    ],
)
def test_bigrams(text, grams):
    assert bigrams(fold(text)) == grams


def test_is_han():
    assert [is_han(c) for c in "汉㐀𠮷aあ1。"] == [True, True, True, False, False, False, False]


def test_the_chinese_zero_is_a_character():
    assert is_han("〇")
    assert bigrams("二〇二三年") == ["二〇", "〇二", "二三", "三年"]
