"""`wenju serve`: index what changed, then the web page."""

from __future__ import annotations

import argparse
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from cli.index import as_text, update
from cli.options import add_corpus, add_index_dir, add_model, add_reranker
from index.encoder import Encoder
from index.errors import WenjuError
from index.files import list_files
from index.watch import changes

if TYPE_CHECKING:
    from rag import Chatbot
    from rag.live import LiveChatbot
    from rag.rerank import Rerank


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("serve", help="打开网页", description="先更新索引，再打开本机网页")
    add_corpus(parser)
    add_index_dir(parser)
    add_model(parser)
    add_reranker(parser)
    parser.add_argument(
        "--host", default="127.0.0.1", help="监听地址（默认只限本机；其他地址须同时给出 --auth）"
    )
    parser.add_argument("--port", type=int, default=7860, help="端口（默认 7860）")
    parser.add_argument("--auth", type=_login, metavar="USER:PASSWORD", help="登录用户名和密码")
    parser.add_argument("--watch", action="store_true", help="文件夹有变化时自动更新索引，不必重启")
    parser.add_argument("--mcp", action="store_true", help="同时作为 MCP 工具供本机的智能助手调用")
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
    from page.mcp import check_mcp
    from page.server import check_address
    from rag.cross_encoder import locate_reranker, open_rerank
    from rag.live import LiveChatbot

    check_address(options.host, options.port, options.auth)
    if options.mcp:
        check_mcp(options.host, options.auth)
    list_files(options.corpus)
    folder = locate_reranker(options.reranker)
    encoder = SentenceEncoder.open(options.model)
    rerank = open_rerank(folder, options.rerank_ms)
    report = update(options.corpus, options.index_dir, encoder)
    print(as_text(report), file=sys.stderr)
    live = LiveChatbot(_open(options.index_dir, encoder, rerank))
    stop = threading.Event()
    if options.watch:
        follow = (options, encoder, rerank, live, report.generation, stop)
        threading.Thread(target=_follow, args=follow).start()
    try:
        where = (options.host, options.port, options.auth)
        app.serve(live, *where, open_browser=not options.no_browser, mcp=options.mcp)
    finally:
        stop.set()
    return 0


def _open(index_dir: Path, encoder: Encoder, rerank: Rerank | None) -> Chatbot:
    from index.reader import Index
    from rag import Chatbot

    return Chatbot(Index.open(index_dir, encoder.name), encoder, rerank=rerank)


def _follow(
    options: argparse.Namespace,
    encoder: Encoder,
    rerank: Rerank | None,
    live: LiveChatbot,
    generation: str,
    stop: threading.Event,
) -> None:
    """Bring the index up to date after every change of the folder, until stopped; an error is said."""
    for _ in changes(options.corpus, stop):
        try:
            report = update(options.corpus, options.index_dir, encoder)
            if report.generation != generation:
                live.replace(_open(options.index_dir, encoder, rerank))
                generation = report.generation
                print(as_text(report), file=sys.stderr)
        except WenjuError as error:
            print(f"wenju: 索引未更新：{error}", file=sys.stderr)
