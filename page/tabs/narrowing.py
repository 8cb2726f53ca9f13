"""What is searched: a day, sources, years, what is in force. The row is folded and says its state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from page.filters import UNFILTERED, Filters
from page.source import Source
from page.texts import ZH, texts_of
from page.worded import LATEST, Worded


class Narrowing:
    """The widgets, in the order in which `Filters.of` takes their values."""

    def __init__(self, source: Source, language: gr.State) -> None:
        self._source = source
        self._row = gr.Accordion(UNFILTERED.described(ZH), open=False, elem_id="range")
        with self._row, gr.Row(elem_id="filters"):
            self._day = gr.Textbox(
                label=ZH("as_of"), placeholder=ZH("as_of_hint"), elem_id="as-of", max_length=40, min_width=150
            )
            self._sources = _picker(source.sources(), ZH("source"), "sources")
            self._years = _picker(source.years(), ZH("year"), "years")
            self._in_force = gr.Checkbox(label=ZH("in_force_only"), elem_id="in-force", min_width=120)
        gr.on(
            # Not at each key: half a date is no mistake.
            [self._day.blur, self._day.submit, *(f.change for f in self.fields[1:]), language.change],
            _described,
            [language, *self.fields],
            self._row,
            **LATEST,
        )

    @property
    def fields(self) -> list[Any]:
        """The widgets as inputs of a handler."""
        return [self._day, self._sources, self._years, self._in_force]

    def worded(self) -> list[Worded]:
        """The widgets with words, and those whose choices follow the index; the row words itself."""
        return [
            Worded(self._day, lambda t: gr.update(label=t("as_of"), placeholder=t("as_of_hint"))),
            Worded(
                self._sources,
                lambda t: gr.update(label=t("source"), choices=list(self._source.sources())),
                fresh=True,
            ),
            Worded(
                self._years,
                lambda t: gr.update(label=t("year"), choices=list(self._source.years())),
                fresh=True,
            ),
            Worded(self._in_force, lambda t: gr.update(label=t("in_force_only"))),
        ]


def _picker(choices: Sequence[str], label: str, name: str) -> gr.Dropdown:
    return gr.Dropdown(list(choices), multiselect=True, label=label, elem_id=name, min_width=150)


def _described(
    language: str, day: str, sources: list[str], years: list[str], in_force: bool
) -> dict[str, Any]:
    filters = Filters.of(day, sources, years, in_force)
    return gr.update(label=filters.described(texts_of(language)))
