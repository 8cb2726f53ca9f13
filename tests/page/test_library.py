import html
import re

import pytest

from index.build import build_index
from index.errors import CorpusError
from index.reader import Index
from index.reindex import State, Step
from index.shelf import too_large
from index.types import FileReport, IndexReport
from page.library.frame import render_frame
from page.library.library import Library
from page.library.rows import read_rows
from page.library.status import duration, render_status
from page.library.table import MAX_ROWS, render_table
from page.library.uploads import Reports
from page.tabs.library import LibraryTab
from page.texts import EN
from rag import Chatbot
from rag.live import LiveChatbot
from tests.fakes import FakeEncoder
from tests.index.test_reindex import ended
from tests.page.fake import FakeChatbot


def shown(markup):
    return html.unescape(re.sub(r"<[^>]*>", "|", markup))


class Room:
    """A library over a real folder and index, and the chatbot that it keeps up to date."""

    def __init__(self, corpus, index_dir, tmp_path):
        self.corpus, self.index_dir, self.outside = corpus, index_dir, tmp_path / "handed"
        self.outside.mkdir()
        report = self.build(lambda stage, total: lambda done: None)
        self.live = LiveChatbot(self.opened())
        self.library = Library(corpus, index_dir, self.rebuild, report)

    def opened(self):
        encoder = FakeEncoder()
        return Chatbot(Index.open(self.index_dir, encoder.name), encoder)

    def build(self, meter):
        return build_index(self.corpus, self.index_dir, FakeEncoder(), meter=meter)

    def rebuild(self, meter):
        report = self.build(meter)
        self.live.replace(self.opened())
        return report

    def upload(self, name, data, replace=False):
        file = self.outside / "file"
        file.write_bytes(data)
        self.library.upload(file, name, replace)
        assert not file.exists()

    def outcomes(self):
        return [(o.name, o.kind, o.text) for o in self.library.outcomes(self.library.state())]

    def updated(self):
        self.library.update()
        return self.wait()

    def wait(self):
        reindex = self.library._reindex
        return ended(reindex, reindex.state().finished + (reindex.state().step is not None))


@pytest.fixture
def room(corpus, tmp_path):
    return Room(corpus, tmp_path / "index", tmp_path)


WATER = (
    "关于柳湾片区停水的通知\n2024年3月5日\n\n因管道检修，柳湾片区定于2024年3月12日8时至20时停水。\n".encode()
)


def found(question, room):
    """Documents of the passages; whether they are quoted is for the encoder that the weights are of."""
    return [hit.chunk.document_id for hit in room.live.ask(question).hits]


def test_of_three_uploads_a_corrupt_one_does_not_stop_the_others(room):
    room.upload("停水.txt", WATER)
    room.upload("坏.docx", b"PK\x03\x04 none")
    room.upload("../外.txt", WATER)
    room.upload("食堂.md", "# 食堂\n\n早餐时间为7时至9时。\n".encode())
    assert [kind for _, kind, _ in room.outcomes()] == ["waiting", "waiting", "failed", "waiting"]
    room.updated()
    water, broken, outside, canteen = room.outcomes()
    assert water == ("停水.txt", "indexed", "已收录")
    assert broken[1] == "failed" and "已损坏" in broken[2]
    assert outside == ("../外.txt", "failed", "文件名里有路径，未收下；请只上传文件本身")
    assert canteen == ("食堂.md", "indexed", "已收录")
    assert found("柳湾片区什么时候停水？", room)[0] == "上传/停水.txt"


def test_a_new_batch_begins_when_the_last_has_come_to_its_end(room):
    room.upload("停水.txt", WATER)
    room.updated()
    room.library.refuse("大.pdf", 200 * 1024 * 1024)
    room.library.refuse("断.pdf", 10)
    assert room.outcomes() == [
        ("大.pdf", "failed", "文件有 200 MB，超过 100 MB，请拆分后重试"),
        ("断.pdf", "failed", "上传中断，请重试"),
    ]
    room.library.clear()
    assert room.outcomes() == []


