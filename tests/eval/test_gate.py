from dataclasses import replace

import pytest

from eval.compare import compare
from eval.gate import broken, losses, missing, reasons, verdict
from eval.run import run
from tests.eval.made import Altered, in_quotes, in_text, outcome, result


def both(measure, ours, theirs):
    now, then = ([outcome(str(n), {measure: float(v)}) for n, v in enumerate(vs)] for vs in (ours, theirs))
    return compare(result(*now), result(*then))


def test_one_of_twenty_may_be_lost_and_one_of_nineteen_may_not():
    assert list(losses(both("accuracy", [0, *[1] * 19], [1] * 20))) == []
    assert list(losses(both("accuracy", [0, *[1] * 18], [1] * 19))) == [
        "accuracy 从 1.000 降到 0.947，超过允许的 0.05"
    ]
    assert list(losses(both("refused", [0, *[1] * 18], [1] * 19))) != []
    assert list(losses(both("F1", [0, *[1] * 18], [1] * 19))) == []


def test_one_of_fifty_may_be_found_no_more_and_one_of_forty_nine_may_not():
    assert list(losses(both("R@5", [0, *[1] * 49], [1] * 50))) == []
    assert list(losses(both("R@5", [0, *[1] * 48], [1] * 49))) == ["R@5 从 1.000 降到 0.980，超过允许的 0.02"]


def test_a_loss_is_sure_from_five_of_five_on():
    many = [1] * 95
    assert list(losses(both("accuracy", [*[0] * 4, *many], [*[1] * 4, *many]))) == []  # 1 / 16
    assert list(losses(both("R@1", [*[0] * 5, *many], [*[1] * 5, *many]))) == [
        "R@1 从 1.000 降到 0.950，不是偶然（单侧 p = 0.0312，已作 Holm 校正）"
    ]
    assert list(losses(both("R@1", [*[1] * 5, *many], [*[0] * 5, *many]))) == []


def test_five_of_five_are_not_enough_where_two_measures_are_tried():
    def half(value):
        return [outcome(str(n), {"R@1": value if n < 5 else 1.0, "R@5": 1.0}) for n in range(100)]

    assert list(losses(compare(result(*half(0.0)), result(*half(1.0))))) == []  # 2 / 32


def test_nothing_to_compare_is_no_pass():
    found = compare(result(outcome("new", {"accuracy": 1.0})), result(outcome("old", {"accuracy": 1.0})))
    assert [reason[:6] for reason in losses(found)] == ["没有一道题目"]


def moved(answer):
    quotes = tuple(replace(c, start=c.start + 1, quote=c.quote[1:]) for c in answer.citations)
    return replace(answer, citations=quotes, text="".join(c.quote for c in quotes))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda answer: answer, set()),
        (in_text("4月", "6月"), {"numbers", "quoted"}),
        (in_text("4月", "5月"), {"quoted"}),  # a number that another part of the quote has
        (in_quotes("4月", "6月"), {"exact", "numbers"}),
        (moved, {"whole"}),
        (lambda answer: replace(answer, citations=()), {"exact", "whole", "numbers", "quoted"}),
    ],
)
def test_an_invariant_is_broken_by_one_answer(opened, cases, change, said):
    found = list(broken(run(Altered(opened.chatbot(), change), cases[:1], 200)))
    assert {reason.rpartition("（")[2].strip("）") for reason in found} == said
    assert all(reason.startswith("q1 黄茅海大桥西塔和中塔何时封顶：") for reason in found)


def test_gold_and_documents_that_the_index_lacks_are_named(opened, cases):
    rows = run(opened.chatbot(), cases, 200)
    texts = {d.id: d.text for d in opened.index.catalog.documents()}
    assert list(missing(rows, texts, sorted(texts))) == []
    altered = texts | {"new.txt": texts["new.txt"].replace("5元", "６元")}
    del altered["bridge.txt"]
    assert list(missing(rows, altered, sorted(texts))) == [
        "q1：依据的文件不在文件夹里：bridge.txt",
        "q2：依据不是 new.txt 的原文：每小时收费5元",
        "索引里少了文件：bridge.txt",
    ]


def test_the_same_again_passes(opened, measured):
    rows, found = measured()
    texts = {d.id: d.text for d in opened.index.catalog.documents()}
    against = reasons(rows, texts, found.index, compare(measured()[1], found))
    assert (against, verdict(against)) == ([], "通过")
    assert verdict(["甲", "乙"]).splitlines()[:3] == ["未通过，2 条：", "  甲", "  乙"]
