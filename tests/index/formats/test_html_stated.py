import json
from pathlib import Path

import pytest

from index.decode import decode
from index.formats.html import read_html
from index.formats.plain import read_plain
from index.metadata import read_metadata
from index.types import Metadata
from tests.index.formats.making import still

DATA = Path(__file__).parents[3] / "../shared/data/docs"
BODY = "<h1>关于调整停水时间的通知</h1><p>各街道办事处：现将停水时间通知如下。</p>"

TABLE = """<table><tr><td><b>索 引 号：</b></td><td>0142/2023-7</td>
<td><b>发文机关：</b></td><td>云溪市水务局</td></tr>
<tr><td><b>标　　题：</b></td><td>关于调整停水
 时间的通知</td></tr>
<tr><td><b>发文字号：</b></td><td>云水〔2023〕7号</td><td><b>发布日期：</b></td><td>2023年08月10日</td></tr></table>"""
LIST = """<ul><li><span>发布机构：</span>云溪市水务局</li><li>文号：云水〔2023〕7号</li>
<li><em>发布时间</em>：2023-08-10 09:30</li><li>【生效日期】2023-09-01</li></ul>"""
META = """<meta name="ArticleTitle" content="关于调整停水时间的通知">
<meta name="PubDate" content="2023-08-10 09:30">
<meta name="ContentSource" content="云溪市水务局">"""


def stated(head, body=BODY):
    return read_html(f"<html><head>{head}</head><body>{body}</body></html>".encode(), still).stated


def test_a_table_of_labels():
    assert stated("", TABLE + BODY) == Metadata(
        title="关于调整停水时间的通知",
        issuer="云溪市水务局",
        doc_no="云水〔2023〕7号",
        published="2023-08-10",
    )


def test_a_list_of_labels():
    assert stated("", LIST + BODY) == Metadata(
        issuer="云溪市水务局", doc_no="云水〔2023〕7号", published="2023-08-10", effective="2023-09-01"
    )


def test_meta_tags():
    assert stated(META) == Metadata(
        title="关于调整停水时间的通知", published="2023-08-10", source="云溪市水务局"
    )


def test_a_label_without_its_value_takes_no_other_label():
    table = "<table><tr><td>文号：</td><td></td></tr><tr><td>发布日期：</td><td>待定</td></tr></table>"
    assert stated("", table + BODY) == Metadata()


def test_one_label_in_a_text_states_nothing():
    assert stated("", f"{BODY}<p>来源：云溪日报</p>") == Metadata()


@pytest.mark.skipif(not DATA.is_dir(), reason="development data is absent")
def test_documents_of_the_state_council():
    found = {"title": 0, "doc_no": 0, "published": 0, "issuer": 0}
    paths = sorted((DATA / "gov").glob("*.html"))
    for path in paths:
        page = read_html(path.read_bytes(), still)
        read = read_metadata(page.text, path.name, page.stated)[0]
        beside = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        beside["published"] = beside["date"]
        for field in found:
            found[field] += getattr(read, field) == beside[field]
    assert len(paths) >= 20
    assert all(count >= 0.95 * len(paths) for count in found.values()), found


@pytest.mark.skipif(not DATA.is_dir(), reason="development data is absent")
def test_texts_in_gb18030_go_there_and_back():
    paths = sorted((DATA / "gb18030").glob("*.txt"))
    assert len(paths) >= 10
    for path in paths:
        data = path.read_bytes()
        text, codec = decode(data)
        assert (codec, text.encode("gb18030")) == ("gb18030", data.replace(b"\r\n", b"\n"))
        assert read_plain(data, still).text == text
