"""From a command to an open :class:`qa.Assistant`."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from qa import language
from qa.cli.failures import show_warning

if TYPE_CHECKING:
    from qa.assistant import Assistant
    from qa.settings import Settings


def configured(**flags: object) -> Settings:
    """Return the settings, of which flags go first; from here on, messages are in the language that they name."""
    from qa.settings import Settings

    settings = Settings(**flags)
    language.use(settings.lang)
    return settings


@contextmanager
def opened(settings: Settings | None = None) -> Iterator[Assistant]:
    """Open the library, and close it however the command ends."""
    settings = settings or configured()  # before the import below: a wrong setting should not cost a second
    from qa.assistant import Assistant

    gc.freeze()
    gc.enable()
    with Assistant(settings, on_warning=show_warning) as assistant:
        yield assistant
