from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.dates import date_in_name, find_date
from tests.index.texts import PROPERTY

DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
DIGITS = "一二三四五六七八九"


def chinese(number):
    tens, ones = divmod(number, 10)
    return (
        ("" if tens < 2 else DIGITS[tens - 1]) + ("十" if tens else "") + (DIGITS[ones - 1] if ones else "")
    )


def chinese_date(day, zero):
    year = "".join(zero if c == "0" else DIGITS[int(c) - 1] for c in str(day.year))
    return f"{year}年{chinese(day.month)}月{chinese(day.day)}日"


@PROPERTY
@given(
    DAYS,
    st.sampled_from(
        [
            "{0}年{1}月{2}日",
            "{0}年{1:02}月{2:02}日",
            "{0}-{1:02}-{2:02}",
            "{0}/{1}/{2}",
            "{0}.{1}.{2}",
            "{0} 年 {1} 月 {2} 日",
        ]
    ),
)
def test_western_dates(day, form):
    written = form.format(day.year, day.month, day.day)
    assert find_date(f"于{written}印发") == (day.isoformat(), 1, 1 + len(written))


@PROPERTY
@given(DAYS, st.sampled_from("〇零○Ｏ"))
def test_chinese_dates(day, zero):
    written = chinese_date(day, zero)
    assert find_date(f"于{written}印发") == (day.isoformat(), 1, 1 + len(written))


@pytest.mark.parametrize(
    "text",
    [
        "2023年2月29日",
        "2023年13月1日",
        "2023年0月1日",
        "12023-01-01",
        "2023-01-011",
        "2023年1月",
        "1月29日",
        "二〇二三年二月三十日",
        "二〇二三年一二月一日",
        "1899-01-01",
        "",
    ],
)
def test_what_is_no_date(text):
    assert find_date(text) is None


def test_an_impossible_date_is_passed_over():
    assert find_date("2023年2月30日改为2023年3月1日") == ("2023-03-01", 12, 21)


def test_leap_days():
    assert find_date("2024年2月29日") == ("2024-02-29", 0, 10)
    assert find_date("二〇〇〇年二月二十九日") == ("2000-02-29", 0, 11)


def test_a_date_must_end_inside_the_part_searched():
    text = "2023-01-02 2023-01-03"
    assert find_date(text, 1) == ("2023-01-03", 11, 21)
    assert find_date(text, 0, 8) is None


@pytest.mark.parametrize(
    ("name", "iso"),
    [
        ("2023-01-29_我市提速.txt", "2023-01-29"),
        ("20230129我市提速.txt", "2023-01-29"),
        ("通知_2023年1月29日.md", "2023-01-29"),
        ("通知2023.1.29.html", "2023-01-29"),
        ("20231329.txt", None),
        ("1202301290.txt", None),
        ("2023年通知.txt", None),
        ("通知.txt", None),
    ],
)
def test_date_in_a_file_name(name, iso):
    assert date_in_name(name) == iso


@PROPERTY
@given(st.text("一二十〇年月日0129.-/ ", max_size=20))
@example("二〇二三年十十月一日")
@example("二〇二三年一月一十十日")
def test_any_row_of_numerals_is_a_real_date_or_none(text):
    found = find_date(text)
    assert found is None or date.fromisoformat(found[0]).year == int(found[0][:4])


def test_full_width_digits():
    assert find_date("２０２３年１月２９日") == ("2023-01-29", 0, 10)


def test_underscores_between_the_numbers_of_a_name():
    assert date_in_name("2023_01_29_通知.txt") == "2023-01-29"
