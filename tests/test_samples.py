"""The sample documents say what their script writes, whatever the format."""

import re
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from index.corpus import load_corpus
from samples import make, texts

ROOT = Path(__file__).parents[1]
SCAN = "minutes/青府纪〔2023〕4号_桂园小区改造（扫描件）.pdf"


@pytest.fixture(scope="module")
def written():
    """Texts of all sample documents, without white space, by id."""
    loaded = load_corpus(ROOT / "corpus", lambda done: None)
    assert loaded.failures == []
    return {d.id: plain(d.text) for d in loaded.documents}


def plain(text):
    return re.sub(r"\s", "", text)


def missing(text, lines):
    return [line for line in map(plain, lines) if line not in text]


def test_the_notice_in_word(written):
    text = written["notice/云人社函〔2023〕31号_失业保险稳岗返还.docx"]
    lines = [texts.JOBS_TITLE, *texts.JOBS_HEAD, *texts.JOBS_BODY, *texts.JOBS_BOX, *texts.JOBS_TAIL]
    assert missing(text, lines) == []


def test_the_plan_in_two_columns(written):
    text = written["plan/公共图书馆服务提升行动方案（2023—2025年）.pdf"]
    lines = [texts.LIBRARY_TITLE, texts.LIBRARY_LEAD, *(part for pair in texts.LIBRARY_BODY for part in pair)]
    assert missing(text, lines) == []
    places = [text.index(plain(head)) for head, _ in texts.LIBRARY_BODY]
    assert places == sorted(places)


def test_the_scanned_minutes(written):
    same = SequenceMatcher(None, plain("".join(texts.MINUTES)), written[SCAN], autojunk=False).ratio()
    assert same >= 0.97


def test_the_archive(written):
    assert {d for d in written if ".zip/" in d} == {
        f"notice/青岚街道便民材料.zip/{name}" for name in texts.ZIP_MEMBERS
    }


def test_the_newspaper_page(written):
    assert written["news/云溪日报_A02版.txt"] == plain(texts.PAGE)


@pytest.mark.parametrize(
    ("path", "made"),
    [
        ("stats/2023年涉农补贴发放明细.xlsx", make.sheet),
        ("report/柳湾县2023年上半年重点项目进展.pptx", make.slides),
    ],
)
def test_the_script_makes_what_stands_in_the_corpus(written, tmp_path, path, made):
    (tmp_path / Path(path).name).write_bytes(made())
    (document,) = load_corpus(tmp_path, lambda done: None).documents
    assert plain(document.text) == written[path]
