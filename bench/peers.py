"""A plain LangChain pipeline over the same documents, with the same model, beside this program.

The model is `base`, which has weights that both can load; the default one of this program is a graph alone.
It has an environment of its own, `PEERS` names its interpreter:
`python -m venv peers && peers/bin/pip install langchain-huggingface langchain-community sentence-transformers
faiss-cpu`. It has no language model, as this program has none: its answer is the beginning of the best
passage, ours as many characters of quotes.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench.figures import Figure
from eval.cases import Case, read_cases
from index.build import build_index, silent
from index.corpus import load_corpus
from index.errors import WenjuError
from index.model.locate import locate_model
from index.reader import Index
from index.sentence_encoder import SentenceEncoder
from rag import Chatbot
from rag.gold import holds_item

COMMAND = "PEERS=peers/bin/python python -m bench peers"
_MODEL = "base"
_LONGEST = 200
_PIPELINE = """
import json, sys, time
from langchain_community.vectorstores import FAISS
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

given = json.load(sys.stdin)
embeddings = HuggingFaceEmbeddings(
    model_name=given["model"],
    model_kwargs={"device": "cpu", "local_files_only": True},
    encode_kwargs={"normalize_embeddings": True, "prompt": "passage: "},
    query_encode_kwargs={"normalize_embeddings": True, "prompt": "query: "},
)
embeddings.embed_documents(["warm"] * 8)
started = time.perf_counter()
splitter = RecursiveCharacterTextSplitter(
    chunk_size=300, chunk_overlap=0, separators=["\\n\\n", "\\n", "。", "；", "，", ""]
)
passages = [passage for text in given["texts"] for passage in splitter.split_text(text)]
store = FAISS.from_texts(passages, embeddings)
built = time.perf_counter() - started
answers, taken = [], []
for question in given["questions"]:
    started = time.perf_counter()
    answers.append(store.similarity_search(question, k=5)[0].page_content)
    taken.append(time.perf_counter() - started)
json.dump({"passages": len(passages), "built": built, "answers": answers, "taken": taken}, sys.stdout)
"""


def measure() -> list[Figure]:
    """Time of a question and of a passage, and right answers, theirs behind ours. Raises WenjuError."""
    unseen, fitted = (
        [c for c in read_cases(Path("eval", name)) if not c.history]
        for name in ("questions.jsonl", "training.jsonl")
    )
    cases = unseen + fitted
    answerable = sum(c.answerable for c in unseen)
    theirs = _theirs(cases)
    ours = _ours(cases)
    wrong = [1 - _right(unseen, found["answers"][: len(unseen)]) for found in (ours, theirs)]
    per_question = [float(np.median(found["taken"])) * 1000 for found in (ours, theirs)]
    per_passage = [found["built"] / found["passages"] * 1000 for found in (ours, theirs)]
    return [
        Figure(
            f"a question, sample corpus, median of {len(cases)}",
            f"{per_question[0]:.1f} ms",
            f"LangChain with FAISS and the same model {per_question[1]:.1f} ms",
            per_question[0] / per_question[1],
            1.0,
            COMMAND,
        ),
        Figure(
            "indexing a passage, sentences included",
            f"{per_passage[0]:.0f} ms",
            f"LangChain with FAISS and the same model, passages alone {per_passage[1]:.0f} ms",
            per_passage[0] / per_passage[1],
            1.0,
            COMMAND,
        ),
        Figure(
            f"wrong within {_LONGEST} characters, {answerable} questions with an answer",
            f"{wrong[0]:.3f}",
            f"LangChain's best passage {wrong[1]:.3f}",
            wrong[0] / wrong[1],
            1.0,
            COMMAND,
        ),
    ]


def _theirs(cases: list[Case]) -> dict[str, Any]:
    if not (python := os.environ.get("PEERS")):
        raise WenjuError(
            "PEERS is not set: the interpreter of an environment with LangChain, see bench/peers.py"
        )
    texts = [document.text for document in load_corpus(Path("corpus"), silent("", 0)).documents]
    given = {"model": str(locate_model(_MODEL)), "texts": texts, "questions": [c.question for c in cases]}
    done = subprocess.run(
        [python, "-c", _PIPELINE], input=json.dumps(given), capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _ours(cases: list[Case]) -> dict[str, Any]:
    encoder = SentenceEncoder.open(_MODEL)
    with tempfile.TemporaryDirectory() as temporary:
        corpus = Path(temporary) / "corpus"  # read already, as theirs was
        corpus.mkdir()
        for n, document in enumerate(load_corpus(Path("corpus"), silent("", 0)).documents):
            (corpus / f"{n:03}.txt").write_text(document.text, encoding="utf-8")
        encoder.encode_passages(["warm"] * 8)
        started = time.perf_counter()
        report = build_index(corpus, Path(temporary) / "index", encoder)
        built = time.perf_counter() - started
        chatbot = Chatbot(Index.open(Path(temporary) / "index", encoder.name), encoder)
        answers, taken = [], []
        for case in cases:
            started = time.perf_counter()
            answers.append(chatbot.ask(case.question, max_chars=_LONGEST).text)
            taken.append(time.perf_counter() - started)
        chatbot.close()
    return {"passages": report.chunks, "built": built, "answers": answers, "taken": taken}


def _right(cases: list[Case], answers: list[str]) -> float:
    """Share of the questions with an answer whose answer holds every item within the length."""
    held = [
        all(holds_item(answer[:_LONGEST], item) for item in case.need_all)
        for case, answer in zip(cases, answers, strict=True)
        if case.answerable
    ]
    return float(np.mean(held))
