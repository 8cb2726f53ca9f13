"""Logins that fail one after the other are made to wait, so that passwords cannot be tried without end."""

from __future__ import annotations

import ipaddress
import logging
import math
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from page.routes import LOGIN
from page.texts import EN, ZH

# So many mistakes are free; then the wait doubles with each, up to the longest, in seconds.
FREE, _LONGEST = 5, 900
# Addresses that are remembered; the one that tried longest ago is forgotten first.
_CAPACITY = 10_000


class SlowLogins:
    """Answers 429 to an address whose logins failed until its wait is over; a login that succeeds clears it.

    An attempt counts when it arrives, so that many at once are no way around. The wait is of the address, not
    of the user: nobody can lock out a colleague at another machine.
    """

    def __init__(self, app: ASGIApp, clock: Callable[[], float] = time.monotonic) -> None:
        self._app = app
        self._clock = clock
        self._tried: OrderedDict[str, tuple[int, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or answer 429 with the seconds to wait."""
        if scope["type"] != "http" or scope["method"] != "POST" or scope["path"] not in LOGIN:
            await self._app(scope, receive, send)
            return
        address = _network(scope["client"][0] if scope.get("client") else "")
        wait = self._wait(address)
        if wait > 0:
            # The page that sends it is Gradio's own, of no language of ours.
            said = " ".join(texts("logins_slowed", seconds=wait) for texts in (ZH, EN))
            refused = PlainTextResponse(said, 429, {"retry-after": str(wait)})
            await refused(scope, receive, send)
            return
        self._count(address)

        async def send_watched(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 400:
                self._tried.pop(address, None)
            await send(message)

        await self._app(scope, receive, send_watched)

    def _wait(self, address: str) -> int:
        """Seconds until the address may try again."""
        count, last = self._tried.get(address, (0, 0.0))
        if count < FREE:
            return 0
        return max(0, math.ceil(last + min(2.0 ** min(count - FREE, 30), _LONGEST) - self._clock()))

    def _count(self, address: str) -> None:
        count = self._tried.pop(address, (0, 0.0))[0] + 1
        self._tried[address] = count, self._clock()
        if count >= FREE:
            logging.getLogger(__name__).warning("%d logins in a row from %s", count, address)
        while len(self._tried) > _CAPACITY:
            self._tried.popitem(last=False)


def _network(address: str) -> str:
    """The address; of IPv6 the network of one customer, which has more addresses than can be remembered."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return address if parsed.version == 4 else str(ipaddress.ip_network(f"{parsed}/64", strict=False))
