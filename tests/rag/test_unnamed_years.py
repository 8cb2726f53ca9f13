import pytest

from index.types import Document
from rag.unnamed_years import speaks_of


@pytest.mark.parametrize(
    ("text", "published", "effective", "years", "speaks"),
    [
        ("举报奖励100元。", "2023-03-01", None, {"2022"}, False),
        ("去年发放100元。", "2023-03-01", None, {"2022"}, None),
        ("2022年发放100元。", "2023-03-01", None, {"2022"}, None),
        ("举报奖励100元。", "2023-03-01", None, {"2022", "2023"}, None),
        ("举报奖励100元。", "2023-03-01", None, {"2024"}, None),
        ("举报奖励100元。", None, None, {"2022"}, None),
        ("举报奖励100元。", "2023-03-01", None, set(), None),
        ("举报奖励100元。", "2023-03-01", "2023-04-01", {"2022"}, False),
        ("举报奖励100元。", "2023-03-01", "2023-04-01", {"2025"}, True),
    ],
)
def test_of_years_that_it_does_not_name_a_document_speaks_or_not(text, published, effective, years, speaks):
    document = Document("a", "甲通知", text, "", "utf-8", published=published, effective=effective)
    assert speaks_of(document, years) is speaks
