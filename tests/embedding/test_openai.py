"""Embeddings over real HTTP: batches and their order, and the vectors that are not taken."""

from __future__ import annotations

import base64
import math
import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
import pytest

from qa import language, servers
from qa.embedding.base import Embedder, Vectors
from qa.embedding.openai import OpenAIEmbedder
from qa.errors import (
    ArgumentInvalid,
    EmbeddingInvalid,
    QaError,
    ServerAnswerBroken,
    ServerError,
    ServerFailed,
    ServerModelUnknown,
    ServerQuota,
    ServerRefused,
    ServerTimeout,
    ServerUnauthorized,
)
from qa.text import count_tokens
from tests.openai_server import (
    MODEL,
    Behaviour,
    Exchange,
    OpenAIServer,
    hang,
    hang_up,
    html,
    raw,
    status,
    vector,
    vectors,
)

KEY = "sk-proj-0123456789abcdef"
TEXTS = [f"第{number}条：章句之学。" for number in range(10)]


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as running:
        yield running


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(servers, "FIRST_WAIT_SECONDS", 0.02)
    language.use("en")
    yield
    language.use(None)


def embedder(server: OpenAIServer, **options: object) -> OpenAIEmbedder:
    options = {"timeout_seconds": 5.0, "api_key": KEY, **options}
    return OpenAIEmbedder(server.url, str(options.pop("model", MODEL)), **options)  # type: ignore[arg-type]


def expected(texts: list[str], dimension: int = 8) -> Vectors:
    return np.array([vector(text, dimension) for text in texts], dtype=np.float32)


def failing(call: Callable[[], object], kind: type[QaError]) -> QaError:
    with pytest.raises(kind) as caught:
        call()
    error = caught.value
    assert type(error) is kind
    for text in (str(error), error.message("zh"), repr(error), str(error.details)):
        assert KEY not in text
        assert "\n" not in text
    return error


# --- vectors --------------------------------------------------------------------------------------------


def test_one_vector_a_text_in_order(server: OpenAIServer) -> None:
    model: Embedder = embedder(server)
    result = model.embed_passages(TEXTS)
    assert result.dtype == np.float32
    np.testing.assert_allclose(result, expected(TEXTS), atol=1e-6)
    np.testing.assert_array_equal(model.embed_queries(TEXTS), result)


def test_what_is_sent(server: OpenAIServer) -> None:
    embedder(server).embed_passages(["章", "句"])
    (request,) = server.requests
    assert request.path == "/v1/embeddings"
    assert request.key == KEY
    assert request.json == {"model": MODEL, "input": ["章", "句"], "encoding_format": "base64"}


