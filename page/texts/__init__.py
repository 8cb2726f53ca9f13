"""The page's own words, in Chinese and in English. What documents and notes say stays as it is.

Every text has a key and stands once, as (Chinese, English); `{name}` is filled in. A module here holds the
words of a tab: add a word there, and ask for it by its key.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from page.texts.asking import ASKING
from page.texts.drafts import DRAFTS
from page.texts.frame import FRAME
from page.texts.history import HISTORY
from page.texts.library import LIBRARY
from page.texts.panel import PANEL
from page.texts.quality import QUALITY
from page.texts.retrieval import RETRIEVAL
from page.texts.sheet import SHEET

Language = Literal["zh", "en"]

TABLES = (FRAME, ASKING, PANEL, LIBRARY, HISTORY, QUALITY, DRAFTS, RETRIEVAL, SHEET)
CATALOGUE: Mapping[str, tuple[str, str]] = {key: said for table in TABLES for key, said in table.items()}


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one language."""

    language: Language = "zh"

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key with its values filled in; an unknown key raises KeyError."""
        text = CATALOGUE[key][self.language == "en"]
        return text.format(**values) if values else text


ZH, EN = Texts("zh"), Texts("en")


# What is said in the language of whoever looks, which is not known when it is found out.
Said = Callable[[Texts], str]


def verbatim(text: str) -> Said:
    """What is the same in every language: a name, or words of another part of the program."""
    return lambda _: text


def texts_of(language: object) -> Texts:
    """The texts of a language that the browser names; anything but `en` is Chinese."""
    return EN if language == "en" else ZH


def script_texts(keys: Iterable[str]) -> str:
    """The texts of these keys for a script, as a line of JavaScript; an unknown key raises KeyError."""
    named = sorted(set(keys))
    by_language = {t.language: {key: t(key) for key in named} for t in (ZH, EN)}
    return f"const TEXTS = {json.dumps(by_language, ensure_ascii=False)};\n"
