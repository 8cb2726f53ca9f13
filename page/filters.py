"""What the one who asks has chosen to be searched: a day, sources, years, what is in force."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.errors import WenjuError
from page.texts import Texts
from rag.scope import Scope

_DAY = re.compile(r"^\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\s*$")
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Filters:
    """As typed and chosen; nothing is checked before `day` is asked for."""

    typed: str = ""
    sources: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    in_force: bool = False

    @classmethod
    def of(
        cls, typed: str | None, sources: Sequence[str] | None, years: Sequence[str] | None, in_force: bool
    ) -> Filters:
        """From what the widgets hand over, where None is empty."""
        return cls(typed or "", tuple(sources or ()), tuple(years or ()), bool(in_force))

    @property
    def scope(self) -> Scope:
        """As the chatbot takes it."""
        return Scope(self.sources, self.years, self.in_force)

    def day(self, texts: Texts) -> str | None:
        """The typed day in ISO form, None when there is none. Raises WenjuError when it is no day."""
        if not self.typed.strip():
            return None
        try:
            return date(*map(int, _DAY.findall(self.typed)[0])).isoformat()
        except (IndexError, ValueError) as error:
            raise WenjuError(texts("as_of_wrong", typed=self.typed.strip()[:20])) from error

    def described(self, texts: Texts) -> str:
        """One line that says what is chosen, or what is wrong with the day."""
        try:
            day = self.day(texts)
        except WenjuError as error:
            return str(error)
        parts = [texts("as_of_short", day=day)] if day else []
        parts += [_few(values, texts) for values in (self.sources, self.years) if values]
        parts += [texts("in_force_only")] if self.in_force else []
        return f"{texts('range')}{texts('colon')}{' · '.join(parts) or texts('range_all')}"


UNFILTERED = Filters()


def _few(values: Sequence[str], texts: Texts) -> str:
    more = f" +{len(values) - _SHOWN}" if len(values) > _SHOWN else ""
    return texts("list_comma").join(values[:_SHOWN]) + more
