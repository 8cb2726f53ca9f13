import pytest

from index.types import Document
from rag.validity import stands_in


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
