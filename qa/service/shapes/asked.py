"""What may stand in a request: one model a shape, with an example of each."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, field_validator
from pydantic_core import PydanticCustomError

from qa.assistant import Assistant
from qa.language import say
from qa.models import INTRODUCTION, Article, Filters, Mode, PastTurn, Section
from qa.service.naming import article_meant
from qa.service.problems.validating import half_characters

MOST_TURNS = 100
"""How many turns of a conversation may be sent along; older ones would be forgotten anyway."""

MOST_SOURCES = 100
"""How many articles or texts a text may be checked against at a time."""


def _as_json_has_it(kind: type, name: str) -> BeforeValidator:
    """Return what refuses a value that pydantic would make into the one that is wanted, as it does ``"5"`` into 5."""

    def refuse(value: object) -> object:
        if value is not None and type(value) is not kind and not (kind is int and type(value) is float):
            raise PydanticCustomError(name, "not what JSON calls it")
        return value

    return BeforeValidator(refuse)


def _written_as_a_day(value: object) -> object:
    if value is not None and not (isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)):
        raise PydanticCustomError("date_parsing", "not a day")  # pydantic takes seconds since 1970, too
    return value


Whole = Annotated[int, _as_json_has_it(int, "int_type")]
Flag = Annotated[bool, _as_json_has_it(bool, "bool_type")]
Day = Annotated[dt.date, BeforeValidator(_written_as_a_day)]

Reference = Annotated[
    str,
    Field(
        min_length=1,
        max_length=1000,
        description="An article's id, the beginning of it, its title, or a part of its title.",
    ),
]
OptionalMode = Annotated[
    Mode | None,
    Field(
        description="`extractive`: sentences of the articles as they are. `generative`: written by the model, whose "
        "failure is then an error. Without it: the model where there is one, the articles where it fails."
    ),
]


def like(**fields: object) -> ConfigDict:
    """Return the configuration of a body of which this is an example."""
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [cast("JsonValue", fields)]})


class Asked(BaseModel):
    """The body of a request; unknown fields are refused, so that none is ignored by mistake."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def has_whole_characters(cls, value: object) -> object:
        """Refuse half characters (lone surrogates), which JSON can hold and no text can."""
        for _ in half_characters(value):
            raise PydanticCustomError("string_unicode", "half a character")
        return value


class FiltersAsked(Asked):
    """Which articles are meant; by default all. What is given must hold together."""

    articles: list[Reference] = Field(default=[], max_length=1000)
    author: str | None = Field(default=None, max_length=200)
    category: str | None = Field(default=None, max_length=200)
    since: Day | None = Field(default=None, description="The first day, `2021-12-03`.")
    until: Day | None = Field(default=None, description="The last day.")

    def filters(self, assistant: Assistant) -> Filters:
        """Return the filters, with the ids of the articles that are meant."""
        ids = (article_meant(assistant, reference).id for reference in self.articles)
        return Filters(tuple(dict.fromkeys(ids)), self.author, self.category, self.since, self.until)


class TurnAsked(Asked):
    """A question that was asked before, and what was answered: `question` and `text` of that answer."""

    question: str = Field(max_length=10_000)
    text: str = Field(default="", max_length=200_000)
    titles: list[str] = Field(
        default=[], max_length=1000, description="The titles of the articles that it cited."
    )
    understood_as: str | None = Field(
        default=None, max_length=10_000, description="That of the answer, where it has one."
    )

    def turn(self) -> PastTurn:
        """Return the turn."""
        return PastTurn(self.question, self.text, tuple(self.titles), self.understood_as)


class Question(Asked):
    """A question to answer."""

    model_config = like(question="什么叫备付金？")

    question: str = Field(description="At most 2,000 characters.")
    filters: FiltersAsked = FiltersAsked()
    mode: OptionalMode = None
    history: list[TurnAsked] = Field(
        default=[],
        max_length=MOST_TURNS,
        description="What was said before, the oldest first. It tells what the question refers to, and is never a source.",
    )


class Search(Asked):
    """A query to find passages for."""

    model_config = like(query="备付金的利息归谁", limit=3)

    query: str = Field(description="At most 2,000 characters.")
    limit: Whole = Field(default=10, ge=1, le=100)
    filters: FiltersAsked = FiltersAsked()
    rerank: Flag | None = Field(
        default=None,
        description="Whether what was found is put in order once more; by default as configured.",
    )


class TextToCheck(Asked):
    """A text to check, sentence by sentence: against the whole library, or against what is named here."""

    model_config = like(
        text="年费是1.2万元。渡船每天开九班。", sources=["商户的年费是1.2万元。渡船每天开六班。"]
    )

    text: str = Field(description="Markdown, HTML or plain text of at most 200,000 characters.")
    articles: list[Reference] = Field(
        default=[], max_length=MOST_SOURCES, description="Articles of the library."
    )
    sources: list[Annotated[str, Field(min_length=1)]] = Field(
        default=[], max_length=MOST_SOURCES, description="Texts, sent along and not kept."
    )

    def read(self, assistant: Assistant) -> list[Article] | None:
        """Return what the text is to be held against; None for the whole library."""
        ids = dict.fromkeys(article_meant(assistant, reference).id for reference in self.articles)
        found = [assistant.article(article) for article in ids]
        for number, source in enumerate(self.sources, 1):
            section = Section(0, INTRODUCTION, 0, (), None, source)
            found.append(Article(say(f"source {number}", f"来源{number}"), (section,)))
        return found or None
