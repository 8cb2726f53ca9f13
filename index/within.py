"""What a search is confined to, and the fields of a document that tell whether it is inside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from index.types import Document, Label

# Days are numbers, 20230129, for stores that compare numbers. This one is later than all.
NEVER = 99_999_999


@dataclass(frozen=True, slots=True)
class Fields:
    """What passages can be filtered by: their document's place, days and names.

    `published` is 0 where it is unknown, `effective`, `expires` and `replaced` are NEVER. A document is
    replaced from the day on which its replacement holds, from 0 on where that is not known. The three names
    are those of `source_names`.
    """

    document: int
    published: int
    effective: int
    expires: int
    replaced: int
    source: str
    issuer: str
    folder: str


@dataclass(frozen=True, slots=True)
class Where:
    """Conditions on `Fields` that must all hold; an empty one is none.

    Any of the `sources` as source, issuer or folder; any of the `years` of publication; not published after
    the ISO day `until`; known to be in force on `in_force_on`.
    """

    sources: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    until: str | None = None
    in_force_on: str | None = None


@dataclass(frozen=True, slots=True)
class Within:
    """Passages that a search is confined to, said twice, for either kind of store.

    A store that has all passages at hand looks at `numbers`, one that filters by fields at `where`. Numbers
    are None where they are most of the passages: a store that needs them then returns others too.
    """

    numbers: tuple[int, ...] | None
    where: Where

    @property
    def is_empty(self) -> bool:
        """Whether nothing is inside."""
        return self.numbers == ()


def day_number(day: str) -> int:
    """`2023-01-29` as 20230129."""
    return int(day.replace("-", ""))


def source_names(label: Document | Label) -> tuple[str, str, str]:
    """Names by which a document is chosen, empty where it has none: source, issuer, first folder with `/`."""
    folder, slash, _ = label.id.partition("/")
    return label.source or "", label.issuer or "", f"{folder}/" if slash else ""


def fields_of(documents: Mapping[str, Document]) -> dict[str, Fields]:
    """Fields of each of the documents of an index, which are given in order, by id."""
    return {
        identity: Fields(
            place,
            day_number(document.published) if document.published else 0,
            day_number(document.effective) if document.effective else NEVER,
            day_number(document.expires) if document.expires else NEVER,
            _replaced(document, documents),
            *source_names(document),
        )
        for place, (identity, document) in enumerate(documents.items())
    }


def _replaced(document: Document, documents: Mapping[str, Document]) -> int:
    if not document.superseded_by:
        return NEVER
    replacement = documents.get(document.superseded_by)
    begins = (replacement.effective or replacement.published) if replacement else None
    return day_number(begins) if begins else 0
