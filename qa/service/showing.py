"""The JSON of results as it leaves this machine: no path of its disk, only the names of files.

An article remembers where it was read from, and a citation names that where no publication is known. Whoever runs
the command wants the path; whoever asks over a network may not learn what folders there are.
"""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from qa import output
from qa.output import Json


def to_json(model: object) -> Json:
    """Return what :func:`qa.output.to_json` returns, without paths.

    >>> from qa.models import Citation
    >>> to_json(Citation("a1", "桥与车", (), None, 0, 0, 2, "桥是", source="/home/lin/articles/桥与车.md"))["source"]
    '桥与车.md'
    """
    shown: Json = without_paths(output.to_json(model))
    return shown


def without_paths(value: Any) -> Any:
    """Return JSON in which every path of the disk is only the file's name.

    >>> without_paths({"articles": [{"origin": "/srv/a.md", "source": "https://example.com/a/b"}]})
    {'articles': [{'origin': 'a.md', 'source': 'https://example.com/a/b'}]}
    """
    if isinstance(value, list):
        return [without_paths(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: _shown(name, item, value) for name, item in value.items()}


def _shown(name: str, value: Any, around: Json) -> Any:
    # What an ingest or the writing of a note is about has an outcome; another ``path`` is a chain of headings.
    if isinstance(value, str) and (name in ("origin", "source") or ("outcome" in around and name in _FILES)):
        return file_name(value)
    return without_paths(value)


_FILES = ("path", "backup")


def file_name(place: str) -> str:
    """Return the file's name where this is an absolute path, of any system; anything else as it is.

    >>> file_name("/srv/articles/a.md"), file_name("C:\\\\articles\\\\a.md"), file_name("支付周刊 2021/3")
    ('a.md', 'a.md', '支付周刊 2021/3')
    """
    for kind in (PurePosixPath, PureWindowsPath):
        path = kind(place)
        if path.is_absolute():
            return path.name
    return place
