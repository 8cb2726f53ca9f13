import asyncio
import socket
import subprocess
import sys

import pytest
import safehttpx
from gradio.processing_utils import async_ssrf_protected_download

from page.offline import go_offline, refuse_fetching


def test_the_environment_keeps_what_the_user_set():
    environment = {"NO_PROXY": "intranet.example,localhost", "GRADIO_ANALYTICS_ENABLED": "True"}
    go_offline(environment)
    assert environment == {
        "GRADIO_ANALYTICS_ENABLED": "False",
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "NO_PROXY": "intranet.example,localhost,127.0.0.1",
        "no_proxy": "127.0.0.1,localhost",
    }


def test_importing_the_package_sets_it_before_gradio_is_there():
    code = "import page, os, sys; print(os.environ['GRADIO_ANALYTICS_ENABLED'], 'gradio' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_nothing_that_a_caller_names_is_fetched_or_even_resolved(monkeypatch, tmp_path):
    def resolve(*_, **__):
        raise AssertionError("a name was resolved")

    for name in ("get", "async_validate_url", "async_resolve_hostname_google"):
        monkeypatch.setattr(safehttpx, name, getattr(safehttpx, name))
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    refuse_fetching()
    for attempt in (
        safehttpx.async_validate_url("evil.example"),
        safehttpx.get("http://evil.example/"),
        async_ssrf_protected_download("http://evil.example/a.png", str(tmp_path)),
    ):
        with pytest.raises(ValueError, match="not fetched"):
            asyncio.run(attempt)
