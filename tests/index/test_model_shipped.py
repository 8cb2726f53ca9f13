"""The model that comes with the project."""

import numpy as np
import pytest

from index.interaction import similarities
from index.model.late import says_late
from index.model.locate import locate_model, read_manifest, shipped_folder, verify_model
from index.sentence_encoder import SentenceEncoder
from tests.index.test_sentence_encoder import run_guarded

MOST_BYTES = 45_000_000
PASSAGE = (
    "云岭县养老服务补贴办法\n本县户籍老人可以申请服务补贴。补贴每人每月180元，按季度发放。"
    "申请人应当年满七十周岁。材料交到所在村（居）委会，十五个工作日内办结。"
)
SENTENCES = [(12, 27), (27, 44), (44, 56), (56, 79)]


@pytest.fixture(scope="module")
def encoder():
    return SentenceEncoder.open(str(shipped_folder()))


def test_it_is_whole_small_and_the_default(monkeypatch, tmp_path):
    monkeypatch.delenv("WENJU_MODEL", raising=False)
    monkeypatch.setenv("WENJU_CACHE", str(tmp_path / "cache"))
    assert locate_model() == shipped_folder()
    verify_model(shipped_folder())
    assert says_late(shipped_folder())
    files = [path for path in shipped_folder().rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= MOST_BYTES
    assert not (tmp_path / "cache").exists()


def test_the_card_is_of_these_weights():
    card = (shipped_folder() / "README.md").read_text(encoding="utf-8")
    manifest = read_manifest(shipped_folder())
    assert manifest.identity in card
    for file in manifest.files:
        if file.size > 1 << 16:
            assert file.sha256 in card


def test_loading_is_silent_and_needs_no_network_and_no_torch():
    run_guarded("", "graph")


def test_a_question_points_at_the_sentence_that_answers_it(encoder):
    assert [PASSAGE[slice(*span)][-1] for span in SENTENCES] == ["。"] * 4
    _, sentences = encoder.encode_parts([PASSAGE], [SENTENCES])
    asked = ["每个月能领多少钱", "多大年纪才能申请", "去哪里办理"]
    found = [similarities(encoder.encode_question(text, [])[0], sentences, [4])[0] for text in asked]
    assert [s.cosines.argmax() for s in found] == [1, 2, 3]
    assert [s.interactions.argmax() for s in found] == [1, 2, 3]


def test_vectors_of_a_text_do_not_depend_on_what_stands_beside_it(encoder):
    alone = encoder.encode_passages([PASSAGE])
    beside = encoder.encode_passages(["停车费每小时5元。" * 9, PASSAGE, "年"])
    np.testing.assert_allclose(beside[1:2], alone, atol=1e-5)
