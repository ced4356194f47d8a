"""Where the files that come with the package are: in a wheel under ``qa/_data``, in a checkout beside ``qa``."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def packaged(name: str) -> Path:
    """Return the folder ``prompts`` or ``corpus``.

    >>> (packaged("prompts") / "answer.md").is_file()
    True
    """
    inside = _HERE / "_data" / name
    return inside if inside.is_dir() else _HERE.parent / name
