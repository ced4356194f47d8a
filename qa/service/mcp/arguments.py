"""What the tools may be given: flat, since many clients understand no more of JSON Schema than that."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from qa.assistant import Assistant
from qa.models import Filters, Mode, Style
from qa.output import Json
from qa.service.naming import article_meant
from qa.service.shapes.asked_notes import LONGEST_NOTE, LONGEST_TEXT, UNNAMED

Reference = Annotated[str, Field(min_length=1, max_length=1000)]

OF_AN_ARTICLE = "An article: its id (such as 02f59939bc4d), or its title or a part of it (文章编号或标题)."
MODE = (
    "`extractive` quotes sentences of the articles; `generative` lets the chat model of this server write. Leave it "
    "out: the server then takes what it has."
)


class Arguments(BaseModel):
    """The arguments of one tool; unknown ones are refused, so that none is ignored by mistake.

    >>> ListArticles(author="", since=None, limit=5).model_fields_set
    {'limit'}
    """

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _given(cls, arguments: Any) -> Any:
        """Leave out what may be left out and is empty: many models fill in every field that there is."""
        if not isinstance(arguments, dict):
            return arguments
        optional = {name for name, field in cls.model_fields.items() if not field.is_required()}
        return {
            name: value
            for name, value in arguments.items()
            if not (name in optional and (value is None or value in ("", [])))
        }


class Which(Arguments):
    """Which articles are meant; by default all."""

    articles: list[Reference] | None = Field(
        default=None, max_length=100, description="Only in these articles: ids or titles (只在这些文章里)."
    )
    author: str | None = Field(default=None, max_length=200, description="Only by this author (作者).")
    category: str | None = Field(default=None, max_length=200, description="Only in this category (分类).")
    since: dt.date | None = Field(
        default=None, description="Only published on this day or later (YYYY-MM-DD)."
    )
    until: dt.date | None = Field(
        default=None, description="Only published on this day or before (YYYY-MM-DD)."
    )

    def filters(self, assistant: Assistant) -> Filters:
        """Return the filters, with the ids of the articles that are meant."""
        ids = tuple(
            dict.fromkeys(article_meant(assistant, reference).id for reference in self.articles or ())
        )
        return Filters(ids, self.author, self.category, self.since, self.until)


class Search(Which):
    """What `search` takes."""

    query: str = Field(description="What to look for: a question, or words that the text may have (查询).")
    limit: int = Field(default=8, ge=1, le=50, description="How many passages at most.")


class Ask(Which):
    """What `ask` takes."""

    question: str = Field(
        description="One self-contained question, best in Chinese (一个完整的问题). Nothing said before is known."
    )
    mode: Mode | None = Field(default=None, description=MODE)


class Note(Arguments):
    """What `note` takes."""

    article: Reference | None = Field(default=None, description=f"{OF_AN_ARTICLE} Either this, or `text`.")
    text: str | None = Field(
        default=None,
        max_length=LONGEST_TEXT,
        description="The whole text of an article that is not in the library (Markdown or plain). It is not stored.",
    )
    name: str = Field(
        default=UNNAMED, min_length=1, max_length=200, description="The title of `text`, if it has none."
    )
    form: Literal["note", "abstract", "outline", "takeaways", "one-line", "qa"] = Field(
        default="note",
        description=(
            "`note`: editor's note, one paragraph (编辑导语); `abstract` (摘要); `outline` by section (提纲); `takeaways` "
            "(要点); `one-line` (一句话); `qa`: questions and answers (问答)."
        ),
    )
    least: int | None = Field(
        default=None,
        ge=1,
        le=2000,
        description="The fewest characters; only with `most`, for note, abstract, one-line.",
    )
    most: int | None = Field(
        default=None, ge=1, le=2000, description="The most characters; only with `least`."
    )
    style: Style = Field(default="平实", description="平实 plain, 资讯 like news, 书面 formal.")
    audience: str | None = Field(
        default=None, max_length=200, description="Whom the article is recommended to (推荐给谁)."
    )
    candidates: int = Field(default=1, ge=1, le=9, description="How many texts to choose from.")
    mode: Mode | None = Field(default=None, description=MODE)


class Check(Arguments):
    """What `check` takes."""

    text: str = Field(
        max_length=LONGEST_NOTE * 4, description="The text to check, sentence by sentence (要核对的文字)."
    )
    articles: list[Reference] | None = Field(
        default=None,
        max_length=20,
        description="Against these articles only: ids or titles. By default against the whole library.",
    )


class ReadArticle(Arguments):
    """What `article` takes."""

    article: Reference = Field(description=OF_AN_ARTICLE)
    section: int | None = Field(
        default=None, ge=0, description="Only this section; they are numbered from 0 (章节序号，从 0 起)."
    )


class ListArticles(Which):
    """What `articles` takes."""

    contains: str | None = Field(
        default=None, max_length=200, description="Only those whose title has this in it (标题包含)."
    )
    limit: int = Field(default=50, ge=1, le=200, description="How many at most.")
    offset: int = Field(default=0, ge=0, description="How many to leave out at the beginning.")


def schema(model: type[Arguments]) -> Json:
    """Return the JSON Schema of arguments: what may be left out is not required, rather than null.

    >>> schema(ReadArticle)["properties"]["section"]
    {'description': 'Only this section; they are numbered from 0 (章节序号，从 0 起).', 'minimum': 0, 'type': 'integer'}
    """
    made = model.model_json_schema()
    properties = {name: _plain(found) for name, found in made["properties"].items()}
    return {
        "type": "object",
        "properties": properties,
        "required": made.get("required", []),
        "additionalProperties": False,
    }


def _plain(found: Json) -> Json:
    plain: Json = {name: value for name, value in found.items() if name not in ("title", "anyOf")}
    for choice in found.get("anyOf", ()):
        if choice.get("type") != "null":
            plain.update(choice)
    if plain.get("default", ...) is None:
        del plain["default"]
    return dict(sorted(plain.items()))


def problems(error: ValidationError) -> str:
    """Say what is wrong with arguments, without repeating them.

    >>> try:
    ...     ReadArticle.model_validate({"section": -1})
    ... except ValidationError as error:
    ...     print(problems(error))
    article: Field required; section: Input should be greater than or equal to 0
    """
    found: list[Any] = error.errors(include_url=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in found)
