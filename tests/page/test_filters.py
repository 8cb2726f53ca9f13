import pytest

from index.errors import WenjuError
from page.filters import UNFILTERED, Filters
from page.texts import EN, ZH
from rag.scope import Scope


@pytest.mark.parametrize("typed", ["2023-02-01", " 2023-2-1 ", "2023/2/1", "2023年2月1日", "2023.02.01"])
def test_a_day_is_read_as_people_write_it(typed):
    assert Filters(typed).day(ZH) == "2023-02-01"


@pytest.mark.parametrize("typed", ["", "  "])
def test_no_day_is_none(typed):
    assert Filters(typed).day(ZH) is None


@pytest.mark.parametrize("typed", ["去年", "2023", "2023-02-30", "2023-13-01", "2023-02-01 x", "02-01"])
def test_what_is_no_day_is_one_line(typed):
    with pytest.raises(WenjuError, match="认不出") as caught:
        Filters(typed).day(ZH)
    assert "\n" not in str(caught.value)


def test_what_is_chosen_is_said():
    chosen = Filters.of("2023-02-01", ["a", "b", "c", "d"], ["2023"], True)
    assert chosen.described(ZH) == "查找范围：2023-02-01 当日 · a、b、c +1 · 2023 · 只看现行有效"
    assert chosen.scope == Scope(("a", "b", "c", "d"), ("2023",), True)
    assert UNFILTERED.described(EN) == "Scope: all documents"
    assert Filters.of(None, None, None, False) == UNFILTERED
