"""Errors of embedding."""

from __future__ import annotations

from qa.errors.base import QaError


class EmbeddingError(QaError):
    """Texts could not be embedded."""


class EmbedderUnavailable(EmbeddingError):
    """The embedder is not installed, or does not run on this machine."""

    en = "The embedder {name!r} cannot be used here: {problem}. Choose another, for example: QA_EMBEDDER=use"
    zh = "嵌入模型 {name!r} 在这里不可用：{problem}。请换一个，例如：QA_EMBEDDER=use"


class EmbeddingInvalid(EmbeddingError):
    """A vector has the wrong dimension, or is not a number, or is missing."""

    en = "The embedder {name!r} gave an unusable vector: {problem}. Check QA_EMBEDDING_MODEL and its server."
    zh = "嵌入模型 {name!r} 给出的向量不可用：{problem}。请检查 QA_EMBEDDING_MODEL 及其服务器。"
