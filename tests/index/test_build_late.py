from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

import index.build
from index.build import build_index, silent
from index.corpus import Settings, cut, load_corpus
from index.embed import embed
from index.errors import IndexUnusableError
from index.generation import current_generation
from index.manifest import read_manifest
from index.passages import Passage, Passages
from index.reader import Index
from tests.fakes import FakeEncoder, FakeLateEncoder
from tests.index.texts import write_corpus

A = "停水通知\n因检修，青岚街道停水。请提前储水。\n"
B = "奖补办法\n第一条 甲。\n第二条 乙。\n"
LINE = "本办法自公布之日起施行。"


class SilentEncoder(FakeLateEncoder):
    def encode_parts(self, texts, spans, progress=None):
        assert list(texts) == list(spans) == []
        return super().encode_parts(texts, spans, progress)


def build(root, encoder, settings=None, **texts):
    write_corpus(root / "corpus", **texts)
    return build_index(root / "corpus", root / "index", encoder, settings)


def sentences(root):
    opened = Index.open(root / "index", FakeLateEncoder.name)
    with closing(opened.catalog):
        return np.asarray(opened.sentence_vectors, np.float32)


def test_one_pass_serves_a_passage_and_its_sentences(tmp_path):
    encoder = FakeLateEncoder()
    report = build(tmp_path, encoder, a=A, b=B)
    assert encoder.encoded == [
        f"停水通知\n{A.strip()}",  # the title, above its sentences
        "奖补办法\n奖补办法",
        "奖补办法\n第一条 甲。",
        "奖补办法\n第二条 乙。",
    ]
    assert (report.chunks, report.sentences, report.encoded, report.reused) == (4, 6, 10, 0)
    spans = [[(5, 9), (10, 21), (21, 27)], [(5, 9)], [(5, 11)], [(5, 11)]]
    wholes, inside = FakeLateEncoder().encode_parts(encoder.encoded, spans)
    assert np.array_equal(sentences(tmp_path), inside.astype(np.float16).astype(np.float32))
    opened = Index.open(tmp_path / "index", FakeLateEncoder.name)
    with closing(opened.catalog):
        assert opened.vectors.vectors().tolist() == wholes.tolist()


def test_equal_sentences_of_unlike_passages_are_unlike(tmp_path):
    build(tmp_path / "late", FakeLateEncoder(), a=f"甲办法\n{LINE}", b=f"乙办法\n{LINE}")
    first, second = sentences(tmp_path / "late")[[1, 3]]
    assert not np.allclose(first, second, atol=1e-2)


def test_equal_passages_are_passed_over_once(tmp_path):
    encoder = FakeLateEncoder()
    report = build(tmp_path, encoder, a=A, b=A)
    assert (len(encoder.encoded), report.encoded, report.reused) == (1, 4, 4)
    assert np.array_equal(*np.split(sentences(tmp_path), 2))


def test_nothing_changed_asks_no_encoder(tmp_path):
    first = build(tmp_path, FakeLateEncoder(), a=A, b=B)
    again = build(tmp_path, SilentEncoder())
    assert (again.generation, again.encoded, again.reused) == (first.generation, 0, 10)


def test_another_recipe_or_name_encodes_nothing(tmp_path, monkeypatch):
    first = build(tmp_path, FakeLateEncoder(), a=A, b=B)
    before = sentences(tmp_path)
    monkeypatch.setattr(index.build, "Stored", None)
    (tmp_path / "corpus" / "b.txt").rename(tmp_path / "corpus" / "c.txt")
    report = build(tmp_path, SilentEncoder(), Settings(recipe=99))
    assert (report.encoded, report.generation != first.generation) == (0, True)
    assert np.array_equal(before, sentences(tmp_path))


def test_only_the_passages_of_a_changed_text_are_encoded(tmp_path):
    build(tmp_path, FakeLateEncoder(), a=A, b=B)
    encoder = FakeLateEncoder()
    report = build(tmp_path, encoder, b=B.replace("乙", "丙"))
    assert (encoder.encoded, report.encoded, report.reused) == (["奖补办法\n第二条 丙。"], 2, 8)


