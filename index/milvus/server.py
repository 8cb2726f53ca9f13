"""One Milvus server, or a file of milvus-lite. The only module that knows pymilvus.

What it raises becomes IndexUnusableError with the address here. No address holds a password: the token comes
from the environment and is written nowhere.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from typing import Any, TypeVar

import grpc
import numpy as np
from pymilvus import DataType, MilvusClient
from pymilvus.exceptions import MilvusException

from index.encoder import FloatArray
from index.errors import IndexUnusableError
from index.vectors import Ids
from index.within import Fields

TOKEN_VARIABLE = "WENJU_MILVUS_TOKEN"
DENSE, SPARSE = "dense", "sparse"
# A search returns no more than this (Milvus: topk is at most 16,384).
MOST = 16_384
# Seconds. Loading and flushing wait for the cluster's own work.
_CONNECT, _ANSWER, _WORK = 5.0, 10.0, 600.0
# Up to so many passages are scanned whole and exactly, see `python -m bench.milvus`; a graph above.
EXACT = 200_000
_GRAPH = {"M": 16, "efConstruction": 200}
_KEY = "passage"
_NOT_LOADED = 101
T = TypeVar("T")
# Both write tracebacks of errors that are raised here anyway.
for _name in ("pymilvus", "milvus_lite"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Row:
    """A passage as it is stored; `sparse` is None in collections without that field."""

    passage: int
    dense: FloatArray
    sparse: Mapping[int, float] | None
    fields: Fields


class Server:
    """Collections of passages on a server. Safe to use from several threads."""

    def __init__(self, uri: str) -> None:
        self.uri = uri
        with self._errors():
            token = os.environ.get(TOKEN_VARIABLE, "")
            # A proxy for the web is none for a server of one's own network.
            options = {"grpc.enable_http_proxy": 0}
            # A connection of its own: a shared one is handed out even when its server is gone.
            self._client = MilvusClient(
                uri, token=token, timeout=_CONNECT, dedicated=True, grpc_options=options
            )

    def close(self) -> None:
        """Release the connection."""
        self._client.close()

    def version(self) -> tuple[int, ...]:
        """Version of the server, as (2, 3, 5); that of milvus-lite is its own."""
        with self._errors():
            stated = str(self._client.get_server_version(timeout=_ANSWER))
        numbers = stated.removeprefix("milvus_lite-").removeprefix("v").split("-")[0].split(".")
        return tuple(int(number) for number in numbers if number.isdigit())

    def create(self, name: str, dimensions: int, passages: int, sparse: bool = True) -> None:
        """Make an empty collection in the place of one of that name."""
        schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field(_KEY, DataType.INT64, is_primary=True)
        schema.add_field(DENSE, DataType.FLOAT_VECTOR, dim=dimensions)
        indexes = self._client.prepare_index_params()
        exact = passages <= EXACT
        indexes.add_index(
            DENSE, index_type="FLAT" if exact else "HNSW", metric_type="IP", params={} if exact else _GRAPH
        )
        if sparse:
            schema.add_field(SPARSE, DataType.SPARSE_FLOAT_VECTOR)
            indexes.add_index(SPARSE, index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
        for field in fields(Fields):
            if field.type == "int":
                schema.add_field(field.name, DataType.INT64)
            else:
                schema.add_field(field.name, DataType.VARCHAR, max_length=65_535)
        self.drop(name)
        with self._errors():
            self._client.create_collection(
                name, schema=schema, index_params=indexes, consistency_level="Bounded", timeout=_WORK
            )

    def upsert(self, name: str, rows: Iterable[Row]) -> None:
        """Store rows; one of the same passage is replaced."""
        with self._errors():
            self._client.upsert(name, [_record(row) for row in rows], timeout=_WORK)

    def seal(self, name: str) -> None:
        """Make what was stored durable and ready to be searched."""
        with self._errors():
            self._client.flush(name, timeout=_WORK)
            self._client.load_collection(name, timeout=_WORK)

    def count(self, name: str) -> int | None:
        """Number of passages, of all that was ever acknowledged; None without such a collection."""
        with self._errors():
            if not self._client.has_collection(name, timeout=_ANSWER):
                return None
            self._client.load_collection(name, timeout=_WORK)
            found = self._client.query(
                name, filter="", output_fields=["count(*)"], consistency_level="Strong", timeout=_WORK
            )
        return int(found[0]["count(*)"])

    def nearest(
        self, name: str, field: str, query: FloatArray | Mapping[int, float], top_k: int, where: str
    ) -> tuple[Ids, FloatArray]:
        """(passages, inner products) of at most `top_k` that meet the filter, as the server ranks them."""
        tuning = {"ef": min(max(2 * top_k, 128), 32_768)} if field == DENSE else {}
        (hits,) = self._loaded(
            name,
            lambda: self._client.search(
                name,
                [query],
                anns_field=field,
                limit=top_k,
                filter=where,
                output_fields=[_KEY],
                search_params={"metric_type": "IP", "params": tuning},
                timeout=_ANSWER,
            ),
        )
        return _arrays([(hit.id, hit.distance) for hit in hits])

    def vectors(self, name: str, ids: Ids) -> FloatArray:
        """Stored vectors of the passages, in their order."""
        if not len(ids):
            return np.empty((0, 0), np.float32)
        wanted = [int(i) for i in ids]
        found = self._loaded(
            name, lambda: self._client.query(name, ids=wanted, output_fields=[_KEY, DENSE], timeout=_ANSWER)
        )
        stored = {row[_KEY]: row[DENSE] for row in found}
        if missing := [i for i in wanted if i not in stored]:
            raise IndexUnusableError(
                f"Milvus（{self.uri}）的集合 {name} 缺少段落 {missing[0]}。请运行：wenju index"
            )
        return np.array([stored[i] for i in wanted], np.float32)

    def collections(self) -> list[str]:
        """Names of all collections."""
        with self._errors():
            return sorted(self._client.list_collections(timeout=_ANSWER))

    def pointed(self, alias: str) -> str | None:
        """Name of the collection that an alias stands for; None where there is no such alias."""
        with self._errors():
            for name in self.collections():
                if alias in self._client.list_aliases(name, timeout=_ANSWER)["aliases"]:
                    return name
        return None

    def point(self, alias: str, name: str) -> None:
        """Let the alias stand for the collection from now on."""
        known = self.pointed(alias)
        with self._errors():
            if known is None:
                self._client.create_alias(name, alias, timeout=_ANSWER)
            elif known != name:
                self._client.alter_alias(name, alias, timeout=_ANSWER)

    def drop(self, name: str) -> None:
        """Remove a collection, if it is there, and its aliases, with which it could not be removed."""
        with self._errors():
            if not self._client.has_collection(name, timeout=_ANSWER):
                return
            for alias in self._client.list_aliases(name, timeout=_ANSWER)["aliases"]:
                self._client.drop_alias(alias, timeout=_ANSWER)
            self._client.drop_collection(name, timeout=_WORK)

    def _loaded(self, name: str, call: Callable[[], T]) -> T:
        """Return what a call returns; a server that was started again may have to load first."""
        with self._errors():
            try:
                return call()
            except MilvusException as error:
                if error.code != _NOT_LOADED:
                    raise
                self._client.load_collection(name, timeout=_WORK)
                return call()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except MilvusException as error:
            raise IndexUnusableError(self._said(str(error.message))) from error
        except (grpc.RpcError, grpc.FutureTimeoutError) as error:
            raise IndexUnusableError(self._said(type(error).__name__)) from error

    def _said(self, reason: str) -> str:
        if "milvus-lite is required" in reason:
            return f"打开 {self.uri} 需要 milvus-lite，请运行：pip install milvus-lite"
        if self.uri.endswith(".db"):
            return f"无法使用 {self.uri}：{reason}；它可能正被另一个 wenju 占用，或所在文件夹不可写"
        return f"Milvus（{self.uri}）没有应答或拒绝了请求：{reason}。请检查它是否在运行、--uri 是否正确"


def _record(row: Row) -> dict[str, Any]:
    sparse = {} if row.sparse is None else {SPARSE: dict(row.sparse)}
    return {_KEY: row.passage, DENSE: row.dense, **sparse, **asdict(row.fields)}


def _arrays(hits: Sequence[tuple[int, float]]) -> tuple[Ids, FloatArray]:
    return np.array([i for i, _ in hits], np.int64), np.array([s for _, s in hits], np.float32)
