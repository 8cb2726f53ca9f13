"""The page over the fake chatbot, served by a process of its own."""

import socket
import subprocess
import sys
from contextlib import contextmanager


@contextmanager
def served(log, *options):
    """The address of the page; `log` takes what its process writes to stderr."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "tests.page.serve_fake", str(port), *options]
    with (
        log.open("w") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as server,
    ):
        try:
            assert server.stdout
            assert str(port) in server.stdout.readline(), log.read_text()
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
