"""Inspections of the search side by side: passages with their scores and why, then the best sentences."""

from __future__ import annotations

from collections.abc import Sequence

from page.escape import escape
from page.labels import FEATURE_NAMES
from rag.inspection import Inspection, Leg, Marked, Passage, Scored

_EMPTY = "输入问题，对照两组设置下检索到的段落、各项得分和选句的依据。"
EMPTY = f'<div class="wj-tuning wj-tuning-empty"><p>{_EMPTY}</p></div>'
SIDES = ("左", "右")
# Shares of a sentence that are shown at once; the rest is folded away.
_LARGEST = 6


def render_problem(message: str) -> str:
    """Why there is nothing to compare."""
    return f'<div class="wj-tuning wj-tuning-empty" role="alert"><p>{escape(message)}</p></div>'


def render_comparison(found: Sequence[Inspection]) -> str:
    """Two inspections of one question beside each other, differences in rank marked on each side."""
    left, right = found
    sides = _side(left, right, 0) + _side(right, left, 1)
    return f'<div class="wj-tuning">{_question(left)}<div class="wj-sides">{sides}</div></div>'


def _question(found: Inspection) -> str:
    words = "".join(
        f'<li class="{"wj-missing" if word in found.missing else "wj-held"}">'
        f"{escape(word)}<span>{'文件里没有' if word in found.missing else f'{weight:.1f}'}</span></li>"
        for word, weight in found.words
    )
    return (
        f'<div class="wj-asked"><p>检索的问题：{escape(found.searched)}</p>'
        f'<p>词与罕见程度：</p><ul class="wj-words">{words or "<li>没有实词</li>"}</ul></div>'
    )


def _side(found: Inspection, other: Inspection, side: int) -> str:
    ranks = {passage.hit.number: rank for rank, passage in enumerate(other.passages, start=1)}
    away = SIDES[1 - side]
    passages = "".join(_passage(p, rank, ranks, away) for rank, p in enumerate(found.passages, start=1))
    sentences = "".join(_sentence(s, rank) for rank, s in enumerate(found.sentences, start=1))
    weight = found.setting.weight
    return (
        f'<section class="wj-side" aria-label="{SIDES[side]}侧"><h3>{SIDES[side]}'
        f"<small>语义 {weight:.2f}，词汇 {1 - weight:.2f}，{len(found.passages)} 段</small></h3>"
        f'<ol class="wj-passages">{passages or "<li>没有检索到段落</li>"}</ol>'
        f'<h3>选句</h3><ol class="wj-sentences">{sentences or "<li>没有可选的句子</li>"}</ol></section>'
    )


def _passage(passage: Passage, rank: int, other: dict[int, int], away: str) -> str:
    hit = passage.hit
    heading = (
        f"<span>{_marked(passage.heading)}</span>"
        if passage.heading.text not in ("", passage.title.text)
        else ""
    )
    words = "".join(
        f'<li class="wj-held">{escape(word)}<span>{weight:.1f}</span></li>' for word, weight in passage.words
    )
    bonus = f"<div><dt>点名与时间</dt><dd>{hit.bonus:+.2f}</dd></div>" if hit.bonus else ""
    return (
        f'<li><div class="wj-passage-head"><b>{rank}</b><div><strong>{_marked(passage.title)}</strong>'
        f"{heading}</div>{_move(rank, other.get(hit.number), away)}</div>"
        f'<dl class="wj-scores"><div><dt>融合</dt><dd>{hit.score:.2f}</dd></div>'
        f"{_leg('语义', passage.dense, 3)}{_leg('词汇', passage.lexical, 1)}{bonus}</dl>"
        f'<p class="wj-passage-text">{_marked(passage.text)}</p>'
        f'<ul class="wj-words">{words}</ul></li>'
    )


def _leg(name: str, leg: Leg, digits: int) -> str:
    place = "未列入" if leg.rank is None else f"第 {leg.rank}"
    return f"<div><dt>{name}</dt><dd>{leg.part:+.2f}<small>{leg.score:.{digits}f}，{place}</small></dd></div>"


def _move(rank: int, other: int | None, away: str) -> str:
    """What the other side makes of the passage; said in words, for colour alone is not seen by everybody."""
    if other is None:
        return f'<span class="wj-move wj-only">{away}侧没有</span>'
    if other == rank:
        return '<span class="wj-move">同名次</span>'
    arrow, style = ("↑", "wj-up") if rank < other else ("↓", "wj-down")
    return f'<span class="wj-move {style}">{arrow} {away}侧第 {other}</span>'


def _sentence(sentence: Scored, rank: int) -> str:
    rows = [_row(FEATURE_NAMES.get(p.name, p.name), p.value, p.weight, p.share) for p in sentence.parts]
    lapse = f"，失效扣 {-sentence.lapse:.2f}" if sentence.lapse else ""
    opened = " open" if rank == 1 else ""
    return (
        f'<li><p class="wj-passage-text">{_marked(sentence.text)}</p>'
        f"<details{opened}><summary>得分 {sentence.score:.2f}（起点 {sentence.bias:.2f}{lapse}），"
        f"出自第 {sentence.rank + 1} 段《{escape(sentence.title)}》</summary>"
        f"{_table(rows[:_LARGEST])}</details>"
        f"<details><summary>其余 {len(rows[_LARGEST:])} 项</summary>{_table(rows[_LARGEST:])}</details></li>"
    )


def _table(rows: Sequence[str]) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in ("特征", "值", "权重", "得分"))
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _row(name: str, value: float, weight: float, share: float) -> str:
    style = "wj-for" if share > 0 else "wj-against" if share < 0 else ""
    return (
        f'<tr class="{style}"><th scope="row">{escape(name)}</th>'
        f"<td>{value:.2f}</td><td>{weight:+.2f}</td><td>{share:+.2f}</td></tr>"
    )


def _marked(marked: Marked) -> str:
    parts, at = [], 0
    for start, end in marked.spans:
        parts.append(f"{escape(marked.text[at:start])}<mark>{escape(marked.text[start:end])}</mark>")
        at = end
    return "".join(parts) + escape(marked.text[at:])
