"""The library tab in Chromium, over a real folder and index in a process of its own."""

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


def test_a_phone_does_not_scroll_sideways(visit, untouched):
    tab = visit(untouched, 390, 844)
    open_library(tab)
    assert tab.page.evaluate("document.documentElement.scrollWidth") == 390


def test_only_the_page_itself_may_upload(untouched):
    assert status(untouched[0], "/gradio_api/upload", Origin="http://evil.example")[0] == 403
