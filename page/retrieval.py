"""Inspections of the search side by side: passages with their scores and why, then the best sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from page.escape import escape
from page.links import link_to_place
from page.texts import CATALOGUE, ZH, Texts
from rag.inspection import Inspection, Leg, Marked, Part, Passage, Scored

SIDES = ("side_left", "side_right")
# Shares of a sentence that are shown at once; the rest is folded away.
_LARGEST = 6
_HEADS = ("head_feature", "head_value", "head_weight", "head_share")


def render_empty(texts: Texts = ZH) -> str:
    """The tab before anything was asked."""
    return f'<div class="wj-tuning wj-tuning-empty"><p>{texts("retrieve_empty")}</p></div>'


def render_problem(message: str) -> str:
    """Why there is nothing to compare."""
    return f'<div class="wj-tuning wj-tuning-empty" role="alert"><p>{escape(message)}</p></div>'


def render_comparison(found: Sequence[Inspection], texts: Texts = ZH) -> str:
    """Two inspections of one question beside each other, differences in rank marked on each side."""
    left, right = found
    sides = _side(left, right, 0, texts) + _side(right, left, 1, texts)
    return f'<div class="wj-tuning">{_question(left, texts)}<div class="wj-sides">{sides}</div></div>'


def _question(found: Inspection, texts: Texts) -> str:
    words = "".join(
        _missing(word, texts) if word in found.missing else _held(word, weight)
        for word, weight in found.words
    )
    return (
        f'<div class="wj-asked"><p>{texts("searched", question=escape(found.searched))}</p>'
        f'<p>{texts("rarity")}</p><ul class="wj-words">{words or _item(texts("words_none"))}</ul></div>'
    )


def _held(word: str, weight: float) -> str:
    return f'<li class="wj-held">{escape(word)}<span>{weight:.1f}</span></li>'


def _missing(word: str, texts: Texts) -> str:
    return f'<li class="wj-missing">{escape(word)}<span>{texts("word_missing")}</span></li>'


def _item(text: str) -> str:
    return f"<li>{text}</li>"


def _side(found: Inspection, other: Inspection, side: int, texts: Texts) -> str:
    ranks = {passage.hit.number: rank for rank, passage in enumerate(other.passages, start=1)}
    name, away = (texts(SIDES[n]) for n in (side, 1 - side))
    passages = "".join(
        _passage(passage, rank, _move(rank, ranks.get(passage.hit.number), away, texts), texts)
        for rank, passage in enumerate(found.passages, start=1)
    )
    sentences = "".join(_sentence(s, rank, texts) for rank, s in enumerate(found.sentences, start=1))
    weight, count = found.setting.weight, len(found.passages)
    setting = texts("setting", dense=f"{weight:.2f}", lexical=f"{1 - weight:.2f}", count=count)
    return (
        f'<section class="wj-side" aria-label="{texts("side_named", side=name)}">'
        f"<h3>{name}<small>{setting}</small></h3>"
        f'<ol class="wj-passages">{passages or _item(texts("passages_none"))}</ol>'
        f"<h3>{texts('sentences_head')}</h3>"
        f'<ol class="wj-sentences">{sentences or _item(texts("sentences_none"))}</ol></section>'
    )


def _passage(passage: Passage, rank: int, move: str, texts: Texts) -> str:
    hit = passage.hit
    link = link_to_place(hit.chunk.document_id, hit.chunk.start, passage.text.text)
    heading = (
        f"<span>{_marked(passage.heading)}</span>"
        if passage.heading.text not in ("", passage.title.text)
        else ""
    )
    words = "".join(_held(word, weight) for word, weight in passage.words)
    scores = _score(texts("fused"), f"{hit.score:.2f}")
    scores += _leg(texts("dense"), passage.dense, 3, texts) + _leg(
        texts("lexical"), passage.lexical, 1, texts
    )
    scores += _score(texts("bonus"), f"{hit.bonus:+.2f}") if hit.bonus else ""
    return (
        f'<li><div class="wj-passage-head"><b>{rank}</b><div><strong>'
        f'<a class="wj-place" href="{escape(link)}">{_marked(passage.title)}</a></strong>'
        f'{heading}</div>{move}</div><dl class="wj-scores">{scores}</dl>'
        f'<p class="wj-passage-text">{_marked(passage.text)}</p>'
        f'<ul class="wj-words">{words}</ul></li>'
    )


def _leg(name: str, leg: Leg, digits: int, texts: Texts) -> str:
    place = texts("unranked") if leg.rank is None else texts("ranked", rank=leg.rank)
    score = f"{leg.score:.{digits}f}{texts('comma')}{place}"
    return _score(name, f"{leg.part:+.2f}<small>{score}</small>")


def _score(name: str, score: str) -> str:
    return f"<div><dt>{name}</dt><dd>{score}</dd></div>"


def _move(rank: int, other: int | None, away: str, texts: Texts) -> str:
    """What the other side makes of the passage; said in words, for colour alone is not seen by everybody."""
    if other is None:
        return f'<span class="wj-move wj-only">{texts("move_only", side=away)}</span>'
    if other == rank:
        return f'<span class="wj-move">{texts("move_none")}</span>'
    arrow, style = ("↑", "wj-up") if rank < other else ("↓", "wj-down")
    moved = texts("move", arrow=arrow, side=away, rank=other)
    return f'<span class="wj-move {style}">{moved}</span>'


def _sentence(sentence: Scored, rank: int, texts: Texts) -> str:
    rows = [_row(part, texts) for part in sentence.parts]
    lapse = texts("lapse", share=f"{-sentence.lapse:.2f}") if sentence.lapse else ""
    told: Mapping[str, object] = {
        "score": f"{sentence.score:.2f}",
        "bias": f"{sentence.bias:.2f}",
        "rank": sentence.rank + 1,
        "title": escape(sentence.title),
    }
    opened = " open" if rank == 1 else ""
    rest = rows[_LARGEST:]
    return (
        f'<li><p class="wj-passage-text">{_marked(sentence.text)}</p>'
        f"<details{opened}><summary>{texts('scored', lapse=lapse, **told)}</summary>"
        f"{_table(rows[:_LARGEST], texts)}</details>"
        f"<details><summary>{texts('parts_rest', count=len(rest))}</summary>"
        f"{_table(rest, texts)}</details></li>"
    )


def _table(rows: Sequence[str], texts: Texts) -> str:
    head = "".join(f'<th scope="col">{texts(name)}</th>' for name in _HEADS)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _row(part: Part, texts: Texts) -> str:
    """A share of the score of a sentence; one that has no word here keeps its own name."""
    key = f"feature_{part.name}"
    name = texts(key) if key in CATALOGUE else escape(part.name)
    style = "wj-for" if part.share > 0 else "wj-against" if part.share < 0 else ""
    return (
        f'<tr class="{style}"><th scope="row">{name}</th>'
        f"<td>{part.value:.2f}</td><td>{part.weight:+.2f}</td><td>{part.share:+.2f}</td></tr>"
    )


def _marked(marked: Marked) -> str:
    parts, at = [], 0
    for start, end in marked.spans:
        parts.append(f"{escape(marked.text[at:start])}<mark>{escape(marked.text[start:end])}</mark>")
        at = end
    return "".join(parts) + escape(marked.text[at:])
