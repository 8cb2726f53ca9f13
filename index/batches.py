"""Which texts go through an encoder together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

BATCH_TOKENS = 4096  # padded tokens of a batch; larger ones are no faster and take more memory
GOLDEN = 0.6180339887498949


def by_length(lengths: Sequence[int], tokens: int = BATCH_TOKENS) -> Iterator[list[int]]:
    """Positions grouped by similar length, each group within so many tokens when padded.

    Long and short groups take turns (multiples of the golden ratio, modulo 1), so that time left can be
    told from texts done.
    """
    groups: list[list[int]] = []
    for position in sorted(range(len(lengths)), key=lambda position: -lengths[position]):
        if not groups or lengths[groups[-1][0]] * (len(groups[-1]) + 1) > tokens:
            groups.append([])
        groups[-1].append(position)
    for turn in sorted(range(len(groups)), key=lambda number: number * GOLDEN % 1):
        yield groups[turn]
