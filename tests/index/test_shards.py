from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from index.build import build_index
from index.generation import current_generation
from index.manifest import read_manifest
from index.shards import WHOLE, Shard
from tests.fakes import FakeEncoder
from tests.index.texts import write_corpus

TEXTS = {f"n{n}": f"第{n}号通知\n请各区于{n + 1}日前报送材料。\n逾期{n}天不予受理。\n" for n in range(12)}


@pytest.fixture
def corpus(tmp_path):
    write_corpus(tmp_path / "corpus", **TEXTS)
    (tmp_path / "corpus" / "n3.meta.toml").write_text('title = "第三号"\n', encoding="utf-8")
    (tmp_path / "corpus" / "n4.txt.meta.toml").write_text('title = "第四号"\n', encoding="utf-8")
    (tmp_path / "corpus" / "坏.xyz").write_bytes(b"x")
    return tmp_path / "corpus"


def index_shares(corpus, index_dir, of):
    shares = [Shard(number, of) for number in range(1, of + 1)]

    def work(shard):
        return build_index(corpus, shard.folder(index_dir), FakeEncoder(), shard=shard)

    with ThreadPoolExecutor(of) as workers:
        return list(workers.map(work, shares))


def test_shares_are_disjoint_and_together_the_whole(corpus, tmp_path):
    reports = index_shares(corpus, tmp_path / "index", 3)
    paths = [file.path for report in reports for file in report.files]
    assert len(paths) == len(set(paths))
    assert sorted(paths) == sorted([*(f"{name}.txt" for name in TEXTS), "坏.xyz"])
    assert min(len(report.files) for report in reports) >= 2


def test_the_whole_is_put_together_from_its_shares_without_encoding(corpus, tmp_path):
    index_shares(corpus, tmp_path / "index", 3)
    encoder = FakeEncoder()
    report = build_index(corpus, tmp_path / "index", encoder)
    assert (encoder.encoded, report.encoded, report.documents) == ([], 0, 12)
    build_index(corpus, tmp_path / "fresh", FakeEncoder())
    joined, fresh = (current_generation(tmp_path / name) for name in ("index", "fresh"))
    for name in ("passage_keys.npy", "sentence_vectors.npy", "chunks.npy", "sentences.npy", "passages.faiss"):
        assert (joined / name).read_bytes() == (fresh / name).read_bytes()
    assert read_manifest(joined).report == read_manifest(fresh).report


def test_files_are_not_read_again_for_the_whole(corpus, tmp_path, monkeypatch):
    index_shares(corpus, tmp_path / "index", 2)
    monkeypatch.setattr("index.extract.Extractor.read", lambda *_: pytest.fail("read again"))
    assert build_index(corpus, tmp_path / "index", FakeEncoder()).documents == 12


def test_what_changed_after_the_shares_is_encoded_for_the_whole(corpus, tmp_path):
    index_shares(corpus, tmp_path / "index", 2)
    write_corpus(corpus, n5="第五号通知\n改期另行通知。\n")
    encoder = FakeEncoder()
    build_index(corpus, tmp_path / "index", encoder)
    assert any("改期另行通知" in text for text in encoder.encoded)
    assert not any("第6号" in text for text in encoder.encoded)


def test_a_share_without_files_is_no_error(tmp_path):
    write_corpus(tmp_path / "corpus", a="停水通知\n因检修停水。\n")
    reports = index_shares(tmp_path / "corpus", tmp_path / "index", 4)
    assert sorted(report.documents for report in reports) == [0, 0, 0, 1]
    assert build_index(tmp_path / "corpus", tmp_path / "index", FakeEncoder()).encoded == 0


def test_a_share_of_another_model_is_left_aside(corpus, tmp_path):
    index_shares(corpus, tmp_path / "index", 2)
    encoder = FakeEncoder()
    encoder.name = "other@1"
    assert build_index(corpus, tmp_path / "index", encoder).reused == 0


def test_every_file_is_in_the_share_of_its_metadata():
    for name in ("a.pdf", "甲/b.v2.docx", "甲/c"):
        for sidecar in (f"{name}.meta.toml", f"{name.partition('.')[0]}.meta.toml"):
            held = [[Shard(k, 5).holds(n) for k in range(1, 6)] for n in (name, sidecar)]
            assert held[0] == held[1] and sum(held[0]) == 1
    assert WHOLE.holds("a.pdf")


def test_shares_are_about_equal():
    counts = np.bincount(
        [next(k for k in range(4) if Shard(k + 1, 4).holds(f"n{n}.txt")) for n in range(1000)]
    )
    assert counts.min() > 200
