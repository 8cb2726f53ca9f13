import json

import ir_measures
import pytest
from ir_measures import RR, R, nDCG

from eval.cases import Case
from eval.exchange.beir import write_beir
from eval.exchange.folder import require_new
from eval.exchange.trec import topic_id, write_trec
from eval.public.beir import measure_beir, read_judged
from eval.run import run
from index.build import build_index
from index.errors import WenjuError
from index.reader import Index, open_catalog
from rag import Chatbot
from rag.types import Turn
from tests.conftest import BRIDGE, NEW_RULES, OLD_RULES, write
from tests.fakes import FakeEncoder

CASES = [
    Case(
        "1",
        "黄茅海大桥西塔何时封顶",
        (("4月",),),
        "when",
        "dev",
        (("大 桥 100%.txt", "西塔预计今年4月封顶"),),
    ),
    Case(
        "2 b",
        "黄茅海大桥中塔何时封顶，由谁建设",
        (("5月",), ("云溪集团",)),
        "two_part",
        "test",
        (("大 桥 100%.txt", "中塔预计今年5月封顶"), ("大 桥 100%.txt", "大桥由云溪集团负责建设")),
    ),
    Case(
        "3",
        "停车每小时收费多少钱",
        (("5元", "3元"),),
        "money",
        "test",
        (("new.txt", "每小时收费5元"), ("old.txt", "每小时收费3元")),
    ),
    Case("4", "图书馆何时开门", (), "near_topic", "test", absent=("图书馆",)),
    Case(
        "5",
        "那中塔呢",
        (("5月",),),
        "follow_up",
        "",
        (("大 桥 100%.txt", "中塔"),),
        None,
        (Turn("问", "答"),),
    ),
    Case("6", "鲸鱼有多重", (("废止",),), "none", "", (("new.txt", "（云府规〔2019〕3号）同时废止"),)),
]


@pytest.fixture
def index_dir(tmp_path):
    folder = write(tmp_path / "corpus", **{"大 桥 100%": BRIDGE, "new": NEW_RULES, "old": OLD_RULES})
    build_index(folder, tmp_path / "index", FakeEncoder())
    return tmp_path / "index"


@pytest.fixture
def rows(index_dir):
    encoder = FakeEncoder()
    chatbot = Chatbot(Index.open(index_dir, encoder.name), encoder)
    yield run(chatbot, CASES, 200)
    chatbot.close()


@pytest.mark.parametrize(("level", "prefix"), [("passages", ""), ("documents", "document ")])
def test_the_files_give_the_figures_of_the_evaluation_again(rows, index_dir, tmp_path, level, prefix):
    catalog = open_catalog(index_dir)
    assert write_trec(tmp_path / "out", rows, catalog) == 6
    catalog.close()
    folder = tmp_path / "out" / level
    qrels = list(ir_measures.read_trec_qrels(str(folder / "qrels.trec")))
    ranked = list(ir_measures.read_trec_run(str(folder / "run.trec")))
    assert {q.query_id for q in qrels} == {"1", "2%20b/1", "2%20b/2", "3", "5", "6"}
    found = {}
    for metric in ir_measures.iter_calc([RR @ 10, nDCG @ 10, R @ 5], qrels, ranked):
        found[metric.query_id, str(metric.measure)] = metric.value
    for row in rows:
        for name in ("RR@10", "nDCG@10", "R@5"):
            topics = [topic_id(row.case, item) for item in range(len(row.case.need_all))]
            if topics:
                mean = sum(found[topic, name] for topic in topics) / len(topics)
                assert mean == pytest.approx(row.measures[prefix + name]), (row.case.id, name)
    assert any(row.measures.get("RR@10") not in (None, 1.0) for row in rows)


def test_passages_are_places_of_the_texts(rows, index_dir, tmp_path):
    catalog = open_catalog(index_dir)
    write_trec(tmp_path / "out", rows, catalog)
    lines = (tmp_path / "out" / "passages" / "qrels.trec").read_text(encoding="utf-8").splitlines()
    topic, _, place, grade = lines[0].split(" ")
    assert (topic, grade) == ("1", "1") and place.startswith("大%20桥%20100%25.txt#")
    start, end = map(int, place.rpartition("#")[2].split("-"))
    assert "西塔预计今年4月封顶" in catalog.document("大 桥 100%.txt").text[start:end]
    catalog.close()


def test_a_folder_of_beir_comes_back(index_dir, tmp_path):
    catalog = open_catalog(index_dir)
    out = tmp_path / "out"
    assert write_beir(out, CASES, catalog) == (4, 2)
    catalog.close()
    assert sorted(p.name for p in (out / "qrels").iterdir()) == ["dev.tsv", "test.tsv"]
    judged = read_judged(out, "test")
    assert judged.queries == {c.id: c.question for c in (CASES[1], CASES[2], CASES[5])}
    assert judged.qrels["3"] == {"new.txt": 1, "old.txt": 1}
    assert judged.qrels["2 b"] == {"大 桥 100%.txt": 1}
    corpus = [json.loads(line) for line in (out / "corpus.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {row["_id"]: row["text"] for row in corpus}["大 桥 100%.txt"] == BRIDGE
    assert any(
        line.startswith("ours") for line in measure_beir(out, "dev", FakeEncoder(), tmp_path / "cache")
    )


def test_what_is_there_is_not_mixed_with_what_is_written(tmp_path):
    require_new(tmp_path / "new")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for taken in (tmp_path, tmp_path / "file"):
        with pytest.raises(WenjuError, match="已经存在"):
            require_new(taken)
