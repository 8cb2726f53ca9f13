import pytest

from eval.compare import compare, lines
from eval.paired import Estimate, chance_of_loss, holm
from eval.results import Facts, Setting
from tests.eval.made import outcome, result

THEIRS = result(
    outcome("q1", {"accuracy": 1.0, "F1": 0.8, "R@1": 1.0}),
    outcome("q2", {"accuracy": 1.0, "F1": 0.6, "R@1": 0.5}),
    outcome("q3", {"accuracy": 0.0, "R@1": 0.0}, answered=False),
    outcome("q4", {"refused": 1.0}, answered=False, answerable=False),
    outcome("gone", {"accuracy": 1.0}),
    outcome("edited", {"accuracy": 1.0}),
)
OURS = result(
    outcome("q1", {"accuracy": 0.0, "R@1": 1.0}, answered=False),
    outcome("q2", {"accuracy": 1.0, "F1": 0.8, "R@1": 0.0}),
    outcome("q3", {"accuracy": 1.0, "F1": 0.4, "R@1": 0.5}),
    outcome("q4", {"refused": 0.0}, answerable=False),
    outcome("edited", {"accuracy": 0.0}, asked="1"),
    outcome("new", {"accuracy": 0.0}),
)


def test_a_measure_counts_where_either_has_it_and_a_refusal_as_nothing():
    found = {m.name: m for m in compare(OURS, THEIRS).measures}
    assert list(found) == ["accuracy", "F1", "R@1", "refused"]
    f1 = found["F1"]
    assert f1.gains == pytest.approx((-0.8, 0.2, 0.4))
    assert (f1.ours, f1.theirs) == (pytest.approx(1.2 / 3), pytest.approx(1.4 / 3))
    # Eight exchanges of (.8, .2, .4): |sum| >= .2 in all of them, .2 being the least there is.
    assert f1.p == 1
    assert found["R@1"].gains == (0, -0.5, 0.5)
    assert found["accuracy"].difference.value == 0
    assert found["refused"].difference == Estimate(-1, -1, -1)


def test_questions_are_won_lost_or_named():
    found = compare(OURS, THEIRS)
    assert (found.questions, found.won, found.lost) == (4, ("q3",), ("q1", "q4"))
    assert (found.ours_only, found.theirs_only, found.edited) == (("new",), ("gone",), ("edited",))
    assert found.settings == ()


def test_what_is_compared_is_said():
    index = Facts("000002-11111111", "fake@2", ("b.txt",))
    found = list(lines(compare(result(setting=Setting("q.jsonl", None, 120), index=index), THEIRS), {}))
    assert found[1:7] == [
        "题目文件不同：这次 q.jsonl，对照结果 questions.jsonl",
        "--split不同：这次 None，对照结果 test",
        "--max-chars不同：这次 120，对照结果 200",
        "模型不同：这次 fake@2，对照结果 fake@1",
        "索引里多了 1 份文件：b.txt",
        "索引里少了 1 份文件：a.txt",
    ]
    texts = {"q1": "西塔何时封顶", "q3": "谁建的", "q4": "谁设计的", "new": "多长", "edited": "多高"}
    assert list(lines(compare(OURS, THEIRS), texts))[4:] == [
        "refused                 1    0.000    1.000     -1.000 [-1.000, -1.000]    1.000",
        "共同的题目 4 道，变好 1 道：",
        "  q3 谁建的",
        "变差 2 道：",
        "  q1 西塔何时封顶",
        "  q4 谁设计的",
        "只有这次有、未比较 1 道：",
        "  new 多长",
        "只有对照结果有、未比较 1 道：",
        "  gone",
        "题目改过、未比较 1 道：",
        "  edited 多高",
    ]


@pytest.mark.parametrize(
    ("gains", "p"),
    [
        ([], 1),
        ([0, 0], 1),
        ([-1], 1 / 2),
        ([1], 1),
        ([-1, -1, 1], 4 / 8),  # -3, three times -1
        ([-0.5, 0.25, 0], 1 / 2),  # -.75, -.25
        ([0, *[-1] * 5], 1 / 32),
        ([*[-1] * 9, 1], 11 / 1024),
    ],
)
def test_the_chance_of_a_loss_is_exact_for_few(gains, p):
    assert chance_of_loss(gains) == pytest.approx(p)


def test_the_chance_of_a_loss_of_many_is_drawn_the_same_each_time():
    gains = [-1.0] * 40 + [1.0] * 20
    assert chance_of_loss(gains) == chance_of_loss(gains) == pytest.approx(0.0067, abs=0.002)  # binomial


def test_of_several_tests_the_surest_must_be_surer():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.5, 0.9]) == [1, 1]
    assert holm([]) == []
