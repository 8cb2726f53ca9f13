import json
import math

import pytest

from eval import __main__ as command
from eval.public.beir import measure_beir, read_judged
from eval.public.beir_index import open_beir
from index.errors import WenjuError
from tests.fakes import FakeEncoder

CORPUS = {
    "d1": ("大桥提速", "黄茅海大桥西塔预计今年4月封顶。"),
    "d2": ("", "黄茅海大桥由云溪集团负责建设。\r\n大桥全长31公里。"),
    "d3": ("停车办法", "在临时泊位停车的，每小时收费3元。"),
    "d4": ("停车办法", "在临时泊位停车的，每小时收费3元。"),
    "d5": ("", "  "),
    "d6": ("", "图书馆周一闭馆。" * 200),
}


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "SciFact"
    (made / "qrels").mkdir(parents=True)
    corpus = [{"_id": i, "title": title, "text": text} for i, (title, text) in CORPUS.items()]
    queries = [
        {"_id": "q1", "text": "黄茅海大桥"},
        {"_id": "q2", "text": "停车收费"},
        {"_id": "q3", "text": "x"},
    ]
    for name, rows in (("corpus", corpus), ("queries", queries)):
        lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        (made / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    qrels = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t1\nq1\td3\t0\nq2\td3\t1\nq2\td4\t1\n"
    (made / "qrels" / "test.tsv").write_text(qrels, encoding="utf-8")
    (made / "qrels" / "dev.tsv").write_text("q3\td9\t1\n", encoding="utf-8")
    return made


def test_queries_of_a_split_with_their_judgements(folder):
    judged = read_judged(folder, "test")
    assert judged.queries == {"q1": "黄茅海大桥", "q2": "停车收费"}
    assert judged.qrels == {"q1": {"d1": 2, "d2": 1, "d3": 0}, "q2": {"d3": 1, "d4": 1}}
    assert read_judged(folder, "dev").qrels == {"q3": {"d9": 1}}


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (None, "有的是：dev、test"),
        ("q1\td1\n", "more.tsv:1 应有"),
        ("q1\td1\thigh\n", "more.tsv:1 应有"),
        ("q9\td1\t1\n", "没有 'q9'"),
    ],
)
def test_what_is_wrong_with_a_set_is_said(folder, lines, said):
    if lines:
        (folder / "qrels" / "more.tsv").write_text(lines, encoding="utf-8")
    with pytest.raises(WenjuError, match=said):
        read_judged(folder, "more")


def test_the_index_holds_each_document_once_and_is_made_once(folder, tmp_path):
    encoder = FakeEncoder()
    index = open_beir(folder, encoder, tmp_path / "cache")
    assert index.catalog.document_ids == ["d1", "d2", "d3", "d4", "d6"]
    assert index.catalog.document("d2").text == "黄茅海大桥由云溪集团负责建设。\n大桥全长31公里。"
    assert index.catalog.document("d1").title == "大桥提速"
    assert index.catalog.sentence_count == 0
    index.close()
    encoded = len(encoder.encoded)
    open_beir(folder, encoder, tmp_path / "cache").close()
    assert len(encoder.encoded) == encoded
    with (folder / "corpus.jsonl").open("a", encoding="utf-8") as file:
        file.write('\n{"_id": "d7", "text": "新的文件。"}\n')
    again = open_beir(folder, encoder, tmp_path / "cache")
    assert "d7" in again.catalog
    again.close()


def test_ranks_are_judged_by_documents_of_several_grades(folder, tmp_path):
    head, ours, lexical, dense, counts, published = measure_beir(
        folder, "test", FakeEncoder(), tmp_path / "cache"
    )
    assert head.split() == ["R@1", "R@5", "R@10", "RR@10", "nDCG@10"]
    assert [line[:11].strip() for line in (ours, lexical, dense)] == ["ours", "BM25 alone", "dense alone"]
    # By words d2, of grade 1, is before d1 of grade 2; both copies of q2 count, each by itself.
    dcg, ideal = 1 / math.log2(2) + 2 / math.log2(3), 2 / math.log2(2) + 1 / math.log2(3)
    found = [float(value) for value in lexical.removeprefix("BM25 alone").split()[:5]]
    first = found[4] == 1
    assert found[:4] == [0.5, 1, 1, 1]
    assert first or found[4] == pytest.approx((dcg / ideal + 1) / 2, abs=5e-4)
    assert counts == "2 queries, 5 documents"
    assert published == "published, nDCG@10: BM25 0.665"


def test_a_query_that_finds_nothing_counts_as_zero(folder, tmp_path):
    lines = list(measure_beir(folder, "dev", FakeEncoder(), tmp_path / "cache"))
    assert [line.split()[-8:-3] for line in lines[1:2]] == [["0.000"] * 5]


def test_the_command_refuses_a_wrong_split_before_a_model_is_loaded(folder, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    assert command.main(["beir", str(folder), "--split", "train"]) == 1
    assert "有的是：dev、test" in capsys.readouterr().err
    monkeypatch.setattr(command.SentenceEncoder, "open", lambda model: FakeEncoder())
    assert command.main(["beir", str(folder)]) == 0
    assert "nDCG@10" in capsys.readouterr().out
    assert (tmp_path / ".cache" / "beir" / "SciFact" / "CURRENT").is_file()
