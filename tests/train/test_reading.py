from dataclasses import replace

import numpy as np
import pytest
import torch

from index.errors import ModelError, WenjuError
from index.interaction import SENTENCE_TOKENS, Head
from index.model.manifest import first_damage, folder_identity, read_manifest
from index.model.reading_graph import HEADS
from index.reading import FILE, Reader
from index.sentence_encoder import SentenceEncoder
from tests.train.conftest import SMALL, squad_file
from train.__main__ import main
from train.export import write_reader
from train.prepare import Sources, prepared_last
from train.reading import Corrected, ReaderSettings, TorchReader, head_vectors, train_reader
from train.rivals import Sentences

WIDTH = 6
SETTINGS = ReaderSettings(width=2 * HEADS, epochs=60, questions=4, rate=1e-2)


@pytest.fixture(scope="module")
def folder(base, tmp_path_factory):
    target = tmp_path_factory.mktemp("reading") / "model"
    target.mkdir()
    for path in base.rglob("*"):
        if path.is_file() and path.name != "wenju-model.json":
            made = target / path.relative_to(base)
            made.parent.mkdir(parents=True, exist_ok=True)
            made.write_bytes(path.read_bytes())
    random = np.random.default_rng(3)
    hidden = SentenceEncoder.open(str(base)).dimensions
    matrices = random.standard_normal((2, hidden, WIDTH)).astype(np.float32)
    Head(matrices[0], matrices[1], random.standard_normal(hidden).astype(np.float32)).save(target)
    return target


@pytest.fixture(scope="module")
def last(folder, tmp_path_factory):
    where = tmp_path_factory.mktemp("last")
    return prepared_last(Sources((squad_file(where / "set.json"),)), SMALL, folder, where / "data")


def any_reader(seed):
    torch.manual_seed(seed)
    corrected = Corrected(TorchReader(WIDTH, SETTINGS.width, SETTINGS.layers))
    torch.nn.init.normal_(corrected.reader.out.weight)
    return corrected


def first_of(corrected, sentences):
    """Share of the questions whose answering sentence comes first."""
    found = []
    for number in sentences.questions(held=False):
        own, answers = sentences.own(number)
        with torch.inference_mode():
            scores = corrected(
                sentences.asked([number]), sentences.said(own), torch.zeros(len(own), dtype=torch.long)
            )
        found.append(answers[int(scores[:, 0].argmax())])
    return np.mean(found)


def test_states_are_those_of_the_graph(folder, last):
    encoder = SentenceEncoder.open(str(folder))
    texts = [p.text for p in last.examples.passages]
    for place, text in enumerate(texts):
        (expected,) = encoder.token_states([text], "passage")
        own = last.tokens[last.bounds[place] : last.bounds[place + 1]]
        np.testing.assert_allclose(own, expected, atol=5e-3)
    np.testing.assert_allclose(last.base[: len(texts)], encoder.encode_passages(texts), atol=1e-4)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_graph_reads_as_torch_does(folder, last, seed, tmp_path):
    head, corrected = Head.load(folder), any_reader(seed)
    sentences = Sentences(last, head_vectors(last, head), SETTINGS, last.base)
    own, _ = sentences.own(seed)
    asked, said = sentences.asked([seed]), sentences.said(own)
    of = torch.zeros(len(own), dtype=torch.long)
    nothing = Corrected(TorchReader(WIDTH, SETTINGS.width, SETTINGS.layers))  # its last layer is all zeros
    with torch.inference_mode():
        expected = (corrected(asked, said, of) - nothing(asked, said, of)).numpy()
    start = int(last.bounds[last.passages + seed])
    vectors = head.asked(last.tokens[start : int(last.bounds[last.passages + seed + 1])].astype(np.float32))
    tokens = np.zeros((len(own), SENTENCE_TOKENS, WIDTH), np.int8)
    for row, vector, mask in zip(tokens, *said, strict=True):
        unit = vector[mask, :-1] / vector[mask, :-1].norm(dim=1, keepdim=True)
        row[: int(mask.sum())] = np.rint(unit.numpy() * 127)
    (tmp_path / FILE).write_bytes(corrected.trained().SerializeToString())
    read = Reader(tmp_path / FILE).read(vectors, tokens)
    assert read.shape == (len(own), 2) and np.ptp(read) > 0.01
    np.testing.assert_allclose(read, expected, atol=2e-3)


def test_training_puts_the_sentences_that_answer_first(folder, last):
    head = Head.load(folder)
    sentences = Sentences(last, head_vectors(last, head), SETTINGS, last.base)
    untrained = train_reader(last, head, replace(SETTINGS, epochs=0))
    trained = train_reader(last, head, SETTINGS)
    assert first_of(trained, sentences) > first_of(untrained, sentences)
    again = train_reader(last, head, SETTINGS)
    assert torch.equal(trained.reader.out.weight, again.reader.out.weight)


def test_a_reader_is_written_into_its_folder_and_read_there(folder, last):
    before, name = Head.load(folder), folder_identity(folder)
    write_reader(last, folder, replace(SETTINGS, epochs=1))
    head = Head.load(folder)
    assert head.reader is not None
    np.testing.assert_array_equal(head.question, before.question)
    assert first_damage(folder, read_manifest(folder), full=True) is None
    assert folder_identity(folder) != name


def test_training_puts_a_reader_in_the_place_of_one_of_another_head(folder, last):
    corrected = Corrected(TorchReader(WIDTH + 1, SETTINGS.width, SETTINGS.layers))
    (folder / FILE).write_bytes(corrected.trained().SerializeToString())
    with pytest.raises(ModelError, match="python -m train reader"):
        Head.load(folder)
    write_reader(last, folder, replace(SETTINGS, epochs=0))
    assert Head.load(folder).reader.width == WIDTH


def test_a_folder_without_a_head_is_said_so(base, last, tmp_path, capsys):
    with pytest.raises(WenjuError, match="python -m train head"):
        write_reader(last, base, SETTINGS)
    squad = squad_file(tmp_path / "set.json")
    assert main(["reader", str(base), str(squad), "--folder", str(tmp_path / "data")]) == 1
    assert "python -m train head" in capsys.readouterr().err
