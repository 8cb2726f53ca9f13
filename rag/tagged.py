"""Words of a question with their kinds; numbers with units, codes and quoted titles stay whole."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.word_tags import word_tags

# Digits with their unit, Latin names with digits and whole titles are one word.
_WHOLE = re.compile(
    r"《[^》]*》|“[^”]*”|\d+(?:年[初底末]?|[月日号米届岁公里]|季度)|[A-Za-z][A-Za-z0-9.+-]*|\d[\d.]*"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, its part of speech and where it starts."""

    text: str
    tag: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


def tagged(text: str) -> list[Token]:
    """Words of a text in order, blanks left out."""
    tokens: list[Token] = []
    place = 0
    for match in (*_WHOLE.finditer(text), None):
        for word, tag in word_tags(text[place : match.start() if match else len(text)]):
            tokens.append(Token(word, tag, place))
            place += len(word)
        if match:
            tokens.append(Token(match.group(), "m" if match.group()[0].isdigit() else "n", match.start()))
            place = match.end()
    return [t for t in tokens if t.text.strip()]
