import numpy as np
import pytest

from index.encoder import EncodedQuestion
from index.errors import ModelError
from index.interaction import READ, SENTENCE_TOKENS, Head, similarities
from index.model.reading_graph import HEADS, build_reader
from index.reading import FILE, Reader, _entering

VECTOR, WIDTH = 2, 2 * HEADS


def tensors_of(seed=0, layers=2):
    random = np.random.default_rng(seed)
    matrices = {"question": (WIDTH, VECTOR + 2), "sentence": (WIDTH, VECTOR + 2), "out": (2, WIDTH)}
    for layer in range(layers):
        matrices |= {
            f"layers.{layer}.ask": (WIDTH, WIDTH),
            f"layers.{layer}.tell": (2 * WIDTH, WIDTH),
            f"layers.{layer}.join": (WIDTH, WIDTH),
            f"layers.{layer}.expand": (2 * WIDTH, WIDTH),
            f"layers.{layer}.contract": (WIDTH, 2 * WIDTH),
        }
    found = {"first": random.standard_normal(WIDTH)}
    for name, shape in matrices.items():
        found[f"{name}.weight"] = random.standard_normal(shape)
        found[f"{name}.bias"] = random.standard_normal(shape[0])
    norms = [f"layers.{layer}.norm_{kind}" for layer in range(layers) for kind in ("attention", "expand")]
    for name in (*norms, "norm"):
        found[f"{name}.weight"], found[f"{name}.bias"] = np.ones(WIDTH), np.zeros(WIDTH)
    return {name: tensor.astype(np.float32) for name, tensor in found.items()}


@pytest.fixture
def made(tmp_path):
    def reader(tensors):
        (tmp_path / FILE).write_bytes(build_reader(tensors).SerializeToString())
        return Reader.load(tmp_path)

    return reader


@pytest.fixture
def reader(made):
    return made(tensors_of())


def tokens_of(*sentences):
    found = np.zeros((len(sentences), SENTENCE_TOKENS, VECTOR), np.int8)
    for row, sentence in zip(found, sentences, strict=True):
        row[: len(sentence)] = sentence
    return found


ASKED = np.array([[0.25, 0.0], [0.0, 0.75]], np.float32)
LONG, SHORT, OTHER = [[127, 0], [76, 102], [0, 127]], [[0, 127]], [[102, -76], [127, 0]]


@pytest.mark.parametrize("layers", [1, 3])
def test_layers_that_add_nothing_leave_the_token_that_gathers_by_hand(made, layers):
    tensors = tensors_of(layers=layers)
    for layer in range(layers):
        for name in ("join", "contract"):
            tensors[f"layers.{layer}.{name}.weight"] = np.zeros_like(tensors[f"layers.{layer}.{name}.weight"])
            tensors[f"layers.{layer}.{name}.bias"] = np.zeros_like(tensors[f"layers.{layer}.{name}.bias"])
    found = made(tensors).read(ASKED, tokens_of(LONG, SHORT))
    first = tensors["first"]
    normed = (first - first.mean()) / np.sqrt(first.var() + 1e-5)
    expected = tensors["out.weight"] @ normed + tensors["out.bias"]
    np.testing.assert_allclose(found, [expected, expected], atol=5e-3)  # half precision


def test_a_sentence_is_read_alike_whatever_is_read_beside_it(reader):
    alone = [reader.read(ASKED, tokens_of(one)) for one in (LONG, SHORT, OTHER)]
    together = reader.read(ASKED, tokens_of(LONG, SHORT, OTHER))
    assert together.shape == (3, 2) and together.dtype == np.float32
    np.testing.assert_allclose(together, np.concatenate(alone), atol=1e-5)
    assert np.ptp(together[:, 0]) > 0.1 and np.ptp(together[:, 1]) > 0.1


def test_what_is_read_depends_on_the_question_and_what_its_tokens_weigh(reader):
    found = [reader.read(asked, tokens_of(LONG)) for asked in (ASKED, ASKED[::-1, ::-1], ASKED[:1] * 4)]
    assert np.abs(found[0] - found[1]).max() > 0.01
    assert np.abs(found[0] - found[2]).max() > 0.01


def test_a_sentence_without_a_token_is_a_number(reader):
    assert np.isfinite(reader.read(ASKED, np.zeros_like(tokens_of(LONG, SHORT)))).all()


