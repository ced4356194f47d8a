"""The JSON of results as it leaves this machine: no path of its disk, only the names of files.

An article remembers where it was read from, and a citation names that where no publication is known. Whoever runs
the command wants the path; whoever asks over a network may not learn what folders there are.
"""

from __future__ import annotations

from typing import Any

from qa import output
from qa.models import IngestItem, IngestReport
from qa.output import Json
from qa.service.problems import telling
from qa.service.problems.telling import file_name


def to_json(model: object) -> Json:
    """Return what :func:`qa.output.to_json` returns, without paths.

    >>> from qa.models import Citation
    >>> to_json(Citation("a1", "桥与车", (), None, 0, 0, 2, "桥是", source="/home/lin/articles/桥与车.md"))["source"]
    '桥与车.md'
    """
    if isinstance(model, IngestReport):
        return {**output.to_json(model), "items": [to_json(item) for item in model.items]}
    shown: Json = without_paths(output.to_json(model))
    if isinstance(model, IngestItem):
        shown["error"] = telling.to_json(model.error) if model.error else None
        shown["warnings"] = [telling.to_json(warning) for warning in model.warnings]
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
    # What became of a file has an outcome; another ``path`` is a chain of headings.
    if isinstance(value, str) and (name in ("origin", "source") or (name == "path" and "outcome" in around)):
        return file_name(value)
    return without_paths(value)
