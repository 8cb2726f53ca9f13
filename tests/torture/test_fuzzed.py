import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.torture.fuzz import TARGETS, kept

PIECES = [
    "第一条",
    "第二章 总则",
    "目录",
    "“",
    "”",
    "。",
    "；",
    "2023年1月2日",
    "二〇二三年",
    "# ",
    "| 甲 |",
    "\n",
    " ",
    "---\n",
    "有效期",
]


@pytest.mark.parametrize(("target", "data"), [(target, data) for target in TARGETS for data in kept(target)])
def test_what_fuzzing_kept_is_still_survived(target, data):
    TARGETS[target](data)


@pytest.mark.parametrize("target", list(TARGETS))
@given(
    data=st.one_of(
        st.binary(max_size=200), st.lists(st.sampled_from(PIECES), max_size=40).map("".join).map(str.encode)
    )
)
def test_what_chance_makes_is_survived(target, data):
    TARGETS[target](data)
