"""Bad files made by hand, under their names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.torture.bombs_office import packages, sheets, texts
from tests.torture.bombs_packed import archives, pdfs, pictures
from tests.torture.seeds import TEXT


def bombs(secret: str) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of each; `secret` is the path of a file that none of them may read."""
    for number, (ending, data) in enumerate([*texts(), *packages(secret), *sheets(), *pictures()]):
        yield f"bomb-{number}{ending}", data
    for number, data in enumerate([*pdfs(), *archives(secret)]):
        yield f"bomb-{number}{'.pdf' if data.startswith(b'%PDF') else '.zip'}", data


def sidecars() -> Mapping[str, bytes]:
    """Metadata files that are none, beside a sound document."""
    return {
        "side-0.txt": TEXT.encode(),
        "side-0.txt.meta.toml": b"a = " + b"[" * 5_000,
        "side-1.txt": TEXT.encode(),
        "side-1.txt.meta.toml": b'title = "\\u202e\\u0000<script>"',
        "side-2.meta.toml": b'title = "x"',
    }
