"""The page on a port: checked before it starts, closed to everything outside."""

from __future__ import annotations

import errno
import secrets
import socket
from collections.abc import Callable, Mapping
from pathlib import Path

import gradio as gr

from index.errors import WenjuError
from index.loopback import is_loopback
from index.shelf import MAX_FILE_BYTES
from page.guard import MAX_BODY_BYTES, guards
from page.mcp import INSTALL, check_mcp
from page.offline import refuse_fetching
from page.style import CSS, theme

_SESSIONS = 1000
Servable = gr.Blocks


def check_address(host: str, port: int, auth: Mapping[str, str] | None) -> None:
    """Raise `WenjuError` if the page must not or cannot listen on `host` and `port`.

    `auth` are passwords by user name.
    """
    if not is_loopback(host) and auth is None:
        raise WenjuError(
            f"监听地址 {host} 可被其他机器访问，必须设置登录："
            "请加上 --auth 用户名:密码，或改用 --host 127.0.0.1"
        )
    if auth is not None and not all(part for login in auth.items() for part in login):
        raise WenjuError("登录的用户名和密码都不能为空：--auth 用户名:密码")
    if not 1 <= port <= 65535:
        raise WenjuError(f"端口 {port} 不在 1 到 65535 之间：请用 --port 另选一个，例如 --port 7860")
    _check_port(host.strip("[]"), port)


def _check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise WenjuError(_why_not(host, port, error)) from error


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        other = port + 1 if port < 65535 else 7860
        return f"端口 {port} 已被占用：请关闭占用它的程序，或换一个端口，例如 --port {other}"
    if error.errno == errno.EACCES:
        return f"没有权限使用端口 {port}：请用 --port 换一个 1024 以上的端口，例如 --port 7860"
    return f"不能在 {host}:{port} 上监听（{error}）：请检查 --host 和 --port"


def start(
    page: gr.Blocks,
    host: str,
    port: int,
    auth: Mapping[str, str] | None = None,
    open_browser: bool = False,
    takes_files: bool = False,
    mcp: bool = False,
) -> str:
    """Serve `page` from a thread of its own and return its address; `page.close()` ends it.

    It accepts the upload of files only if it `takes_files`; with `mcp` its endpoints are tools for assistants
    too.

    Raises `WenjuError` as `check_address` and `check_mcp` do.
    """
    check_address(host, port, auth)
    if mcp:
        check_mcp(host, auth)
    refuse_fetching()
    try:
        _, address, _ = page.launch(
            server_name=f"[{host.strip('[]')}]" if ":" in host else host,
            server_port=port,
            inbrowser=open_browser,
            prevent_thread_lock=True,
            quiet=True,
            share=False,
            auth=_login(auth),
            footer_links=[],
            enable_monitoring=False,
            run_history=False,
            max_file_size=MAX_FILE_BYTES if takes_files else MAX_BODY_BYTES,
            state_session_capacity=_SESSIONS,
            allowed_paths=[],
            blocked_paths=[str(Path.cwd())],
            strict_cors=True,
            ssr_mode=False,
            pwa=False,
            mcp_server=mcp,
            app_kwargs={"middleware": guards(host, takes_files)},
            theme=theme(),
            css=CSS,
        )
    except OSError as error:
        raise WenjuError(_why_not(host, port, error)) from error
    if page.mcp_error:  # Gradio goes on without the tools and says nothing
        page.close(verbose=False)
        raise WenjuError(f"--mcp 没有启动（{page.mcp_error}）：请去掉 --mcp，或重新安装 {INSTALL}")
    return str(address)


def _login(auth: Mapping[str, str] | None) -> Callable[[str, str], bool] | None:
    if auth is None:
        return None
    expected = [(user.encode(), password.encode()) for user, password in auth.items()]

    def admits(user: str, password: str) -> bool:
        # All are compared, always: the time taken says nothing about which one was wrong.
        admitted = False
        for known_user, known_password in expected:
            known = secrets.compare_digest(user.encode(), known_user)
            matches = secrets.compare_digest(password.encode(), known_password)
            admitted |= known and matches
        return admitted

    return admits
