import asyncio

import pytest
from starlette.responses import PlainTextResponse

from page.guard import (
    CONTENT_SECURITY_POLICY,
    MAX_BODY_BYTES,
    MAX_UPLOAD_BYTES,
    guards,
    is_loopback,
    trusted_hosts,
)

OWN = {"host": "127.0.0.1:7860"}


def request(method, headers, listening="127.0.0.1", path="/", takes_files=False, app=None):
    """Status and headers of what an application behind the guards answers."""
    app = app or PlainTextResponse("ok")
    for middleware in reversed(guards(listening, takes_files)):
        app = middleware.cls(app, *middleware.args, **middleware.kwargs)
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    messages = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        messages.append(message)

    asyncio.run(app(scope, receive, send))
    return messages[0]["status"], {k.decode(): v.decode() for k, v in messages[0]["headers"]}


@pytest.mark.parametrize("name", ["127.0.0.1", "127.0.0.1:7860", "localhost:7860", "LOCALHOST"])
def test_own_names_are_admitted(name):
    assert request("GET", {"host": name})[0] == 200


@pytest.mark.parametrize(
    "name", ["evil.example", "127.0.0.1.evil.example", "192.168.1.5:7860", "localhost.", ""]
)
def test_a_name_bound_to_our_address_is_refused(name):
    assert request("GET", {"host": name})[0] == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "http://localhost:7860"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://127.0.0.1:7860"},
    ],
)
def test_a_write_from_another_origin_is_refused(headers):
    for method in ("POST", "PUT", "DELETE"):
        assert request(method, OWN | headers)[0] == 403


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://127.0.0.1:7860"},
        {"origin": "http://127.0.0.1:7860", "sec-fetch-site": "same-origin"},
    ],
)
def test_the_page_and_programs_may_write(headers):
    assert request("POST", OWN | headers)[0] == 200


def test_a_foreign_page_may_link_to_this_one_and_nothing_else():
    for site in ("cross-site", "same-site"):
        assert request("GET", OWN | {"sec-fetch-site": site})[0] == 200
        for path in (
            "/logout",
            "/config",
            "/gradio_api/queue/data",
            "/gradio_api/call/ask/1",
            "/assets/a.js",
        ):
            assert request("GET", OWN | {"sec-fetch-site": site}, path=path)[0] == 403
    assert request("GET", OWN | {"sec-fetch-site": "none"}, path="/config")[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=http://evil.example/a.png",
        "/gradio_api/proxy=http://evil.example/",
        "/gradio_api/deep_link",
        "/gradio_api/dev/reload",
        "/gradio_api/process_recording",
        "/gradio_api/custom_component/1/client/component/index.js",
        "/gradio_api/vibe-code",
        "/gradio_api/run-history/records",
        "/gradio_api/upload/../file=/etc/passwd",
        "/monitoring",
        "/gradio_api",
        "//config",
        "/file=/etc/passwd",
        "/svelte/../../etc/passwd",
    ],
)
def test_routes_that_the_page_does_not_need_are_closed(path):
    for method in ("GET", "HEAD", "POST"):
        assert request(method, OWN, path=path)[0] == 404


@pytest.mark.parametrize(
    "path",
    ["/", "/config", "/assets/a.js", "/gradio_api/queue/join", "/gradio_api/mcp/", "/gradio_api/call/ask/1"],
)
def test_routes_that_the_page_and_programs_need_are_open(path):
    assert request("GET", OWN, path=path)[0] == 200


def failing(started):
    async def app(scope, receive, send):
        if started:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        raise KeyError("秘密")

    return app


@pytest.mark.parametrize(("started", "status"), [(False, 400), (True, 200)])
def test_what_gradio_cannot_make_sense_of_is_refused_without_its_words(started, status, caplog):
    sent, headers = request("POST", OWN, path="/gradio_api/queue/join", app=failing(started))
    assert sent == status
    assert headers["x-content-type-options"] == "nosniff"
    assert "KeyError" in caplog.text
    assert "秘密" not in caplog.text


def test_the_log_has_the_route_of_a_call_without_what_was_written_behind_it(caplog):
    request("GET", OWN, path="/gradio_api/call/ask/低保标准是多少", app=failing(started=False))
    assert "GET /gradio_api/call/…: KeyError" in caplog.text
    assert "低保" not in caplog.text


def test_bodies_are_small_and_of_a_stated_length():
    assert request("POST", OWN | {"content-length": str(MAX_BODY_BYTES)})[0] == 200
    assert request("POST", OWN | {"content-length": str(MAX_BODY_BYTES + 1)})[0] == 413
    assert request("POST", OWN | {"transfer-encoding": "chunked"})[0] == 411


UPLOAD = "/gradio_api/upload"


@pytest.mark.parametrize(
    ("path", "takes_files", "size", "expected"),
    [
        (UPLOAD, True, MAX_UPLOAD_BYTES, 200),
        (UPLOAD, True, MAX_UPLOAD_BYTES + 1, 413),
        (UPLOAD, False, MAX_BODY_BYTES + 1, 413),
        ("/gradio_api/queue/join", True, MAX_BODY_BYTES + 1, 413),
        ("/gradio_api/component_server", True, MAX_BODY_BYTES + 1, 413),
    ],
)
def test_files_come_by_one_route_and_only_where_they_are_taken(path, takes_files, size, expected):
    sent = OWN | {"content-length": str(size)}
    assert request("POST", sent, path=path, takes_files=takes_files)[0] == expected
    if expected == 200:
        assert (
            request("POST", sent | {"origin": "http://evil.example"}, path=path, takes_files=True)[0] == 403
        )


@pytest.mark.parametrize("headers", [{}, {"origin": "http://evil.example"}])
def test_every_answer_says_what_a_page_may_load(headers):
    sent = request("POST", OWN | headers)[1]
    assert sent["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert sent["x-content-type-options"] == "nosniff"
    assert "http:" not in CONTENT_SECURITY_POLICY
    assert "*" not in CONTENT_SECURITY_POLICY


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.0.0.2", True),
        ("localhost", True),
        ("::1", True),
        ("[::1]", True),
        ("0.0.0.0", False),
        ("192.168.1.5", False),
        ("::", False),
        ("localhost.example", False),
    ],
)
def test_loopback(host, expected):
    assert is_loopback(host) is expected


def test_the_names_of_the_page_follow_where_it_listens():
    assert trusted_hosts("127.0.0.1") == ["127.0.0.1", "localhost"]
    assert "[::1]" in trusted_hosts("::1")
    assert {"fd00::5", "[fd00::5]"} <= set(trusted_hosts("[FD00::5]"))
    assert "192.168.1.5" in trusted_hosts("192.168.1.5")
    assert trusted_hosts("0.0.0.0") == ["*"]


def test_what_has_a_hash_in_its_name_is_kept_by_the_browser_and_nothing_else():
    assert "immutable" in request("GET", OWN, path="/assets/Index-lnVPVsWk.js")[1]["cache-control"]
    for path in ("/", "/theme.css", "/static/img/logo.svg"):
        assert "cache-control" not in request("GET", OWN, path=path)[1]
