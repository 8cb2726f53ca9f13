from itertools import groupby

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.articles import split_articles
from index.build import Settings, cut
from index.chunk import sentence_spans, split_chunks
from index.load import make_document
from index.types import Article, Chunk
from tests.index.texts import DOCUMENTS, PROPERTY


def pieces(text, size):
    return [text[c.start : c.end] for c in split_chunks(text, [Article("a", "", 0, len(text))], size)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲甲甲。乙乙乙。丙丙丙。", ["甲甲甲。乙乙乙。", "丙丙丙。"]),
        ("甲甲。\n\n乙乙乙。丙丙。", ["甲甲。\n\n", "乙乙乙。丙丙。"]),
        ("说：“好！”走了吗？是的。", ["说：“好！”", "走了吗？是的。"]),
        ("甲甲甲甲甲，乙乙乙乙乙，", ["甲甲甲甲甲，", "乙乙乙乙乙，"]),
        ("甲" * 20, ["甲" * 8, "甲" * 8, "甲" * 4]),
        ("短。", ["短。"]),
    ],
)
def test_passages_end_at_the_coarsest_border_that_fits(text, expected):
    assert pieces(text, 8) == expected


def test_passages_of_blanks_are_left_out_and_shift_nothing():
    text = "甲。" + "\n \n" * 9 + "乙。"
    chunks = split_chunks(text, [Article("a", "", 0, len(text))], 4)
    assert [(text[c.start : c.end].strip(), c.start) for c in chunks] == [("甲。", 0), ("乙。", 29)]


def test_a_passage_bears_the_heading_of_its_article():
    articles = [Article("a", "一", 0, 2), Article("a", "二", 2, 4)]
    assert split_chunks("甲。乙。", articles, 300) == [Chunk("a", "一", 0, 2), Chunk("a", "二", 2, 4)]


def test_front_matter_has_no_sentences():
    text = "---\ntitle: 甲。\n---\n乙。丙。"
    body = text.index("乙")
    assert sentence_spans(text, Chunk("a", "", 0, len(text)), body) == [
        (body, body + 2),
        (body + 2, body + 4),
    ]
    assert sentence_spans(text, Chunk("a", "", 0, body - 2), body) == []


@PROPERTY
@given(DOCUMENTS, st.integers(1, 60))
@example("甲" * 61 + "，" + "乙" * 30, 30)
@example("甲。\n\n\n\n\n\n\n\n\n乙。", 3)
def test_joined_passages_are_their_article(text, size):
    articles = split_articles("a", text)
    by_start = {a.start: a for a in articles}
    chunks = split_chunks(text, articles, size)
    assert all(0 < c.end - c.start <= size for c in chunks)
    at = 0
    for chunk in chunks:
        assert text[at : chunk.start].strip() == ""
        assert at <= chunk.start
        at = chunk.end
    assert text[at:].strip() == ""
    for chunk in chunks:
        home = by_start[max(start for start in by_start if start <= chunk.start)]
        assert chunk.end <= home.end
        assert chunk.heading == home.heading


@PROPERTY
@given(DOCUMENTS)
def test_every_sentence_lies_in_its_passage_in_order(text):
    document = make_document("a.txt", text, "")
    parts = cut([document], Settings(chunk_size=40))
    for number, group in groupby(parts.sentences, key=lambda s: s.chunk):
        at = parts.chunks[number].start
        for sentence in group:
            assert at <= sentence.start < sentence.end <= parts.chunks[number].end
            assert text[sentence.start : sentence.end].strip() == text[sentence.start : sentence.end]
            at = sentence.end
    assert [s.chunk for s in parts.sentences] == sorted(s.chunk for s in parts.sentences)
    held = "".join(text[s.start : s.end] for s in parts.sentences)
    assert "".join(held.split()) == "".join(text[document.body_start :].split())


def test_sentences_are_numbered_by_passages_of_the_whole_corpus():
    documents = [make_document("a.txt", "甲。", ""), make_document("b.txt", "乙。丙。", "")]
    parts = cut(documents, Settings())
    assert [(s.document_id, s.chunk, s.start, s.end) for s in parts.sentences] == [
        ("a.txt", 0, 0, 2),
        ("b.txt", 1, 0, 2),
        ("b.txt", 1, 2, 4),
    ]


def test_a_web_address_is_not_cut_at_its_question_mark():
    assert pieces("甲甲甲甲。http://a.cn/?id=3乙，丙丙。", 20) == [
        "甲甲甲甲。",
        "http://a.cn/?id=3乙，",
        "丙丙。",
    ]
