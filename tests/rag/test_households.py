import pytest

from rag import Chatbot
from rag.households import in_persons
from rag.passages import chatbot_over
from rag.question import understand
from rag.ranges import inside
from tests.fakes import FakeEncoder


def none(terms):
    return [0] * len(terms)


@pytest.mark.parametrize("asked", ["三口之家能配多大", "一家三口能配多大", "家里3口人能配多大"])
def test_a_household_is_counted_in_persons(asked):
    query = understand(asked, none, 3)
    assert query.identifiers == ("3",)
    assert inside(query, "2人以上4人以下家庭") and not inside(query, "4人以上家庭")


@pytest.mark.parametrize(
    "asked", ["新打了3口井", "一家3口井", "人口有多少", "两口子都没工作", "二十三口人", "13口人"]
)
def test_other_measures_are_no_household(asked):
    assert in_persons(asked, none) == asked


@pytest.mark.parametrize(("told", "left"), [("三口", True), ("四口", False)])
def test_what_a_passage_counts_in_mouths_stays(told, left):
    asked = "三口之家能配多大"
    found = in_persons(asked, lambda terms: [int(term == told) for term in terms])
    assert (found == asked) is left


def test_an_index_says_whether_a_passage_counts_in_mouths():
    asked = "三口之家能配多大"
    with chatbot_over(["三口之家配租55平方米。"], FakeEncoder()) as chatbot:
        assert folded(chatbot, asked) == asked
    with chatbot_over(["3人家庭配租55平方米。"], FakeEncoder()) as chatbot:
        assert folded(chatbot, asked) == "3人家庭能配多大"


def folded(chatbot: Chatbot, asked: str) -> str:
    return chatbot.evidence(asked)[0].query.folded
