"""Conditions on fields in the filter language of Milvus."""

from __future__ import annotations

import json
from collections.abc import Iterable

from index.within import Where, day_number


def expression(where: Where) -> str:
    """Filter that the passages inside meet; empty for no condition."""
    conditions = []
    if where.sources:
        names = _listed(where.sources)
        conditions.append(f"(source in {names} or issuer in {names} or folder in {names})")
    if where.years:
        years = [int(year) for year in where.years if year.isdecimal()]
        ranges = [f"(published >= {year}0000 and published <= {year}9999)" for year in years]
        conditions.append(f"({' or '.join(ranges or ['published < 0'])})")
    if where.until:
        conditions.append(f"published <= {day_number(where.until)}")
    if where.in_force_on:
        day = day_number(where.in_force_on)
        conditions.append(f"effective <= {day} and expires >= {day} and replaced > {day}")
    return " and ".join(conditions)


def _listed(names: Iterable[str]) -> str:
    """A list of string literals; those of the language are written as in JSON."""
    return json.dumps(list(names), ensure_ascii=False)
