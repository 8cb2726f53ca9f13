"""The web page of wenju: `python app.py` opens the index in `.index/`."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from index.errors import WenjuError
from page.layout import build_page  # importing `page` puts the process offline before `gradio` is imported
from page.library.library import Library
from page.logs import start_logs
from page.mcp import mcp_address
from page.records.records import Records
from page.records.store import Store
from page.server import check_address, start
from page.source import Source

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 7860

__all__ = ["build_page", "serve"]


def serve(
    chatbot: Source,
    host: str = DEFAULT_HOST,
    port: int = DEFAULT_PORT,
    auth: Mapping[str, str] | None = None,
    open_browser: bool = True,
    records: Records | None = None,
    library: Library | None = None,
    mcp: bool = False,
    log_questions: bool = False,
) -> None:
    """Serve the page until Ctrl-C. `auth` are passwords by user name; `mcp` offers tools to assistants.

    The log holds no text of a question unless it is to `log_questions`.

    Without `records` the page has no history and takes no feedback.

    Without a `library` the documents can be read and asked, not changed.

    Raises `WenjuError`, with a line for the user, if the port is taken or if other machines could come in
    without a login.
    """
    check_address(host, port, auth)
    start_logs(log_questions)
    page = build_page(chatbot, records=records, library=library)
    with redirect_stdout(StringIO()):  # Gradio says in English where the tools are, before all else
        address = start(page, host, port, auth, open_browser, takes_files=library is not None, mcp=mcp)
    sys.stdout.write(f"文据已启动：{address}（按 Ctrl-C 结束）\n")
    if mcp:
        sys.stdout.write(f"MCP 地址：{mcp_address(address)}\n")
    sys.stdout.flush()
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        page.close(verbose=False)


def main() -> int:
    """Open the index of the current folder; exit status 1 with one line on a user's error."""
    from rag import Chatbot

    try:
        chatbot = Chatbot.open(".index")
        serve(chatbot, records=Records(Store.open(Path(".wenju")), chatbot.document))
    except WenjuError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
