import pytest

from index.types import Document
from rag.validity import stands_in, status


@pytest.mark.parametrize(
    ("effective", "expires", "superseded_by", "years", "stands"),
    [
        ("2023-07-01", None, None, {"2023", "2025"}, True),
        ("2023-07-01", None, None, {"2022"}, False),
        ("2023-07-01", None, None, {"2022", "2024"}, False),
        ("2023-07-01", "2025-06-30", None, {"2025"}, True),
        ("2023-07-01", "2025-06-30", None, {"2026"}, False),
        ("2023-07-01", None, "b", {"2024"}, None),
        ("2023-07-01", None, "b", {"2022"}, False),
        (None, None, None, {"2024"}, None),
    ],
)
def test_a_rule_stands_in_the_years_of_its_force(effective, expires, superseded_by, years, stands):
    rule = Document(
        "a", "甲办法", "", "", "utf-8", effective=effective, expires=expires, superseded_by=superseded_by
    )
    assert stands_in(rule, years) is stands


@pytest.mark.parametrize(
    ("day", "expected"), [("2023-02-01", "in_force"), ("2023-03-01", "superseded"), (None, "superseded")]
)
def test_what_is_published_later_replaces_nothing_yet(day, expected):
    old = Document("a", "甲办法", "", "", "utf-8", effective="2020-01-01", superseded_by="b")
    new = Document("b", "甲办法", "", "", "utf-8", published="2023-03-01", effective="2023-01-01")
    assert status(old, day, new) == expected
