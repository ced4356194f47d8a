"""From the settings to the chat model that they name."""

from __future__ import annotations

from qa.circuit import GuardedChat
from qa.errors import ArgumentInvalid
from qa.language import say
from qa.llm import ChatModel, OpenAIChat, first_model
from qa.llm_cache import CachedChat
from qa.settings import Settings


def make_chat(settings: Settings) -> ChatModel:
    """Return the chat model, behind a circuit, and behind ``llm_cache`` where there is one.

    Nothing is asked of the server yet, so that every failure of it is counted by the circuit.
    """
    return kept(GuardedChat(lambda: make_server_chat(settings)), settings)


def kept(chat: ChatModel, settings: Settings) -> ChatModel:
    """Return a chat model behind ``llm_cache`` where there is one."""
    if settings.llm_cache is None:
        return chat
    parameters: dict[str, object] = {
        "base_url": settings.llm_base_url,
        "temperature": settings.llm_temperature,
        "max_tokens": settings.llm_max_tokens,
    }
    return CachedChat(chat, settings.llm_cache, parameters)


def require_model(settings: Settings) -> None:
    """Raise :class:`ArgumentInvalid` where generative mode is asked for and no model is configured."""
    if not settings.generative:
        raise ArgumentInvalid(
            name="mode",
            value="generative",
            allowed=say(
                "extractive, or set OPENAI_API_KEY or QA_LLM_BASE_URL",
                "extractive；要用 generative，请设置 OPENAI_API_KEY 或 QA_LLM_BASE_URL",
            ),
        )


def make_server_chat(settings: Settings) -> OpenAIChat:
    """Return the chat model with nothing between it and its server.

    :raises ServerError: the model is not named, and its server cannot be asked for a name.
    """
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
