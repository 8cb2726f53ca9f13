"""The system's Chromium, and a page that is served to it for as long as it is looked at."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from page.server import Servable, start

CHROMIUM = "/usr/bin/chromium"
LOCALE = "zh-CN"


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(page: Servable) -> Iterator[str]:
    """The address of `page`."""
    address = start(page, "127.0.0.1", free_port())
    try:
        yield address
    finally:
        page.close(verbose=False)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def tab_names(page: Page) -> list[str]:
    """The tabs that can be seen, in order; a hidden copy of the list stands in the page too."""
    tabs = page.get_by_role("tab")
    return [tab.inner_text().strip() for tab in tabs.all() if tab.is_visible()]


def open_tab(page: Page, name: str) -> None:
    """Go to a tab and wait until it is the chosen one."""
    tab = page.get_by_role("tab", name=name, exact=True).locator("visible=true")
    tab.click()
    page.wait_for_function("tab => tab.getAttribute('aria-selected') === 'true'", arg=tab.element_handle())
