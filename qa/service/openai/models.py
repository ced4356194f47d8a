"""The names by which the library goes as a model."""

from __future__ import annotations

import time

from qa.errors import ModelUnknown
from qa.models import Mode
from qa.output import Json
from qa.settings import Settings

DEFAULT = "zhangju"
"""Answers as the service is configured: the chat model where there is one, the articles where it fails."""

_MODES: dict[str, Mode | None] = {
    DEFAULT: None,
    "zhangju-extractive": "extractive",
    "zhangju-generative": "generative",
}
_CREATED = int(time.time())


def names(settings: Settings) -> list[str]:
    """Return the models that there are here, the default first.

    >>> names(Settings(llm_base_url=None))
    ['zhangju', 'zhangju-extractive']
    """
    return [name for name, mode in _MODES.items() if mode != "generative" or settings.generative]


def mode_of(name: str, settings: Settings) -> Mode | None:
    """Return how a model answers.

    :raises ModelUnknown: it is not here.
    """
    if name not in names(settings):
        raise ModelUnknown(model=name[:100], known=", ".join(names(settings)))
    return _MODES[name]


def shown(name: str) -> Json:
    """Return a model as OpenAI's API describes one; ``created`` is when this service started."""
    return {"id": name, "object": "model", "created": _CREATED, "owned_by": "zhangju"}
