"""How it stands with the index and the uploads, as HTML."""

from __future__ import annotations

import math
from collections.abc import Sequence

from index.reindex import STAGES, State, Step
from page.escape import escape
from page.library.library import Library
from page.library.rows import counts
from page.library.uploads import Outcome

_KINDS = {"waiting": "…", "indexed": "✓", "failed": "✕"}
_MINUTE, _HOUR = 60, 3600


def render_status(library: Library) -> str:
    """The report of the index, the run under way or the last error, and the uploads."""
    state = library.state()
    report = state.report
    built = library.built(report)
    told = f"{counts(report.files)} · 索引 {report.generation} · 建于 {built}"
    return (
        f'<p class="wj-report">{escape(told)}</p>'
        f"{_run(state)}{_outcomes(library.outcomes(state), state.step is None)}"
    )


def _run(state: State) -> str:
    if state.step:
        return _progress(state.step, state.waiting)
    if state.error:
        line = f"索引未更新，仍用原来的索引回答：{state.error}"
        return f'<p class="wj-error" role="alert">{escape(line)}</p>'
    return ""


def _progress(step: Step, waiting: bool) -> str:
    """A bar for the stage; questions go on meanwhile, and it says so."""
    share = step.done / step.total if step.total else 0.0
    place = f"第 {min(step.number, STAGES)} 步，共 {STAGES} 步：{step.stage}" if step.number else step.stage
    counted = f" {step.done:,} / {step.total:,}" if step.total else ""
    left = "" if step.left is None or not step.total else f"，本步约剩 {duration(step.left)}"
    more = "；之后再更新一次，收入新的改动" if waiting else ""
    told = f"正在更新索引（{place}{counted}{left}）{more}。期间照常提问，用原来的索引回答。"
    return (
        f'<div class="wj-run"><div class="wj-bar" role="progressbar" aria-label="更新索引" '
        f'aria-valuemin="0" aria-valuemax="100" aria-valuenow="{share * 100:.0f}">'
        f'<i style="width:{share * 100:.1f}%"></i></div><p>{escape(told)}</p></div>'
    )


def duration(seconds: float) -> str:
    """Seconds in words, rounded up: 「8 秒」, 「2 分钟」, 「1 小时 5 分钟」."""
    if seconds < _MINUTE:
        return f"{max(1, math.ceil(seconds))} 秒"
    minutes = math.ceil(seconds / _MINUTE)
    if seconds < _HOUR:
        return f"{minutes} 分钟"
    return f"{minutes // _MINUTE} 小时 {minutes % _MINUTE} 分钟"


def _outcomes(outcomes: Sequence[Outcome], closable: bool) -> str:
    if not outcomes:
        return ""
    items = "".join(
        f'<li class="wj-{o.kind}"><i aria-hidden="true">{_KINDS[o.kind]}</i>'
        f"<b>{escape(o.name)}</b><span>{escape(o.text)}</span></li>"
        for o in outcomes
    )
    close = '<button type="button" data-clear>收起</button>' if closable else ""
    return f'<section class="wj-uploads"><h3>上传结果{close}</h3><ul>{items}</ul></section>'
