"""What is near to anything."""

from __future__ import annotations

import numpy as np
import pytest

from qa import background
from qa.embedding.base import Vectors
from qa.fitted import background_share
from tests.remembering_e5 import RememberingE5


def test_the_sentences_are_in_both_languages() -> None:
    sentences = background.sentences()
    assert len(sentences) == len(set(sentences)) > 10
    assert {sentence.isascii() for sentence in sentences} == {True, False}


def test_it_is_the_fitted_share_of_their_mean() -> None:
    embedder = RememberingE5()
    given = background.background_of(embedder)
    assert given is not None
    assert given.shape == (embedder.dimension,)
    assert given.dtype == np.float32
    mean = embedder.embed_passages(background.sentences()).mean(axis=0)
    assert given == pytest.approx(background_share(embedder.id) * mean, abs=1e-6)
    assert background.background_of(embedder) is given


def test_nothing_is_embedded_for_an_embedder_that_none_was_fitted_for() -> None:
    class Unheard(RememberingE5):
        id = "unheard of"

        def embed_passages(self, texts: object) -> Vectors:
            raise AssertionError(texts)

    assert background.background_of(Unheard()) is None
