"""Generations whose passages are on a Milvus server: a collection each, an alias for the current one.

The folder of a generation stays what makes quotes exact: it has the texts, and the vectors from which a
collection can be made anew. A reader opens the collection that its own manifest names, never the alias, so
that no number of a passage can mean two things; the alias tells people and programs which one is current.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import astuple
from pathlib import Path

from index.bm25 import TermCounts, TermTable
from index.embed import Meter
from index.engine import Rows
from index.errors import IndexUnusableError
from index.generation import kept_manifests
from index.lexical import LexicalStore
from index.manifest import Manifest, index_dir_of
from index.milvus.made import Made
from index.milvus.server import Row, Server
from index.milvus.stores import MilvusLexical, MilvusVectors
from index.vectors import VectorStore

STAGE = "写入 Milvus"
_BATCH = 500
# The first with sparse vectors, and with two vectors in a collection.
_OLDEST = (2, 4)


class Milvus:
    """`Engine` on the server at `uri`: `http://host:19530`, or the path of a file that ends in `.db`."""

    def __init__(self, uri: str) -> None:
        self.server = Server(uri)
        if self.server.version() < _OLDEST:
            version = ".".join(map(str, self.server.version()))
            raise IndexUnusableError(
                f"Milvus（{uri}）的版本是 {version}，没有稀疏向量，请换用 2.4 以上的版本"
            )

    def write(self, folder: Path, rows: Rows, meter: Meter) -> Mapping[str, str]:
        """See `Engine.write`."""
        terms = TermCounts(rows.texts())
        terms.save(folder)
        made = Made(index_dir_of(folder))
        name = f"{made.alias}_{_digest(rows, terms)}"
        made.add(name, self.server.uri)
        if self.server.count(name) != len(rows):
            self._fill(name, rows, terms, meter)
        return {"kind": "milvus", "uri": self.server.uri, "alias": made.alias, "collection": name}

    def _fill(self, name: str, rows: Rows, terms: TermCounts, meter: Meter) -> None:
        self.server.create(name, rows.vectors.shape[1], len(rows))
        progress = meter(STAGE, len(rows))
        for batch in _batches(rows, terms):
            self.server.upsert(name, batch)
            progress(len(batch))
        self.server.seal(name)
        if (found := self.server.count(name)) != len(rows):
            raise IndexUnusableError(
                f"Milvus（{self.server.uri}）只收下 {found} 个段落，应有 {len(rows)} 个，原有索引未动"
            )

    def holds(self, manifest: Manifest) -> bool:
        """See `Engine.holds`."""
        if not manifest.store:
            return False
        name, alias = manifest.store["collection"], manifest.store["alias"]
        return self.server.count(name) == manifest.chunks and self.server.pointed(alias) == name

    def settle(self, index_dir: Path, current: Manifest) -> None:
        """See `Engine.settle`."""
        made, uri = Made(index_dir), self.server.uri
        self.server.point(current.store["alias"], current.store["collection"])
        kept = kept_manifests(index_dir)
        serving = {manifest.store.get("collection") for manifest in (current, *kept)}
        for name in made.on(uri):
            if name not in serving:
                self.server.drop(name)
                made.remove(name, uri)

    def open(self, folder: Path, manifest: Manifest) -> tuple[VectorStore, LexicalStore]:
        """See `Engine.open`."""
        uri, index_dir = self.server.uri, index_dir_of(folder)
        rebuild = f"wenju index {manifest.corpus} --index-dir {index_dir} --store milvus --uri {uri}"
        if not manifest.store:
            raise IndexUnusableError(
                f"索引 {index_dir} 存在本机，不在 Milvus，请去掉 --store milvus；或改存 Milvus：{rebuild}"
            )
        name = manifest.store["collection"]
        found = self.server.count(name)
        if found != manifest.chunks:
            state = "没有" if found is None else f"只有 {found} 个段落（应有 {manifest.chunks} 个）的"
            stated = manifest.store["uri"]
            other = f"索引写在 {stated}，请用 --uri {stated}；" if stated != uri else ""
            raise IndexUnusableError(f"Milvus（{uri}）里{state}集合 {name}。{other}或重新写入：{rebuild}")
        terms = TermTable(folder)
        return MilvusVectors(self.server, name, manifest.chunks), MilvusLexical(self.server, name, terms)


def _batches(rows: Rows, terms: TermCounts) -> Iterator[list[Row]]:
    for first in range(0, len(rows), _BATCH):
        numbers = range(first, min(first + _BATCH, len(rows)))
        yield [Row(n, rows.vectors[n], terms.vector(rows.passages[n].text), rows.fields[n]) for n in numbers]


def _digest(rows: Rows, terms: TermCounts) -> str:
    """What tells collections apart: the same passages make the same one, and need not be stored again."""
    digest = hashlib.sha256(rows.vectors.reshape(-1).data)
    digest.update(terms.digest())
    for text, fields in zip(rows.texts(), rows.fields, strict=True):
        digest.update(repr((text, astuple(fields))).encode())
    return digest.hexdigest()[:12]
