"""Calls of who is inside: functions and events with what they do not expect."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.torture.attack import API, PATHS, REFUSED, SAFE, URLS, XSS, Attack

# Functions whose answer, or a part of it, is put into the page as markup.
MARKUP = ("open_source", "open_place", "show_files", "index_state", "accept_draft")


def server_functions(config: dict[str, Any]) -> Iterator[Attack]:
    """The functions of the components with what they do not expect: ids, paths, other types, markup."""
    values: list[Any] = [
        None,
        True,
        -1,
        1e308,
        [],
        {},
        "",
        XSS,
        "../../etc/passwd",
        "' OR 1=1 --",
        "9" * 5000,
        [[]] * 50,
    ]
    names = (
        "id",
        "doc",
        "start",
        "end",
        "v",
        "lang",
        "path",
        "name",
        "size",
        "document",
        "token",
        "rating",
        "comment",
        "items",
        "words",
    )
    for component in config["components"]:
        for function in component["props"].get("server_fns") or []:
            for value in [
                *values,
                *(dict.fromkeys(names, v) for v in values),
                *({"path": p, "name": "x.txt", "size": 1} for p in PATHS),
            ]:
                body = {
                    "data": value,
                    "session_hash": "s",
                    "component_id": component["id"],
                    "fn_name": function,
                }
                yield Attack(
                    f"{function}({value!r:.40})",
                    "POST",
                    f"{API}/component_server",
                    SAFE,
                    False,
                    {"content": json.dumps(body), "headers": {"content-type": "application/json"}},
                    is_markup=function in MARKUP,
                )
    for name in ("__init__", "__class__", "postprocess", "render", "_is_server_fn", "update_index()"):
        for component in config["components"][:5]:
            body = {"data": None, "session_hash": "s", "component_id": component["id"], "fn_name": name}
            yield Attack(f"method {name}", "POST", f"{API}/component_server", REFUSED, False, {"json": body})


def events(config: dict[str, Any]) -> Iterator[Attack]:
    """Events of other sessions, files of the machine and of others in the values of widgets."""
    for guess in ("0" * 32, "a", "%00", "../..", "s"):
        for path in (f"call/ask/{guess}", f"queue/data?session_hash={guess}", f"heartbeat/{guess}"):
            yield Attack(f"session {path}", "GET", f"{API}/{path}", SAFE, False)
    stolen = [{"path": p, "meta": {"_type": "gradio.FileData"}} for p in (*PATHS, *URLS)]
    stolen += [{"path": "a", "url": url, "meta": {"_type": "gradio.FileData"}} for url in URLS]
    for dependency in config["dependencies"]:
        for file in stolen if dependency["backend_fn"] else []:
            body = {
                "data": [file] * len(dependency["inputs"]),
                "fn_index": dependency["id"],
                "session_hash": "f",
            }
            yield Attack(
                f"file in {dependency['api_name']}", "POST", f"{API}/queue/join", SAFE, False, {"json": body}
            )
