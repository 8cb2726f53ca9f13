"""`wenju doctor`: is everything in place, and what to do if not."""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from cli.options import add_index_dir, add_model
from cli.store import add_store, engine_of
from index.errors import WenjuError
from index.formats.office import office_found
from index.generation import current_generation
from index.loopback import is_loopback
from index.manifest import read_manifest
from index.reader import open_catalog
from index.repair import damage_of, repair

_PORT = 7860
# Audit events of a look-up or a connection, and the place of the name or address among their arguments.
_LOOKUPS = {"socket.getaddrinfo": 0, "socket.gethostbyname": 0, "socket.gethostbyaddr": 0}
_SENDING = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1}


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "doctor", help="自检", description="检查模型、索引、字体、端口和写权限，并说明如何修复"
    )
    add_index_dir(parser)
    add_model(parser)
    add_store(parser)
    parser.add_argument("--offline", action="store_true", help="禁止本进程访问外网后再检查，以证明离线可用")
    parser.add_argument(
        "--repair", action="store_true", help="隔离索引中损坏的部分，用完好的部分和语料文件夹重建"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run every check, print a line each; 1 when one failed."""
    if options.repair:
        return _repair(options)
    tried: list[str] = []
    if options.offline:
        sys.addaudithook(partial(_refuse_outside, tried))
    checks: list[tuple[str, Callable[[], str]]] = [
        ("写权限", lambda: _writable(options.index_dir)),
        ("模型", lambda: _model(options.model)),
        ("索引", lambda: _index(options.index_dir)),
        ("旧版格式", _office),
        ("中文字体", _fonts),
        ("端口", _port),
    ]
    if options.store != "embedded":
        checks.append(("Milvus", lambda: _store(options)))
    if options.offline:
        checks.append(("离线", lambda: _alone(tried)))
    failed = 0
    for name, check in checks:
        try:
            print(f"✓ {name}：{check()}")
        except WenjuError as error:
            failed += 1
            print(f"✗ {name}：{error}")
    return 1 if failed else 0


def _repair(options: argparse.Namespace) -> int:
    """Repair the index and say what was done; 1 when its corpus could not be read."""
    from cli.index import as_text, bar
    from index.sentence_encoder import SentenceEncoder

    engine = engine_of(options)
    damage = damage_of(options.index_dir, engine)
    if not damage:
        print(f"✓ {_index(options.index_dir)}，无需修复")
        return 0
    print(f"✗ {damage}")
    done = repair(options.index_dir, lambda: SentenceEncoder.open(options.model), damage, bar, engine)
    for folder in done.quarantine:
        print(f"  损坏的一代已隔离：{folder}（修好后可以删除）")
    if done.report is None:
        print(f"✗ 没有重建：{done.without}")
        print(f"  暂用较早的一代 {done.generation}；语料恢复后请再运行：wenju index")
        return 1
    print(as_text(done.report))
    print(f"✓ {_index(options.index_dir)}")
    return 0


def _writable(index_dir: Path) -> str:
    folder = next(p for p in (index_dir, *index_dir.absolute().parents) if p.exists())
    try:
        with tempfile.TemporaryFile(dir=folder):
            return f"{folder} 可写"
    except OSError as error:
        raise WenjuError(f"不能写入 {folder}（{error.strerror}），请换用 --index-dir") from error


def _model(name: str | None) -> str:
    from index.model.locate import locate_model, verify_model
    from index.sentence_encoder import SentenceEncoder

    encoder = SentenceEncoder.open(name)
    verify_model(locate_model(name))
    encoder.encode_queries(["自检"])
    return f"{encoder.name}，{encoder.dimensions} 维"


def _index(index_dir: Path) -> str:
    catalog = open_catalog(index_dir)
    return f"{index_dir} 完好：{len(catalog.document_ids)} 份文件，{catalog.chunk_count} 个段落"


def _store(options: argparse.Namespace) -> str:
    folder = current_generation(options.index_dir)
    manifest = read_manifest(folder)
    _, lexical = engine_of(options).open(folder, manifest)
    lexical.close()
    return f"{manifest.store['collection']} 完好：{manifest.chunks} 个段落"


def _office() -> str:
    if office_found():
        return "LibreOffice 可用，doc、wps、ppt 等能直接收录"
    return "没有 LibreOffice，doc、wps、ppt 等须先另存为 docx、pptx；其余格式不受影响"


def _fonts() -> str:
    lister = shutil.which("fc-list")
    if sys.platform in ("win32", "darwin") or lister is None:
        return "由系统提供"
    found = subprocess.run([lister, ":lang=zh", "family"], capture_output=True, text=True, check=False).stdout
    if not found.strip():
        raise WenjuError("没有中文字体，网页会显示方框；请安装，例如：apt-get install fonts-noto-cjk")
    return found.splitlines()[0]


def _port() -> str:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", _PORT))
        except OSError as error:
            raise WenjuError(
                f"{_PORT} 已被占用（{os.strerror(error.errno or 0)}），请用 wenju serve --port 换一个"
            ) from error
    return f"{_PORT} 可用"


def _alone(tried: Sequence[str]) -> str:
    """Raises WenjuError for an attempt that was refused, though the code that made it went on."""
    if tried:
        raise WenjuError(f"有代码试图访问外网：{'、'.join(dict.fromkeys(tried))}")
    return "检查期间没有任何对外连接"


def _refuse_outside(tried: list[str], event: str, arguments: tuple[object, ...]) -> None:
    """Audit hook: name look-ups and connections that leave this machine are kept in `tried` and refused."""
    if event in _LOOKUPS:
        host = arguments[_LOOKUPS[event]]
    elif event in _SENDING and isinstance(address := arguments[_SENDING[event]], tuple):
        host = address[0]
    else:
        return
    name = host.decode(errors="replace") if isinstance(host, bytes) else str(host)
    if host is not None and not is_loopback(name):
        tried.append(name)
        raise WenjuError(f"有代码试图访问外网：{name}")
