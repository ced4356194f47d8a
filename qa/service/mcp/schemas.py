"""Results as JSON Schema describes them, from the shapes of the HTTP API: both send the same."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from qa.output import Json
from qa.service.shapes import answered, answered_articles, answered_notes


class ArticleRead(answered_articles.Article):
    """An article, or what there was room for."""

    omitted: list[int] = Field(
        description="The sections whose text is left out here, since it was too much at once."
    )


def schema(shape: type[BaseModel]) -> Json:
    """Return the schema of a shape. At its root is an object, as the protocol wants, also where the shape holds itself.

    >>> made = schema(answered_notes.Summary)
    >>> made["type"], made["properties"]["candidates"]["items"]
    ('object', {'$ref': '#/$defs/Summary'})
    """
    made = shape.model_json_schema()
    if "$ref" in made:
        made = {**made["$defs"][shape.__name__], "$defs": made["$defs"]}
    found: Json = _without_titles(made)
    return found


def _without_titles(value: Any, *, are_names: bool = False) -> Any:
    """Leave out the titles that repeat the names of fields; among the names of fields, ``title`` is one."""
    if isinstance(value, list):
        return [_without_titles(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _without_titles(item, are_names=name in ("properties", "$defs"))
        for name, item in value.items()
        if are_names or name != "title"
    }


PASSAGES = schema(answered.Passages)
ANSWER = schema(answered.Answer)
SUMMARY = schema(answered_notes.Summary)
CHECK = schema(answered.CheckReport)
ARTICLE = schema(ArticleRead)
ARTICLES = schema(answered_articles.Articles)
