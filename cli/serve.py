"""`wenju serve`: index what changed, then the web page."""

from __future__ import annotations

import argparse
import sys

from cli.index import as_text, update
from cli.options import add_corpus, add_index_dir, add_model
from index.files import list_files


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("serve", help="打开网页", description="先更新索引，再打开本机网页")
    add_corpus(parser)
    add_index_dir(parser)
    add_model(parser)
    parser.add_argument(
        "--host", default="127.0.0.1", help="监听地址（默认只限本机；其他地址须同时给出 --auth）"
    )
    parser.add_argument("--port", type=int, default=7860, help="端口（默认 7860）")
    parser.add_argument("--auth", type=_login, metavar="USER:PASSWORD", help="登录用户名和密码")
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
    from index.reader import Index
    from index.sentence_encoder import SentenceEncoder
    from page.server import check_address
    from rag import Chatbot

    check_address(options.host, options.port, options.auth)
    list_files(options.corpus)
    encoder = SentenceEncoder.open(options.model)
    print(as_text(update(options.corpus, options.index_dir, encoder)), file=sys.stderr)
    chatbot = Chatbot(Index.open(options.index_dir, encoder.name), encoder)
    app.serve(chatbot, options.host, options.port, options.auth, open_browser=not options.no_browser)
    return 0