def test_the_reports_of_a_file_are_its_own_and_those_inside_it():
    paths = ["b.zip/2.txt", "a.txt", "b.zip", "b.zip/1/c.txt", "b.zip.txt", "b.zi", "b.zip0", "c.txt"]
    reports = Reports(IndexReport(tuple(FileReport(path, True) for path in paths), 0, 0, 0, "", 0.0))
    assert [r.path for r in reports.of("b.zip")] == ["b.zip", "b.zip/1/c.txt", "b.zip/2.txt"]
    assert [r.path for r in reports.of("a.txt")] == ["a.txt"]
    assert reports.of("b") == reports.of("d.txt") == []


def test_the_reports_of_an_index_are_put_in_order_once(room, monkeypatch):
    made = []

    class Counted(Reports):
        def __init__(self, index):
            made.append(index.generation)
            super().__init__(index)

    monkeypatch.setattr("page.library.uploads.Reports", Counted)
    room.outcomes()
    room.upload("停水.txt", WATER)
    room.updated()
    for _ in range(3):
        assert room.outcomes() == [("停水.txt", "indexed", "已收录")]
    assert made == [room.library.state().report.generation]


def test_a_run_for_a_change_of_the_folder_ends_no_batch(room):
    room.library.refuse("大.pdf", 200 * 1024 * 1024)
    room.upload("停水.txt", WATER)
    room.library.follow()
    room.wait()
    room.upload("食堂.md", "# 食堂\n\n早餐时间为7时至9时。\n".encode())
    assert [name for name, *_ in room.outcomes()] == ["大.pdf", "停水.txt", "食堂.md"]


def test_what_is_deleted_is_refused_and_comes_back(room):
    room.upload("停水.txt", WATER)
    room.updated()
    discarded = room.library.discard("上传/停水.txt")
    room.wait()
    assert "上传/停水.txt" not in found("柳湾片区什么时候停水？", room)
    assert room.outcomes() == []
    room.library.restore(discarded.token)
    room.wait()
    assert "上传/停水.txt" in found("柳湾片区什么时候停水？", room)


def test_the_last_document_is_not_deleted(tmp_path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "停水.txt").write_bytes(WATER)
    room = Room(corpus, tmp_path / "index", tmp_path)
    with pytest.raises(CorpusError, match="最后一份"):
        room.library.discard("停水.txt")
    assert (corpus / "停水.txt").exists()


def test_an_index_that_cannot_be_updated_is_said_and_the_old_one_answers(room):
    room.upload("停水.txt", WATER)
    for path in room.corpus.rglob("*.txt"):
        path.unlink()
    room.updated()
    assert room.outcomes() == [("停水.txt", "failed", "文件已存好，但索引未更新")]
    assert "索引未更新，仍用原来的索引回答：语料文件夹是空的" in shown(render_status(room.library))
    assert room.live.ask("黄茅海大桥西塔何时封顶").answered


def test_the_table_tells_dates_and_what_is_in_force(room):
    room.upload("坏.docx", b"PK\x03\x04 none")
    room.updated()
    tab = LibraryTab(room.live, room.library)
    markup = tab.view("")
    text = shown(markup)
    assert text.index("上传/坏.docx") < text.index("bridge.txt")
    assert "效力按最新文件的日期 2023-04-01 判断" in text
    rows = {
        re.search(r"(\w+)\.txt", row)[1]: row for row in map(shown, re.findall(r"<tr>(.*?)</tr>", markup)[1:])
    }
    assert "已被替代" in rows["old"] and "2019-06-01 起" in rows["old"]
    assert "现行有效" in rows["new"] and "2023-03-01" in rows["new"]
    assert "与 bridge.txt 同文" in rows["reprint"]
    assert shown(tab.view("停车 被替代")).count("|删除|") == 1
    assert "筛出 1 份，共 5 份" in shown(tab.view("坏"))
    assert "没有文件含有“<b>无”" in shown(tab.view("<b>无")) and "<b>无" not in tab.view("<b>无")


def test_names_from_documents_are_inert_and_a_reader_has_no_buttons():
    markup = LibraryTab(FakeChatbot(), None).view("")
    assert "<button" not in markup and "<img" not in markup and "<b>恶意" not in markup
    assert "坏<b>.pdf" in shown(markup)
    assert "<b>恶意" not in render_table(read_rows(FakeChatbot()), "", deletable=True)


