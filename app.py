"""The web page of wenju: `python app.py` opens the index in `.index/`."""

from __future__ import annotations

import sys
import time
from contextlib import redirect_stdout
from io import StringIO

from index.errors import WenjuError
from page.layout import build_page  # importing `page` puts the process offline before `gradio` is imported
from page.mcp import mcp_address
from page.server import check_address, start
from page.source import Source

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 7860

__all__ = ["build_page", "serve"]


def serve(
    chatbot: Source,
    host: str = DEFAULT_HOST,
    port: int = DEFAULT_PORT,
    auth: tuple[str, str] | None = None,
    open_browser: bool = True,
    mcp: bool = False,
) -> None:
    """Serve the page until Ctrl-C. `auth` is a user name and a password; `mcp` offers tools to assistants.

    Raises `WenjuError`, with a line for the user, if the port is taken or if other machines could come in
    without a login.
    """
    check_address(host, port, auth)
    page = build_page(chatbot)
    with redirect_stdout(StringIO()):  # Gradio says in English where the tools are, before all else
        address = start(page, host, port, auth, open_browser, mcp)
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
        serve(Chatbot.open(".index"))
    except WenjuError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
