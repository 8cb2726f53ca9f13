"""Serves an empty Gradio chat as the page is served: PORT."""

from __future__ import annotations

import sys
import time

if __name__ == "__main__":
    from bench.empty_chat import build_empty_chat
    from page.server import start

    sys.stdout.write(start(build_empty_chat(), "127.0.0.1", int(sys.argv[1])) + "\n")
    sys.stdout.flush()
    time.sleep(3600)
