"""Which documents a question may be answered from, when the one who asks narrows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.types import Document, Label
from index.within import source_names


@dataclass(frozen=True, slots=True)
class Scope:
    """What is searched: documents of any of the `sources` and of any of the `years`, empty for all.

    A source is a name as `sources_of` gives it, a year that of publication. With `in_force` only documents
    that are known to be in force on the day of the question.
    """

    sources: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    in_force: bool = False

    def __bool__(self) -> bool:
        return bool(self.sources or self.years or self.in_force)

    def holds(self, label: Label) -> bool:
        """Whether a document is of the sources and years; whether it is in force is not looked at."""
        of_source = not self.sources or bool({*self.sources} & {*sources_of(label)})
        return of_source and (not self.years or _year(label) in self.years)


def sources_of(label: Label) -> tuple[str, ...]:
    """Names by which a document is chosen: its source, its issuer, and its first folder with a `/`."""
    return tuple(dict.fromkeys(name for name in source_names(label) if name))


def all_sources(labels: Iterable[Label]) -> tuple[str, ...]:
    """Every source: folders first, then names, those of most documents before others."""
    found = Counter(source for label in labels for source in sources_of(label))
    return tuple(sorted(found, key=lambda s: (not s.endswith("/"), -found[s], s)))


def all_years(labels: Iterable[Label]) -> tuple[str, ...]:
    """Every year of publication, the latest first."""
    return tuple(sorted({_year(label) for label in labels} - {""}, reverse=True))


def scope_note(scope: Scope, day: str | None) -> str:
    """Say in one line what was searched."""
    parts = [_listed("来源", scope.sources), _listed("年份", scope.years)]
    if scope.in_force:
        parts.append(f"按 {day} 判断现行有效的文件（未注明效力的不在内）" if day else "现行有效的文件")
    return f"只查找了所选范围：{'；'.join(part for part in parts if part)}"


def outside(inside: frozenset[str] | None, named: Sequence[Document]) -> str:
    """Why a scope that leaves the documents `inside` cannot hold an answer; empty when it can.

    It cannot without a document, nor without any of those that the question names.
    """
    if inside is None or (inside and (not named or any(d.id in inside for d in named))):
        return ""
    titles = dict.fromkeys(f"《{d.title}》" for d in named)
    return f"{'、'.join(titles)}不在所选范围内" if inside else "所选范围内没有文件"


def _listed(name: str, values: Sequence[str]) -> str:
    return f"{name} {'、'.join(values)}" if values else ""


def _year(label: Label) -> str:
    return (label.published or "")[:4]
