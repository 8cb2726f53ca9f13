import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.errors import ModelError
from index.reader import Index
from rag import Chatbot
from rag.cross_encoder import CrossReranker, locate_reranker, open_rerank
from tests.conftest import BRIDGE, NEW_RULES
from tests.fakes import FakeEncoder

QUESTION = "黄茅海大桥何时封顶"
TEXTS = ["大桥西塔预计今年4月封顶。", "停车收费5元。", "大桥" * 60]

GUARDED = """
import socket, sys
def refuse(*args, **kwargs):
    raise SystemExit(f"network: {args}")
socket.getaddrinfo = socket.create_connection = socket.socket.connect = socket.socket.connect_ex = refuse
from pathlib import Path
from rag.cross_encoder import CrossReranker, locate_reranker
assert not {"torch", "sentence_transformers"} & set(sys.modules)
assert CrossReranker.open(locate_reranker(sys.argv[1])).scores("大桥", ["封顶", "收费"]).shape == (2,)
"""


def save_bert(folder, labels=1, headless=False):
    """A tiny BERT of random numbers over the characters of the corpus, as transformers saves it."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertModel, BertTokenizerFast
    from transformers.utils import logging

    logging.disable_progress_bar()
    torch.manual_seed(0)
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *sorted(set(BRIDGE + NEW_RULES) - set("\n "))]
    config = BertConfig(
        vocab_size=len(pieces), hidden_size=32, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=64, max_position_embeddings=64, num_labels=labels,
    )  # fmt: skip
    model = BertModel(config) if headless else BertForSequenceClassification(config)
    model.save_pretrained(folder)
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    BertTokenizerFast(vocab=vocabulary, model_max_length=64).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return save_bert(tmp_path_factory.mktemp("cross"))


def opened(index_dir, **options):
    return Chatbot(Index.open(index_dir, FakeEncoder().name), FakeEncoder(), **options)


def test_scores_are_logits_in_the_order_given(folder):
    reranker = CrossReranker.open(folder)
    scores = reranker.scores(QUESTION, TEXTS)
    assert (scores.shape, scores.dtype) == ((3,), np.float32)
    assert len(set(scores.tolist())) == 3
    one_by_one = np.concatenate([reranker.scores(QUESTION, [text]) for text in TEXTS])
    np.testing.assert_allclose(scores, one_by_one, atol=1e-6)


def test_the_scores_are_those_of_the_library(folder):
    from sentence_transformers import CrossEncoder

    plain = CrossEncoder(str(folder), local_files_only=True, device="cpu")
    chances = plain.predict([(QUESTION, text) for text in TEXTS], show_progress_bar=False)
    scores = CrossReranker.open(folder).scores(QUESTION, TEXTS)
    np.testing.assert_allclose(1 / (1 + np.exp(-scores)), chances, atol=1e-6)


def test_a_folder_reorders_the_sentences_of_an_answer(folder, index_dir, chatbot, monkeypatch):
    monkeypatch.setattr("index.sentence_encoder.SentenceEncoder.open", lambda model=None: FakeEncoder())
    monkeypatch.delenv("WENJU_RERANKER", raising=False)
    reranked = Chatbot.open(index_dir, reranker=str(folder), rerank_ms=0)
    first, second = reranked.ask(QUESTION), reranked.ask(QUESTION)
    assert "rerank" in first.timings_ms
    assert (first.text, first.citations, first.confidence) == (
        second.text, second.citations, second.confidence,
    )  # fmt: skip
    assert all(reranked.document(c.document_id).text[c.start : c.end] == c.quote for c in first.citations)
    evidence = chatbot.evidence(QUESTION)
    found = open_rerank(folder, 0).reorder(evidence)
    assert [c.sentence for c in found[0].candidates] != [c.sentence for c in evidence[0].candidates]
    assert {c.sentence for c in found[0].candidates} == {c.sentence for c in evidence[0].candidates}


def test_the_variable_names_a_folder_too(folder, index_dir, monkeypatch):
    monkeypatch.setattr("index.sentence_encoder.SentenceEncoder.open", lambda model=None: FakeEncoder())
    monkeypatch.setenv("WENJU_RERANKER", str(folder))
    assert "rerank" in Chatbot.open(index_dir, rerank_ms=0).ask(QUESTION).timings_ms
    monkeypatch.delenv("WENJU_RERANKER")
    assert locate_reranker() is None
    assert open_rerank(None, 0) is None


def test_loading_is_silent_and_needs_no_network(folder):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", GUARDED, str(folder)],
        cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("named", ["/no/such/folder", "BAAI/bge-reranker-base"])
def test_a_place_that_is_no_folder_is_said_before_anything_is_loaded(index_dir, monkeypatch, named):
    monkeypatch.setattr("index.sentence_encoder.SentenceEncoder.open", lambda model=None: 1 / 0)
    with pytest.raises(ModelError, match=f"重排模型应是本机文件夹：{named} 不存在；请检查 --reranker"):
        Chatbot.open(index_dir, reranker=named)


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "model.bin").write_bytes(b"x")
    with pytest.raises(ModelError, match=r"model\.bin 是文件"):
        locate_reranker(str(tmp_path / "model.bin"))


@pytest.mark.parametrize(
    ("broken", "said"),
    [("empty", "不是 CrossEncoder"), ("embedding", "不是 CrossEncoder"), ("labels", "该模型给出 3 个"),
     ("weights", "无法加载重排模型"), ("numbers", "分数不是数"), ("json", "无法加载重排模型")],
)  # fmt: skip
def test_a_folder_that_is_no_reranker_is_one_line(folder, tmp_path, broken, said):
    copy = tmp_path / "copy"
    if broken == "empty":
        copy.mkdir()
    elif broken in ("embedding", "labels"):
        save_bert(copy, labels=3, headless=broken == "embedding")
    else:
        shutil.copytree(folder, copy)
        damage(copy, broken)
    with pytest.raises(ModelError, match="无法加载重排模型") as caught:
        CrossReranker.open(copy)
    assert said in str(caught.value)
    assert "--reranker" in str(caught.value)
    assert "\n" not in str(caught.value)


def damage(folder, broken):
    if broken == "weights":
        (folder / "model.safetensors").unlink()
    elif broken == "json":
        (folder / "config.json").write_text("{")
    else:
        from safetensors.numpy import load_file, save_file

        weights = load_file(folder / "model.safetensors")
        weights["classifier.bias"] = np.full_like(weights["classifier.bias"], np.nan)
        save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})


def test_what_the_library_itself_saves_is_a_reranker(folder, tmp_path):
    from sentence_transformers import CrossEncoder

    plain = CrossEncoder(str(folder), local_files_only=True, device="cpu")
    plain.save_pretrained(str(tmp_path / "saved"), create_model_card=False)
    kind = json.loads((tmp_path / "saved" / "config_sentence_transformers.json").read_text())["model_type"]
    assert kind == "CrossEncoder"
    again = CrossReranker.open(tmp_path / "saved").scores(QUESTION, TEXTS)
    np.testing.assert_allclose(again, CrossReranker.open(folder).scores(QUESTION, TEXTS), atol=1e-6)
