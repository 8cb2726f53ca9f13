"""The page beside an empty Gradio chat in the same browser: when one can ask, and when an answer begins.

One can ask when the box for the question is seen. An answer begins when the first character of a quote is; it
may come `LATE_MS` after the time that the chatbot itself takes for the same question.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from playwright.sync_api import Browser, Page

from bench.browser import LOCALE, chromium, served
from bench.empty_chat import build_empty_chat
from index.errors import WenjuError
from page.layout import build_page
from rag import Chatbot

PAINT_RATIO = 1.3
LATE_MS = 150
_VISITS = 7
_QUESTIONS = ("黄茅海大桥何时封顶", "图书逾期每天收多少滞还金？", "青岚区加装电梯每台补助多少钱？") * 3
# Both look at every frame and give the milliseconds: of the page's life, and since Enter.
_SEEN = """place => {
  const e = document.querySelector(place);
  return e && e.offsetHeight && performance.now();
}"""
_BEGUN = """([place, before]) => {
  const found = [...document.querySelectorAll(place)].slice(before);
  return found.some(e => e.innerText.trim()) && performance.now() - window.enteredAt;
}"""
_ENTER = """() => addEventListener('keydown', event => {
  if (event.key === 'Enter') window.enteredAt = performance.now();
}, true)"""
_BOX = "textarea"
_OUR_TEXT = "#chat .wj-partial .wj-text, #chat .wj-answer .wj-text"
_EMPTY_TEXT = "[data-testid='bot'] .prose, [data-testid='bot'] .md"


def measure() -> str:
    """Return two lines, medians in ms beside the limits; one that says why not where there is no index."""
    try:
        chatbot = Chatbot.open(".index")
    except WenjuError as error:
        return f"page: not measured: {error}"
    with chromium() as browser, served(build_page(chatbot)) as ours, served(build_empty_chat()) as empty:
        painted = [(_painted(browser, ours), _painted(browser, empty)) for _ in range(_VISITS)]
        begun = _begun(browser, ours, _OUR_TEXT, _QUESTIONS)
        bare = statistics.median(_begun(browser, empty, _EMPTY_TEXT, _QUESTIONS))
        own = [chatbot.ask(q).timings_ms["total"] for q in _QUESTIONS]
    chatbot.close()
    late = statistics.median(shown - alone for shown, alone in zip(begun, own, strict=True))
    page_ms, empty_ms = (statistics.median(p[i] for p in painted) for i in (0, 1))
    first = statistics.median(begun)
    return (
        f"page: the box is seen after {page_ms:.0f} ms, in an empty chat after {empty_ms:.0f} ms, "
        f"ratio {page_ms / empty_ms:.2f} (limit {PAINT_RATIO})\n"
        f"page: from Enter to the first character {first:.0f} ms, in an empty chat {bare:.0f} ms, "
        f"ratio {first / bare:.2f}; {late:.0f} ms beyond the answer's own {statistics.median(own):.0f} ms "
        f"(limit {LATE_MS})"
    )


def _painted(browser: Browser, address: str) -> float:
    """Milliseconds from the start of the visit until the box can be seen, nothing cached."""
    context = browser.new_context(locale=LOCALE)
    page = context.new_page()
    page.goto(address, wait_until="commit")
    seen = page.wait_for_function(_SEEN, arg=_BOX, polling="raf").json_value()
    context.close()
    return float(seen)


def _begun(browser: Browser, address: str, text: str, questions: Sequence[str]) -> list[float]:
    """Milliseconds from Enter to the first character, question by question; the first is not counted."""
    context = browser.new_context(locale=LOCALE)
    page = context.new_page()
    page.goto(address)
    page.locator(_BOX).first.wait_for()
    page.evaluate(_ENTER)
    times = [_asked(page, text, question) for question in (questions[0], *questions)]
    context.close()
    return times[1:]


def _asked(page: Page, text: str, question: str) -> float:
    before = page.locator(text).count()
    box = page.locator(_BOX).first
    box.fill(question)
    box.press("Enter")
    begun = page.wait_for_function(_BEGUN, arg=[text, before], polling="raf").json_value()
    page.wait_for_timeout(1500)  # until the rest of the answer has come
    return float(begun)
