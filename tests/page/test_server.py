import socket

import pytest

import app
from index.errors import WenjuError
from page.server import _login, check_address
from tests.page.fake import FakeChatbot


@pytest.fixture
def taken():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def free():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def refusal(*address):
    with pytest.raises(WenjuError) as caught:
        check_address(*address)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_a_free_port_of_this_machine_is_accepted(free):
    check_address("127.0.0.1", free, None)
    check_address("localhost", free, None)
    check_address("0.0.0.0", free, {"user": "password"})


def test_a_taken_port_is_named_with_the_option_that_helps(taken):
    assert refusal("127.0.0.1", taken, None).startswith(f"端口 {taken} 已被占用")
    assert f"--port {taken + 1}" in refusal("127.0.0.1", taken, None)


def test_serve_refuses_before_it_builds_anything(taken):
    with pytest.raises(WenjuError, match="已被占用"):
        app.serve(FakeChatbot(), "127.0.0.1", taken, open_browser=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.internal"])
def test_other_machines_need_a_login(host, free):
    assert "--auth" in refusal(host, free, None)


@pytest.mark.parametrize("auth", [{"": "password"}, {"user": ""}, {"user": "password", "other": ""}])
def test_a_login_has_two_parts(auth, free):
    assert "--auth" in refusal("127.0.0.1", free, auth)


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_port_has_a_range(port):
    assert f"端口 {port}" in refusal("127.0.0.1", port, None)


def test_an_address_of_another_machine_is_said_so(free):
    assert "--host" in refusal("192.0.2.1", free, {"user": "password"})


def test_a_login_admits_a_user_with_the_own_password_alone():
    admits = _login({"甲": "一", "乙": "二"})
    assert admits
    tried = {(user, password): admits(user, password) for user in "甲乙丙" for password in "一二"}
    assert [login for login, admitted in tried.items() if admitted] == [("甲", "一"), ("乙", "二")]
    assert _login(None) is None
