"""Calls that hypothesis makes up for every endpoint; one that goes wrong is made small before it is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import FlakyFailure

from tests.torture.attack import API, MARK, POSTS, SAFE, XSS, Attack
from tests.torture.attacks_inside import MARKUP

# Calls of each kind; there are as many kinds as endpoints, functions of components and events.
SHORT, FULL = 12, 120
_HOSTILE = (
    "",
    MARK,
    XSS,
    "\x00",
    "\ud800",
    "\u202e",
    "a" * 3000,
    "1",
    "ask",
    "../../etc/passwd",
    "' OR 1=1 --",
)
_KINDS = (
    "application/json",
    "text/plain",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded",
    "",
)
_FIELDS = (
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
_PLAIN = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from((10**30, 2**63, -1))
    | st.sampled_from(_HOSTILE)
    | st.text(max_size=30)
)
_VALUES = st.recursive(
    _PLAIN,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
)


def search(
    config: dict[str, Any], tried: Callable[[Attack], list[str]], examples: int
) -> tuple[int, list[str]]:
    """How many calls were made, and for each kind what the smallest bad one did wrong.

    `tried` makes a call and returns what was wrong with the answer. The calls are the same as long as the
    code is: hypothesis draws from the constants of the modules that are imported.
    """
    made, problems = 0, []
    for kind in _kinds(config):
        count, found = _searched(kind, tried, examples)
        made, problems = made + count, problems + found
    return made, problems


def _searched(
    kind: st.SearchStrategy[Attack], tried: Callable[[Attack], list[str]], examples: int
) -> tuple[int, list[str]]:
    made, bad = 0, list[str]()

    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(kind)
    def attacked(attack: Attack) -> None:
        nonlocal made
        made += 1
        if found := tried(attack):
            bad.append(f"{found[0]} to {attack.method} {attack.path} {attack.more}")
            raise AssertionError(bad[-1])

    try:
        attacked()
    except AssertionError as error:
        return made, [str(error)]
    except FlakyFailure:  # wrong once, and not again
        return made, bad[:1]
    return made, []


def _kinds(config: dict[str, Any]) -> Iterator[st.SearchStrategy[Attack]]:
    """A strategy for each endpoint, each function of a component, each event."""
    bodies = st.dictionaries(st.sampled_from(_FIELDS), _VALUES).map(_dumped)
    for path in POSTS:  # a login is slowed: most calls would meet that alone
        sent = st.tuples(bodies | st.binary(max_size=60), st.sampled_from(_KINDS))
        yield sent.map(lambda s, path=path: _posted(path, *s))  # type: ignore[misc]
    asked = {"question": _PLAIN.map(lambda v: f"{MARK}{v}") | _VALUES}
    more = {"history": _VALUES, "as_of": _VALUES, "max_chars": _VALUES, "source": _VALUES, "years": _VALUES}
    yield st.fixed_dictionaries(asked, optional=more).map(lambda b: _posted(f"{API}/call/v2/ask", _dumped(b)))
    for component in config["components"]:
        for function in component["props"].get("server_fns") or []:
            place = {"session_hash": "s", "component_id": component["id"], "fn_name": function}
            yield _VALUES.map(
                lambda data, place=place: _posted(  # type: ignore[misc]
                    f"{API}/component_server",
                    _dumped({"data": data, **place}),
                    is_markup=place["fn_name"] in MARKUP,
                )
            )
    for event in config["dependencies"]:
        if event["backend_fn"]:
            width = len(event["inputs"])
            place = {"fn_index": event["id"], "session_hash": "h"}
            yield st.lists(_VALUES, min_size=width, max_size=width).map(
                lambda data, place=place: _posted(f"{API}/queue/join", _dumped({"data": data, **place}))  # type: ignore[misc]
            )
    for path in (
        "/?doc={}&start={}&end={}&v={}",
        f"{API}/queue/data?session_hash={{}}",
        f"{API}/call/ask/{{}}",
    ):
        texts = st.lists(st.sampled_from(_HOSTILE) | st.text(max_size=20), min_size=4, max_size=4)
        yield texts.map(lambda t, path=path: Attack("searched", "GET", path.format(*map(_quoted, t))))  # type: ignore[misc]


def _posted(
    path: str, body: str | bytes, kind: str = "application/json", *, is_markup: bool = False
) -> Attack:
    more = {"content": body, "headers": {"content-type": kind}}
    return Attack("searched", "POST", path, SAFE, False, more, is_markup=is_markup)


def _dumped(body: Any) -> str:
    return json.dumps(body)


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")
