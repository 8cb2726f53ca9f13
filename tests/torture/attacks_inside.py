"""Calls of who is inside: functions and events with what they do not expect, and bodies by chance."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

from tests.torture.attack import API, MARK, PATHS, POSTS, REFUSED, SAFE, URLS, XSS, Attack

# Functions whose answer, or a part of it, is put into the page as markup.
_MARKUP = ("open_source", "open_place", "show_files", "index_state", "accept_draft")


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
                    is_markup=function in _MARKUP,
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


def by_chance(config: dict[str, Any], count: int) -> Iterator[Attack]:
    """Bodies by chance: JSON of any shape in the place of each field, and bytes that are no JSON."""
    chance = random.Random(8)
    fields = (
        "data",
        "fn_index",
        "session_hash",
        "event_data",
        "trigger_id",
        "component_id",
        "fn_name",
        "event_id",
        "question",
        "history",
        "as_of",
        "max_chars",
    )
    for number in range(count):
        path = chance.choice(POSTS)
        body: bytes | str = chance.randbytes(60)
        if number % 5:
            whole = {name: _value(chance, 3) for name in chance.sample(fields, chance.randrange(len(fields)))}
            body = json.dumps(whole | ({"question": MARK} if number % 3 else {}))
        kind = chance.choice(
            (
                "application/json",
                "text/plain",
                "multipart/form-data; boundary=x",
                "application/x-www-form-urlencoded",
                "",
            )
        )
        yield Attack(
            f"chance {number} {path}",
            "POST",
            path,
            SAFE,
            False,
            {"content": body, "headers": {"content-type": kind}},
        )
        if number % 4 == 0:
            asked = {
                "question": MARK + str(_value(chance, 1)),
                "history": _value(chance, 3),
                "as_of": _value(chance, 1),
                "max_chars": _value(chance, 1),
            }
            yield Attack(
                f"ask by chance {number}",
                "POST",
                f"{API}/call/v2/ask",
                SAFE,
                False,
                {"content": json.dumps(asked), "headers": {"content-type": "application/json"}},
            )


def _value(chance: random.Random, depth: int) -> Any:
    plain: list[Callable[[], Any]] = [
        lambda: None,
        lambda: chance.random() < 0.5,
        lambda: chance.choice((0, -1, 10**30, 2**63, 1.5, -0.0)),
        lambda: chance.choice(("", MARK, XSS, "\x00", "\ud800", "a" * 3000, "1", "ask", "open_place")),
    ]
    if depth and chance.random() < 0.4:
        inner = [_value(chance, depth - 1) for _ in range(chance.randrange(5))]
        return inner if chance.random() < 0.5 else {str(n): v for n, v in enumerate(inner)}
    return chance.choice(plain)()
