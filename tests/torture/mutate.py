"""Damage to sound files: cut short, bits turned, blocks moved, and the same inside the parts of a package."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable

# What breaks a reader that trusts a number: too large for 32 and 64 bits, negative, none at all.
_NUMBERS = [b"0", b"-1", b"2147483648", b"99999999999", b"18446744073709551616", b"1e309", b"NaN", b"x", b""]
_TAG = re.compile(rb"<[^<>]{1,400}>")
_DIGITS = re.compile(rb"\d+")
_NAME = re.compile(rb"[A-Za-z]{3,12}")


def damaged(data: bytes, chance: random.Random) -> bytes:
    """One damage, chosen by `chance`; in packages every other one is done to a part, sound outside."""
    if data.startswith(b"PK") and chance.random() < 0.5:
        return _in_part(data, chance)
    return chance.choice(_DAMAGES)(data, chance)


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _behead(data: bytes, chance: random.Random) -> bytes:
    return data[chance.randrange(min(len(data), 600) + 1) :]


def _turn_bits(data: bytes, chance: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(chance.choice((1, 4, 32, 256))):
        if made:
            made[chance.randrange(len(made))] ^= 1 << chance.randrange(8)
    return bytes(made)


def _fill(data: bytes, chance: random.Random) -> bytes:
    start, end = _range(data, chance)
    return data[:start] + chance.choice((b"\0", b"\xff", b"<", b"(", b"\x80")) * (end - start) + data[end:]


def _drop(data: bytes, chance: random.Random) -> bytes:
    start, end = _range(data, chance)
    return data[:start] + data[end:]


def _repeat(data: bytes, chance: random.Random) -> bytes:
    start, end = _range(data, chance)
    return data[:start] + data[start:end] * chance.choice((2, 3, 50)) + data[end:]


def _insert(data: bytes, chance: random.Random) -> bytes:
    start, _ = _range(data, chance)
    return data[:start] + chance.randbytes(chance.choice((1, 7, 300))) + data[start:]


def _renumber(data: bytes, chance: random.Random) -> bytes:
    return _replaced(_DIGITS, data, chance, lambda _: chance.choice(_NUMBERS))


def _rename(data: bytes, chance: random.Random) -> bytes:
    names = _NAME.findall(data) or [b"x"]
    return _replaced(_NAME, data, chance, lambda _: chance.choice(names))


def _retag(data: bytes, chance: random.Random) -> bytes:
    tags = _TAG.findall(data) or [b"<x>"]
    return _replaced(
        _TAG, data, chance, lambda m: chance.choice((b"", m[0] * 2, m[0] * 400, chance.choice(tags)))
    )


_DAMAGES: list[Callable[[bytes, random.Random], bytes]] = [
    *(_cut, _behead, _turn_bits, _fill, _drop, _repeat, _insert, _renumber, _rename, _retag)
]  # fmt: skip
_IN_XML = [_cut, _turn_bits, _drop, _repeat, _renumber, _renumber, _rename, _retag, _retag]


def _in_part(data: bytes, chance: random.Random) -> bytes:
    """The package with one of its parts damaged, lost, or there twice."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as package,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        names = package.namelist()
        chosen, fate = chance.choice(names), chance.random()
        for name in names:
            content = package.read(name)
            if name != chosen:
                new.writestr(name, content)
            elif fate < 0.85:
                new.writestr(name, chance.choice(_IN_XML)(content, chance))
            elif fate < 0.95:
                new.writestr(f"x/{name}", content)
    return made.getvalue()


def _range(data: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.choice((1, 8, 200, 2000)))


def _replaced(
    pattern: re.Pattern[bytes], data: bytes, chance: random.Random, by: Callable[[re.Match[bytes]], bytes]
) -> bytes:
    """The data with a few matches of the pattern replaced."""
    found = list(pattern.finditer(data))
    for match in sorted(chance.sample(found, min(len(found), 3)), key=re.Match.start, reverse=True):
        data = data[: match.start()] + by(match) + data[match.end() :]
    return data
