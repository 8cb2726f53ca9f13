"""The library tab in Chromium, over a real folder and index in a process of its own."""

import json
import re
from contextlib import contextmanager

import pytest

from tests.conftest import BRIDGE, NEW_RULES, OLD_RULES, write
from tests.page.browser import Visit, sync_api
from tests.page.browser import serving as on_port
from tests.page.test_browser import status

pytestmark = pytest.mark.browser

WATER = "柳湾片区停水通知\n2024年3月5日\n\n因管道检修，柳湾片区定于2024年3月12日8时至20时停水。\n"
# The process that reads office files starts with the first of them: slow on a busy machine.
SLOW = 30_000
QUESTION = "柳湾片区什么时候停水？"


@contextmanager
def serving(tmp_path):
    """The port of the page over a folder of its own, and the file that names each host that was resolved."""
    corpus = write(tmp_path / "corpus", bridge=BRIDGE, new=NEW_RULES, old=OLD_RULES)
    log = tmp_path / "resolved.txt"
    with on_port("tests.page.serve_library", log, str(corpus), str(tmp_path / "index")) as port:
        yield port, log


@pytest.fixture
def served(tmp_path):
    """A page whose documents the test changes."""
    with serving(tmp_path) as served:
        yield served


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    """A page whose documents the tests only look at."""
    with serving(tmp_path_factory.mktemp("page")) as served:
        yield served


@pytest.fixture
def visit(browser):
    opened = []

    def open_tab(served, width=1280, height=800):
        opened.append(Visit(browser, served[0], width, height))
        return opened[-1]

    yield open_tab
    for tab in opened:
        tab.context.close()


def show(tab, name):
    tab.page.get_by_role("tab", name=name).click()


def open_library(tab):
    show(tab, "文件库")
    tab.page.locator("#library tbody tr").first.wait_for()
    return tab.page.locator("#library")


@pytest.fixture
def handed(tmp_path):
    folder = tmp_path / "handed"
    folder.mkdir()
    (folder / "停水.txt").write_text(WATER, encoding="utf-8")
    (folder / "坏.docx").write_bytes(b"PK\x03\x04 none")
    (folder / "食堂.md").write_text("# 食堂\n\n早餐时间为7时至9时。\n", encoding="utf-8")
    return [str(path) for path in sorted(folder.iterdir())]


def test_upload_ask_delete_ask_again(visit, served, handed, tmp_path):
    tab = visit(served)
    library = open_library(tab)
    library.locator("input[type=file]").set_input_files(handed)
    bar = library.get_by_role("progressbar")
    bar.wait_for()
    sync_api.expect(library.locator(".wj-run")).to_contain_text("编码", timeout=SLOW)
    show(tab, "问答")
    assert "4月封顶" in tab.ask("黄茅海大桥西塔何时封顶").inner_text()  # the old index answers meanwhile
    show(tab, "文件库")
    uploads = library.locator(".wj-uploads li")
    sync_api.expect(library.locator(".wj-uploads .wj-indexed")).to_have_count(2, timeout=SLOW)
    assert re.sub(r"\s+", " ", uploads.nth(0).inner_text()) == "✓ 停水.txt 已收录"
    assert "已损坏" in library.locator(".wj-uploads .wj-failed").inner_text()
    assert "已损坏" in library.locator(".wj-failures").inner_text()
    sync_api.expect(bar).to_have_count(0, timeout=SLOW)
    sync_api.expect(tab.page.locator("#head p a")).to_have_text("已收录 5 份文件", timeout=SLOW)
    show(tab, "问答")
    reply = tab.ask(QUESTION)
    assert "2024年3月12日8时至20时停水" in reply.locator(".wj-text").inner_text()
    show(tab, "文件库")
    library.locator('[data-discard="上传/停水.txt"]').click()
    dialog = tab.page.get_by_role("dialog", name="删除文件")
    assert str(tmp_path / "index" / "trash") in dialog.inner_text()
    dialog.get_by_role("button", name="移到回收文件夹").click()
    sync_api.expect(library.locator(".wj-notice")).to_contain_text("索引更新后不再被引用", timeout=SLOW)
    sync_api.expect(tab.page.locator("#head p a")).to_have_text("已收录 4 份文件", timeout=SLOW)
    sync_api.expect(library.locator("table")).not_to_contain_text("停水.txt")
    show(tab, "问答")
    assert "wj-refusal" in (tab.ask(QUESTION).get_attribute("class") or "")
    assert not (tmp_path / "corpus" / "上传" / "停水.txt").exists()
    show(tab, "文件库")
    library.get_by_role("button", name="撤销").click()
    sync_api.expect(tab.page.locator("#head p a")).to_have_text("已收录 5 份文件", timeout=SLOW)
    assert (tmp_path / "corpus" / "上传" / "停水.txt").read_text(encoding="utf-8") == WATER
    assert tab.errors == []
    assert tab.hosts() == {"127.0.0.1"}
    resolved = set(re.findall(r"^RESOLVED (.*)$", served[1].read_text(), re.MULTILINE))
    assert resolved == {"127.0.0.1"}


