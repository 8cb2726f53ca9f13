"""`python -m bench.screenshots`: pictures of every tab, light, dark and on a phone, and of a report.

Taken over the sample documents with the real model; where that is missing it says so and takes none. The
report is that of `wenju eval --report` over all questions.
"""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Page

from bench.browser import LOCALE, chromium, open_tab, served, tab_names
from index.build import build_index
from index.errors import WenjuError
from index.reader import Index
from index.sentence_encoder import SentenceEncoder
from page.layout import build_page
from page.library.library import Library
from page.records.records import Records
from page.records.store import Store
from rag import Chatbot

FOLDER = Path("docs")
CORPUS, INDEX = Path("corpus"), Path(".index")
MAX_BYTES = 200_000
MAX_TOTAL = 1_500_000
_COLOURS = (256, 128, 64, 32)
_SETTLED_MS = 1200


@dataclass(frozen=True, slots=True)
class Look:
    """How the page is looked at."""

    name: str
    width: int
    height: int
    theme: str


LOOKS = (Look("light", 1280, 800, "light"), Look("dark", 1280, 800, "dark"), Look("phone", 390, 844, "light"))


def _asked(page: Page) -> None:
    page.locator("#question textarea").fill("黄茅海大桥何时封顶")
    page.keyboard.press("Enter")
    link = page.locator("#chat .wj-answer .wj-cite").first
    link.wait_for(timeout=60_000)
    if page.viewport_size and page.viewport_size["width"] > 800:
        link.click()  # on a phone the source would cover the answer
        page.locator("#hit").wait_for()


def _compared(page: Page) -> None:
    page.locator("#retrieval-question textarea").fill("青岚区加装电梯每台补助多少钱？")
    page.keyboard.press("Enter")
    page.locator(".wj-sides").wait_for(timeout=60_000)


# What is done in a tab before it is taken, by its name; the others are taken as they open.
ACTS: Mapping[str, Callable[[Page], None]] = {"问答": _asked, "检索": _compared}
# Files have names of ASCII letters; a tab without one here has its place among the tabs.
NAMES = {"问答": "asking", "文件库": "library", "检索": "retrieval", "质量": "quality", "历史": "history"}


def _take(browser: Browser, address: str, look: Look) -> Iterator[tuple[str, bytes]]:
    """(name, PNG) of every tab."""
    context = browser.new_context(locale=LOCALE, viewport={"width": look.width, "height": look.height})
    page = context.new_page()
    page.goto(f"{address}?__theme={look.theme}")
    page.get_by_role("tab").locator("visible=true").first.wait_for()
    for number, tab in enumerate(tab_names(page), start=1):
        open_tab(page, tab)
        if tab in ACTS:
            ACTS[tab](page)
        page.wait_for_timeout(_SETTLED_MS)
        yield f"{NAMES.get(tab, f'tab{number}')}-{look.name}", page.screenshot()
    context.close()


def _report(browser: Browser, folder: Path) -> bytes:
    """PNG of the head of a report and its plots. Raises CalledProcessError when none could be made."""
    path = folder / "report.html"
    command = [sys.executable, "-m", "cli.main", "eval", "--index-dir", str(INDEX), "--report", str(path)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    look = LOOKS[0]
    page = browser.new_page(locale=LOCALE, viewport={"width": look.width, "height": 2 * look.height})
    page.goto(path.resolve().as_uri())
    picture = page.screenshot()
    page.close()
    return picture


def small(picture: bytes) -> bytes:
    """The same picture with as many colours as fit into `MAX_BYTES`."""
    whole = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in _COLOURS:
        out = io.BytesIO()
        whole.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= MAX_BYTES:
            break
    return out.getvalue()


def _keep(name: str, picture: bytes) -> int:
    """Write a picture, small, and return its bytes."""
    written = (FOLDER / f"{name}.png").write_bytes(small(picture))
    sys.stdout.write(f"{FOLDER / name}.png {written:,}\n")
    return written


def main() -> int:
    """Take all pictures; exit status 1 with one line where that cannot be."""
    try:
        encoder = SentenceEncoder.open(None)
        report = build_index(CORPUS, INDEX, encoder)
        chatbot = Chatbot(Index.open(INDEX, encoder.name), encoder)
    except WenjuError as error:
        sys.stderr.write(f"没有截图：{error}\n")
        return 1
    library = Library(CORPUS, INDEX, lambda meter: report, report)
    with TemporaryDirectory() as folder, chromium() as browser:
        total = 0
        store = Store.open(Path(folder))
        page = build_page(chatbot, records=Records(store, chatbot.document), library=library)
        with served(page) as address:
            for look in LOOKS:
                total += sum(_keep(name, picture) for name, picture in _take(browser, address, look))
        store.close()
        total += _keep("report", _report(browser, Path(folder)))
    chatbot.close()
    sys.stdout.write(f"{total:,} bytes (limit {MAX_TOTAL:,})\n")
    return int(total > MAX_TOTAL)


if __name__ == "__main__":
    sys.exit(main())
