"""`wenju serve`: index what changed, then the web page."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from cli.index import as_text, update
from cli.options import add_corpus, add_data_dir, add_index_dir, add_model, add_reranker
from cli.store import add_store, engine_of
from index.build import build_index
from index.embed import Meter
from index.encoder import Encoder
from index.engine import Engine
from index.errors import WenjuError
from index.files import list_files
from index.types import IndexReport
from index.watch import changes

_RETRY = 30  # seconds until a folder that cannot be watched is tried again

if TYPE_CHECKING:
    from page.library.library import Library
    from rag import Chatbot
    from rag.live import LiveChatbot
    from rag.rerank import Rerank


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("serve", help="打开网页", description="先更新索引，再打开本机网页")
    add_corpus(parser)
    add_index_dir(parser)
    add_data_dir(parser)
    add_model(parser)
    add_reranker(parser)
    add_store(parser)
    parser.add_argument(
        "--host", default="127.0.0.1", help="监听地址（默认只限本机；其他地址须同时给出 --auth）"
    )
    parser.add_argument("--port", type=int, default=7860, help="端口（默认 7860）")
    parser.add_argument(
        "--auth",
        type=_login,
        action="append",
        metavar="USER:PASSWORD",
        help="登录用户名和密码；可以写多次，每个用户只看到自己的历史",
    )
    parser.add_argument("--watch", action="store_true", help="文件夹有变化时自动更新索引，不必重启")
    parser.add_argument("--mcp", action="store_true", help="同时作为 MCP 工具供本机的智能助手调用")
    parser.add_argument(
        "--log-questions", action="store_true", help="把问题的文字写进日志（默认不写，出错时也不写）"
    )
    parser.add_argument("--no-browser", action="store_true", help="不自动打开浏览器")
    parser.set_defaults(run=run)


def _login(text: str) -> tuple[str, str]:
    user, colon, password = text.partition(":")
    if not (user and colon and password):
        raise argparse.ArgumentTypeError("应写作 用户名:密码")
    return user, password


def run(options: argparse.Namespace) -> int:
    """Check what can be checked at once, index, then serve until interrupted."""
    import app
    from index.sentence_encoder import SentenceEncoder
    from page.library.library import Library
    from page.mcp import check_mcp
    from page.records.records import Records
    from page.records.store import Store
    from page.server import check_address
    from rag.cross_encoder import locate_reranker, open_rerank
    from rag.live import LiveChatbot

    logins = dict(options.auth) if options.auth else None
    check_address(options.host, options.port, logins)
    if options.mcp:
        check_mcp(options.host, logins)
    list_files(options.corpus)
    engine = engine_of(options)
    store = Store.open(options.data_dir)
    folder = locate_reranker(options.reranker)
    encoder = SentenceEncoder.open(options.model)
    rerank = open_rerank(folder, options.rerank_ms)
    report = update(options.corpus, options.index_dir, encoder, engine)
    print(as_text(report), file=sys.stderr)

    def opened() -> Chatbot:
        return _open(options.index_dir, encoder, engine, rerank)

    live = LiveChatbot(opened())
    build = _updater(options, encoder, engine, live, opened, report.generation)
    library = Library(options.corpus, options.index_dir, build, report)
    live.on_damage = library.follow
    records = Records(store, live.document, lambda: library.state().report.generation)
    stop = threading.Event()
    if options.watch:
        threading.Thread(target=_follow, args=(options.corpus, library, stop)).start()
    try:
        where = (options.host, options.port, logins, not options.no_browser)
        app.serve(
            live,
            *where,
            records=records,
            library=library,
            mcp=options.mcp,
            log_questions=options.log_questions,
        )
    finally:
        stop.set()
        store.close()
    return 0


def _open(index_dir: Path, encoder: Encoder, engine: Engine, rerank: Rerank | None) -> Chatbot:
    from index.reader import Index
    from rag import Chatbot

    return Chatbot(Index.open(index_dir, encoder.name, engine), encoder, rerank=rerank)


def _updater(
    options: argparse.Namespace,
    encoder: Encoder,
    engine: Engine,
    live: LiveChatbot,
    opened: Callable[[], Chatbot],
    generation: str,
) -> Callable[[Meter], IndexReport]:
    """Bring the index up to date and let `live` answer with it; the report, or the error, is printed."""
    answering = generation

    def build(meter: Meter) -> IndexReport:
        nonlocal answering
        try:
            report = build_index(options.corpus, options.index_dir, encoder, meter=meter, engine=engine)
            if report.generation != answering or not live.is_sound():
                live.replace(opened())
                answering = report.generation
                print(as_text(report), file=sys.stderr)
        except WenjuError as error:
            print(f"wenju: 索引未更新：{error}", file=sys.stderr)
            raise
        return report

    return build


def _follow(corpus: Path, library: Library, stop: threading.Event) -> None:
    """Update the index after every change of the folder, until stopped; one that is gone is waited for."""
    while not stop.is_set():
        try:
            for _ in changes(corpus, stop):
                library.follow()
        except OSError as error:
            why = error.strerror or str(error)
            print(f"wenju: 无法监视 {corpus}（{why}），{_RETRY} 秒后再试", file=sys.stderr)
            stop.wait(_RETRY)
