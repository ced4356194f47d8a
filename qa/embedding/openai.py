"""Embeddings from any server that speaks OpenAI's ``/v1/embeddings``."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from qa.embedding.base import Vectors
from qa.errors import ArgumentInvalid, EmbeddingInvalid, ServerRefused
from qa.language import say
from qa.server_texts import sendable
from qa.servers import Connection, Server
from qa.text import count_tokens

if TYPE_CHECKING:
    import openai

DIMENSIONS = {
    "text-embedding-3-small": 1536,
    "text-embedding-3-large": 3072,
    "text-embedding-ada-002": 1536,
}
"""The dimensions that need not be asked for."""

TEXT_TOKENS = 8191
"""The longest text that OpenAI's models take."""


class OpenAIEmbedder:
    """Embeds with a model on an OpenAI-compatible server.

    Texts go out in batches, several at a time; the first that fails ends the others. Passages and queries are
    embedded alike. The ``id`` names the model and not the server, so that a library stays usable when its
    server moves; two servers that give one name to different models must not be used for one library.

    :param base_url: Where the server is, with ``/v1``.
    :param model: The model's name there.
    :param api_key: The key; ``None`` for a server that wants none.
    :param batch_tokens: The most tokens in a request. A single longer text has a request of its own.
    :param batch_size: The most texts in a request.
    :param text_tokens: What is over this at the end of a text is not embedded.
    :param concurrency: The most requests at a time.
    :param timeout_seconds: How long the server may stay silent.
    :param retries: How often a request is repeated that was refused for the moment (429, 5xx) or cut off.
    :param dimension: Asks for vectors of this length, of a model that can shorten its own. ``None`` takes
        them as they come.
    :raises ArgumentInvalid: an argument has a value that is not allowed.

    >>> embedder = OpenAIEmbedder("https://api.openai.com/v1", api_key="sk-1234")
    >>> embedder.id, embedder.dimension
    ('openai/text-embedding-3-small', 1536)
    >>> OpenAIEmbedder("http://127.0.0.1:8000/v1", "bge-m3", dimension=256).id
    'openai/bge-m3/256'
    """

    def __init__(
        self,
        base_url: str,
        model: str = "text-embedding-3-small",
        api_key: str | None = None,
        *,
        batch_tokens: int = 8000,
        batch_size: int = 256,
        text_tokens: int = TEXT_TOKENS,
        concurrency: int = 4,
        timeout_seconds: float = 60.0,
        retries: int = 3,
        dimension: int | None = None,
    ) -> None:
        self._server = Server(base_url, model, api_key, timeout_seconds=timeout_seconds, retries=retries)
        limits = {
            "batch_tokens": batch_tokens,
            "batch_size": batch_size,
            "text_tokens": text_tokens,
            "concurrency": concurrency,
            "dimension": 1 if dimension is None else dimension,
        }
        for name, value in limits.items():
            if value < 1:
                raise ArgumentInvalid(name=name, value=value, allowed=">= 1")
        self._batch_tokens = batch_tokens
        self._batch_size = batch_size
        self._text_tokens = text_tokens
        self._concurrency = concurrency
        known = DIMENSIONS.get(self._server.model)
        # To ask a model for the dimension it has anyway would change the id and nothing else.
        self._wanted = None if dimension == known else dimension
        self._dimension = dimension or known
        self._base64 = True
        self._connection: Connection | None = None
        self._lock = threading.Lock()

    @property
    def id(self) -> str:
        """``openai/``, the model's name, and the dimension if it is not the model's own."""
        return f"openai/{self._server.model}" + (f"/{self._wanted}" if self._wanted else "")

    @property
    def dimension(self) -> int:
        """The length of one vector. A model that is not known is asked, once.

        :raises ServerError: it cannot be asked.
        :raises EmbeddingInvalid: it answers with what is no vector.
        """
        if self._dimension is None:
            self._embed(["字"])
        assert self._dimension is not None
        return self._dimension

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one vector of unit length for each text, in their order.

        :raises ServerError: the server cannot be asked, or does not want to answer.
        :raises EmbeddingInvalid: a vector is missing, has the wrong dimension, is no vector or all zeros.
        """
        return self._embed(texts)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """The same as :meth:`embed_passages`."""
        return self._embed(texts)

    def _embed(self, texts: Sequence[str]) -> Vectors:
        batches = list(self._batches(texts))
        if not batches:
            return np.zeros((0, self.dimension), dtype=np.float32)
        if len(batches) == 1:
            return self._request(self._kept_connection(), batches[0])
        return np.concatenate(self._all(batches))

    def _batches(self, texts: Sequence[str]) -> Iterator[list[str]]:
        batch: list[str] = []
        tokens = 0
        for text in texts:
            # The protocol has no empty text.
            text = self._cut(sendable(text)) or " "
            length = count_tokens(text)
            if batch and (tokens + length > self._batch_tokens or len(batch) == self._batch_size):
                yield batch
                batch, tokens = [], 0
            batch.append(text)
            tokens += length
        if batch:
            yield batch

    def _cut(self, text: str) -> str:
        """Return the beginning of a text that is not too long for the model."""
        # A token is one byte of UTF-8 at least.
        if len(text) * 4 <= self._text_tokens or count_tokens(text) <= self._text_tokens:
            return text
        short, long = 0, len(text)
        while long - short > 1:
            middle = (short + long) // 2
            if count_tokens(text[:middle]) <= self._text_tokens:
                short = middle
            else:
                long = middle
        return text[:short]

    def _all(self, batches: Sequence[list[str]]) -> list[Vectors]:
        """Embed batches side by side, on a connection of their own that can be broken off when one fails."""
        connection = self._server.connect()
        pool = ThreadPoolExecutor(min(self._concurrency, len(batches)), thread_name_prefix="embed")
        try:
            futures = [pool.submit(self._request, connection, batch) for batch in batches]
            done, _ = wait(futures, return_when=FIRST_EXCEPTION)
            for future in futures:
                if future in done and (error := future.exception()) is not None:
                    raise error
            return [future.result() for future in futures]
        finally:
            # With nothing running this is only tidying up; after a failure it ends what still runs.
            connection.abort()
            pool.shutdown(cancel_futures=True)
            connection.close()

    def _kept_connection(self) -> Connection:
        with self._lock:
            if self._connection is None:
                self._connection = self._server.connect()
            return self._connection

    def _request(self, connection: Connection, texts: list[str]) -> Vectors:
        coding: Literal["base64", "float"] = "base64" if self._base64 else "float"
        try:
            body = connection.call(lambda client: self._ask(client, texts, coding))
        except ServerRefused as refusal:
            if coding == "float" or refusal.details["status"] not in (400, 422):
                raise
            # It may know numbers only. If it is something else that it refuses, it says so again.
            body = connection.call(lambda client: self._ask(client, texts, "float"))
            self._base64 = False
        return self._vectors(self._server.payload(body), len(texts))

    def _ask(self, client: openai.OpenAI, texts: list[str], coding: Literal["base64", "float"]) -> bytes:
        more = {"dimensions": self._wanted} if self._wanted else None
        return client.embeddings.with_raw_response.create(
            model=self._server.model, input=texts, encoding_format=coding, extra_body=more
        ).content

    def _vectors(self, payload: Mapping[str, object], count: int) -> Vectors:
        """Return the vectors of an answer by their ``index``, or as they stand where there is none."""
        data = payload.get("data")
        if not isinstance(data, list) or not all(isinstance(item, dict) for item in data):
            raise self._server.broken("it has no list of vectors", "没有向量列表", json.dumps(payload))
        rows: dict[int, npt.NDArray[np.float64]] = {}
        for place, item in enumerate(data):
            index = item.get("index", place)
            if not isinstance(index, int) or not 0 <= index < count or index in rows:
                raise self._invalid(f"the index {index!r} of {count}", f"序号 {index!r}（共 {count} 个）")
            rows[index] = self._numbers(item.get("embedding"))
        if len(rows) < count:
            raise self._invalid(
                f"{count - len(rows)} of {count} are missing", f"{count} 个中缺少 {count - len(rows)} 个"
            )
        expected = self._dimension or len(rows[0])
        for row in rows.values():
            if len(row) != expected:
                raise self._invalid(
                    f"its dimension is {len(row)}, not {expected}", f"维数是 {len(row)}，应为 {expected}"
                )
        vectors = np.stack([rows[index] for index in range(count)])
        if not np.isfinite(vectors).all():
            raise self._invalid("it holds what is not a number", "含有非数值")
        # Scaled before it is squared, so that no finite vector is too long or too short to be measured.
        largest = np.abs(vectors).max(axis=1, keepdims=True, initial=0)
        if not largest.all():
            raise self._invalid("it is all zeros", "全为零")
        vectors /= largest
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        with self._lock:
            self._dimension = self._dimension or expected
        return vectors.astype(np.float32)

    def _numbers(self, embedding: object) -> npt.NDArray[np.float64]:
        try:
            if isinstance(embedding, str):
                packed = np.frombuffer(base64.b64decode(embedding, validate=True), dtype="<f4")
                return packed.astype(np.float64)
            numbers = np.array(embedding, dtype=np.float64)
        except (ValueError, TypeError, OverflowError):
            numbers = np.array(0.0)
        if numbers.ndim != 1:
            raise self._invalid("it is not a list of numbers", "不是数值列表")
        return numbers

    def _invalid(self, en: str, zh: str) -> EmbeddingInvalid:
        return EmbeddingInvalid(name=self.id, problem=say(en, zh))
