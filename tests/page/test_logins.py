import asyncio

import pytest
from starlette.responses import PlainTextResponse

from page.logins import FREE, SlowLogins


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def login(clock):
    """Sends a login with the right or a wrong password; returns its status and the seconds to wait."""

    async def answer(scope, receive, send):
        await PlainTextResponse("", 200 if scope["path"] != "/login" or scope["right"] else 400)(
            scope, receive, send
        )

    slow = SlowLogins(answer, clock)

    def send_login(address="10.0.0.1", right=False, path="/login", method="POST"):
        messages = []

        async def send(message):
            messages.append(message)

        scope = {"type": "http", "method": method, "path": path, "client": (address, 1), "right": right}
        asyncio.run(slow(scope, None, send))
        headers = dict(messages[0]["headers"])
        return messages[0]["status"], int(headers.get(b"retry-after", b"0"))

    return send_login


def test_a_few_mistakes_are_free_and_then_the_wait_doubles(login, clock):
    assert [login() for _ in range(FREE)] == [(400, 0)] * FREE
    waits = []
    for _ in range(12):
        status, wait = login()
        assert status == 429
        waits.append(wait)
        clock.now += wait
        assert login() == (400, 0)
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]


def test_the_right_password_waits_too_and_then_clears(login, clock):
    for _ in range(FREE):
        login()
    assert login(right=True) == (429, 1)
    clock.now += 1
    assert login(right=True) == (200, 0)
    assert login() == (400, 0)


def test_another_address_is_not_made_to_wait(login):
    for _ in range(FREE + 1):
        login()
    assert login("10.0.0.2", right=True)[0] == 200


def test_addresses_of_one_network_of_ipv6_count_as_one(login):
    assert [login(f"2001:db8::{n}")[0] for n in range(FREE + 1)] == [400] * FREE + [429]
    assert login("2001:db8:0:1::1")[0] == 400


def test_nothing_but_logins_is_counted(login):
    for _ in range(FREE + 1):
        login()
    assert login(path="/")[0] == 200
    assert login(path="/login", method="GET", right=True)[0] == 200


def test_many_addresses_are_not_remembered_for_ever(login, monkeypatch):
    monkeypatch.setattr("page.logins._CAPACITY", 2)
    for _ in range(FREE):
        login("10.0.0.1")
    for address in ("10.0.0.2", "10.0.0.3"):
        login(address)
    assert login("10.0.0.1")[0] == 400
