"""How it stands with the index and the uploads, as HTML."""

from __future__ import annotations

import math
from collections.abc import Sequence

from index.reindex import STAGES, State, Step
from page.escape import escape
from page.library.library import Library
from page.library.rows import counts
from page.library.uploads import Outcome
from page.texts import CATALOGUE, ZH, Texts

_KINDS = {"waiting": "…", "indexed": "✓", "failed": "✕"}
_MINUTE, _HOUR = 60, 3600


def render_status(library: Library, texts: Texts = ZH) -> str:
    """The report of the index, the run under way or the last error, and the uploads."""
    state = library.state()
    report = state.report
    told = (
        counts(report.files, texts),
        texts("generation", generation=report.generation),
        texts("built", time=library.built(report) or texts("unknown")),
    )
    outcomes = _outcomes(library.outcomes(state, texts), state.step is None, texts)
    return f'<p class="wj-report">{escape(" · ".join(told))}</p>{_run(state, texts)}{outcomes}'


def _run(state: State, texts: Texts) -> str:
    if state.step:
        return _progress(state.step, state.waiting, texts)
    if state.error:
        line = texts("not_updated", reason=state.error)
        return f'<p class="wj-error" role="alert">{escape(line)}</p>'
    return ""


def _progress(step: Step, waiting: bool, texts: Texts) -> str:
    """A bar for the stage; questions go on meanwhile, and it says so."""
    share = step.done / step.total if step.total else 0.0
    more = texts("updating_more") if waiting else ""
    told = texts("updating", place=_place(step, texts), more=more)
    return (
        f'<div class="wj-run"><div class="wj-bar" role="progressbar" aria-label="{texts("update")}" '
        f'aria-valuemin="0" aria-valuemax="100" aria-valuenow="{share * 100:.0f}">'
        f'<i style="width:{share * 100:.1f}%"></i></div><p>{escape(told)}</p></div>'
    )


def _place(step: Step, texts: Texts) -> str:
    """Which stage it is, how much of it is done, and how long the rest takes."""
    stage = texts(f"stage_{step.stage}") if f"stage_{step.stage}" in CATALOGUE else step.stage
    if step.number:
        stage = texts("step", number=min(step.number, STAGES), count=STAGES, stage=stage)
    if not step.total:
        return stage
    left = "" if step.left is None else texts("step_left", time=duration(step.left, texts))
    return f"{stage} {step.done:,} / {step.total:,}{left}"


def duration(seconds: float, texts: Texts = ZH) -> str:
    """Seconds in words, rounded up: 「8 秒」, 「2 分钟」, 「1 小时 5 分钟」."""
    if seconds < _MINUTE:
        return texts("some_seconds", count=max(1, math.ceil(seconds)))
    minutes = math.ceil(seconds / _MINUTE)
    if seconds < _HOUR:
        return texts("some_minutes", count=minutes)
    return texts("some_hours", hours=minutes // _MINUTE, minutes=minutes % _MINUTE)


def _outcomes(outcomes: Sequence[Outcome], closable: bool, texts: Texts) -> str:
    if not outcomes:
        return ""
    items = "".join(
        f'<li class="wj-{o.kind}"><i aria-hidden="true">{_KINDS[o.kind]}</i>'
        f"<b>{escape(o.name)}</b><span>{escape(o.text)}</span></li>"
        for o in outcomes
    )
    close = f'<button type="button" data-clear>{texts("uploads_close")}</button>' if closable else ""
    head = f"<h3>{texts('uploads_head')}{close}</h3>"
    return f'<section class="wj-uploads">{head}<ul>{items}</ul></section>'
