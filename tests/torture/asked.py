"""What is asked of a small folder of documents in every run, and whether the answers are right."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from index.build import build_index
from index.generation import QUARANTINE, current_generation, generations
from index.manifest import read_manifest, verify
from index.reader import Index
from rag import Chatbot
from rag.as_json import answer_as_json
from tests.conftest import BRIDGE, NEW_RULES, OLD_RULES, write
from tests.fakes import FakeEncoder

WATER = "关于柳湾片区停水的通知\n2024年3月5日\n\n因管道检修，柳湾片区定于2024年3月12日8时至20时停水。\n"
CANTEEN = "食堂管理规定\n2022年9月1日\n\n食堂早餐时间为7时至9时。午餐每份12元。\n"
BEFORE = {"bridge": BRIDGE, "reprint": BRIDGE, "new": NEW_RULES, "old": OLD_RULES, "canteen": CANTEEN}
AFTER = {
    "bridge": BRIDGE.replace("今年4月", "今年6月"),
    "new": NEW_RULES,
    "old": OLD_RULES,
    "canteen": CANTEEN.replace("12元", "15元"),
    "water": WATER,
}
QUESTIONS = (
    "黄茅海大桥西塔何时封顶",
    "在临时泊位停车每小时收费多少？",
    "柳湾片区什么时候停水？",
    "食堂午餐每份多少元？",
    "火星上有多少人？",
)
Answers = dict[str, dict[str, Any]]


def set_corpus(corpus: Path, texts: Mapping[str, str]) -> None:
    """Make the folder hold these texts and no others."""
    for path in corpus.glob("*.txt"):
        if path.stem not in texts:
            path.unlink()
    write(corpus, **texts)


def build(root: Path, encoder: FakeEncoder | None = None) -> FakeEncoder:
    """Bring `root/index` up to date with `root/corpus`; returns the encoder that was used."""
    encoder = encoder or FakeEncoder()
    build_index(root / "corpus", root / "index", encoder)
    return encoder


def opened(index_dir: Path) -> Chatbot:
    """A chatbot over the current generation."""
    return Chatbot(Index.open(index_dir, FakeEncoder.name), FakeEncoder())


def ask_all(chatbot: Chatbot) -> Answers:
    """The answers to all questions; raises AssertionError when a quote is not the stored text."""
    found = {question: comparable(chatbot, question) for question in QUESTIONS}
    for c in (c for answer in found.values() for c in answer["citations"]):
        stored = chatbot.document(c["document"]).text[c["start"] : c["end"]]
        assert stored == c["quote"], f"{c['quote']!r} is not {stored!r}"
    return found


def comparable(chatbot: Any, question: str) -> dict[str, Any]:
    """One answer, without the time that it took."""
    answer = answer_as_json(chatbot.ask(question), "q")
    return {key: value for key, value in answer.items() if key != "timings_ms"}


def answers(index_dir: Path) -> Answers:
    """What the index answers. Raises WenjuError when it cannot be used."""
    with closing(opened(index_dir)) as chatbot:
        return ask_all(chatbot)


def cold_answers(root: Path) -> Answers:
    """What an index answers that is made of the corpus as it is, from nothing."""
    build_index(root / "corpus", root / "cold", FakeEncoder())
    try:
        return answers(root / "cold")
    finally:
        shutil.rmtree(root / "cold")


def remains(index_dir: Path) -> list[str]:
    """What a finished build must not leave: temporary files, more than two generations, damaged ones."""
    known = {"CURRENT", "generations", QUARANTINE, "trash", ".lock"}
    found = sorted(p.name for p in index_dir.iterdir() if p.name not in known)
    found += [p.name for p in (index_dir / "generations").iterdir() if p.name.startswith(".")]
    folders = generations(index_dir)
    if len(folders) > 2:
        found.append(f"{len(folders)} generations")
    for folder in folders:
        verify(folder, read_manifest(folder))
    if current_generation(index_dir) != folders[-1]:
        found.append(f"{folders[-1].name} is not the current one")
    return found
