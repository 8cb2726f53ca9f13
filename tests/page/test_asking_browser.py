"""The asking tab in Chromium: what one does with a conversation, with its sources, and what is searched."""

import re

import pytest

from page.links import link_to
from tests.page.browser import sync_api
from tests.page.fake import LINE, NEWS, RULES, TALENT, WEST, cite

pytestmark = pytest.mark.browser
QUESTION = "黄茅海大桥何时封顶"
HREFS = "links => links.map(a => a.getAttribute('href'))"
expect = sync_api.expect


def box(tab):
    return tab.page.locator("#question textarea")


def button(tab, name):
    return tab.page.get_by_role("button", name=name, exact=True)


def test_an_answer_that_takes_long_can_be_stopped(visit):
    tab = visit()
    tab.type("慢慢找黄茅海")
    button(tab, "停止").click()
    expect(tab.replies).to_have_text("已停止。")
    expect(button(tab, "提问")).to_be_visible()
    tab.page.wait_for_timeout(2500)
    expect(tab.replies).to_have_text("已停止。")
    assert tab.ask(QUESTION).locator(".wj-text").inner_text() == f"{WEST}[1]"
    expect(tab.page.locator("#chat .wj-question")).to_have_count(2)
    assert tab.errors == []


def test_retry_asks_again_in_the_place_of_the_last(visit):
    tab = visit()
    first = tab.ask(QUESTION).locator(".wj-cite").get_attribute("href")
    button(tab, "重试").click()
    expect(tab.page.locator("#chat .wj-cite")).not_to_have_attribute("href", first)
    expect(tab.replies).to_have_count(1)


def test_edit_takes_the_question_back_into_the_box(visit):
    tab = visit()
    tab.ask("火星基地在哪里")
    button(tab, "修改问题").click()
    expect(box(tab)).to_have_value("火星基地在哪里")
    expect(tab.replies).to_have_count(0)
    expect(box(tab)).to_be_focused()


def test_delete_takes_the_last_question_and_shows_the_examples_again(visit):
    tab = visit()
    example = tab.page.locator("#chips").get_by_role("button", name=QUESTION)
    expect(example).to_be_visible()
    tab.ask("火星")
    expect(example).to_be_hidden()
    tab.ask(QUESTION)
    expect(tab.replies).to_have_count(2)
    button(tab, "删除上一问").click()
    expect(tab.replies).to_have_count(1)
    button(tab, "删除上一问").click()
    expect(tab.replies).to_have_count(0)
    expect(example).to_be_visible()


def test_an_enter_while_an_answer_is_written_is_kept(visit):
    tab = visit()
    tab.type("慢慢找黄茅海")
    expect(button(tab, "停止")).to_be_visible()
    tab.type("火星基地在哪里")
    expect(tab.replies).to_have_count(2)
    expect(tab.page.locator("#chat .wj-question")).to_have_text(["慢慢找黄茅海", "火星基地在哪里"])
    expect(box(tab)).to_have_value("")


def test_two_enters_ask_once(visit):
    tab = visit()
    tab.type(QUESTION)
    tab.page.keyboard.press("Enter")
    expect(tab.page.locator("#chat .wj-answer")).to_have_count(1)
    tab.page.wait_for_timeout(500)
    expect(tab.replies).to_have_count(1)


def test_a_suggestion_asks_itself_and_one_already_asked_is_none(visit):
    tab = visit()
    tab.ask(QUESTION)
    chips = tab.page.locator("#chips button:visible")
    expect(chips).to_have_text([TALENT])
    chips.click()
    expect(tab.replies).to_have_count(2)
    assert "每人每年3万元" in tab.replies.last.inner_text()


def test_what_answers_is_bold_and_the_confidence_has_its_reason(visit):
    reply = visit().ask(QUESTION)
    assert reply.locator(".wj-text strong").inner_text() == "4月实现封顶"
    talent = visit().ask("人才")
    assert "文件之间说法不一，所据文件已失效" in talent.locator(".wj-reason").inner_text()


def test_citations_are_gone_through_in_order(visit):
    tab = visit()
    tab.ask("人才").locator(".wj-cite").first.click()
    hit = tab.page.locator("#hit")
    expect(hit).to_have_text("补贴标准为每人每年3万元。")
    expect(tab.page.locator("[data-do=previous]")).to_be_disabled()
    tab.page.locator("[data-do=next]").click()
    expect(hit).to_have_text("第一条　为引进人才，制定本办法。")
    expect(tab.page.locator("[data-do=next]")).to_be_disabled()
    tab.page.locator("[data-do=previous]").click()
    expect(hit).to_have_text("补贴标准为每人每年3万元。")


