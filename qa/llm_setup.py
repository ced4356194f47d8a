"""From the settings to the chat model that they name."""

from __future__ import annotations

from qa.llm import ChatModel, OpenAIChat, first_model
from qa.llm_cache import CachedChat
from qa.settings import Settings


def make_chat(settings: Settings) -> ChatModel:
    """Return the chat model, which looks into ``llm_cache`` first where there is one.

    :raises ServerError: the model is not named, and its server cannot be asked for a name.
    """
    chat = make_server_chat(settings)
    if settings.llm_cache is None:
        return chat
    return CachedChat(chat, settings.llm_cache, chat.parameters)


def make_server_chat(settings: Settings) -> OpenAIChat:
    """Return the chat model with nothing between it and its server. Raises as :func:`make_chat` does."""
    assert settings.llm_base_url is not None, "only where the settings are generative"
    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else None
    return OpenAIChat(
        settings.llm_base_url,
        settings.llm_model or first_model(settings.llm_base_url, key),
        key,
        timeout_seconds=settings.llm_timeout,
        temperature=settings.llm_temperature,
        max_tokens=settings.llm_max_tokens,
    )
