"""The words of the head and of the names of tabs, and those that several tabs use."""

from __future__ import annotations

from collections.abc import Mapping

FRAME: Mapping[str, tuple[str, str]] = {
    "tagline": ("离线运行，逐字引用原文", "offline, quoted word for word"),
    "file_count": ("已收录 {count} 份文件", "{count} documents"),
    "comma": ("，", ", "),
    "colon": ("：", ": "),
    "semicolon": ("；", "; "),
    "list_comma": ("、", ", "),
    "tab_asking": ("问答", "Ask"),
    "tab_library": ("文件库", "Library"),
    "tab_history": ("历史", "History"),
    "tab_quality": ("质量", "Quality"),
    "tab_retrieval": ("检索", "Retrieval"),
    "status_in_force": ("现行有效", "In force"),
    "status_expired": ("已过有效期", "Expired"),
    "status_superseded": ("已被替代", "Superseded"),
    "status_unknown": ("效力未注明", "Validity not stated"),
    "file": ("文件", "File"),
    "logins_slowed": (
        "登录失败次数过多，请 {seconds} 秒后再试。",
        "Too many failed logins; try again in {seconds} seconds.",
    ),
    "disconnected": (
        "页面与服务的连接已断开。请确认服务仍在运行，然后刷新页面。",
        "The connection to the server is lost. Make sure that it is running, then reload the page.",
    ),
}
