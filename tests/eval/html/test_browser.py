"""The report in Chromium: nothing asked for but the file, readable by everybody, on a phone and on paper."""

import pytest

from eval.history import Point
from eval.html.page import write_report
from tests.page.browser import chromium
from tests.page.test_accessible import grave

pytestmark = pytest.mark.browser
PAST = (Point("0a1b2c3d", {"accuracy": 0.5}), Point("1a1b2c3d", {"accuracy": 0.75}))
OPEN_ALL = "for (const d of document.querySelectorAll('details')) d.open = true"
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
A4 = {"width": 718, "height": 1000}  # pixels of 190 mm


@pytest.fixture(scope="module")
def address(asked, tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "评测 1.html"
    write_report(path, *asked, PAST)
    return path.as_uri()


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


@pytest.fixture
def opened(browser, address):
    contexts = []

    def open_tab(**options):
        contexts.append(browser.new_context(locale="zh-CN", **options))
        page = contexts[-1].new_page()
        page.requested, page.problems = [], []
        page.on("request", lambda request: page.requested.append(request.url))
        page.on("console", lambda line: page.problems.append(line.text))
        page.goto(address)
        return page

    yield open_tab
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_asks_for_nothing_and_keeps_nobody_out(opened, address, theme, width):
    page = opened(viewport={"width": width, "height": 844}, color_scheme=theme)
    assert page.locator("svg").count() == 6
    page.evaluate(OPEN_ALL)
    assert not page.evaluate(TOO_WIDE)
    assert grave(page) == []
    assert (page.requested, page.problems) == ([address], [])


def test_letters_of_the_plots_can_be_read_on_a_phone(opened):
    page = opened(viewport={"width": 390, "height": 844})
    sizes = page.evaluate(
        "[...document.querySelectorAll('svg')].map(s => s.clientWidth / s.viewBox.baseVal.width * 10)"
    )
    assert min(sizes) >= 9.5


def test_it_has_two_looks_and_paper_is_white(opened):
    def ink(page):
        return page.evaluate(
            "[getComputedStyle(document.documentElement).backgroundColor,"
            " getComputedStyle(document.querySelector('#recall-figure_1 text')).fill]"
        )

    light, dark = opened(color_scheme="light"), opened(color_scheme="dark")
    assert ink(light) == ["rgb(255, 255, 255)", "rgb(29, 37, 41)"]
    assert ink(dark) == ["rgb(21, 25, 28)", "rgb(228, 232, 234)"]
    dark.emulate_media(media="print")
    assert ink(dark) == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]


def test_on_paper_failures_are_open_and_nothing_is_cut_off(opened):
    page = opened(viewport=A4)
    page.emulate_media(media="print")
    assert not page.evaluate(TOO_WIDE)
    assert page.locator(".failure > dl").first.is_visible()
    assert not page.locator(".passages > ol").first.is_visible()


def test_it_is_read_without_scripts(opened):
    page = opened(java_script_enabled=False)
    page.locator(".failure summary").first.click()
    assert page.locator(".failure dl").first.is_visible()
