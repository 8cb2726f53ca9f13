"""axe-core over every tab, light and dark: nothing serious, contrast included."""

import pytest

from tests.page.browser import serving, sync_api

pytestmark = pytest.mark.browser
axe = pytest.importorskip("axe_playwright_python.sync_playwright")

GRAVE = {"serious", "critical"}


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with serving("tests.page.serve_fake", tmp_path_factory.mktemp("axe") / "log.txt") as port:
        yield f"http://127.0.0.1:{port}"


def fill(page, name):
    """Bring into a tab what is found there in use."""
    if name == "问答":
        for question in ("黄茅海大桥何时封顶", "人才", "火星"):
            replies = page.locator("#chat .wj-answer, #chat .wj-refusal")
            before = replies.count()
            page.locator("#question textarea").fill(question)
            page.keyboard.press("Enter")
            replies.nth(before).wait_for()
        page.locator("#chat .wj-cite").nth(1).click()
        page.locator("#hit").wait_for()
    elif name == "检索":
        page.locator("#retrieval-question textarea").fill("黄茅海的熊猫")
        page.keyboard.press("Enter")
        page.locator(".wj-sides").wait_for()
        page.locator(".wj-side summary").last.click()


def grave(page):
    """What axe finds that keeps people out, each with the first place where it is."""
    found = axe.Axe().run(page).response["violations"]
    return [
        (v["id"], v["nodes"][0]["html"][:160], v["nodes"][0].get("failureSummary", "")[:240])
        for v in found
        if v["impact"] in GRAVE
    ]


def names(page):
    page.get_by_role("tab").locator("visible=true").first.wait_for()
    return [t.inner_text().strip() for t in page.get_by_role("tab").all() if t.is_visible()]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_tab_keeps_anybody_out(browser, address, theme, width):
    context = browser.new_context(locale="zh-CN", viewport={"width": width, "height": 844})
    page = context.new_page()
    page.goto(f"{address}/?__theme={theme}")
    found = {}
    for name in names(page):
        tab = page.get_by_role("tab", name=name, exact=True).locator("visible=true")
        tab.click()
        sync_api.expect(tab).to_have_attribute("aria-selected", "true")
        fill(page, name)
        page.wait_for_timeout(400)  # colours of buttons and tabs fade
        if problems := grave(page):
            found[name] = problems
    context.close()
    assert found == {}


def test_the_check_sees_text_without_contrast(browser, address):
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    names(page)
    page.wait_for_timeout(500)  # the head is said anew when the page has loaded
    page.evaluate("document.querySelector('#head .wj-tagline').style.color = '#eee'")
    assert "color-contrast" in [name for name, *_ in grave(page)]
    context.close()
