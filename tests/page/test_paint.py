"""What Chromium fetches before the box for the question is seen, beside an empty Gradio chat."""

import pytest

from tests.page.browser import Visit, serving, sync_api

pytestmark = pytest.mark.browser

# Buttons, tabs, a fold and the head are on the page and not in an empty chat.
MORE_SCRIPTS = 4
MORE_FILES = 9
FETCHED = "performance.getEntriesByType('resource').map(entry => new URL(entry.name).pathname)"
# Looks at every frame, so that nothing which the page fetches afterwards counts.
SEEN = f"""() => {{
  const box = document.querySelector('textarea');
  return box && box.offsetHeight && {FETCHED};
}}"""


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    with serving("tests.page.serve_empty", tmp_path_factory.mktemp("empty") / "log.txt") as port:
        yield port


def fetched(browser, port):
    """Paths of the files of components that the first paint waits for."""
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{port}/", wait_until="commit")
    paths = page.wait_for_function(SEEN, polling="raf").json_value()
    context.close()
    return {path for path in paths if path.startswith("/assets/")}


def test_the_box_waits_for_few_files_more_than_in_an_empty_chat(browser, served, empty):
    ours, bare = fetched(browser, served[0]), fetched(browser, empty)
    assert len(ours) <= len(bare) + MORE_FILES
    assert sum(p.endswith(".js") for p in ours) <= sum(p.endswith(".js") for p in bare) + MORE_SCRIPTS


def test_the_head_is_painted_with_the_box_and_the_rest_comes_by_itself(browser, served):
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{served[0]}/", wait_until="commit")
    page.wait_for_function("() => document.querySelector('textarea')?.offsetHeight", polling="raf")
    assert page.locator("#head h1").inner_text() == "文据"
    sync_api.expect(page.locator("#source p")).to_be_visible()
    context.close()


def test_the_frame_of_the_panel_stands_before_the_panel(browser, served):
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.route("**/assets/HTML-*.js", lambda route: None)  # never answered
    page.goto(f"http://127.0.0.1:{served[0]}/", wait_until="commit")
    page.locator("#question textarea").wait_for()
    right = page.locator("#right")
    assert page.locator("#source").count() == 0
    assert right.bounding_box()["height"] == page.locator("#left").bounding_box()["height"]
    assert right.evaluate("e => getComputedStyle(e).borderTopWidth") == "1px"
    context.close()


def test_a_click_that_comes_before_the_panel_is_not_lost(browser, served):
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    held = []
    page.route("**/assets/HTML-*.js", lambda route: held.append(route))
    page.goto(f"http://127.0.0.1:{served[0]}/?lang=en", wait_until="commit")
    page.locator("#question textarea").wait_for()
    page.get_by_role("tab", name="检索").or_(page.get_by_role("tab", name="Retrieval")).last.click()
    page.wait_for_timeout(300)
    page.locator("#head p a").click()
    assert page.locator("#source").count() == 0
    for route in held:
        route.continue_()
    sync_api.expect(page.locator("#source tbody tr")).to_have_count(3)
    sync_api.expect(page.locator("#source tbody tr").first).to_be_visible()
    assert page.url.endswith("?lang=en")
    context.close()


@pytest.mark.parametrize("place", ["filters", "sliders"])
def test_what_comes_late_is_there_when_its_place_is_opened(browser, served, place):
    tab = Visit(browser, served[0])
    if place == "filters":
        tab.page.locator("#range > button").click()
        for name in ("#as-of", "#sources input", "#years input", "#in-force input"):
            sync_api.expect(tab.page.locator(name).first).to_be_visible()
    else:
        tab.page.get_by_role("tab", name="检索").locator("visible=true").click()
        sync_api.expect(tab.page.get_by_role("slider").locator("visible=true")).to_have_count(3)
    assert tab.errors == []
    tab.context.close()