def test_a_document_is_searched_as_text(visit):
    tab = visit()
    tab.ask("恶意").locator(".wj-cite").first.click()
    find, found = tab.page.locator(".wj-find input"), tab.page.locator(".wj-found")
    find.fill("EVIL.example")
    expect(found).to_have_text("1 / 4")
    tab.page.keyboard.press("Enter")
    expect(found).to_have_text("2 / 4")
    tab.page.keyboard.press("Shift+Enter")
    tab.page.keyboard.press("Shift+Enter")
    expect(found).to_have_text("4 / 4")
    assert tab.page.evaluate("CSS.highlights.get('wj-found').size") == 4
    find.fill("<img src=x onerror=")
    expect(found).to_have_text("1 / 1")
    find.fill(".*")
    expect(found).to_have_text("没有找到")
    assert tab.page.evaluate("window.hacked") is None
    assert tab.page.locator("#source img").count() == 0


def test_a_match_is_scrolled_to(visit):
    tab = visit()
    tab.ask(QUESTION).locator(".wj-cite").click()
    tab.page.locator(".wj-find input").fill("第3段")
    top = "CSS.highlights.get('wj-current').values().next().value.getBoundingClientRect().top"
    expect(tab.page.locator(".wj-found")).to_have_text("1 / 2")
    assert 0 < tab.page.evaluate(top) < 800


def test_the_original_is_kept_as_a_file_and_a_changed_one_is_said(visit):
    tab = visit()
    tab.ask(QUESTION).locator(".wj-cite").click()
    with tab.page.expect_download() as download:
        button(tab, "打开原件").click()
    assert download.value.suggested_filename == "黄茅海.txt"
    assert download.value.path().read_text(encoding="utf-8") == NEWS.text
    tab.ask("人才").locator(".wj-cite").first.click()
    expect(tab.page.locator("#source h2")).to_contain_text(RULES.title)
    with tab.page.expect_download():
        button(tab, "打开原件").click()
    expect(tab.page.locator(".wj-said")).to_contain_text("原件已更新")
    assert tab.hosts() == {"127.0.0.1"}


def test_a_copied_link_opens_its_place(visit):
    tab = visit()
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.ask(QUESTION).locator(".wj-cite").click()
    button(tab, "复制链接").click()
    copied = tab.page.evaluate("navigator.clipboard.readText()")
    query = link_to(cite(NEWS, WEST))
    assert copied.endswith(f"/{query}")
    other = visit(query=query)
    expect(other.page.locator("#hit")).to_be_in_viewport()
    assert other.page.locator("#hit").inner_text() == WEST


@pytest.mark.parametrize(
    ("query", "head", "says"),
    [
        ("?doc=none.txt&start=1&end=2", "原文打不开", "索引里没有文件 none.txt"),
        (f"?doc={NEWS.id}&start=5&end=3", "原文打不开", "没有第 5 到第 3 字"),
        (f"?doc={NEWS.id}&start=x&end=3", "原文打不开", "应有 doc、start、end 三项"),
        (f"?doc={NEWS.id}&start=1&end=3&v=000000000000", "原文已更新", "有改动"),
        ("?doc=<img src=x onerror=window.hacked=9>&start=0&end=1", "原文打不开", "onerror"),
    ],
)
def test_a_wrong_link_is_one_line(visit, query, head, says):
    tab = visit(query=query)
    expect(tab.page.locator("#source h2")).to_have_text(head)
    expect(tab.page.locator("#source p")).to_contain_text(says)
    assert tab.page.locator("#source mark, #source img").count() == 0
    assert tab.page.evaluate("window.hacked") is None


def test_a_day_is_checked_and_said(visit):
    tab = visit()
    tab.page.locator("#range > button").click()
    tab.page.locator("#as-of :is(input, textarea)").fill("去年")
    box(tab).click()
    expect(tab.page.locator("#range > button")).to_contain_text("日期“去年”认不出")
    assert "日期“去年”认不出" in tab.ask(QUESTION).inner_text()
    tab.page.locator("#as-of :is(input, textarea)").fill("2023年2月1日")
    box(tab).click()
    expect(tab.page.locator("#range > button")).to_contain_text("查找范围：2023-02-01 当日")
    assert tab.ask(QUESTION).locator(".wj-cite").count() == 1


def test_what_is_searched_is_chosen_and_said(visit):
    tab = visit()
    tab.page.locator("#range > button").click()
    tab.page.locator("#years input").click()
    tab.page.get_by_role("option", name="2019").click()
    tab.page.locator("#in-force input").check()
    expect(tab.page.locator("#range > button")).to_contain_text("查找范围：2019 · 只看现行有效")
    reply = tab.ask(QUESTION)
    assert "范围" in reply.locator(".wj-notes").inner_text()
    assert "2019 True" in reply.locator(".wj-notes").inner_text()


def test_the_page_speaks_english(visit):
    tab = visit(query="?lang=en")
    expect(button(tab, "Ask")).to_be_visible()
    reply = tab.ask(QUESTION)
    assert "Confidence high" in reply.inner_text()
    reply.locator(".wj-cite").click()
    expect(button(tab, "Original file")).to_be_visible()
    left = tab.page.locator("#tools, #range, #ask, #head, .wj-tools, #source dt, .wj-facts").all_inner_texts()
    assert re.findall(r"[\u4e00-\u9fff]", "".join(left).replace("文据", "").replace("中文", "")) == []
    assert tab.page.evaluate("document.documentElement.lang") == "en"


