"""Texts to vectors: the protocol, three embedders and a cache."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.embedding.base import Embedder
from qa.errors import EmbedderUnavailable
from qa.language import say

if TYPE_CHECKING:
    from qa.settings import Settings


def make_embedder(settings: Settings) -> Embedder:
    """Return the embedder that the settings name, loading only that one."""
    if settings.embedder == "e5":
        from qa.embedding.e5 import E5Embedder

        return E5Embedder()
    if settings.embedder == "use":
        from qa.embedding.use import UseEmbedder

        return UseEmbedder()
    from qa.embedding.openai import OpenAIEmbedder

    key = settings.embedding_api_key
    if key is None and settings.embedding_base_url is None:
        raise EmbedderUnavailable(
            name="openai",
            problem=say(
                "there is no key; set QA_EMBEDDING_API_KEY or OPENAI_API_KEY, or QA_EMBEDDING_BASE_URL",
                "没有密钥；请设置 QA_EMBEDDING_API_KEY 或 OPENAI_API_KEY，或设置 QA_EMBEDDING_BASE_URL",
            ),
        )
    return OpenAIEmbedder(
        settings.embedding_base_url or "https://api.openai.com/v1",
        settings.embedding_model or "text-embedding-3-small",
        key.get_secret_value() if key else None,
        dimension=settings.embedding_dimension,
    )
