"""History and feedback in Chromium: over a restart of the process, between two browsers, by keyboard."""

import json
import re
import subprocess
import sys
from contextlib import contextmanager

import docx
import pytest

from tests.page.browser import free_port, sync_api
from tests.page.fake import HOSTILE, NEWS, WEST

pytestmark = pytest.mark.browser

QUESTION = "黄茅海大桥何时封顶"


@contextmanager
def serving(data_dir, port, *logins, kill=False):
    """The page over a data folder, until the process is asked to end, or killed."""
    command = [sys.executable, "-m", "tests.page.serve_fake", str(port), str(data_dir), *logins]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            assert server.stdout
            assert str(port) in server.stdout.readline()
            yield
        finally:
            server.kill() if kill else server.terminate()


USERS = "甲乙丙丁戊己庚"
# Written by the page itself, not by a document or a user.
CHINESE = re.compile("[\u4e00-\u9fff，；：。、「」]+")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """One process for the tests that stop none: each logs in as a user of its own."""
    folder, port = tmp_path_factory.mktemp("data"), free_port()
    with serving(folder, port, *(f"{user}:密码" for user in USERS)):
        yield port, folder


@contextmanager
def opened(browser, port, width=1280, height=800, login=None):
    """A browser of its own on the page; the errors of its console are none when it ends."""
    context = browser.new_context(locale="zh-CN", viewport={"width": width, "height": height})
    tab = context.new_page()
    errors = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    address = f"http://127.0.0.1:{port}/"
    if login:
        assert context.request.post(f"{address}login", form={"username": login, "password": "密码"}).ok
    tab.goto(address)
    tab.locator("#question textarea").wait_for()
    yield tab
    assert errors == []
    context.close()


def ask(tab, question):
    lines = tab.locator("#chat .wj-feedback")
    before = lines.count()
    tab.locator("#question textarea").fill(question)
    tab.keyboard.press("Enter")
    lines.nth(before).wait_for()
    return lines.nth(before)


def history(tab):
    tab.get_by_role("tab", name="历史").click()
    tab.locator("#history-list .wj-history").wait_for()
    return tab.locator("#history-list")


def test_a_killed_process_has_its_history_and_old_citations_open(browser, tmp_path):
    port = free_port()
    with serving(tmp_path, port, kill=True), opened(browser, port) as tab:
        ask(tab, QUESTION)
        ask(tab, "火星基地")
    with serving(tmp_path, port), opened(browser, port) as tab:
        assert tab.locator("#chat .wj-reply").count() == 0
        listed = history(tab)
        sync_api.expect(listed.locator("li")).to_have_count(1)
        listed.locator(".wj-record").focus()
        tab.keyboard.press("Enter")
        replies = tab.locator("#chat .wj-reply")
        sync_api.expect(replies).to_have_count(2)
        assert replies.first.locator(".wj-text").inner_text() == f"{WEST}[1]"
        replies.first.locator(".wj-cite").click()
        mark = tab.locator("#hit")
        sync_api.expect(mark).to_be_in_viewport()
        assert mark.inner_text() == WEST
        assert tab.locator("#source .wj-document").text_content() == NEWS.text
        ask(tab, "人才补贴")
        sync_api.expect(history(tab).locator("li")).to_contain_text("3 问")


def test_two_browsers_share_the_history_and_no_live_conversation(browser, served):
    with opened(browser, served[0], login="甲") as first, opened(browser, served[0], login="甲") as second:
        ask(first, QUESTION)
        second.wait_for_timeout(500)
        assert second.locator("#chat .wj-reply").count() == 0
        ask(second, "人才补贴")
        assert first.locator("#chat .wj-reply").count() == 1
        sync_api.expect(history(second).locator("li")).to_have_count(2)
    with opened(browser, served[0], login="乙") as other:
        sync_api.expect(history(other)).to_contain_text("还没有问答")


def test_the_history_is_searched_exported_and_deleted(browser, served):
    with opened(browser, served[0], login="丙") as tab:
        ask(tab, QUESTION)
        tab.get_by_role("button", name="新对话").click()
        sync_api.expect(tab.locator("#chat .wj-reply")).to_have_count(0)
        ask(tab, "人才补贴")
        listed = history(tab)
        sync_api.expect(listed.locator("li")).to_have_count(2)
        box = tab.locator("#history-search textarea, #history-search input")
        box.press_sequentially("西塔")
        sync_api.expect(listed.locator("li")).to_have_count(1)
        row = listed.locator("li")
        for name, read in (("Word", read_word), ("JSON", read_json), ("Markdown", read_text)):
            with tab.expect_download() as download:
                row.get_by_role("link", name=name).click()
            assert "黄茅海大桥何时封顶" in download.value.suggested_filename
            assert WEST in read(download.value.path())
        row.get_by_role("link", name="删除").click()
        assert tab.evaluate("document.activeElement.textContent") == "不删"
        tab.keyboard.press("Enter")
        sync_api.expect(row).to_have_count(1)
        row.get_by_role("link", name="删除").click()
        row.get_by_role("link", name="确认删除").click()
        sync_api.expect(listed).to_contain_text("没有哪次问答含有「西塔」")
        box.fill("")
        sync_api.expect(listed.locator("li")).to_have_count(1)


def read_word(path):
    return "\n".join(paragraph.text for paragraph in docx.Document(path).paragraphs)


