from dataclasses import replace
from pathlib import Path

import pytest

from eval.html.conditions import conditions
from eval.run import run
from index.build import build_index
from index.reader import Index
from rag import Chatbot
from rag.weights import stored_weights
from tests.conftest import BRIDGE, NEW_RULES, OLD_RULES, write
from tests.eval.html.asked import CASES, HOSTILE_NAME, HOSTILE_TEXT
from tests.fakes import FakeEncoder


@pytest.fixture(scope="package")
def asked(tmp_path_factory):
    """(rows, where documents are read, conditions) of a run over a small index with hostile texts."""
    folder = tmp_path_factory.mktemp("asked")
    texts = {"bridge": BRIDGE, "new": NEW_RULES, "old": OLD_RULES, HOSTILE_NAME: HOSTILE_TEXT}
    corpus = write(folder / "corpus", **texts)
    build_index(corpus, folder / "index", FakeEncoder())
    weights = replace(stored_weights(), threshold=0.1)
    chatbot = Chatbot(Index.open(folder / "index", FakeEncoder.name), FakeEncoder(), weights)
    made_with = conditions(folder / "index", Path("题目.jsonl"), "dev", 200)
    yield run(chatbot, CASES, 200), chatbot.document, made_with
    chatbot.close()
