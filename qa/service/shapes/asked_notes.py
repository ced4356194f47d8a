"""What may stand in a request about notes and summaries: of which article, in which form."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from qa.assistant import Assistant
from qa.errors import ArgumentInvalid
from qa.language import say
from qa.models import Article, Form, Mode, Style
from qa.service.naming import article_meant
from qa.service.shapes.asked import Asked, FiltersAsked, Reference, like
from qa.summarizing.digests.digest import MOST_ARTICLES
from qa.summarizing.form.brief import Brief
from qa.summarizing.summary import MOST_CANDIDATES

LONGEST_TEXT = 100_000
"""The most characters of an article that is sent along; a longer one can be put into the library."""

LONGEST_NOTE = 5_000
"""The most characters of a note that is checked: more is an article."""

UNNAMED = "无题"
"""The title of a text that has none, and is given no name."""

Length = Annotated[
    tuple[int, int],
    Field(description="The least and the most characters, as an editor counts.", examples=[[60, 120]]),
]
Audience = Annotated[str, Field(max_length=200, description="To whom the article is recommended.")]


class OneArticle(Asked):
    """One article: of the library, or sent along and not kept."""

    article: Reference | None = None
    text: str | None = Field(
        default=None, max_length=LONGEST_TEXT, description="An article of its own: Markdown, HTML or plain."
    )
    name: str = Field(
        default=UNNAMED, min_length=1, max_length=200, description="The title of a text without one."
    )

    def read(self, assistant: Assistant) -> Article:
        """Return the article.

        :raises ArgumentInvalid: none is named, or two are.
        :raises ArticleUnknown: none is called so; :class:`qa.errors.ArticleAmbiguous`, several are.
        :raises ReadingError: the text is none.
        """
        from qa.reading import read_text

        if (self.article is None) == (self.text is None):
            raise ArgumentInvalid(
                name="article",
                value=self.article,
                allowed=say(
                    "one of the two: `article`, of the library, or `text`, to be read and not kept",
                    "二者之一：文库里的 `article`，或随请求发来、不保存的 `text`",
                ),
            )
        if self.text is not None:
            return read_text(self.text, name=self.name).article
        assert self.article is not None
        return assistant.article(article_meant(assistant, self.article).id)


class Note(OneArticle):
    """An editor's note to write."""

    model_config = like(article="备付金", length=[60, 120])

    length: Length | None = None
    style: Style = "平实"
    audience: Audience | None = None
    candidates: int = Field(default=1, ge=1, le=MOST_CANDIDATES)
    mode: Mode | None = Field(default=None, description="By default generative where there is a model.")

    def brief(self, form: Form = "note") -> dict[str, Any]:
        """Return what :meth:`qa.Assistant.summarize` is asked for.

        :raises ArgumentInvalid: the form has no such length.
        """
        Brief(form, self.length, self.style, self.audience)
        return {
            "form": form,
            "length": self.length,
            "style": self.style,
            "audience": self.audience,
            "candidates": self.candidates,
            "mode": self.mode,
        }


class SummaryAsked(Note):
    """A summary to write; a digest is one of several articles."""

    model_config = like(article="备付金", form="abstract")

    form: Form = "abstract"
    articles: list[Reference] = Field(
        default=[],
        max_length=MOST_ARTICLES,
        description="Those of a digest; by default all that fit `filters`.",
    )
    filters: FiltersAsked = FiltersAsked()

    def require_form(self) -> None:
        """Raise :class:`ArgumentInvalid` where something is asked for that the form does not have."""
        given = self.model_fields_set
        if self.form == "digest":
            foreign = given & {"article", "text", "name", "length", "audience", "candidates"}
            allowed = say("not in a digest, which takes `articles`", "汇编不用这一项；汇编用 `articles`")
        else:
            foreign = given & {"articles", "filters"}
            allowed = say("only in a digest; name one `article`", "只用于汇编；请给出一个 `article`")
        for name in sorted(foreign):
            raise ArgumentInvalid(name=name, value=getattr(self, name), allowed=allowed)


class NoteEdited(OneArticle):
    """A note as it stands on the editor's desk, of an article."""

    model_config = like(note="渡船每天有六班。", text="渡船每天开六班。", name="渡口")

    note: str = Field(max_length=LONGEST_NOTE, examples=["渡船每天有六班。"])
    length: Length | None = None
    audience: Audience | None = None
    mode: Mode = Field(
        default="extractive",
        description="What wrote it at first: a model's note may not have long runs of the article's words.",
    )
