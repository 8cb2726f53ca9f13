import json
from collections import Counter
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest

from eval import __main__ as command
from eval.cases import Case
from eval.compared import Cell, Column, compare
from eval.fitting.ablate import COMPONENTS, WHOLE, Component, refused_at_tenth, tabulated, without
from eval.fitting.fit import Keep, fit
from eval.fitting.legs import ALL, ablated_legs
from eval.fitting.samples import is_vetoed, quotes_of, verdict
from index.reader import Index
from rag import answerable, evidence
from rag.rules import RULES
from rag.weights import Linear, WeightSets, stored_sets
from tests.fakes import FakeEncoder


class Asked(NamedTuple):
    kind: str
    right: bool
    origin: str


COLUMNS: list[Column[Asked]] = [
    Column("a", lambda f: f.kind == "a", lambda f: (f.right,)),
    Column("none", lambda f: False, lambda f: (f.right,)),
    Column("most", lambda f: True, lambda f: (f.right,), lambda rows: float(rows.max())),
]


def named(name):
    return next(c for c in COMPONENTS if c.name == name)


def test_differences_are_taken_question_by_question():
    whole = [Asked("a", True, "1"), Asked("a", True, "2"), Asked("a", False, "3"), Asked("b", True, "4")]
    less = [Asked("a", True, "1"), Asked("a", False, "2"), Asked("a", False, "3"), Asked("b", True, "4")]
    table = compare(COLUMNS, {"all": whole, "less": less}, lambda f: f.origin)
    assert (table.columns, table.counts) == (("a", "most"), (3, 4))
    assert table.rows["all"] == (Cell(2 / 3, 0, 1), Cell(1, 0, 1))
    # One discordant question: an exchange leaves the difference as large, whichever way it falls.
    assert table.rows["less"] == (Cell(1 / 3, pytest.approx(-1 / 3), 1), Cell(1, 0, 1))
    assert list(table.lines("off")) == [
        "| off | a, n 3 | most, n 4 |",
        "|---|---|---|",
        "| all | 0.667 | 1.000 |",
        "| less | 0.333 (-0.333, p 1.000) | 1.000 |",
    ]


def test_every_feature_is_in_one_component():
    counted = Counter(feature for component in COMPONENTS for feature in component.features)
    assert counted == Counter({*evidence.FEATURES, *answerable.FEATURES})


def test_no_component_is_everything():
    assert [c.name for c in COMPONENTS if replace(c, name=WHOLE) == Component(WHOLE)] == []
    assert len({c.name for c in COMPONENTS}) == len(COMPONENTS)


def test_features_that_are_off_have_no_weight(samples):
    weights = fit(samples, Keep(), named("slots").features).folder
    assert not {"slot", "unit", "near_slot", "joint"} & {*weights.evidence.names, *weights.answerable.names}


def _both(weights):
    return WeightSets(weights, weights, stored_sets().account, stored_sets().account_by_words)


def test_rules_that_are_off_do_nothing(samples):
    weights = _both(replace(stored_sets().brought, threshold=0.0))
    changed = next(s for s in samples if s.case.category == "number_changed")
    assert is_vetoed(changed, quotes_of(changed)) and not verdict(changed, weights).answered
    loose = named("veto").rules
    assert not is_vetoed(changed, quotes_of(changed), loose)
    assert verdict(changed, weights, loose).answered
    unsure = _both(replace(weights.brought, evidence=Linear.read({"bias": 0.0, "length": 0.0})))
    whole = samples[0].whole
    broad = replace(samples[0], whole=replace(whole, query=replace(whole.query, slots=frozenset(), units=())))
    assert len(verdict(broad, unsure).quotes) > 1
    assert len(verdict(broad, unsure, named("further sentences").rules).quotes) == 1


def test_parts_that_are_off_are_one_question(samples):
    of_parts = [replace(s, parts=(s.whole, s.whole)) for s in samples]
    whole = without(of_parts, Keep(), Component(WHOLE))
    assert all(o.sample.parts for o in whole)
    assert not any(o.sample.parts for o in without(of_parts, Keep(), named("parts of a question")))


