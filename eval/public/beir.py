"""Sets in the form of BEIR (Thakur et al. 2021): a corpus, queries, and which documents are relevant.

Only the search is measured, with standard judgements: a query may have several relevant documents, of several
grades. A document is as good as its best passage.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ir_measures

from eval.cases import read_rows
from eval.metrics.ranking import MEASURES
from eval.paired import estimate
from eval.public.beir_index import open_beir
from eval.public.published import RETRIEVAL
from index.build import silent
from index.embed import Meter
from index.encoder import Encoder, FloatArray
from index.errors import WenjuError
from index.reader import Index
from rag.retrieve import Narrowed, search_hybrid

QUERIES, QRELS = "queries.jsonl", "qrels"
_SHOWN = 10
# Passages among which ten documents are looked for.
_DEPTH = 100
Qrels = Mapping[str, Mapping[str, int]]
Ranker = Callable[[str, FloatArray], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Judged:
    """Queries by their ids, and the documents that are relevant to each, with their grades."""

    queries: Mapping[str, str]
    qrels: Qrels


def read_judged(folder: Path, split: str) -> Judged:
    """Queries of a split. Raises WenjuError when there is no such split, or a file has another form."""
    qrels = _read_qrels(folder, split)
    try:
        texts = {str(row["_id"]): str(row["text"]) for _, row in read_rows(folder / QUERIES)}
        return Judged({query: texts[query] for query in qrels}, qrels)
    except KeyError as error:
        raise WenjuError(
            f"{folder / QUERIES} 里没有 {error}：题目应有 _id 和 text，qrels 里的都应在其中"
        ) from error


def measure_beir(
    folder: Path, split: str, encoder: Encoder, cache: Path, meter: Meter = silent
) -> Iterator[str]:
    """Lines of a table: the product, either leg of its search alone, and what is published."""
    judged = read_judged(folder, split)
    index = open_beir(folder, encoder, cache, meter)
    try:
        vectors = encoder.encode_queries(list(judged.queries.values()))
        yield f"{'':<12}" + "".join(f"{measure!s:>9}" for measure in MEASURES)
        for name, rank in _rankers(index).items():
            run = {
                query: _documents(index, rank(text, vector))
                for (query, text), vector in zip(judged.queries.items(), vectors, strict=True)
            }
            yield _line(name, judged.qrels, run)
    finally:
        index.close()
    yield f"{len(judged.queries)} queries, {index.manifest.documents} documents"
    if left_out := [report["path"] for report in index.manifest.report if not report["indexed"]]:
        yield f"{len(left_out)} documents could not be indexed, as {left_out[0]}"
    for published in RETRIEVAL.get(folder.resolve().name.lower(), ()):
        yield f"published, nDCG@10: {published}"


def _rankers(index: Index) -> dict[str, Ranker]:
    def ours(text: str, vector: FloatArray) -> Sequence[int]:
        # Copies are judged each by itself.
        return [h.number for h in search_hybrid(index, text, vector, _DEPTH, Narrowed(with_copies=True))]

    def lexical(text: str, vector: FloatArray) -> Sequence[int]:
        ids: Sequence[int] = index.lexical.search(text, _DEPTH)[0].tolist()
        return ids

    def dense(text: str, vector: FloatArray) -> Sequence[int]:
        ids: Sequence[int] = index.vectors.search(vector, _DEPTH)[0].tolist()
        return ids

    return {"ours": ours, "BM25 alone": lexical, "dense alone": dense}


def _documents(index: Index, passages: Sequence[int]) -> dict[str, float]:
    """Documents of the passages, with scores that fall from each to the next."""
    ids = dict.fromkeys(index.catalog.chunk(number).document_id for number in passages)
    return {id_: -float(rank) for rank, id_ in enumerate(list(ids)[:_SHOWN])}


def _line(name: str, qrels: Qrels, run: Mapping[str, Mapping[str, float]]) -> str:
    values: dict[str, list[float]] = {str(measure): [] for measure in MEASURES}
    for found in ir_measures.iter_calc(MEASURES, qrels, run):
        values[str(found.measure)].append(float(found.value))
    means = [sum(each) / len(qrels) for each in values.values()]
    return (
        f"{name:<12}"
        + "".join(f"{mean:>9.3f}" for mean in means)
        + f"  {estimate(values[str(MEASURES[-1])])}"
    )


def _read_qrels(folder: Path, split: str) -> Qrels:
    path = folder / QRELS / f"{split}.tsv"
    if not path.is_file():
        there = "、".join(sorted(p.stem for p in (folder / QRELS).glob("*.tsv"))) or "没有"
        raise WenjuError(f"{folder} 里没有 {QRELS}/{split}.tsv；有的是：{there}，请用 --split 指定")
    found: dict[str, dict[str, int]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE), start=1):
            if number == 1 and row[-1:] == ["score"]:
                continue
            try:
                query, document, grade = row
                found.setdefault(query, {})[document] = int(grade)
            except ValueError as error:
                raise WenjuError(f"{path}:{number} 应有题号、文件号、整数的相关度三列") from error
    return found
