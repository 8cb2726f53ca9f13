"""A packed model small enough to make on the spot: 2 layers of 32 dimensions, 25 pieces."""

from __future__ import annotations

import struct

import numpy as np

PIECES = [
    "<s>",
    "<pad>",
    "</s>",
    "<unk>",
    "▁",
    "退",
    "休",
    "金",
    "退休金",
    "北",
    "京",
    "市",
    "～",
    "1",
    "2",
    "a",
    ":",
]
PIECES += ["▁query", "▁passage", "年", "月", "日", "的", "办", "法"]
SCORES = [0.0] * 4 + [-float(4 + index % 7) for index in range(4, len(PIECES))]
REPLACEMENTS = {0x07: "", 0x0A: " ", 0x3000: " ", 0xFF11: "1", 0xFF12: "2", 0x2460: "12"}
HIDDEN, LAYERS, HEADS, WIDE, POSITIONS = 32, 2, 4, 64, 24


def q4_bytes(scales: np.ndarray, halves: np.ndarray) -> bytes:
    """Rows of blocks from `scales` [rows, blocks] and numbers 0..15 `halves` [rows, blocks, 32]."""
    packed = (halves[:, :, :16] | halves[:, :, 16:] << 4).astype(np.uint8)
    return np.concatenate([scales.astype("<f2")[:, :, None].view(np.uint8), packed], axis=2).tobytes()


def packed_bytes(seed: int = 0) -> bytes:
    random = np.random.default_rng(seed)
    rows = len(PIECES) + 2
    sizes: list[tuple[str, tuple[int, ...]]] = [
        ("emb.word", (rows, HIDDEN)), ("emb.pos", (POSITIONS, HIDDEN)), ("emb.type", (1, HIDDEN)),
        ("emb.ln.w", (HIDDEN,)), ("emb.ln.b", (HIDDEN,)),
    ]  # fmt: skip
    for layer in range(LAYERS):
        for name, size in (
            *((name, (HIDDEN, HIDDEN)) for name in ("q", "k", "v", "ao")),
            ("aln", (HIDDEN,)), ("fi", (WIDE, HIDDEN)), ("fo", (HIDDEN, WIDE)), ("oln", (HIDDEN,)),
        ):  # fmt: skip
            sizes += [(f"l{layer}.{name}.w", size), (f"l{layer}.{name}.b", size[:1])]
    tensors = [(name, *_tensor(random, name, size)) for name, size in sizes]
    head = _header(rows) + _vocabulary()
    directory_size = 4 + sum(2 + len(name) + 21 for name, *_ in tensors)
    directory, body = struct.pack("<i", len(tensors)), b""
    for name, kind, count, data in tensors:
        offset = len(head) + directory_size + len(body)
        directory += (
            struct.pack("<H", len(name))
            + name.encode()
            + struct.pack("<BIQQ", kind, count, offset, len(data))
        )
        body += data
    return head + directory + body


def _tensor(random: np.random.Generator, name: str, size: tuple[int, ...]) -> tuple[int, int, bytes]:
    count = int(np.prod(size))
    if len(size) == 2 and name not in ("emb.pos", "emb.type"):
        blocks = (size[0], size[1] // 32)
        return 1, count, q4_bytes(random.uniform(0.02, 0.06, blocks), random.integers(0, 16, (*blocks, 32)))
    middle = 1.0 if name.endswith("ln.w") else 0.0
    return 0, count, random.normal(middle, 0.1, size).astype("<f4").tobytes()


def _header(rows: int) -> bytes:
    return b"E5S1" + struct.pack("<I7ifi", 1, HIDDEN, LAYERS, HEADS, WIDE, rows, POSITIONS, 2, 1e-12, 32)


def _vocabulary() -> bytes:
    pieces = [piece.encode() for piece in PIECES]
    offsets = np.cumsum([0, *map(len, pieces)]).astype("<u4")
    text = struct.pack("<5iQ", len(pieces), 0, 2, 1, 3, int(offsets[-1]))
    text += offsets.tobytes() + np.array(SCORES, "<f4").tobytes() + b"".join(pieces)
    entries = b"".join(
        struct.pack(f"<IB{len(to)}I", source, len(to), *map(ord, to))
        for source, to in sorted(REPLACEMENTS.items())
    )
    return text + struct.pack("<iI", len(REPLACEMENTS), len(entries)) + entries