def switch(tab):
    """Use the switch of the language by keyboard, and wait for the head."""
    link = tab.page.locator(".wj-language")
    other = link.inner_text()
    link.focus()
    tab.page.keyboard.press("Enter")
    expect(link).not_to_have_text(other)
    expect(link).to_be_focused()


def test_the_language_is_switched_in_place(visit):
    tab = visit(query="?start=1")
    tab.ask(QUESTION)
    tab.ask("人才").locator(".wj-cite").nth(1).click()
    expect(tab.page.locator("#hit")).to_have_text("第一条　为引进人才，制定本办法。")
    cited = tab.page.locator("#chat .wj-cite").evaluate_all(HREFS)
    tab.page.locator(".wj-find input").fill("人才")
    tab.page.locator("#range > button").click()
    tab.page.locator("#in-force input").check()
    box(tab).fill("还没有写完的")
    switch(tab)
    assert tab.page.url.endswith("/?start=1&lang=en")
    assert tab.page.evaluate("document.documentElement.lang") == "en"
    expect(button(tab, "New chat")).to_be_visible()
    expect(box(tab)).to_have_value("还没有写完的")
    expect(tab.page.locator("#range > button")).to_contain_text("Scope: In force only")
    expect(tab.page.locator("#chat .wj-facts").first).to_contain_text("Confidence high")
    expect(tab.page.locator("#chat .wj-question")).to_have_text([QUESTION, "人才"])
    assert tab.page.locator("#chat .wj-cite").evaluate_all(HREFS) == cited
    expect(button(tab, "Original file")).to_be_visible()
    expect(tab.page.locator("#hit")).to_have_text("第一条　为引进人才，制定本办法。")
    expect(tab.page.locator(".wj-find input")).to_have_value("人才")
    expect(tab.page.locator(".wj-found")).to_contain_text("1 / ")
    tab.page.locator("[data-do=previous]").click()
    expect(tab.page.locator("#hit")).to_have_text("补贴标准为每人每年3万元。")
    switch(tab)
    assert tab.page.url.endswith("/?start=1")
    expect(button(tab, "新对话")).to_be_visible()
    expect(tab.page.locator("#chat .wj-facts").first).to_contain_text("可信度 高")
    switch(tab)
    assert tab.errors == []
    tab.page.reload()
    expect(button(tab, "New chat")).to_be_visible()
    expect(tab.page.locator("#source")).to_contain_text("Click [1] in an answer")


def test_an_answer_that_is_being_written_follows_the_switch(visit):
    tab = visit()
    tab.ask("人才")
    tab.type("慢慢找黄茅海")
    expect(button(tab, "停止")).to_be_visible()
    switch(tab)
    expect(button(tab, "Stop")).to_be_visible()
    expect(tab.replies).to_have_count(2)
    expect(tab.page.locator("#chat .wj-facts").nth(0)).to_contain_text("Confidence middle")
    expect(tab.page.locator("#chat .wj-facts").nth(1)).to_contain_text("Confidence high")
    expect(tab.page.locator("#chat .wj-question")).to_have_text(["人才", "慢慢找黄茅海"])
    assert tab.errors == []


def test_a_lost_server_is_said_in_the_panel(visit):
    tab = visit()
    link = tab.ask(QUESTION).locator(".wj-cite")
    tab.page.route("**/component_server/**", lambda route: route.abort())
    link.click()
    expect(tab.page.locator("#source h2")).to_have_text("原文打不开")
    expect(tab.page.locator("#source p")).to_contain_text("连接已断开")
    tab.page.unroute("**/component_server/**")
    link.click()
    expect(tab.page.locator("#hit")).to_have_text(WEST)


def test_nothing_moves_while_an_answer_is_written(visit):
    tab = visit()
    tab.page.wait_for_timeout(500)
    tab.page.evaluate(
        "() => { window.moved = []; new PerformanceObserver(list => list.getEntries().forEach("
        "e => { if (!e.hadRecentInput) window.moved.push(e.value); })).observe({type: 'layout-shift'}); }"
    )
    tab.ask(QUESTION)
    tab.page.wait_for_timeout(1000)
    assert sum(tab.page.evaluate("window.moved")) < 0.1


def test_a_line_of_5_mb_is_shown_as_text(visit):
    tab = visit()
    tab.ask("长行").locator(".wj-cite").click()
    expect(tab.page.locator("#hit")).to_be_in_viewport(timeout=60_000)
    assert tab.page.locator("#source .wj-document").evaluate("e => e.textContent.length") == len(LINE.text)
    assert tab.page.locator("#source script, #source .katex").count() == 0
    assert tab.page.evaluate("window.hacked") is None
    tab.page.locator(".wj-find input").fill("尽头")
    expect(tab.page.locator(".wj-found")).to_have_text("1 / 2000+", timeout=30_000)
    assert tab.errors == []