def rows_of(*sentences):
    vectors = np.tile(np.array([1, 0], np.float16).view(np.int8), (len(sentences), 1))
    return np.concatenate([vectors, tokens_of(*sentences).reshape(len(sentences), -1)], axis=1)


class Told:
    """A reader that says the same of each, and keeps what it was given."""

    def __init__(self, corrections):
        self.corrections, self.given = corrections, []

    def read(self, asked, tokens):
        self.given.append(tokens)
        return np.tile(np.array(self.corrections, np.float32), (len(tokens), 1))


def test_readings_are_interactions_and_what_the_reader_adds():
    told = Told([0.5, -0.25])
    question = EncodedQuestion(np.array([1.0, 0.0], np.float32), ASKED, told)
    (found,) = similarities(question, rows_of(LONG, SHORT), [2])
    np.testing.assert_allclose(found.readings, found.interactions[:, None] + [0.5, -0.25], atol=1e-6)
    assert np.array_equal(told.given[0], tokens_of(LONG, SHORT))


def test_only_the_likeliest_are_read_and_no_other_stands_above_the_last_of_them():
    told = Told([-0.9, 0.5])
    question = EncodedQuestion(np.array([1.0, 0.0], np.float32), ASKED, told)
    sentences = [LONG] * (READ - 1) + [SHORT] + [OTHER] * 3
    first, second = similarities(question, rows_of(*sentences[::-1]), [2, len(sentences) - 2])
    assert len(told.given) == 1 and len(told.given[0]) == READ
    assert not any(np.array_equal(tokens, tokens_of(OTHER)[0]) for tokens in told.given[0])
    readings = np.concatenate([first.readings, second.readings])[::-1]
    interactions = np.concatenate([first.interactions, second.interactions])[::-1]
    np.testing.assert_allclose(readings[:READ], interactions[:READ, None] + [-0.9, 0.5], atol=1e-6)
    assert readings[READ:, 0] == pytest.approx(readings[:READ, 0].min())  # less than their interaction
    assert readings[READ:, 1] == pytest.approx(interactions[READ:])  # less than any that was read


def test_without_a_reader_readings_are_interactions():
    question = EncodedQuestion(np.array([1.0, 0.0], np.float32), ASKED)
    (found,) = similarities(question, rows_of(LONG, SHORT), [2])
    assert np.array_equal(found.readings, np.stack([found.interactions] * 2, axis=1))


def test_what_enters_the_graph_by_hand():
    question = np.array([[1.0, 0.0], [0.6, 0.8]], np.float32)
    vectors = np.array([[[0.8, 0.6], [0.0, 1.0]], [[-1.0, 0.0], [0.0, 0.0]]], np.float32)
    is_token = np.array([[True, True], [True, False]])
    found = _entering(question, np.array([0.25, 0.75], np.float32), vectors, is_token)
    fits = [[0.8, 0.96], [-1.0, -0.6]]  # of each token of the question, with the best of each sentence
    for row, cosines in zip(found["question"], fits, strict=True):
        np.testing.assert_allclose(row, [[7, 0, cosines[0], 1.25], [4.2, 5.6, cosines[1], 3.75]], rtol=1e-6)
    np.testing.assert_allclose(found["sentence"][0], [[5.6, 4.2, 0.96, 3.75], [0, 7, 0.8, 3.75]], rtol=1e-6)
    np.testing.assert_allclose(found["sentence"][1][0], [-7, 0, -0.6, 3.75], rtol=1e-6)
    assert found["is_read"].tolist() == [[1, 1, 1, 1, 1], [1, 1, 1, 1, 0]]


def test_a_head_comes_with_the_reader_of_its_folder(made, tmp_path):
    matrix = np.ones((3, VECTOR), np.float32)
    Head(matrix, 2 * matrix, 3 * matrix[:, 0]).save(tmp_path)
    assert Head.load(tmp_path).reader is None
    expected = made(tensors_of()).read(ASKED, tokens_of(LONG))
    found = Head.load(tmp_path)
    assert np.array_equal(found.passage, 2 * matrix)
    np.testing.assert_array_equal(found.reader.read(ASKED, tokens_of(LONG)), expected)


def test_a_reader_of_other_vectors_is_no_reader_of_this_head(made, tmp_path):
    matrix = np.ones((3, VECTOR + 1), np.float32)
    Head(matrix, matrix, matrix[:, 0]).save(tmp_path)
    made(tensors_of())
    with pytest.raises(ModelError, match="train reader"):
        Head.load(tmp_path)