def read_json(path):
    (exchange,) = json.loads(path.read_text(encoding="utf-8"))["exchanges"]
    return exchange["answer"]["citations"][0]["quote"]


def read_text(path):
    return path.read_text(encoding="utf-8")


def test_feedback_is_stored_and_becomes_a_draft(browser, served):
    port, folder = served
    with opened(browser, port, login="丁") as tab:
        line = ask(tab, QUESTION)
        line.get_by_role("link", name="引用错误").focus()
        tab.keyboard.press("Enter")
        sync_api.expect(line.get_by_role("status")).to_contain_text("已记录：引用错误")
        line.get_by_label("补充说明").fill("<b>年份不对</b>")
        tab.keyboard.press("Enter")
        sync_api.expect(line.locator("form")).to_have_count(0)
        ask(tab, "火星")
        assert line.locator(".wj-chosen").inner_text() == "引用错误"
        drafts = map(json.loads, (folder / "drafts.jsonl").read_text(encoding="utf-8").splitlines())
        (draft,) = (d for d in drafts if d["feedback"]["comment"] == "<b>年份不对</b>")
        assert (draft["question"], draft["feedback"]["rating"]) == (QUESTION, "wrong_quote")
        tab.get_by_role("tab", name="质量").click()
        row = tab.locator("#quality-report tbody tr").last
        sync_api.expect(row).to_contain_text("<b>年份不对</b>")
        sync_api.expect(tab.locator("#quality-report")).to_contain_text("wenju eval --save")
        with tab.expect_download() as download:
            tab.get_by_role("button", name="导出评测题草稿").click()
        assert json.loads(download.value.path().read_text(encoding="utf-8")) == draft


def test_hostile_text_is_inert_in_every_tab(browser, served):
    with opened(browser, served[0], login="戊") as tab:
        ask(tab, "恶意 <img src=x onerror=window.hacked=1>").get_by_role("link", name="踩").click()
        listed = history(tab)
        sync_api.expect(listed.locator(".wj-record")).to_contain_text("<img")
        tab.get_by_role("tab", name="质量").click()
        sync_api.expect(tab.locator("#quality-report tbody tr").last).to_contain_text(HOSTILE[:20])
        assert tab.locator("#history-list img, #quality-report td img, #quality-report script").count() == 0
        assert tab.evaluate("window.hacked") is None


def test_every_tab_speaks_the_language_that_is_chosen(browser, served):
    with opened(browser, served[0], login="庚") as tab:
        line = ask(tab, QUESTION)
        line.get_by_role("link", name="引用错误").click()
        line.get_by_label("补充说明").fill("half")
        history(tab)
        tab.locator(".wj-language").click()
        listed = tab.locator("#history-list")
        sync_api.expect(listed).to_contain_text("Conversations: 1")
        assert CHINESE.findall(listed.locator(".wj-all, .wj-actions").first.inner_text()) == []
        with tab.expect_download() as download:
            listed.locator("li").get_by_role("link", name="Markdown").click()
        assert read_text(download.value.path()).startswith("# 文据 audit sheet\n\nExported: ")
        listed.locator("li .wj-danger").click()
        assert tab.evaluate("document.activeElement.textContent") == "Keep"
        sync_api.expect(listed.locator("li .wj-danger")).to_have_text("Delete: sure")
        tab.get_by_role("tab", name="Ask").click()
        sync_api.expect(line.get_by_role("link", name="Wrong quote")).to_have_class("wj-rate wj-chosen")
        sync_api.expect(line.get_by_label("Comment")).to_have_value("half")
        line.get_by_role("button", name="Save comment").click()
        sync_api.expect(line.get_by_role("status")).to_contain_text("Noted: Wrong quote")
        tab.get_by_role("tab", name="Quality").click()
        sync_api.expect(tab.locator("#quality-report tbody tr").last).to_contain_text("half")
        said = "h2, th, dt, section > p, figcaption, button, label"  # in cells stand questions and quotes
        words = tab.locator(f"#quality-report :is({said}), #drafts").all_inner_texts()
        assert CHINESE.findall(" ".join(words)) == []
        tab.get_by_role("tab", name="Retrieval").click()
        tab.locator("#retrieval-question textarea").fill("黄茅海的熊猫")
        tab.keyboard.press("Enter")
        sync_api.expect(tab.locator(".wj-side h3").first).to_contain_text("passages")
        words = tab.locator("#retrieval :is(h3, dt, th, .wj-move, button, label)").all_inner_texts()
        assert CHINESE.findall(" ".join(words)) == []
        tab.locator(".wj-language").click()
        sync_api.expect(tab.locator(".wj-side h3").first).to_contain_text("语义 0.60")
        sync_api.expect(tab.locator("#retrieval-question textarea")).to_have_value("黄茅海的熊猫")
        tab.get_by_role("tab", name="质量").click()
        sync_api.expect(tab.locator("#quality-report")).to_contain_text("评测题草稿")


@pytest.mark.parametrize("name", ["历史", "质量"])
def test_a_phone_does_not_scroll_sideways(browser, served, name):
    with opened(browser, served[0], 390, 844, login="己") as tab:
        ask(tab, QUESTION).get_by_role("link", name="踩").click()
        tab.get_by_role("tab", name=name).click()
        tab.locator("#history-list li, #quality-report td").first.wait_for()
        assert tab.evaluate("document.documentElement.scrollWidth") == 390