def test_the_table_reports_false_answers_beside_false_refusals(samples):
    whole = without(samples, Keep(), Component(WHOLE))
    table = tabulated({WHOLE: whole})
    cells = dict(zip(table.columns, table.rows[WHOLE], strict=True))
    counts = dict(zip(table.columns, table.counts, strict=True))
    assert list(cells) == [
        "noise 0.4: right",
        "false refusals",
        "false answers",
        "AUROC",
        "calibration error",
    ]
    answerable_ones = [o for o in whole if o.sample.case.answerable]
    assert counts["noise 0.4: right"] == counts["false refusals"] == len(answerable_ones) == 48
    assert counts["false answers"] == len(samples) - 48
    assert cells["false refusals"].value == sum(not o.answered for o in answerable_ones) / 48
    assert cells["noise 0.4: right"].value == sum(o.good for o in answerable_ones) / 48


def test_refusals_are_counted_where_one_in_ten_answerable_is_refused():
    answerable = [(n / 20, 1) for n in range(20)]
    rows = [*answerable, (0.0, 0), (0.09, 0), (0.1, 0), (0.9, 0)]
    assert refused_at_tenth(np.array(rows)) == 2 / 4  # 0 and .05 are below .1, as is a tenth of twenty
    assert np.isnan(refused_at_tenth(np.array(answerable)))


def _bridges(folder):
    rows = [
        {
            "id": n,
            "question": f"第{n}号大桥全长多少公里",
            "need_all": [["不在其中" if n % 2 else f"{n + 3}公里"]],
            "pos": [f"第{n}号大桥全长{n + 3}公里，由市交投集团建设。会议要求做好防火工作。"],
            "neg": [f"第{n}号隧道由市交投集团建设。图书馆周一闭馆。"],
        }
        for n in range(12)
    ]
    path = folder / "bridges.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def test_models_are_compared_with_the_first(monkeypatch, tmp_path, capsys):
    opened = []

    def fake(model):
        opened.append(model)
        return FakeEncoder()

    monkeypatch.setattr(command.SentenceEncoder, "open", fake)
    paths = [f"--given={_bridges(tmp_path)}", f"--cache={tmp_path / 'vectors.sqlite'}"]
    assert command.main(["models", "default", "base", *paths]) == 0
    assert opened == [None, "base"]
    head, _, first, second = capsys.readouterr().out.splitlines()
    assert "the same, one in ten answerable refused, n 24" in head
    assert (first.split(" | ")[0], second.split(" | ")[0]) == ("| default", "| base")
    assert first.split(" | ")[1:] == second.split(" | ")[1:]  # of the same vectors: no difference is said


def test_legs_are_off_one_at_a_time(index_dir):
    encoder = FakeEncoder()
    index = Index.open(index_dir, encoder.name)
    cases = [
        Case("1", "黄茅海大桥西塔何时封顶", (("4月",),), gold=(("bridge.txt", "西塔预计今年4月"),)),
        Case("2", "临时泊位停车每小时收费多少钱", (("5元",),)),
        Case("3", "临时泊位停车每小时收费多少钱", (("鲸鱼",),)),
        Case("3-name", "图书馆几点开门", ()),
    ]
    table = ablated_legs(index, encoder, cases)
    index.close()
    assert list(table.rows) == list(ALL)
    assert table.columns == ("hit@1", "hit@10", "right within 200", "false refusals", "false answers")
    assert table.counts == (3, 3, 3, 3, 1)
    assert table.rows["both legs"][1].value == 2 / 3
    assert table.rows["dense leg"][1].value == 2 / 3


def test_the_command_writes_tables_and_a_plot(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(command.SentenceEncoder, "open", lambda model: FakeEncoder())
    kept = (Component(WHOLE), named("support"))
    monkeypatch.setattr(
        command, "ablated", lambda found, keep: [(c.name, without(found, keep, c)) for c in kept]
    )
    given = _bridges(tmp_path)
    cache, plot, markdown = (tmp_path / name for name in ("vectors.sqlite", "plot.svg", "table.md"))
    paths = [f"--given={given}", f"--cache={cache}", f"--plot={plot}", f"--markdown={markdown}"]
    assert command.main(["ablate", *paths]) == 0
    written = markdown.read_text(encoding="utf-8")
    assert written == capsys.readouterr().out
    assert f"python -m eval ablate --given={given}" in written
    assert [line.split(" | ")[0] for line in written.splitlines() if line.startswith("| ")] == [
        "| off",
        "| everything",
        "| support",
    ]
    assert plot.read_text(encoding="utf-8").startswith("<?xml")


def test_the_rules_of_the_product_are_all_on():
    assert (RULES.on_the_matter, RULES.veto, RULES.dissent, RULES.most_quotes) == (True, True, True, 8)
