"""What a text has said of time so far, and when it was published."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rag.times.period import Period, days, months

Basis = Literal["itself", "sentence", "published", "plan"]
Found = tuple[Period, Basis]


@dataclass(frozen=True, slots=True)
class Issue:
    """When a document was published: a year, a month or a day, as its first and last day."""

    first: date
    last: date

    @classmethod
    def parse(cls, published: str | None) -> Issue | None:
        """Read YYYY, YYYY-MM or YYYY-MM-DD; None for anything else."""
        match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", published or "", re.ASCII)
        if not match:
            return None
        year, month, day = (int(part) if part else 0 for part in match.groups())
        try:
            period = days(year, month, day, day) if day else months(year, month or 1, month or 12)
        except ValueError:
            return None
        return cls(period.first, period.last) if period else None

    @property
    def month(self) -> int | None:
        """Month, where it is known."""
        return self.first.month if (self.last - self.first).days < 31 else None

    @property
    def day(self) -> date | None:
        """Day, where it is known."""
        return self.first if self.first == self.last else None


@dataclass(slots=True)
class Reading:
    """What a text has named so far. `date` outlives its sentence, the others do not."""

    issue: Issue | None
    year: tuple[int, Basis] | None = None
    month: tuple[date, Basis] | None = None
    period: Found | None = None
    date: Found | None = None

    def new_sentence(self) -> None:
        """Forget what carries on within a sentence only."""
        self.year = self.month = self.period = None
