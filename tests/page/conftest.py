import pytest


@pytest.fixture(scope="module")
def browser():
    from tests.page.browser import chromium

    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The port of the page over the fake chatbot, and the file that names each host the process resolved."""
    from tests.page.browser import serving

    log = tmp_path_factory.mktemp("page") / "resolved.txt"
    with serving("tests.page.serve_fake", log) as port:
        yield port, log


@pytest.fixture
def visit(browser, served):
    from tests.page.browser import Visit

    opened = []

    def open_tab(width=1280, height=800, query="", port=None):
        opened.append(Visit(browser, port or served[0], width, height, query))
        return opened[-1]

    yield open_tab
    for tab in opened:
        tab.context.close()
