import json
from dataclasses import replace

import pytest

from eval.fitting.crossfit import FOLDS, by_group, calibration, out_of_fold
from eval.fitting.fit import Keep, fit, save
from eval.fitting.samples import quotes_of, verdict
from eval.public.laws import measure_laws
from eval.public.untrained import is_trained_question
from eval.remembered import RememberedEncoder
from rag.rules import OF_FOLDER, RULES
from rag.weights import WeightSets, stored_sets
from tests.fakes import FakeEncoder


def test_weights_are_written_and_read_again(samples, tmp_path):
    sets = fit(samples, Keep())
    save(sets, tmp_path / "weights.json")
    read = WeightSets.read(json.loads((tmp_path / "weights.json").read_text(encoding="utf-8")))
    for kind in ("folder", "brought"):
        fitted, stored, known = (getattr(each, kind) for each in (sets, read, stored_sets()))
        assert stored.evidence.names == known.evidence.names
        assert stored.answerable.as_dict() == pytest.approx(fitted.answerable.as_dict(), abs=1e-4)
        assert stored.threshold == pytest.approx(fitted.threshold, abs=1e-4)
    assert "slot" not in fit(samples, Keep(), frozenset({"slot"})).folder.evidence.names


def test_what_is_said_of_a_folder_counts_for_folders_alone(samples):
    """The folder's features say the opposite."""

    def of_folder(sample):
        whole, turned = sample.whole, [replace(c, features=-c.features) for c in sample.whole.candidates]
        whole = replace(whole, query=replace(whole.query, passages=1000)).with_candidates(turned)
        return replace(sample, whole=whole, of_folder=True)

    sets = fit([*samples, *map(of_folder, samples)], Keep())
    assert sets.folder.evidence.as_dict() != sets.brought.evidence.as_dict()
    alone = fit(samples, Keep()).brought
    assert sets.brought.evidence.as_dict() == pytest.approx(alone.evidence.as_dict(), abs=1e-3)
    assert sets.brought.answerable.as_dict() == pytest.approx(alone.answerable.as_dict(), abs=1e-3)


def test_each_sample_is_judged_once_by_weights_of_the_other_folds(samples):
    seen = []

    def fitted(chosen):
        seen.append(len(chosen))
        return fit(chosen, Keep())

    found = out_of_fold(samples, fitted)
    assert len(found) == len(samples) and len(seen) == FOLDS
    assert sum(len(samples) - n for n in seen) == len(samples)
    assert next(iter(list(by_group(found))[1:])).startswith("bridges")
    assert list(calibration(found))[-1].startswith("expected calibration error")


def test_brought_passages_are_judged_by_their_own_weights(samples):
    stored = stored_sets()
    never, always = replace(stored.folder, threshold=2.0), replace(stored.brought, threshold=0.0)
    assert verdict(
        samples[0], WeightSets(never, always, stored_sets().account, stored_sets().account_by_words)
    ).answered
    assert not verdict(
        samples[0], WeightSets(always, never, stored_sets().account, stored_sets().account_by_words)
    ).answered


@pytest.mark.parametrize(("brought", "rules"), [(True, RULES), (False, OF_FOLDER)])
def test_samples_are_judged_by_the_rules_of_their_kind(samples, monkeypatch, brought, rules):
    seen = []
    monkeypatch.setattr("eval.fitting.samples.is_brought", lambda sample: brought)
    monkeypatch.setattr(
        "eval.fitting.samples.verdict_quotes", lambda evidence, room, rules: seen.append(rules)
    )
    quotes_of(samples[0])
    assert seen == [rules]


def test_a_vector_is_computed_once(tmp_path):
    inner = FakeEncoder()
    encoder = RememberedEncoder(inner, tmp_path / "vectors.sqlite")
    first = encoder.encode_passages(["甲", "乙", "甲"])
    again = encoder.encode_passages(["乙", "甲"])
    assert len(inner.encoded) == 2
    assert (first[[1, 0]] == again).all()
    assert (encoder.encode_queries(["甲"]) == FakeEncoder().encode_queries(["甲"])).all()
    encoder.close()


def test_laws_against_their_baselines(tmp_path):
    laws = tmp_path / "stard" / "laws"
    laws.mkdir(parents=True)
    clauses = "第一条 养犬应当登记。\n第二条 罚款百元。\n第三条 老人免费。"
    (laws / "养犬法.md").write_text(clauses, encoding="utf-8")
    article = "养犬法第一条"
    asked = ["养犬登记", "养犬应当登记", "登记养犬", "养犬登记吗"]
    assert {is_trained_question(question) for question in asked} == {True, False}
    rows = [{"question": q, "articles": {article: ""}, "gold_files": {article: ["养犬法.md"]}} for q in asked]
    lines = "\n".join(json.dumps(row) for row in rows)
    (tmp_path / "stard" / "queries_dev.jsonl").write_text(lines, encoding="utf-8")
    untrained = sum(not is_trained_question(question) for question in asked)
    lines = list(measure_laws(tmp_path, FakeEncoder()))
    assert lines[0].startswith(f"ours         n {untrained}  first 1.000")
    assert [line.split()[0] for line in lines if not line.startswith(" ")] == ["ours", "BM25", "dense", "RRF"]