def test_a_long_table_says_what_it_leaves_out(monkeypatch):
    monkeypatch.setattr("page.library.table.MAX_ROWS", 2)
    assert MAX_ROWS == 500
    assert "还有 1 份没有列出" in shown(render_table(read_rows(FakeChatbot()), "", deletable=False))


def in_english(room):
    """All that the tab says in English."""
    tab = LibraryTab(room.live, room.library)
    markup = render_frame(room.live, room.library, EN) + tab.state(EN)["status"] + tab.view("", EN)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", markup)))


def test_the_tab_speaks_english(room):
    room.upload("stop.txt", WATER)
    room.library.refuse("cut.pdf", 10)
    assert "stop.txt waiting for the index" in in_english(room)
    room.updated()
    text = in_english(room)
    for said in (
        "5 documents · ",
        "stop.txt indexed",
        "cut.pdf the upload was interrupted; try again",
        "Superseded",
        "from 2019-06-01",
        "same text as bridge.txt",
        "validity is judged by 2024-03-05, the date of the latest document",
    ):
        assert said in text
    # Of Chinese there is what documents and folders are called.
    titles = [d.title for d in map(room.live.document, [f.path for f in room.live.files()])]
    for name in ("上传/", *titles):
        text = text.replace(name, "")
    assert re.findall("[\u4e00-\u9fff，；：。]+", text) == []


def test_the_filter_reads_what_stands_in_the_table(room):
    tab = LibraryTab(room.live, room.library)
    assert "1 of 4 files" in shown(tab.view("superseded", EN))
    assert "No file has “superseded”" not in shown(tab.view("superseded", EN))
    assert "没有文件含有“superseded”" in shown(tab.view("superseded"))
    assert "No file has “被替代”" in shown(tab.view("被替代", EN))


def test_a_deletion_is_told_in_english(room):
    tab = LibraryTab(room.live, room.library)
    done = tab.discard("bridge.txt", EN)
    folder = room.library.trash / done["token"]
    assert done["text"] == f"bridge.txt is now in {folder}; once the index is updated, it is quoted no more"
    room.wait()
    assert tab.restore(done["token"], EN)["text"].startswith("bridge.txt is back; ")
    assert tab.restore("none", EN)["text"].startswith("Not put back: ")
    assert tab.discard("none.txt", EN)["text"].startswith("Not deleted: ")
    room.wait()


def test_a_large_upload_is_refused_as_the_folder_does_it(room):
    room.library.refuse("大.pdf", 200 << 20)
    ((_, _, text),) = room.outcomes()
    assert text == too_large(200 << 20)


def test_a_run_is_told_in_both_languages(room, monkeypatch):
    step = Step("编码段落", 2, 3, 8, 61.0)
    state = State(step, True, 1, 1, room.library.state().report, "")
    monkeypatch.setattr(room.library, "state", lambda: state)
    assert (
        "正在更新索引（第 2 步，共 3 步：编码段落 3 / 8，本步约剩 2 分钟）；之后再更新一次，收入新的改动。"
        "期间照常提问，用原来的索引回答。"
    ) in shown(render_status(room.library))
    assert (
        "Updating the index (step 2 of 3: encoding passages 3 / 8, about 2 min left in this step); it is "
        "updated once more after that, for newer changes. Questions go on meanwhile"
    ) in shown(render_status(room.library, EN))


@pytest.mark.parametrize("path", ["/etc/hostname", "../x", "", None, 7])
def test_what_gradio_did_not_store_is_not_taken(room, path):
    tab = LibraryTab(room.live, room.library)
    tab.take({"path": path, "name": "x.txt", "size": 3})
    assert room.outcomes() == [("x.txt", "failed", "上传中断，请重试")]


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.2, "1 秒"), (8.1, "9 秒"), (61, "2 分钟"), (3900, "1 小时 5 分钟")]
)
def test_a_duration_in_words(seconds, words):
    assert duration(seconds) == words


def test_half_a_character_in_a_name_can_be_shown(room):
    room.upload("半\ud800.txt", b"x")
    assert room.outcomes()[0][:2] == ("半\\ud800.txt", "failed")
    render_status(room.library).encode()
