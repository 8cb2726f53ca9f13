import sqlite3

import pytest

from index.bm25 import TERMS, TermCounts, TermTable
from index.errors import IndexUnusableError
from index.lexical import LexicalIndex

# Of every length from none to beyond those that a byte tells exactly.
TEXTS = [
    *("停车收费标准由市发展改革部门会同有关部门制定，并向社会公布。"[:n] * (1 + n // 6) for n in range(29)),
    *["云溪市人才安居补贴办法", "GDP增长2.5%", "——"],
]
QUESTIONS = ["停车收费", "发展改革部门制定标准", "人才补贴", "gdp 2.5%", "公布"]


@pytest.fixture(scope="module")
def counts():
    return TermCounts(TEXTS)


@pytest.fixture(scope="module")
def table(counts, tmp_path_factory):
    folder = tmp_path_factory.mktemp("terms")
    counts.save(folder)
    table = TermTable(folder)
    yield table
    table.close()


@pytest.fixture(scope="module")
def lexical(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lexical")
    LexicalIndex.build(folder, TEXTS)
    return LexicalIndex.open(folder)


@pytest.mark.parametrize("bigram_weight", [2.0, 0.0])
@pytest.mark.parametrize("question", QUESTIONS)
def test_products_are_the_scores_of_the_embedded_engine(counts, table, lexical, question, bigram_weight):
    query = table.query(question, bigram_weight)
    products = {}
    for number, text in enumerate(TEXTS):
        weights = counts.vector(text)
        products[number] = sum(weight * weights.get(term, 0.0) for term, weight in query.items())
    ids, scores = lexical.search(question, len(TEXTS), bigram_weight)
    assert len(ids) > 0
    assert {n for n, product in products.items() if product} == set(ids.tolist())
    assert scores.tolist() == pytest.approx([products[n] for n in ids.tolist()], rel=1e-5)


def test_the_table_counts_as_the_embedded_engine(table, lexical):
    grams = ["停车", "收费", "补贴", "2.5%", "鲸鱼"]
    assert table.frequencies(grams) == lexical.frequencies(grams)
    assert table.frequencies(grams)[-2:] == [1, 0]
    assert table.passages == len(TEXTS) == len(lexical)


def test_a_passage_without_terms_has_a_vector_that_no_question_meets(counts, table):
    vector = counts.vector("——")
    assert len(vector) == 1
    assert not vector.keys() & {number for q in QUESTIONS for number in table.query(q)}


def test_words_and_bigrams_of_the_same_letters_are_two_terms(counts, table):
    both = table.query("补贴", 2.0)
    words = table.query("补贴", 0.0)
    assert words.keys() < both.keys()


def test_other_terms_or_texts_make_another_digest(counts, monkeypatch):
    assert TermCounts(TEXTS).digest() == counts.digest()
    assert TermCounts([*TEXTS, "甲"]).digest() != counts.digest()
    monkeypatch.setattr("index.bm25.cut_bigrams", lambda text: [])
    assert TermCounts(TEXTS).digest() != counts.digest()


def test_a_damaged_table_is_refused(tmp_path):
    with pytest.raises(IndexUnusableError, match=f"词表已损坏：.*{TERMS}.*wenju index"):
        TermTable(tmp_path)
    sqlite3.connect(tmp_path / TERMS).close()
    with pytest.raises(IndexUnusableError, match="词表已损坏"):
        TermTable(tmp_path)
