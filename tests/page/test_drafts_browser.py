"""Drafts of evaluation questions in Chromium: accepted and deleted by keyboard, readable for everybody."""

import json

import pytest

from rag.question_file import QuestionFile
from tests.page.browser import serving, sync_api
from tests.page.fake import NEWS, WEST

pytestmark = pytest.mark.browser
axe = pytest.importorskip("axe_playwright_python.sync_playwright")

GOLD = [{"document": NEWS.id, "quote": WEST}]


def draft(number, **more):
    row = {
        "id": f"draft-{number}",
        "category": "when",
        "question": f"西塔第{number}次何时封顶？",
        "gold": GOLD,
    }
    return row | {"need_all": [["5月"]], "answerable": True, "split": "draft", "proposed": "sentence"} | more


@pytest.fixture
def data(tmp_path):
    near = {"answerable": False, "need_all": [], "gold": [], "absent": ["2019年"]}
    QuestionFile(tmp_path / "data" / "drafts.jsonl").add([draft(1, **near), draft(2), draft(3)])
    return tmp_path / "data"


@pytest.fixture
def address(data, tmp_path):
    with serving("tests.page.serve_fake", tmp_path / "log.txt", str(data)) as port:
        yield f"http://127.0.0.1:{port}"


def opened(browser, address, width=1280, theme="light"):
    page = browser.new_context(locale="zh-CN", viewport={"width": width, "height": 844}).new_page()
    page.goto(f"{address}/?__theme={theme}")
    page.locator("#question textarea").wait_for()
    page.get_by_role("tab", name="质量").click()
    page.locator(".wj-drafts tbody tr").first.wait_for()
    return page


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_drafts_are_accepted_and_deleted_by_keyboard(browser, address, data):
    page = opened(browser, address)
    rows = page.locator(".wj-drafts tbody tr")
    assert [r.get_attribute("data-draft") for r in rows.all()] == ["draft-3", "draft-2", "draft-1"]
    field = rows.first.get_by_role("textbox", name="答案要点")
    field.fill("6月")
    page.keyboard.press("Enter")
    sync_api.expect(rows.first.get_by_role("status")).to_contain_text("依据里没有答案要点：6月")
    field.fill("4月；5月")
    field.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "接受"
    page.keyboard.press("Enter")
    sync_api.expect(rows).to_have_count(2)
    done = page.locator(".wj-drafts .wj-done")
    sync_api.expect(done).to_contain_text("questions.jsonl")
    # The next row has the focus: one goes on without the mouse.
    assert page.evaluate("document.activeElement.closest('tr').dataset.draft") == "draft-2"
    page.get_by_role("button", name="删除：西塔第2次何时封顶？").press("Enter")
    sync_api.expect(rows).to_have_count(1)
    sync_api.expect(done).to_have_text("已删除。")
    assert [(q["id"], q["need_all"], q["split"]) for q in lines(data / "questions.jsonl")] == [
        ("draft-3", [["4月"], ["5月"]], "dev")
    ]
    assert [d["id"] for d in lines(data / "drafts.jsonl")] == ["draft-1"]
    page.context.close()


def test_the_field_says_what_it_means(browser, address, data):
    page = opened(browser, address)
    row = page.locator('tr[data-draft="draft-1"]')
    box = row.get_by_role("checkbox", name="文件里有答案")
    assert not box.is_checked()
    absent = row.get_by_role("textbox", name="文件里没有的字眼")
    assert absent.input_value() == "2019年"
    box.check()
    sync_api.expect(row.get_by_role("textbox", name="答案要点")).to_have_attribute(
        "placeholder", "如：4月/四月；5月"
    )
    box.uncheck()
    row.get_by_role("button", name="接受").click()
    sync_api.expect(row).to_have_count(0)
    (question,) = lines(data / "questions.jsonl")
    assert (question["answerable"], question["absent"]) == (False, ["2019年"])
    page.context.close()


def test_what_is_typed_is_not_taken_for_another_draft(browser, address, data):
    page = opened(browser, address)
    row = page.locator('tr[data-draft="draft-3"]')
    row.get_by_role("textbox").fill("4月；5月")
    row.get_by_role("checkbox").uncheck()
    QuestionFile(data / "drafts.jsonl").add([draft(4)])
    page.get_by_role("tab", name="问答").click()
    page.get_by_role("tab", name="质量").click()
    new = page.locator('tr[data-draft="draft-4"]')
    sync_api.expect(new.get_by_role("textbox", name="答案要点")).to_have_value("5月")
    sync_api.expect(row.get_by_role("textbox", name="文件里没有的字眼")).to_have_value("4月；5月")
    assert new.get_by_role("checkbox").is_checked() and not row.get_by_role("checkbox").is_checked()
    page.context.close()


def test_what_is_typed_stays_when_the_tab_or_the_language_changes(browser, address):
    page = opened(browser, address)
    row = page.locator('tr[data-draft="draft-2"]')
    row.get_by_role("textbox").fill("4月；5月")
    row.get_by_role("checkbox").uncheck()
    page.get_by_role("tab", name="问答").click()
    page.get_by_role("tab", name="质量").click()
    sync_api.expect(row.get_by_role("textbox", name="文件里没有的字眼")).to_have_value("4月；5月")
    page.locator("#head .wj-language").click()
    sync_api.expect(row.get_by_role("button", name="Accept")).to_be_visible()
    field = row.get_by_role("textbox", name="What no document has")
    sync_api.expect(field).to_have_value("4月；5月")
    row.get_by_role("checkbox", name="The documents have the answer").check()
    field = row.get_by_role("textbox", name="What an answer needs")
    field.press("Enter")
    sync_api.expect(page.locator(".wj-done")).to_contain_text("Accepted into")
    sync_api.expect(row).to_have_count(0)
    page.context.close()


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_drafts_keep_nobody_out(browser, address, width, theme):
    page = opened(browser, address, width, theme)
    page.locator(".wj-drafts button").first.click()  # accepted, or refused with a line
    page.wait_for_timeout(500)
    found = axe.Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in ("serious", "critical")] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.context.close()
