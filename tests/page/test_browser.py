"""The page in Chromium, served by a process of its own over the fake chatbot."""

import re
import urllib.request
from urllib.error import HTTPError

import pytest

from tests.page.browser import sync_api
from tests.page.fake import HOSTILE, NEWS, WEST

pytestmark = pytest.mark.browser

QUESTION = "黄茅海大桥何时封顶"


def test_a_citation_opens_its_source_at_the_sentence(visit):
    tab = visit()
    reply = tab.ask(QUESTION)
    assert reply.locator(".wj-text").inner_text() == f"{WEST}[1]"
    reply.locator(".wj-cite").click()
    hit = tab.page.locator("#hit")
    sync_api.expect(hit).to_be_in_viewport()
    assert hit.inner_text() == WEST
    assert tab.page.locator("#source .wj-document").text_content() == NEWS.text
    assert "黄茅海跨海通道加快建设" in tab.page.locator("#source h2").inner_text()
    assert tab.errors == []
    assert tab.hosts() == {"127.0.0.1"}


def test_a_citation_opens_by_keyboard(visit):
    tab = visit()
    link = tab.ask(QUESTION).locator(".wj-cite")
    link.focus()
    tab.page.keyboard.press("Enter")
    sync_api.expect(tab.page.locator("#hit")).to_be_in_viewport()
    assert tab.page.evaluate("document.activeElement.className") == "wj-panel"


def test_the_files_are_listed_in_the_panel(visit):
    tab = visit()
    tab.page.get_by_role("tab", name="检索").locator("visible=true").click()  # the panel is in another tab
    tab.page.get_by_role("link", name="已收录 3 份文件").click()
    rows = tab.page.locator("#source tbody tr")
    sync_api.expect(rows).to_have_count(3)
    sync_api.expect(rows.nth(0)).to_be_visible()
    assert NEWS.id in rows.nth(0).inner_text()
    assert "坏<b>.pdf：文件已损坏" in tab.page.locator("#source li").inner_text()
    assert tab.errors == []


@pytest.mark.parametrize("width", [1280, 390])
def test_a_passage_of_the_retrieval_opens_in_its_document_and_leads_back(visit, width):
    tab = visit(width, 844)
    tab.ask(QUESTION)
    tab.page.get_by_role("tab", name="检索").locator("visible=true").click()
    tab.page.locator("#retrieval-question textarea").fill("黄茅海的熊猫")
    tab.page.keyboard.press("Enter")
    passage = tab.page.locator(".wj-place").first
    passage.focus()
    tab.page.keyboard.press("Enter")
    sync_api.expect(tab.page.locator("#hit")).to_be_in_viewport()
    assert tab.page.locator("#hit").text_content() == NEWS.text[:400]
    assert tab.page.evaluate("document.activeElement.className") == "wj-panel"
    assert tab.replies.count() == 1  # the conversation is where it was
    if width == 390:
        tab.page.locator("#source .wj-back").click()
        sync_api.expect(passage).to_be_focused()
    assert tab.errors == []


def test_an_example_asks_itself(visit):
    tab = visit()
    tab.page.get_by_role("button", name=QUESTION).click()
    sync_api.expect(tab.page.locator("#chat .wj-answer")).to_have_count(1)
    assert tab.page.locator("#chat .wj-question").inner_text() == QUESTION


def test_a_refusal_an_empty_and_a_long_question(visit):
    tab = visit()
    refusal = tab.ask("火星基地在哪里")
    assert "wj-refusal" in (refusal.get_attribute("class") or "")
    refusal.locator(".wj-open").first.click()
    sync_api.expect(tab.page.locator("#hit")).to_be_in_viewport()
    assert "问题是空的" in tab.ask(" ").inner_text()
    assert "最多 2,000 字" in tab.ask("长" * 2001).inner_text()
    assert tab.errors == []


def test_a_new_conversation_is_empty_and_its_tab_shares_nothing(visit):
    first, second = visit(), visit()
    first.ask(QUESTION)
    assert second.page.locator("#chat .wj-reply").count() == 0
    first.page.get_by_role("button", name="新对话").click()
    sync_api.expect(first.page.locator("#chat .wj-reply")).to_have_count(0)


def test_a_hostile_document_is_inert_and_reads_the_same(visit):
    tab = visit()
    reply = tab.ask("恶意")
    assert reply.locator(".wj-text").text_content() == f"{HOSTILE}[1]开头[2]"
    assert set(reply.locator("a").evaluate_all("links => links.map(a => a.getAttribute('href')[0])")) == {"#"}
    reply.locator(".wj-cite").first.click()
    sync_api.expect(tab.page.locator("#hit")).to_be_visible()
    assert tab.page.locator("#hit").text_content() == HOSTILE
    assert tab.page.locator("#chat img, #source img, #source script, #source b, #source style").count() == 0
    tab.page.wait_for_timeout(300)
    assert tab.page.evaluate("window.hacked") is None
    assert tab.hosts() == {"127.0.0.1"}
    assert tab.errors == []


def test_an_id_from_another_time_opens_nothing(visit):
    tab = visit()
    link = tab.ask(QUESTION).locator(".wj-cite")
    link.evaluate("a => a.setAttribute('href', '#cite-' + '0'.repeat(24))")
    link.click()
    sync_api.expect(tab.page.locator("#source h2")).to_have_text("引用已失效")


def test_copying_takes_the_text_and_its_sources(visit):
    tab = visit()
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.ask(QUESTION).locator(".wj-copy").click()
    copied = tab.page.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines() == [f"{WEST}[1]", "[1] 《黄茅海跨海通道加快建设》 2023-01-29 · 工程进度"]


@pytest.mark.parametrize("question", [QUESTION, "恶意", "火星"])
def test_a_phone_does_not_scroll_sideways(visit, question):
    tab = visit(390, 844)
    tab.ask(question).locator("a").first.click()
    sync_api.expect(tab.page.locator("#hit")).to_be_in_viewport()
    assert tab.page.evaluate("document.documentElement.scrollWidth") == 390
    tab.page.locator("#source .wj-back").click()
    sync_api.expect(tab.page.locator("#chat .wj-reply").last).to_be_in_viewport()


def status(port, path, **headers):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    if "Origin" in headers:
        request.data = b"{}"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request) as answer:
            return answer.status, answer.headers
    except HTTPError as error:
        with error:
            return error.code, error.headers


def test_the_served_page_is_guarded(served):
    port, _ = served
    code, headers = status(port, "/")
    assert code == 200
    assert re.search(r"default-src 'self'.*frame-ancestors 'none'", headers["content-security-policy"])
    assert status(port, "/", Host="evil.example")[0] == 400
    assert status(port, "/gradio_api/upload", Origin="http://evil.example")[0] == 403


def test_the_server_resolves_no_outside_host(visit, served):
    visit().ask(QUESTION)
    resolved = set(re.findall(r"^RESOLVED (.*)$", served[1].read_text(), re.MULTILINE))
    assert resolved <= {"127.0.0.1", "localhost"}
    assert resolved, "the watch on getaddrinfo saw nothing, not even the check of the own address"
