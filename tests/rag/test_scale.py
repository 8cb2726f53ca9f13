"""Similarities of other models stand where those of the model of the fit do."""

import numpy as np
import pytest

from index.model.locate import shipped_folder
from index.sentence_encoder import SentenceEncoder
from rag.evidence import SIMILARITIES
from rag.scale import on_fitted_scale, similarity_floors
from rag.weights import stored_sets
from tests.fakes import FakeEncoder, FakeLateEncoder


def test_stored_floors_are_those_of_the_model_that_ships():
    found = similarity_floors(SentenceEncoder.open(str(shipped_folder())))
    for weights in (stored_sets().folder, stored_sets().brought):
        assert set(weights.floors) == set(SIMILARITIES)
        assert weights.floors == pytest.approx(found, abs=1e-3)


def test_without_a_head_the_cosine_stands_for_the_interaction():
    for encoder in (FakeEncoder(), FakeLateEncoder()):
        found = similarity_floors(encoder)
        assert found["sentence_interaction"] == pytest.approx(found["sentence_similarity"])


def test_a_floor_is_mapped_to_that_of_the_fit_and_what_is_equal_stays_equal():
    moved = on_fitted_scale(np.array([0.1, 1.0, 0.55], np.float32), 0.1, 0.6)
    np.testing.assert_allclose(moved, [0.6, 1.0, 0.8], atol=1e-6)
