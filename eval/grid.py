"""The grid of a sweep as it is typed: `chunk=200,300 weight=0.5,0.6 model=PATH,PATH`."""

from __future__ import annotations

from collections.abc import Sequence

from eval.sweep import Grid
from index.corpus import Settings
from rag.retrieve import DENSE_WEIGHT

_SMALLEST, _LARGEST = 50, 2000


def parse_grid(typed: Sequence[str], model: str | None = None) -> Grid:
    """The grid; what is not varied is as the product has it. Raises ValueError with a message in Chinese."""
    given: dict[str, list[str]] = {}
    for each in typed:
        name, _, values = each.partition("=")
        if name not in ("chunk", "weight", "model") or name in given:
            raise ValueError(f"认不出 {each!r}：应是 chunk=200,300、weight=0.5,0.6 或 model=文件夹，各一次")
        given[name] = list(dict.fromkeys(v for value in values.split(",") if (v := value.strip())))
        if not given[name]:
            raise ValueError(f"{name}= 后面没有值")
    chunk = dict.fromkeys(map(_chunk, given.get("chunk", [str(Settings().chunk_size)])))
    weight = dict.fromkeys(map(_weight, given.get("weight", [str(DENSE_WEIGHT)])))
    return Grid(tuple(chunk), tuple(weight), tuple(given.get("model", [])) or (model,))


def _chunk(text: str) -> int:
    if text.isascii() and text.isdigit() and _SMALLEST <= int(text) <= _LARGEST:
        return int(text)
    raise ValueError(f"chunk 应是 {_SMALLEST} 到 {_LARGEST} 的整数，而不是 {text!r}")


def _weight(text: str) -> float:
    try:
        if 0 <= float(text) <= 1:
            return float(text)
    except ValueError:
        pass
    raise ValueError(f"weight 应是 0 到 1 的数，而不是 {text!r}")
