"""What may stand in a request: one model a shape, with an example of each."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from qa.assistant import Assistant
from qa.models import Filters, Mode

Reference = Annotated[
    str, Field(max_length=1000, description="An article's id, the beginning of it, or its title.")
]


class Asked(BaseModel):
    """The body of a request; unknown fields are refused, so that none is ignored by mistake."""

    model_config = ConfigDict(extra="forbid")


class FiltersAsked(Asked):
    """Which articles are meant; by default all."""

    articles: list[Reference] = Field(default=[], max_length=1000)
    author: str | None = Field(default=None, max_length=200)
    category: str | None = Field(default=None, max_length=200)
    since: dt.date | None = None
    until: dt.date | None = None

    def filters(self, assistant: Assistant) -> Filters:
        """Return the filters, with the ids of the articles that are meant."""
        ids = tuple(dict.fromkeys(assistant.resolve(reference).id for reference in self.articles))
        return Filters(ids, self.author, self.category, self.since, self.until)


class Question(Asked):
    """A question to answer."""

    question: str = Field(examples=["什么叫备付金？"])
    filters: FiltersAsked = FiltersAsked()
    mode: Mode | None = Field(default=None, description="By default generative where there is a model.")


class Search(Asked):
    """A query to find passages for."""

    query: str = Field(examples=["备付金的利息归谁"])
    limit: int = Field(default=10, ge=1, le=100)
    filters: FiltersAsked = FiltersAsked()
    rerank: bool | None = None
