"""What keeps Gradio and the hub libraries from calling out."""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from typing import NoReturn

_SETTINGS = {"GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
_LOCAL_HOSTS = ("127.0.0.1", "localhost")


def go_offline(environment: MutableMapping[str, str] = os.environ) -> None:
    """Set what must stand in the environment before `gradio` is imported.

    An office proxy is told to leave this machine's own addresses alone; other entries of `NO_PROXY` stay.
    """
    environment.update(_SETTINGS)
    for name in ("NO_PROXY", "no_proxy"):
        listed = [host for host in environment.get(name, "").split(",") if host]
        listed += [host for host in _LOCAL_HOSTS if host not in listed]
        environment[name] = ",".join(listed)


def refuse_fetching() -> None:
    """Take from Gradio the function by which it fetches addresses that callers name.

    It does so for a path that begins with http, in a route or in the value of any widget, and asks a name
    server of Google about names that it cannot resolve. All of that goes through one library.
    """
    import safehttpx

    for name in ("get", "async_validate_url", "async_resolve_hostname_google"):
        setattr(safehttpx, name, _refuse)


async def _refuse(*_: object, **__: object) -> NoReturn:
    raise ValueError("addresses outside this machine are not fetched")
