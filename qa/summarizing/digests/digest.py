"""Several articles in one digest: what each of them says, by theme, and where their authors differ."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from qa import text as zh
from qa.errors import ArgumentInvalid
from qa.language import say
from qa.models import Sentence, Summary, SummaryPart, Usage
from qa.summarizing.article.source import Source
from qa.summarizing.digests.differences import Difference, differences
from qa.summarizing.digests.themes import Theme, key_phrases, themes
from qa.summarizing.digests.told import Told, framed, named, opening, tell
from qa.summarizing.form.brief import Brief
from qa.summarizing.form.counting import is_chinese
from qa.summarizing.form.layout import sentences_of, text_of
from qa.summarizing.judging.checks import form_checks
from qa.summarizing.judging.sentence import judge

if TYPE_CHECKING:
    from qa.summarizing.digests.theme_writing import ByModel
    from qa.summarizing.with_model.writing import Writer

T = TypeVar("T")

MOST_ARTICLES = 100
"""How many articles a digest takes: nobody reads one of more."""

_BRIEF = Brief("digest")
_OTHERS = {True: "其他", False: "Other articles"}
_DIFFERENCES = {True: "不同的说法", False: "Where they differ"}


def digest(
    sources: Sequence[Source],
    writer: Writer | None = None,
    brief: Brief = _BRIEF,
    *,
    may_fall_back: bool = True,
) -> Summary:
    """Write a digest, by default without a model: a part for each theme, and one for where authors differ.

    An article that is given twice is taken once. An article of which nothing could be said is named in ``missing``, by
    its title; ``covered`` are the titles of the others. A model writes what is said of each article; where they
    differ, they are quoted.

    :param may_fall_back: Whether the rules may write all of it where the server fails.
    :raises ArgumentInvalid: there are more than :data:`MOST_ARTICLES`.
    :raises ServerError: the server failed, and nothing may stand in for it.

    >>> from qa.reading import read_text
    >>> texts = {"快": "# 快\\n\\n渡船要快。渡船每天开六班。渡船准点。", "稳": "# 稳\\n\\n渡船每天开八班。渡船停在渡口。渡船不过夜。"}
    >>> made = digest([Source(read_text(text, name=name).article) for name, text in texts.items()])
    >>> [part.heading for part in made.parts], made.covered
    (['渡船', '不同的说法'], (('快',), ('稳',)))
    """
    began = time.perf_counter()
    sources = distinct(sources)
    about = [key_phrases(source) for source in sources]
    differing = differences(sources, [frozenset(each) for each in about])
    quoted = [
        [side for each in differing for side in each.sides if side.source == at] for at in range(len(sources))
    ]
    told = [
        tell(source, sides, among=len(sources), at_length=writer is not None)
        for source, sides in zip(sources, quoted, strict=True)
    ]
    grouped = [
        Theme(_as_written(theme, sources), tuple(sorted(theme.members, key=lambda at: _dated(sources[at]))))
        for theme in sorted(themes(about), key=lambda theme: _order(theme, sources))
    ]
    by_model: ByModel | None = None
    if writer is not None:
        from qa.summarizing.digests.theme_writing import write_themes

        by_model = write_themes(writer, brief, grouped, told, may_fall_back=may_fall_back)
    written = by_model.sentences if by_model else {}
    chinese = any(is_chinese(source.text) for source in sources)
    parts = []
    for theme in grouped:
        sentences = [
            sentence
            for at in theme.members
            for sentence in framed(sources[at], [written[at]] if at in written else told[at].short)
        ]
        if sentences:
            # Where nothing is shared at all, there are no others.
            heading = theme.name or (_OTHERS[chinese] if len(grouped) > 1 else None)
            parts.append(SummaryPart(heading, tuple(sentences)))
    against = [sentence for each in differing for sentence in _sides(each, sources, grouped) or ()]
    parts += [SummaryPart(_DIFFERENCES[chinese], tuple(against))] if against else []
    return _summary(sources, tuple(parts), told, by_model, brief, began)


def distinct(sources: Sequence[Source]) -> list[Source]:
    """Return each article once: it may be named by its title, and by its file."""
    found: dict[tuple[str, str], Source] = {}
    for source in sources:
        found.setdefault((source.title, source.text), source)
    return within_bounds(list(found.values()))


def within_bounds(found: list[T]) -> list[T]:
    """Return what is given.

    :raises ArgumentInvalid: it is more than a digest takes.
    """
    if len(found) > MOST_ARTICLES:
        raise ArgumentInvalid(
            name="articles",
            value=len(found),
            allowed=say(
                f"at most {MOST_ARTICLES}; choose with since, until, category or author",
                f"最多 {MOST_ARTICLES} 篇；可以用 since、until、category、author 挑选",
            ),
        )
    return found


def _summary(
    sources: Sequence[Source],
    parts: tuple[SummaryPart, ...],
    told: Sequence[Told],
    by_model: ByModel | None,
    brief: Brief,
    began: float,
) -> Summary:
    written = by_model.sentences if by_model else {}
    is_all = bool(written) and all(at in written for at, each in enumerate(told) if each.short)
    return Summary(
        article="",
        form="digest",
        text=text_of("digest", parts),
        sentences=sentences_of(parts),
        # What the rules put in is in the articles' own words.
        checks=form_checks(parts, sources, brief, generative=is_all),
        mode="generative" if written else "extractive",
        model=by_model.model if by_model else None,
        usage=by_model.usage if by_model else Usage(),
        articles=tuple(source.article.id for source in sources if source.article.id),
        parts=parts,
        prompt=by_model.prompt if by_model else None,
        seconds=round(time.perf_counter() - began, 3),
        covered=tuple((each.source.title,) for each in told if each.short),
        missing=tuple((each.source.title,) for each in told if not each.short),
        dropped=by_model.dropped if by_model else (),
        rounds=by_model.rounds if by_model else 0,
        fallback=by_model.fallback if by_model else None,
    )


def _order(theme: Theme, sources: Sequence[Source]) -> tuple[bool, int, tuple[int, str]]:
    """The themes of most articles come first, the newer one of two; what has no theme comes last."""
    newest = max(_dated(sources[at]) for at in theme.members)
    return theme.name is None, -len(theme.members), (-newest[0], newest[1])


def _as_written(theme: Theme, sources: Sequence[Source]) -> str | None:
    text = sources[theme.members[0]].text
    at = zh.fold(text).find(theme.name or "\0")
    return text[at : at + len(theme.name)] if theme.name and at >= 0 else theme.name


def _dated(source: Source) -> tuple[int, str]:
    """What articles are ordered by: their day, those without one first, then the title."""
    date = source.article.date
    return (date.toordinal() if date else 0, source.title)


# --- where authors differ -------------------------------------------------------------------------------


def _sides(
    difference: Difference, sources: Sequence[Source], grouped: Sequence[Theme]
) -> list[Sentence] | None:
    """Return the two sides as sentences; None where one of them does not pass the check."""
    verb = "写道" if difference.values else "认为"
    found: list[Sentence] = []
    for side in difference.sides:
        before, verbs = ("", f"则{verb}") if found else (_topic(difference, grouped), verb)
        source = sources[side.source]
        quote = source.sections[side.section].text[side.start : side.end]
        marks = "「」" if "“" in quote or "”" in quote else "“”"
        quoted = f"{marks[0]}{quote}{marks[1]}"
        texts = [f"{opening(source)}{quoted}"]
        if is_chinese(source.text):
            texts.insert(0, f"{before}{named(source)}{verbs}：{quoted}")
        text = next((text for text in texts if judge(text, source).supported), None)
        if text is None:
            return None
        found.append(Sentence(text, (source.cite(side.section, side.start, side.end),)))
    return found


def _topic(difference: Difference, grouped: Sequence[Theme]) -> str:
    ats = {side.source for side in difference.sides}
    theme = next((theme for theme in grouped if theme.name and ats <= set(theme.members)), None)
    return f"关于{theme.name}，" if theme else ""
