"""A code-point map as the `precompiled_charsmap` of SentencePiece, which `tokenizers` runs in one pass.

Layout: u32 size of the trie in bytes, the trie, then the replacements, each ended by a zero byte. The trie
is a double array over UTF-8 bytes as in darts-clone (https://github.com/s-yata/darts-clone): from the node
at `i` with children based at `b = i ^ offset`, byte c leads to unit `b ^ c`, which must carry label c, and
a node that ends a key has its value in unit `b`.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

HAS_LEAF = 1 << 8
FAR = 1 << 9  # the offset is stored without its last 8 bits
VALUE = 1 << 31
PAGE = 256


@dataclass(slots=True)
class _Node:
    children: dict[int, _Node] = field(default_factory=dict)
    value: int | None = None

    def labels(self) -> list[int]:
        return sorted(self.children) if self.value is None else [0, *sorted(self.children)]


def build_charsmap(replacements: Mapping[int, str]) -> bytes:
    """The map in the bytes that `tokenizers.normalizers.Precompiled` takes.

    Code point 0 cannot be mapped (a zero byte ends a key). Raises `ValueError` for that.
    """
    texts = bytearray()
    root = _Node()
    for code_point, text in sorted(replacements.items()):
        if code_point == 0 or "\0" in text:
            raise ValueError("code point 0 in the normalisation map")
        _insert(root, chr(code_point).encode(), len(texts))
        texts += text.encode() + b"\0"
    units = _lay_out(root)
    return struct.pack(f"<I{len(units)}I", 4 * len(units), *units) + bytes(texts)


def _insert(node: _Node, key: bytes, value: int) -> None:
    for byte in key:
        node = node.children.setdefault(byte, _Node())
    node.value = value


def _lay_out(root: _Node) -> list[int]:
    """Give every node a base of its own, crowded nodes first, then write the units."""
    taken: set[int] = {0}
    bases: dict[int, int] = {}  # of a node by its identity
    used: set[int] = set()
    free = 1
    for node in sorted(_all_nodes(root), key=lambda node: -len(node.labels())):
        labels = node.labels()
        while free in taken:
            free += 1
        base = free ^ min(labels, default=0)
        while base in used or any(base ^ label in taken for label in labels):
            base += 1
        bases[id(node)] = base
        used.add(base)
        taken |= {base ^ label for label in labels}
    return _write_units(root, bases, max(taken))


def _all_nodes(root: _Node) -> list[_Node]:
    nodes = [root]
    for node in nodes:
        nodes += node.children.values()
    return nodes


def _write_units(root: _Node, bases: dict[int, int], last: int) -> list[int]:
    units = [0] * ((last // PAGE + 1) * PAGE)
    waiting = [(0, root)]
    while waiting:
        position, node = waiting.pop()
        base = bases[id(node)]
        units[position] |= _offset(position ^ base)
        if node.value is not None:
            units[position] |= HAS_LEAF
            units[base] = VALUE | node.value
        for label, child in node.children.items():
            units[base ^ label] = label
            waiting.append((base ^ label, child))
    return units


def _offset(distance: int) -> int:
    if distance < 1 << 21:
        return distance << 10
    if distance % PAGE:
        raise ValueError("normalisation map too large for a double array")
    return distance >> 8 << 10 | FAR
