"""`python -m bench.milvus`: a Milvus server beside the embedded engine, over the same passages in one run.

Texts are those of a folder, repeated; vectors are random unit vectors of 384 dimensions, so that
no figure hangs on an encoder. Each figure of the server stands beside that of the embedded engine; those are
what `deploy/milvus/CAPACITY.md` reckons with. A server of 2.3 is measured without terms.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import numpy as np

from eval.cases import read_cases
from index.bm25 import TERMS, TermCounts, TermTable
from index.build import silent
from index.corpus import Settings, cut, load_corpus
from index.embed import passages_of
from index.encoder import FloatArray
from index.lexical import LexicalIndex
from index.milvus.server import Row, Server
from index.milvus.stores import MilvusLexical, MilvusVectors
from index.vectors import FlatStore
from index.within import NEVER, Fields, Where, Within

_DIMENSIONS = 384
_BATCH = 500
_TOP, _DEEP = 50, 1000
_FIELDS = Fields(0, 20230101, NEVER, NEVER, NEVER, "", "", "")
_SPARSE = (2, 4)
T = TypeVar("T")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure at each size and print the lines."""
    parser = argparse.ArgumentParser(prog="bench.milvus", description=__doc__)
    parser.add_argument("uri")
    parser.add_argument("--passages", type=int, nargs="+", default=[10_000])
    parser.add_argument("--corpus", type=Path, default=Path("corpus"), help="folder that the texts are of")
    parser.add_argument("--pid", type=int, help="process of the server, whose memory is told")
    parser.add_argument("--threads", type=int, default=4, help="questions at once, for QPS")
    options = parser.parse_args(arguments)
    for passages in options.passages:
        texts = list(itertools.islice(itertools.cycle(_texts(options.corpus)), passages))
        for line in measure(options.uri, texts, options.pid, options.threads):
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
    return 0


def measure(uri: str, texts: list[str], pid: int | None, threads: int) -> Iterator[str]:
    """Lines of figures, each beside its limit."""
    server, count = Server(uri), len(texts)
    sparse = server.version() >= _SPARSE
    vectors = _vectors(count)
    name = f"wenju_bench_{count}"
    before = _resident(pid)
    yield f"## {count:,} passages, {uri}, version {'.'.join(map(str, server.version()))}"
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        started = time.perf_counter()
        terms = TermCounts(texts)
        terms.save(folder)
        counted = time.perf_counter() - started
        yield f"terms counted: {count / counted:,.0f} passages/s; {(folder / TERMS).stat().st_size:,} bytes"
        yield from _fill(server, name, texts, vectors, terms if sparse else None)
        grown = (_resident(pid) - before) * 1024
        yield f"server memory grown by {grown / 2**20:,.0f} MiB, {grown / count:,.0f} bytes a passage"
        flat = FlatStore.build(vectors)
        dense = MilvusVectors(server, name, count)
        questions = list(_vectors(200))
        yield _compared(
            "dense, 50 of all", lambda q: flat.search(q, _TOP), lambda q: dense.search(q, _TOP), questions
        )
        inside = Within(None, Where(until="2024-01-01"))
        yield _compared(
            "dense, 50 by date",
            lambda q: flat.search(q, _TOP),
            lambda q: dense.search(q, _TOP, inside),
            questions,
        )
        ids = np.random.default_rng(1).integers(0, count, 100)
        yield _compared(
            "100 vectors", lambda q: flat.scores(q, ids), lambda q: dense.scores(q, ids), questions
        )
        yield _recall(flat, dense, questions)
        yield _throughput("dense", lambda q: dense.search(q, _TOP), questions, threads)
        if sparse:
            yield from _terms(folder, texts, MilvusLexical(server, name, TermTable(folder)), threads)
    server.drop(name)
    server.close()


def _terms(folder: Path, texts: list[str], lexical: MilvusLexical, threads: int) -> Iterator[str]:
    (folder / "lexical").mkdir()
    started = time.perf_counter()
    LexicalIndex.build(folder / "lexical", texts)
    yield f"limit: tantivy takes {len(texts) / (time.perf_counter() - started):,.0f} passages/s"
    embedded = LexicalIndex.open(folder / "lexical")
    asked = [case.question for case in read_cases(Path("eval/questions.jsonl"))]
    yield _compared(
        "terms, 1,000 of all", lambda q: embedded.search(q, _DEEP), lambda q: lexical.search(q, _DEEP), asked
    )
    yield _throughput("terms", lambda q: lexical.search(q, _DEEP), asked, threads)


def _fill(
    server: Server, name: str, texts: list[str], vectors: FloatArray, terms: TermCounts | None
) -> Iterator[str]:
    server.create(name, _DIMENSIONS, len(texts), sparse=terms is not None)
    cutting = storing = weights = 0.0
    for first in range(0, len(texts), _BATCH):
        started = time.perf_counter()
        batch = [
            Row(n, vectors[n], terms.vector(texts[n]) if terms else None, _FIELDS)
            for n in range(first, min(first + _BATCH, len(texts)))
        ]
        cut_at = time.perf_counter()
        server.upsert(name, batch)
        cutting, storing = cutting + cut_at - started, storing + time.perf_counter() - cut_at
        weights += sum(len(row.sparse or ()) for row in batch)
    started = time.perf_counter()
    server.seal(name)
    sealed = time.perf_counter() - started
    yield (
        f"weighed {len(texts) / cutting:,.0f} passages/s ({weights / len(texts):.0f} terms each), "
        f"stored {len(texts) / storing:,.0f} passages/s, sealed in {sealed:.1f} s"
    )


def _compared(
    what: str, limit: Callable[[T], object], call: Callable[[T], object], asked: Sequence[T]
) -> str:
    pairs = [(_seconds(limit, q), _seconds(call, q)) for q in asked]
    embedded, ours = (statistics.median(pair[i] for pair in pairs) * 1000 for i in (0, 1))
    late = sorted(pair[1] for pair in pairs)[int(len(pairs) * 0.95)] * 1000
    milvus = f"Milvus {ours:.2f} ms (95 %: {late:.2f})"
    return f"{what}: embedded {embedded:.2f} ms, {milvus}, {ours / embedded:.1f} x"


def _recall(flat: FlatStore, dense: MilvusVectors, questions: Sequence[FloatArray]) -> str:
    shares = [
        len(np.intersect1d(flat.search(q, _TOP)[0], dense.search(q, _TOP)[0])) / _TOP for q in questions
    ]
    return f"recall@{_TOP} against exact: {statistics.mean(shares):.4f}"


def _throughput(what: str, call: Callable[[T], object], asked: Sequence[T], threads: int) -> str:
    started = time.perf_counter()
    with ThreadPoolExecutor(threads) as workers:
        list(workers.map(call, asked))
    return f"{what}, {threads} at once: {len(asked) / (time.perf_counter() - started):,.0f} QPS"


def _seconds(call: Callable[[T], object], argument: T) -> float:
    started = time.perf_counter()
    call(argument)
    return time.perf_counter() - started


def _texts(corpus: Path) -> list[str]:
    parts = cut(load_corpus(corpus, silent("", 0)).documents, Settings())
    return [passage.text for passage in passages_of(parts.documents, parts.chunks, parts.sentences)]


def _vectors(count: int) -> FloatArray:
    vectors = np.random.default_rng(count).standard_normal((count, _DIMENSIONS), dtype=np.float32)
    unit: FloatArray = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def _resident(pid: int | None) -> int:
    """Memory of a process in KiB, 0 for none."""
    if pid is None:
        return 0
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0])


if __name__ == "__main__":
    sys.exit(main())