def test_the_filter_and_a_deletion_that_is_called_off(visit, untouched):
    tab = visit(untouched)
    library = open_library(tab)
    library.get_by_label("筛选").fill("被替代")
    rows = library.locator("tbody tr")
    sync_api.expect(rows).to_have_count(1)
    assert "old.txt" in rows.inner_text()
    library.locator("[data-discard]").click()
    tab.page.get_by_role("dialog").get_by_role("button", name="取消").click()
    sync_api.expect(tab.page.get_by_role("dialog")).to_have_count(0)
    library.get_by_label("筛选").fill("")
    sync_api.expect(rows).to_have_count(3)
    assert tab.errors == []


def test_another_tab_sees_the_progress_and_the_new_count(visit, served, handed):
    first, second = visit(served), visit(served)
    library, other = open_library(first), open_library(second)
    library.locator("input[type=file]").set_input_files(handed[:1])
    other.get_by_role("progressbar").wait_for()
    sync_api.expect(second.page.locator("#head p a")).to_have_text("已收录 4 份文件", timeout=SLOW)
    sync_api.expect(other.locator("table")).to_contain_text("上传/停水.txt", timeout=SLOW)
    second.page.reload()
    sync_api.expect(second.page.locator("#head p a")).to_have_text("已收录 4 份文件", timeout=SLOW)


def refuse(page, *names):
    """Let the server fail when a script calls these functions."""

    def answer(route):
        called = json.loads(route.request.post_data)["fn_name"]
        route.fulfill(status=500) if called in names else route.continue_()

    page.route("**/component_server/**", answer)


def test_every_file_that_was_not_taken_is_named_until_the_notice_is_closed(visit, untouched, handed):
    tab = visit(untouched)
    library = open_library(tab)
    refuse(tab.page, "take_file", "update_index", "discard_file", "show_files")
    library.locator("input[type=file]").set_input_files(handed)
    lines = library.locator(".wj-notice p")
    sync_api.expect(lines).to_have_count(5)
    assert lines.all_inner_texts() == [
        "3 个文件没有收下：知道了",
        "停水.txt：已传到，但服务没有收下，请重试",
        "坏.docx：已传到，但服务没有收下，请重试",
        "食堂.md：已传到，但服务没有收下，请重试",
        "没有办成：服务没有回应，或处理时出错。请确认服务仍在运行，再试一次；详情见服务的日志。",
    ]
    tab.page.locator(".wj-language").click()
    sync_api.expect(lines.nth(1)).to_have_text(
        "停水.txt: it arrived, but the server did not take it; try again"
    )
    library.get_by_role("button", name="Close").focus()
    tab.page.keyboard.press("Enter")
    sync_api.expect(library.locator(".wj-notice")).to_be_hidden()
    for act in (
        lambda: library.get_by_role("button", name="Update index").click(),
        lambda: library.get_by_label("Filter").fill("old"),
        lambda: discard(tab, library),
    ):
        act()
        sync_api.expect(lines).to_contain_text(["That did not work"])
        library.get_by_role("button", name="Close").click()


def discard(tab, library):
    library.locator("[data-discard]").first.click()
    tab.page.get_by_role("dialog").get_by_role("button", name="Move to trash").click()


def test_a_lost_server_is_said_once(visit, untouched):
    tab = visit(untouched)
    library = open_library(tab)
    refuse(tab.page, "index_state")
    notice = library.locator(".wj-notice")
    sync_api.expect(notice).to_contain_text("连接已断开")
    library.get_by_role("button", name="知道了").click()
    tab.page.wait_for_timeout(2500)
    sync_api.expect(notice).to_be_hidden()


def test_the_library_is_reworded_in_place(visit, untouched):
    tab = visit(untouched)
    library = open_library(tab)
    library.get_by_label("筛选").fill("old")
    sync_api.expect(library.locator("tbody tr")).to_have_count(1)
    tab.page.locator(".wj-language").click()
    sync_api.expect(library.locator("tbody")).to_contain_text("Superseded")
    sync_api.expect(library.get_by_label("Filter")).to_have_value("old")
    sync_api.expect(library.locator(".wj-report")).to_contain_text("3 documents · ")
    words = library.locator("h2, .wj-tools, .wj-filter, .wj-caption, th, button").all_inner_texts()
    assert re.findall("[\u4e00-\u9fff，；：。、]+", " ".join(words)) == []
    assert tab.errors == []


def test_a_phone_does_not_scroll_sideways(visit, untouched):
    tab = visit(untouched, 390, 844)
    open_library(tab)
    assert tab.page.evaluate("document.documentElement.scrollWidth") == 390


def test_only_the_page_itself_may_upload(untouched):
    assert status(untouched[0], "/gradio_api/upload", Origin="http://evil.example")[0] == 403
