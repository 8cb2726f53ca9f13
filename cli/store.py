"""`--store` and `--uri`: where the passages of an index are."""

from __future__ import annotations

import argparse
from pathlib import Path

from index.engine import EMBEDDED, Engine
from index.errors import IndexUnusableError, WenjuError
from index.extras import installing
from index.generation import current_generation
from index.manifest import read_manifest

_STORES = ("embedded", "milvus")
_SCHEMES = ("http://", "https://", "tcp://", "unix:")


def add_store(parser: argparse.ArgumentParser) -> None:
    """`--store NAME` and `--uri URI`."""
    parser.add_argument(
        "--store",
        choices=_STORES,
        default="embedded",
        help="段落存在哪里：embedded 即索引文件夹里（默认），milvus 即 Milvus 服务器",
    )
    parser.add_argument(
        "--uri",
        metavar="URI",
        help="Milvus 的地址，如 http://主机:19530，或以 .db 结尾的文件（默认用索引里记下的；"
        "口令放在环境变量 WENJU_MILVUS_TOKEN）",
    )


def engine_of(options: argparse.Namespace) -> Engine:
    """The engine that the options ask for. Raises WenjuError when it is not there."""
    if options.store == "embedded":
        if options.uri is not None:
            raise WenjuError(f"--uri {options.uri} 要与 --store milvus 同用")
        return EMBEDDED
    uri = _checked(options.uri or _stated(options.index_dir))
    try:
        from index.milvus.engine import Milvus  # an extra
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pymilvus", "grpc"):
            raise
        raise WenjuError(f"没有安装 Milvus 的客户端，请在项目文件夹里运行：{installing('milvus')}") from error
    return Milvus(uri)


def _stated(index_dir: Path) -> str | None:
    """Address that the index itself records, if there is one and it does."""
    try:
        return read_manifest(current_generation(index_dir)).store.get("uri")
    except IndexUnusableError:
        return None


def _checked(uri: str | None) -> str:
    """Return the address, that of a file made absolute. Raises WenjuError for none or one with a password."""
    if not uri:
        raise WenjuError("请用 --uri 给出 Milvus 的地址，例如 --uri http://127.0.0.1:19530")
    if uri.startswith(_SCHEMES):
        if "@" in uri:
            raise WenjuError("--uri 里不要写口令，请放在环境变量 WENJU_MILVUS_TOKEN（用户名:密码）")
        return uri
    path = Path(uri).absolute()
    if path.suffix != ".db" or not path.parent.is_dir():
        raise WenjuError(f"--uri 应是 http://主机:端口，或已有文件夹里以 .db 结尾的文件，而不是 {uri!r}")
    return str(path)
