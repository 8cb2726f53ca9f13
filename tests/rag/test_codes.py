import pytest

from rag.codes import blanked, holds_code, is_code, joined
from rag.identifiers import IDENTIFIER
from rag.question import understand
from rag.terms import holds_term


@pytest.mark.parametrize(
    ("question", "spelled"),
    [
        ("gpt-4何时发布", "gpt4何时发布"),
        ("gpt 4的参数", "gpt4的参数"),
        ("covid-19疫苗", "covid19疫苗"),
        ("cvpr2022在哪举办", "cvpr 2022在哪举办"),
        ("cvpr-2022", "cvpr 2022"),
        ("cvpr 2022", "cvpr 2022"),
        ("nba 30支球队", "nba 30支球队"),
        ("gpt-3.5", "gpt-3.5"),
        ("2021-2022年", "2021-2022年"),
    ],
)
def test_codes_of_a_question_are_one_word(question, spelled):
    assert joined(question) == spelled


@pytest.mark.parametrize(
    ("term", "is_one"),
    [("gpt4", True), ("5g", True), ("a01", True), ("10km", False), ("500g", False), ("2023", False)],
)
def test_codes(term, is_one):
    assert is_code(term) is is_one


@pytest.mark.parametrize(
    ("code", "text", "held"),
    [
        ("gpt4", "gpt-4发布", True),
        ("gpt4", "gpt 4发布", True),
        ("gpt4", "gpt4发布", True),
        ("gpt4", "gpt-40发布", False),
        ("5g", "5g基站", True),
        ("5g", "15g", False),
        ("a01", "下转a01版", True),
    ],
)
def test_a_code_is_one_in_any_spelling(code, text, held):
    assert holds_code(code, text) is held
    assert holds_term(code, text) is held


def test_what_a_question_says_is_blanked_in_place():
    assert blanked("gpt4", "gpt-4有4个") == "     有4个"
    assert blanked("2023", "2023年") == "    年"


@pytest.mark.parametrize("question", ["GPT4何时发布", "GPT-4何时发布", "GPT 4何时发布"])
def test_a_code_is_known_by_its_commonest_spelling(question):
    counts = {"gpt-4": 3, "发布": 5}
    query = understand(question, lambda terms: [counts.get(t, 0) for t in terms], 10)
    assert query.identifiers == ("gpt4",)
    assert "gpt4" in query.terms
    assert query.missing == ()


def test_the_year_of_a_code_is_a_year():
    query = understand("CVPR2022在哪举办", lambda terms: [1] * len(terms), 10)
    assert query.years == {"2022"}
    assert query.identifiers == ()
    assert "cvpr" in query.terms


def test_the_last_character_of_a_body_is_no_part_of_the_office():
    query = understand("农业局局长是谁", lambda terms: [1] * len(terms), 10)
    assert "局局长" not in [word.text for word in query.words]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12个", ["12"]),
        ("12年", []),
        ("1.5年", []),
        ("1.5元和12.", ["1.5", "12"]),
        ("1.2.3年", []),
        # Without end, were each beginning of the number tried.
        ("1" * 6000 + "年", []),
    ],
)
def test_numbers_that_are_no_years_identify(text, found):
    assert IDENTIFIER.findall(text) == found


def test_a_code_of_several_parts_stays_whole():
    assert joined("ltcj-2024-058哪天开标") == "ltcj-2024-058哪天开标"
    assert joined("cvpr-2022有多少篇") == "cvpr 2022有多少篇"
