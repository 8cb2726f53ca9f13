"""`python -m bench.milvus`: a Milvus server beside the embedded engine, over the same passages in one run.

Texts are those of a folder, repeated; vectors are random unit vectors of 384 dimensions, so that
no figure hangs on an encoder. Each figure of the server stands beside that of the embedded engine; those are
what `deploy/milvus/CAPACITY.md` reckons with. A server of 2.3 is measured without terms.
"""

from __future__ import annotations

import argparse
import itertools
import os
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
from index.encoder import FloatArray
from index.lexical import LexicalIndex
from index.milvus.server import Row, Server
from index.milvus.stores import MilvusLexical, MilvusVectors
from index.passages import Passages
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
    server, gauge, count = Server(uri), _Gauge(pid), len(texts)
    sparse = server.version() >= _SPARSE
    vectors, name = _vectors(count), f"wenju_bench_{count}"
    yield f"## {count:,} passages, {uri}, version {'.'.join(map(str, server.version()))}"
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        before = gauge.resident()
        counted: list[TermCounts] = []
        if sparse:
            counting = _Timed.once(lambda: counted.append(TermCounts(texts)), gauge)
            counted[0].save(folder)
            size = (folder / TERMS).stat().st_size
            yield f"terms counted: {counting.cpu / count:.3f} ms of CPU a passage; a table of {size:,} bytes"
        yield from _fill(server, name, texts, vectors, counted[0] if sparse else None, gauge)
        grown = gauge.resident() - before
        yield f"server memory grown by {grown / 2**20:,.0f} MiB, {grown / count:,.0f} bytes a passage"
        yield from _dense(FlatStore.build(vectors), MilvusVectors(server, name, count), gauge, threads)
        if sparse:
            yield from _terms(folder, texts, MilvusLexical(server, name, TermTable(folder)), gauge, threads)
    server.drop(name)
    server.close()


def _dense(flat: FlatStore, dense: MilvusVectors, gauge: _Gauge, threads: int) -> Iterator[str]:
    questions = list(_vectors(200))
    inside = Within(None, Where(until="2024-01-01"))
    ids = np.random.default_rng(1).integers(0, len(flat), 100)
    compared: list[tuple[str, Callable[[FloatArray], object], Callable[[FloatArray], object]]] = [
        ("dense, 50 of all", lambda q: flat.search(q, _TOP), lambda q: dense.search(q, _TOP)),
        ("dense, 50 by date", lambda q: flat.search(q, _TOP), lambda q: dense.search(q, _TOP, inside)),
        ("scores of 100", lambda q: flat.scores(q, ids), lambda q: dense.scores(q, ids)),
    ]
    for what, limit, call in compared:
        yield _compared(what, _Timed(limit, questions, gauge), _Timed(call, questions, gauge))
    shares = [
        len(np.intersect1d(flat.search(q, _TOP)[0], dense.search(q, _TOP)[0])) / _TOP for q in questions
    ]
    yield f"recall@{_TOP} against exact: {statistics.mean(shares):.4f}"
    yield _throughput("dense", lambda q: dense.search(q, _TOP), questions, threads)


def _terms(
    folder: Path, texts: list[str], lexical: MilvusLexical, gauge: _Gauge, threads: int
) -> Iterator[str]:
    (folder / "lexical").mkdir()
    building = _Timed.once(lambda: LexicalIndex.build(folder / "lexical", texts), gauge)
    yield f"limit: tantivy takes {building.cpu / len(texts):.3f} ms of CPU a passage, cutting included"
    embedded = LexicalIndex.open(folder / "lexical")
    asked = [case.question for case in read_cases(Path("eval/questions.jsonl"))]
    limit = _Timed(lambda q: embedded.search(q, _DEEP), asked, gauge)
    yield _compared("terms, 1,000 of all", limit, _Timed(lambda q: lexical.search(q, _DEEP), asked, gauge))
    yield _throughput("terms", lambda q: lexical.search(q, _DEEP), asked, threads)


def _fill(
    server: Server, name: str, texts: list[str], vectors: FloatArray, terms: TermCounts | None, gauge: _Gauge
) -> Iterator[str]:
    server.create(name, _DIMENSIONS, len(texts), sparse=terms is not None)
    batches = [range(first, min(first + _BATCH, len(texts))) for first in range(0, len(texts), _BATCH)]
    rows: list[Row] = []

    def weigh(batch: range) -> None:
        rows[:] = [Row(n, vectors[n], terms.vector(texts[n]) if terms else None, _FIELDS) for n in batch]

    weighing = storing = server_cpu = weights = 0.0
    for batch in batches:
        weighing += _Timed(weigh, [batch], gauge).cpu
        stored = _Timed(lambda b: server.upsert(name, rows), [batch], gauge)
        storing, server_cpu = storing + stored.median, server_cpu + stored.server
        weights += sum(len(row.sparse or ()) for row in rows)
    sealed = _Timed.once(lambda: server.seal(name), gauge)
    count = len(texts)
    yield f"weighed: {weighing / count:.3f} ms of CPU a passage, {weights / count:.0f} terms each"
    yield (
        f"stored: {count / storing * 1000:,.0f} passages/s, {server_cpu / count:.3f} ms of CPU on the server"
        f" each; sealed in {sealed.median / 1000:.1f} s"
    )


class _Gauge:
    """Memory and processor of the server's process, 0 where it is not known."""

    def __init__(self, pid: int | None) -> None:
        self._folder = Path(f"/proc/{pid}") if pid else None

    def resident(self) -> int:
        """Bytes in memory."""
        if self._folder is None:
            return 0
        return int((self._folder / "status").read_text().split("VmRSS:")[1].split()[0]) * 1024

    def cpu(self) -> float:
        """Seconds of the processor so far."""
        if self._folder is None:
            return 0.0
        fields = (self._folder / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class _Timed:
    """Calls one by one, in ms: median and 95 %, and mean CPU here and on the server.

    Other work on the machine disturbs the time of the processor less than that of the clock.
    """

    def __init__(self, call: Callable[[T], object], asked: Sequence[T], gauge: _Gauge) -> None:
        here, there = time.process_time(), gauge.cpu()
        times = sorted(_seconds(call, question) for question in asked)
        self.cpu = (time.process_time() - here) * 1000 / len(asked)
        self.server = (gauge.cpu() - there) * 1000 / len(asked)
        self.median, self.late = statistics.median(times) * 1000, times[int(len(times) * 0.95)] * 1000

    @staticmethod
    def once(call: Callable[[], object], gauge: _Gauge) -> _Timed:
        """One call."""
        return _Timed(lambda _: call(), (0,), gauge)


def _compared(what: str, limit: _Timed, milvus: _Timed) -> str:
    return (
        f"{what}: embedded {limit.median:.2f} ms ({limit.cpu:.2f} of CPU); Milvus {milvus.median:.2f} ms "
        f"(95 % {milvus.late:.2f}; {milvus.cpu:.2f} of CPU here, {milvus.server:.2f} on the server)"
    )


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
    return [passage.text for passage in Passages(parts.documents, parts.chunks, parts.sentences)]


def _vectors(count: int) -> FloatArray:
    vectors = np.random.default_rng(count).standard_normal((count, _DIMENSIONS), dtype=np.float32)
    unit: FloatArray = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


if __name__ == "__main__":
    sys.exit(main())
