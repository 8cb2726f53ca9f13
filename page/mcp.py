"""The page as a server of tools for assistants (MCP): when that may be, and where it is."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec

from index.errors import WenjuError
from index.extras import installing
from index.loopback import is_loopback

INSTALL = installing("mcp")


def check_mcp(host: str, auth: Mapping[str, str] | None) -> None:
    """Raise `WenjuError` if tools cannot or must not be offered.

    Gradio asks for no login where it serves tools, so that is for this machine alone.
    """
    if find_spec("mcp") is None:
        raise WenjuError(f"--mcp 需要另外安装一个组件：请运行 {INSTALL}")
    if auth is not None or not is_loopback(host):
        raise WenjuError("--mcp 不经过登录，只能在本机使用：请去掉 --auth 和 --host，另开一个服务给其他机器")


def mcp_address(address: str) -> str:
    """Where an assistant finds the tools of the page at `address`."""
    return f"{address.rstrip('/')}/gradio_api/mcp/"
