"""The environment that keeps Gradio and the hub libraries from calling out."""

from __future__ import annotations

import os
from collections.abc import MutableMapping

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
