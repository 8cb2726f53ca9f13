import pytest

from index.lunar import inferred_day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1月28日大年初七，癸卯兔年首个工作日，我市召开大会。", "2023-01-28"),
        ("1月28日大年初七,癸卯兔年首个工作日", "2023-01-28"),
        ("1月28日（农历正月初七），兔年伊始，", "2023-01-28"),
        ("甲辰龙年到来之际，2月10日正月初一，市民纷纷出门。", "2024-02-10"),
        ("2月9日，农历腊月三十，癸卯年的最后一天。", "2024-02-09"),
        ("9月29日中秋节，癸卯年的月亮格外圆。", "2023-09-29"),
        ("10月4日重阳节，壬寅年敬老月启动。", "2022-10-04"),
        ("1月28日大年初七，癸卯兔年首个工作日。2月5日元宵节，癸卯年灯会举行。", "2023-02-05"),
    ],
)
def test_facts_that_agree_decide_the_year(text, day):
    assert inferred_day(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "1月28日，我市召开大会。",
        "1月28日大年初七，我市召开大会。",
        "1月28日大年初七，甲辰龙年首个工作日。",
        "1月29日大年初七，癸卯兔年首个工作日。",
        "2023年1月28日大年初七，癸卯兔年首个工作日。",
        "1911年10月10日八月十九，辛亥年武昌起义。",
        "13月40日大年初七，癸卯兔年。",
        "属兔年份出生的人，1月28日大年初七。" + "话" * 40 + "兔年。",
        "",
    ],
)
def test_facts_that_do_not_decide_give_nothing(text):
    assert inferred_day(text) is None


def test_a_year_before_the_month_is_not_guessed_over():
    assert inferred_day("2022年 1月28日腊月廿六，辛丑年") is None


def test_of_several_years_the_one_that_the_text_names():
    text = "1月28日腊月廿四，蛇年将尽。"
    assert inferred_day(text) is None
    assert inferred_day(f"{text}1954年的春节就要到了。") == "1954-01-28"