def test_another_title_is_another_passage_of_the_same_sentences(tmp_path):
    build(tmp_path, FakeLateEncoder(), b=B)
    encoder = FakeLateEncoder()
    build(tmp_path, encoder, b=B.replace("奖补", "停车"))
    assert encoder.encoded == ["停车办法\n停车办法", "停车办法\n第一条 甲。", "停车办法\n第二条 乙。"]


def test_a_sentence_that_is_lacking_brings_its_passage_back(tmp_path):
    build(tmp_path, FakeLateEncoder(), a=A, b=B)
    folder = current_generation(tmp_path / "index")
    passages = Passages(*parts(tmp_path / "corpus"))
    moved = [Passage(p.text, p.spans[:1]) for p in passages]
    encoder = FakeLateEncoder()
    _, inside = embed(moved, encoder, [folder], silent, tmp_path / "made")
    assert (encoder.encoded, inside.encoded) == ([], 0)
    moved[2] = Passage(passages[2].text, ((0, 4), *passages[2].spans))
    whole, inside = embed(moved, encoder, [folder], silent, tmp_path / "made")
    assert (encoder.encoded, whole.encoded, inside.encoded) == ([passages[2].text], 1, 2)


def test_an_updated_index_equals_a_fresh_one(tmp_path):
    build(tmp_path / "old", FakeLateEncoder(), a=A, b=B)
    build(tmp_path / "old", FakeLateEncoder(), a=A.replace("青岚", "柳湾"), b=f"{B}第三条 {LINE}\n")
    build(tmp_path / "new", FakeLateEncoder(), a=A.replace("青岚", "柳湾"), b=f"{B}第三条 {LINE}\n")
    assert np.array_equal(sentences(tmp_path / "old"), sentences(tmp_path / "new"))


def test_the_model_is_recorded_and_no_other_reads_the_index(tmp_path):
    build(tmp_path, FakeLateEncoder(), a=A)
    assert read_manifest(current_generation(tmp_path / "index")).model == "fake@late"
    with pytest.raises(IndexUnusableError, match="fake@late"):
        Index.open(tmp_path / "index", FakeEncoder.name)
    plain = FakeEncoder()
    assert build(tmp_path, plain).encoded == len(plain.encoded) == 4
    with pytest.raises(IndexUnusableError, match="fake@1"):
        Index.open(tmp_path / "index", FakeLateEncoder.name)


def test_no_vector_of_another_way_is_taken_for_ones_own(tmp_path):
    class Renamed(FakeLateEncoder):
        name = FakeEncoder.name

    build(tmp_path, FakeEncoder(), a=A, b=B)
    encoder = Renamed()
    build(tmp_path, encoder, a=A + LINE)
    assert len(encoder.encoded) == 4


def test_the_stages_are_those_of_any_model(tmp_path):
    heard = []

    def meter(stage, total):
        heard.append(f"{stage} {total}")
        return lambda done: heard.append(done)

    write_corpus(tmp_path / "corpus", a=A)
    build_index(tmp_path / "corpus", tmp_path / "index", FakeLateEncoder(), meter=meter)
    assert heard == ["读取 1", 1, "编码段落 1", 1, "编码句子 0"]


def test_spans_are_the_sentences_wherever_the_passage_has_labels_or_heads(tmp_path):
    rows = "".join(f"街道{n} | {n}00元 | 说明文字说明文字说明文字\n" for n in range(60))
    table = f"补贴标准\n云府规〔2019〕3号\n\n　　下表。  \n\n街道 | 金额 | 说明\n{rows}\n　　以上。\n\n"
    corpus = write_corpus(tmp_path / "corpus", a=A, b=B, c=table)
    samples = Path(__file__).parents[2] / "corpus"
    heads = 0
    for folder in (corpus, samples):
        documents, chunks, found = parts(folder)
        texts = {document.id: document.text for document in documents}
        passages = Passages(documents, chunks, found)
        heads += sum(chunk.head is not None for chunk in chunks)
        quotes = [quote for passage in passages for quote in passage.quotes]
        assert quotes == [texts[s.document_id][s.start : s.end] for s in found]
        assert [len(p.spans) for p in passages] == [
            sum(s.chunk == n for s in found) for n in range(len(chunks))
        ]
    assert heads > 1


def parts(corpus):
    made = cut(load_corpus(corpus, lambda done: None).documents, Settings())
    return made.documents, made.chunks, made.sentences
