"""The packages of the extra ``eval``, imported when they are first needed."""

from __future__ import annotations

import importlib
from typing import Any

from qa.errors import ExtraMissing


def required(module: str, package: str | None = None) -> Any:
    """Import a module of the extra.

    :param package: What it is installed as, where that is not the module's first name.
    :raises ExtraMissing: It is not installed, or something that it needs is not.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise ExtraMissing(package=package or module.partition(".")[0].replace("_", "-")) from error