@pytest.mark.parametrize("scale", [1e-30, 0.5, 1e30])
def test_vectors_are_made_as_long_as_one(server: OpenAIServer, scale: float) -> None:
    server.embeddings = vectors(scale=scale)
    result = embedder(server).embed_passages(TEXTS)
    np.testing.assert_allclose(np.linalg.norm(result, axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(result, expected(TEXTS), atol=1e-5)


def test_numbers_beyond_float32_are_measured(server: OpenAIServer) -> None:
    server.embeddings = vectors(dimension=2, replace={0: [3e300, 4e300], 1: [3e-300, 4e-300]})
    np.testing.assert_allclose(embedder(server).embed_passages(["章", "句"]), [[0.6, 0.8]] * 2, atol=1e-6)


def test_vectors_are_taken_by_their_index(server: OpenAIServer) -> None:
    server.embeddings = vectors(order="shuffled")
    np.testing.assert_allclose(embedder(server).embed_passages(TEXTS), expected(TEXTS), atol=1e-6)


def test_vectors_without_an_index_are_taken_as_they_stand(server: OpenAIServer) -> None:
    server.embeddings = vectors(index="absent")
    np.testing.assert_allclose(embedder(server).embed_passages(TEXTS), expected(TEXTS), atol=1e-6)


def test_a_server_that_ignores_base64(server: OpenAIServer) -> None:
    def numbers(exchange: Exchange) -> None:
        exchange.json["encoding_format"] = "float"
        vectors()(exchange)

    server.embeddings = numbers
    np.testing.assert_allclose(embedder(server).embed_passages(TEXTS), expected(TEXTS), atol=1e-6)


def test_a_server_that_refuses_base64(server: OpenAIServer) -> None:
    server.embeddings = vectors(formats=["float"])
    model = embedder(server)
    for _ in range(2):
        np.testing.assert_allclose(model.embed_passages(TEXTS), expected(TEXTS), atol=1e-6)
    assert [request.json["encoding_format"] for request in server.requests] == ["base64", "float", "float"]


def test_no_texts_are_no_request(server: OpenAIServer) -> None:
    model = embedder(server, dimension=5)
    assert model.embed_passages([]).shape == (0, 5)
    assert server.requests == []


def test_an_empty_text_is_sent_as_a_space(server: OpenAIServer) -> None:
    assert embedder(server).embed_passages(["", "章"]).shape == (2, 8)
    assert server.requests[0].json["input"] == [" ", "章"]


def test_half_a_character_can_be_sent(server: OpenAIServer) -> None:
    embedder(server).embed_queries(["章\udce5句"])
    assert server.requests[0].json["input"] == ["章?句"]


# --- identity -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "dimension", "identity", "known"),
    [
        ("text-embedding-3-small", None, "openai/text-embedding-3-small", 1536),
        ("text-embedding-3-small", 1536, "openai/text-embedding-3-small", 1536),
        ("text-embedding-3-small", 512, "openai/text-embedding-3-small/512", 512),
        ("text-embedding-3-large", None, "openai/text-embedding-3-large", 3072),
        ("bge-m3", 256, "openai/bge-m3/256", 256),
    ],
)
def test_what_is_known_is_not_asked(
    server: OpenAIServer, model: str, dimension: int | None, identity: str, known: int
) -> None:
    made = embedder(server, model=model, dimension=dimension)
    assert (made.id, made.dimension) == (identity, known)
    assert server.requests == []


def test_an_unknown_dimension_is_asked_once(server: OpenAIServer) -> None:
    server.embeddings = vectors(dimension=24)
    made = embedder(server)
    assert made.id == f"openai/{MODEL}"
    assert (made.dimension, made.dimension) == (24, 24)
    made.embed_passages(TEXTS)
    assert len(server.requests) == 2


def test_the_first_vectors_tell_the_dimension(server: OpenAIServer) -> None:
    made = embedder(server)
    made.embed_passages(TEXTS)
    assert made.dimension == 8
    assert len(server.requests) == 1


def test_the_wanted_dimension_is_asked_for(server: OpenAIServer) -> None:
    assert embedder(server, dimension=5).embed_passages(TEXTS).shape == (10, 5)
    assert server.requests[0].json["dimensions"] == 5


# --- batches --------------------------------------------------------------------------------------------


def inputs(server: OpenAIServer) -> list[list[str]]:
    return sorted(request.json["input"] for request in server.requests)


def test_batches_by_number(server: OpenAIServer) -> None:
    result = embedder(server, batch_size=3).embed_passages(TEXTS)
    np.testing.assert_allclose(result, expected(TEXTS), atol=1e-6)
    assert inputs(server) == [TEXTS[0:3], TEXTS[3:6], TEXTS[6:9], TEXTS[9:]]


def test_batches_by_tokens(server: OpenAIServer) -> None:
    texts = [*TEXTS, "章句之学。" * 20, *TEXTS]
    tokens = count_tokens(TEXTS[0]) * 3
    result = embedder(server, batch_tokens=tokens).embed_passages(texts)
    np.testing.assert_allclose(result, expected(texts), atol=1e-6)
    for batch in inputs(server):
        assert sum(map(count_tokens, batch)) <= tokens or len(batch) == 1
    assert len(server.requests) == 9


def test_a_text_that_is_too_long_is_cut(server: OpenAIServer) -> None:
    long = "章句之学，𠮷祥如意。" * 50
    embedder(server, text_tokens=100).embed_passages([long, "短"])
    cut, short = server.requests[0].json["input"]
    assert short == "短"
    assert long.startswith(cut)
    assert 90 <= count_tokens(cut) <= 100


def test_requests_go_side_by_side_and_keep_their_order(server: OpenAIServer) -> None:
    running = threading.Barrier(3)
    plain = vectors()

    def together(exchange: Exchange) -> None:
        running.wait(5)
        # The earlier a batch is, the later it is answered.
        exchange.pause(0.3 - 0.1 * TEXTS.index(exchange.json["input"][0]))
        plain(exchange)

    server.embeddings = together
    result = embedder(server, batch_size=1, concurrency=3).embed_passages(TEXTS[:3])
    np.testing.assert_allclose(result, expected(TEXTS[:3]), atol=1e-6)


def test_no_more_requests_at_a_time_than_allowed(server: OpenAIServer) -> None:
    lock, running, most = threading.Lock(), 0, 0
    plain = vectors(pause=0.03)

    def counted(exchange: Exchange) -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        plain(exchange)
        with lock:
            running -= 1

    server.embeddings = counted
    embedder(server, batch_size=1, concurrency=2).embed_passages(TEXTS)
    assert most == 2


def test_one_connection_serves_many_requests(server: OpenAIServer) -> None:
    made = embedder(server)
    ports = set()
    for text in TEXTS:
        made.embed_queries([text])
        ports.add(server.requests[-1].handler.client_address[1])
    assert len(ports) == 1


def test_queries_of_many_threads(server: OpenAIServer) -> None:
    made = embedder(server)
    results: dict[str, Vectors] = {}

    def run(text: str) -> None:
        results[text] = made.embed_queries([text])

    threads = [threading.Thread(target=run, args=(text,)) for text in TEXTS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    for text in TEXTS:
        np.testing.assert_allclose(results[text], expected([text]), atol=1e-6)


# --- tries and failures ---------------------------------------------------------------------------------


def test_what_is_refused_for_the_moment_is_asked_again(server: OpenAIServer) -> None:
    server.script(status(429, headers={"Retry-After": "0.3"}), status(503), hang_up())
    result = embedder(server).embed_passages(TEXTS)
    np.testing.assert_allclose(result, expected(TEXTS), atol=1e-6)
    gaps = [later.at - earlier.at for earlier, later in pairwise(server.requests)]
    assert 0.3 <= gaps[0] < 3
    assert len(gaps) == 3


def test_every_batch_has_its_tries(server: OpenAIServer) -> None:
    server.script(*[status(503)] * 4)
    result = embedder(server, batch_size=1, concurrency=4).embed_passages(TEXTS)
    np.testing.assert_allclose(result, expected(TEXTS), atol=1e-6)


def test_the_first_failure_ends_the_others(server: OpenAIServer) -> None:
    refuse, wait = status(401), hang()

    def behave(exchange: Exchange) -> None:
        if exchange.json["input"] == [TEXTS[1]]:
            server.wait_for_requests(3)
            refuse(exchange)
        else:
            wait(exchange)

    server.embeddings = behave
    made = embedder(server, batch_size=1, concurrency=3, timeout_seconds=60)
    begin = time.monotonic()
    failing(lambda: made.embed_passages(TEXTS), ServerUnauthorized)
    assert time.monotonic() - begin < 10
    assert len(server.requests) <= 4
    for request in server.requests:
        assert request.finished.wait(1.0)
    # And the embedder is as good as new.
    server.embeddings = vectors()
    assert made.embed_queries(["章"]).shape == (1, 8)


def test_a_failure_ends_the_waits_of_the_others(server: OpenAIServer) -> None:
    later, never = status(503, headers={"Retry-After": "30"}), status(403)

    def behave(exchange: Exchange) -> None:
        if exchange.json["input"] == [TEXTS[0]]:
            later(exchange)
        else:
            server.wait_for_requests(2)
            exchange.pause(0.1)
            never(exchange)

    server.embeddings = behave
    begin = time.monotonic()
    made = embedder(server, batch_size=1, concurrency=2)
    failing(lambda: made.embed_passages(TEXTS[:2]), ServerUnauthorized)
    assert time.monotonic() - begin < 10
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("behaviour", "kind"),
    [
        (status(400, f"no {KEY}"), ServerRefused),
        (status(401, f"no {KEY}"), ServerUnauthorized),
        (status(404), ServerModelUnknown),
        (status(429, headers={"Retry-After": "3600"}), ServerQuota),
        (status(500), ServerFailed),
        (hang(), ServerTimeout),
        (hang_up(), ServerAnswerBroken),
        (html(), ServerAnswerBroken),
        (raw(b"\xff"), ServerAnswerBroken),
        (raw(b"[" * 100_000), ServerAnswerBroken),
        (raw(b"[]"), ServerAnswerBroken),
        (raw(b"{}"), ServerAnswerBroken),
        (raw(b'{"data": 1}'), ServerAnswerBroken),
        (raw(b'{"data": [1]}'), ServerAnswerBroken),
        (raw(b'{"error": {"message": "out of memory", "code": 500}}'), ServerFailed),
    ],
)
def test_what_the_server_does_wrong(
    server: OpenAIServer, behaviour: Behaviour, kind: type[ServerError]
) -> None:
    server.embeddings = behaviour
    made = embedder(server, retries=0, timeout_seconds=0.3)
    error = failing(lambda: made.embed_passages(TEXTS), kind)
    assert server.url in str(error)
    failing(lambda: embedder(server, retries=0, timeout_seconds=0.3).dimension, kind)


@pytest.mark.parametrize(
    ("behaviour", "problem"),
    [
        (vectors(dimensions=[8, 8, 9]), "dimension is 9, not 8"),
        (vectors(replace={at: [] for at in range(10)}), "all zeros"),
        (vectors(missing=1), "1 of 10 are missing"),
        (vectors(missing=10), "10 of 10 are missing"),
        (vectors(index="same"), "index 0 of 10"),
        (vectors(replace={2: [math.nan] * 8}), "not a number"),
        (vectors(replace={2: [math.inf] + [0.0] * 7}), "not a number"),
        (vectors(replace={2: [None] * 8}), "not a number"),
        (vectors(replace={2: [0.0] * 8}), "all zeros"),
        (
            vectors(replace={2: base64.b64encode(np.full(8, np.nan, "<f4").tobytes()).decode()}),
            "not a number",
        ),
        (vectors(replace={2: base64.b64encode(b"12345").decode()}), "not a list of numbers"),
        (vectors(replace={2: "§"}), "not a list of numbers"),
        (vectors(replace={2: None}), "not a list of numbers"),
        (vectors(replace={2: 1.0}), "not a list of numbers"),
        (vectors(replace={2: ["a"] * 8}), "not a list of numbers"),
        (vectors(replace={2: [10**400] * 8}), "not a list of numbers"),
        (vectors(replace={2: [[0.5] * 8]}), "not a list of numbers"),
        (vectors(replace={2: [[0.5], [0.5, 0.5]]}), "not a list of numbers"),
        (vectors(replace={2: {"values": [0.5] * 8}}), "not a list of numbers"),
        (vectors(replace={2: []}), "dimension is 0, not 8"),
    ],
)
def test_vectors_that_are_not_taken(server: OpenAIServer, behaviour: Behaviour, problem: str) -> None:
    server.embeddings = behaviour
    error = failing(lambda: embedder(server).embed_passages(TEXTS), EmbeddingInvalid)
    assert problem in str(error)
    assert f"openai/{MODEL}" in str(error)


def test_another_dimension_than_the_one_seen_first(server: OpenAIServer) -> None:
    made = embedder(server)
    made.embed_passages(TEXTS)
    server.embeddings = vectors(dimension=9)
    assert "is 9, not 8" in str(failing(lambda: made.embed_queries(["章"]), EmbeddingInvalid))


def test_another_dimension_in_another_batch(server: OpenAIServer) -> None:
    server.script(vectors(dimension=9))
    failing(lambda: embedder(server, batch_size=2).embed_passages(TEXTS), EmbeddingInvalid)


def test_another_dimension_than_the_one_wanted(server: OpenAIServer) -> None:
    server.embeddings = vectors(dimensions=[8] * 10)
    failing(lambda: embedder(server, dimension=5).embed_passages(TEXTS), EmbeddingInvalid)


def test_another_dimension_than_the_one_known(server: OpenAIServer) -> None:
    made = embedder(server, model="text-embedding-3-small")
    assert "is 8, not 1536" in str(failing(lambda: made.embed_queries(["章"]), EmbeddingInvalid))


# --- arguments ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["batch_tokens", "batch_size", "text_tokens", "concurrency", "dimension"])
def test_arguments_that_are_not_allowed(server: OpenAIServer, name: str) -> None:
    with pytest.raises(ArgumentInvalid) as caught:
        embedder(server, **{name: 0})
    assert caught.value.details["name"] == name


def test_a_url_that_is_none() -> None:
    with pytest.raises(ArgumentInvalid):
        OpenAIEmbedder("127.0.0.1:8000")
