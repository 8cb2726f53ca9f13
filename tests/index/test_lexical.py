import math
import os

import pytest

from index.errors import IndexUnusableError
from index.lexical import LexicalIndex
from index.normal import fold
from index.tokens import bigrams, lexical_terms

TEXTS = ["云溪市人才安居补贴办法", "云溪市停车办法", "补贴补贴，发放标准", "臺灣青年ＧＤＰ"]


@pytest.fixture(scope="module")
def lexical(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lexical")
    LexicalIndex.build(folder, TEXTS)
    return LexicalIndex.open(folder)


def bm25(question, number):
    """Robertson's BM25 with k1 = 1.2, b = 0.75, Lucene's idf: of the terms, and twice that of the bigrams."""
    grams = [sorted(set(bigrams(fold(t)))) for t in TEXTS]
    return _field([lexical_terms(t) for t in TEXTS], set(lexical_terms(question)), number) + 2 * _field(
        grams, set(bigrams(fold(question))), number
    )


def _field(cut, asked, number):
    mean = sum(map(len, cut)) / len(cut)
    total = 0.0
    for term in asked:
        held = sum(term in terms for terms in cut)
        times = cut[number].count(term)
        idf = math.log(1 + (len(cut) - held + 0.5) / (held + 0.5))
        total += idf * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * len(cut[number]) / mean))
    return total


@pytest.mark.parametrize(
    ("question", "ids"),
    [("补贴", [2, 0]), ("停车办法", [1, 0]), ("台湾", [3]), ("gdp是多少", [3]), ("云溪市", [1, 0])],
)
def test_scores_are_bm25_best_first(lexical, question, ids):
    found, scores = lexical.search(question, 10)
    assert found.tolist() == ids
    assert scores.tolist() == pytest.approx([bm25(question, i) for i in ids], rel=1e-5)


def test_at_most_top_k(lexical):
    assert lexical.search("补贴", 1)[0].tolist() == [2]


@pytest.mark.parametrize("question", ["", "，。！", " ", "🙂"])
def test_a_question_without_terms_finds_nothing(lexical, question):
    ids, scores = lexical.search(question, 10)
    assert (ids.tolist(), scores.tolist()) == ([], [])


def test_a_question_whose_terms_no_passage_has(lexical):
    assert lexical.search("鲸鱼", 10)[0].tolist() == []


def test_no_text_is_query_syntax(lexical):
    plain = lexical.search("停车", 10)
    ids, scores = lexical.search('"停车" AND (NOT -停车) terms:[* TO *] ~2 \\', 10)
    assert ids.tolist() == plain[0].tolist()
    assert scores.tolist() == plain[1].tolist()


def test_equal_passages_are_ranked_by_number(tmp_path):
    LexicalIndex.build(tmp_path, ["本办法自公布之日起施行"] * 5)
    ids, scores = LexicalIndex.open(tmp_path).search("施行", 3)
    assert ids.tolist() == [0, 1, 2]
    assert len(set(scores.tolist())) == 1


def test_passages_that_hold_a_bigram(lexical):
    assert lexical.frequencies(["云溪", "补贴", "台湾", "gdp", "臺灣", "鲸鱼"]) == [2, 2, 1, 1, 0, 0]


def test_every_passage_counts_even_one_without_terms(tmp_path):
    LexicalIndex.build(tmp_path, ["甲", "——", "乙"])
    index = LexicalIndex.open(tmp_path)
    assert len(index) == 3
    assert index.search("乙", 10)[0].tolist() == [2]


@pytest.mark.parametrize("meta", [None, "", "{", '{"segments": []}'])
def test_a_damaged_folder_is_refused(tmp_path, meta):
    if meta is not None:
        (tmp_path / "meta.json").write_text(meta)
    with pytest.raises(IndexUnusableError, match="词汇索引已损坏.*wenju index"):
        LexicalIndex.open(tmp_path)


def test_none_of_the_best_is_none(lexical):
    assert lexical.search("补贴", 0)[0].tolist() == []


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
@pytest.mark.parametrize(("folder_mode", "file_mode"), [(0o755, 0o644), (0o700, 0o600), (0o750, 0o640)])
def test_who_may_read_the_folder_may_read_its_files(tmp_path, folder_mode, file_mode):
    tmp_path.chmod(folder_mode)
    LexicalIndex.build(tmp_path, TEXTS)
    assert {oct(path.stat().st_mode & 0o777) for path in tmp_path.iterdir()} == {oct(file_mode)}


def test_a_folder_that_may_only_be_read_is_searched_all_the_same(tmp_path, lexical):
    LexicalIndex.build(tmp_path, TEXTS)
    lock = tmp_path / ".tantivy-meta.lock"
    lock.unlink(missing_ok=True)
    lock.mkdir()  # so that it cannot be written, not even by root
    before = sorted(path.name for path in tmp_path.iterdir())
    found = LexicalIndex.open(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    ids, scores = found.search("补贴", 4)
    expected, expected_scores = lexical.search("补贴", 4)
    assert (ids.tolist(), scores.tolist()) == (expected.tolist(), expected_scores.tolist())
