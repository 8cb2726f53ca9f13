from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from index.build import build_index
from rag import Chatbot
from tests.fakes import FakeEncoder

# Tests do not time: a busy machine is slow.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

BRIDGE = (
    "黄茅海大桥建设提速\n2023年1月29日\n\n"
    "黄茅海大桥西塔预计今年4月封顶，中塔预计今年5月封顶。大桥由云溪集团负责建设。\n"
)
OLD_RULES = (
    "云溪市停车管理办法\n云府规〔2019〕3号\n发布日期：2019年5月1日\n\n"
    "第一条 在临时泊位停车的，每小时收费3元。\n第二条 本办法自2019年6月1日起施行。\n"
)
NEW_RULES = (
    "云溪市停车管理办法\n云府规〔2023〕5号\n发布日期：2023年3月1日\n\n"
    "第一条 在临时泊位停车的，每小时收费5元。\n"
    "第二条 本办法自2023年4月1日起施行。《云溪市停车管理办法》（云府规〔2019〕3号）同时废止。\n"
)


def write(folder: Path, **texts: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write(tmp_path / "corpus", bridge=BRIDGE, reprint=BRIDGE, new=NEW_RULES, old=OLD_RULES)


@pytest.fixture
def index_dir(corpus: Path, tmp_path: Path) -> Path:
    build_index(corpus, tmp_path / "index", FakeEncoder())
    return tmp_path / "index"


@pytest.fixture
def chatbot(index_dir: Path) -> Chatbot:
    from index.reader import Index

    encoder = FakeEncoder()
    return Chatbot(Index.open(index_dir, encoder.name), encoder)
