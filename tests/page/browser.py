"""A Chromium for the browser tests, and one tab of it with all that it asked for."""

from __future__ import annotations

import socket
import subprocess
import sys
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

sync_api = pytest.importorskip("playwright.sync_api")

CHROMIUM = "/usr/bin/chromium"
REPLIES = "#chat .wj-answer, #chat .wj-refusal, #chat .wj-message"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(module, log, *arguments):
    """The port on which a process of its own serves the page; `log` names each host that it resolved."""
    port = free_port()
    command = [sys.executable, "-m", module, str(port), *arguments]
    with (
        log.open("w") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as server,
    ):
        try:
            assert server.stdout
            assert str(port) in server.stdout.readline(), log.read_text()
            yield port
        finally:
            server.terminate()


@contextmanager
def chromium():
    with sync_api.sync_playwright() as playwright:
        try:
            started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        except sync_api.Error as error:
            pytest.skip(f"no Chromium at {CHROMIUM}: {error.message.splitlines()[0]}")
        yield started
        started.close()


class Visit:
    """One tab, and every request it made."""

    def __init__(self, browser, port, width=1280, height=800, query=""):
        self.context = browser.new_context(locale="zh-CN", viewport={"width": width, "height": height})
        self.page = self.context.new_page()
        self.requested, self.errors = [], []
        self.page.on("request", lambda request: self.requested.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda line: self.errors.append(line.text) if line.type == "error" else None)
        self.page.goto(f"http://127.0.0.1:{port}/{query}")
        self.page.locator("#question textarea").wait_for()

    @property
    def replies(self):
        return self.page.locator(REPLIES)

    def type(self, question):
        self.page.locator("#question textarea").fill(question)
        self.page.keyboard.press("Enter")

    def ask(self, question):
        before = self.replies.count()
        self.type(question)
        self.replies.nth(before).wait_for()
        return self.replies.nth(before)

    def hosts(self):
        """Hosts asked over the network; `data:` and `blob:` stay in the browser."""
        return {urlsplit(url).hostname for url in self.requested if url.startswith(("http", "ws"))}
