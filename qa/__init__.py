"""Zhangju 章句: questions and editor's notes over Chinese articles, each sentence backed by its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"
__all__ = ["Assistant", "Filters", "Settings", "__version__"]

if TYPE_CHECKING:
    from qa.assistant import Assistant
    from qa.models import Filters
    from qa.settings import Settings

_HOMES = {"Assistant": "qa.assistant", "Filters": "qa.models", "Settings": "qa.settings"}


def __getattr__(name: str) -> object:
    # The public names are imported when they are used, so that `qa --help` does not load Chroma.
    if name not in _HOMES:
        raise AttributeError(f"module 'qa' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_HOMES[name]), name)
