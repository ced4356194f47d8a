"""Results as a model reads them: plain text, each sentence with numbers, and the places that these stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from qa.language import say
from qa.models import (
    Answer,
    Article,
    ArticleRecord,
    CheckedSentence,
    CheckReport,
    Citation,
    Passage,
    Sentence,
    Summary,
)
from qa.publishing import pages
from qa.publishing.pages import plain
from qa.publishing.places import Numbers, one_line, path
from qa.service.mcp.addresses import address
from qa.text import clean


def answer(found: Answer) -> str:
    """Return an answer with its sources, or why there is none and what comes nearest."""
    if found.status == "refused":
        return _lines(_refusal(found))
    numbers = Numbers()
    lines = ["".join(_marked(sentence, numbers) for sentence in found.sentences)]
    if found.status == "partial":
        lines += ["", say("Only a part is answered: ", "只回答了一部分：") + one_line(found.reason or "")]
    for conflict in found.conflicts:
        sides = " / ".join(_marked(sentence, numbers) for sentence in conflict.sentences)
        lines += ["", say("The articles disagree: ", "文章的说法不一致：") + sides]
    if found.fallback:
        lines += ["", _fallback(found.fallback)]
    return _lines([*lines, *_sources(numbers)])


def _refusal(found: Answer) -> Iterator[str]:
    reason = one_line(found.reason or say("nothing in the library answers it", "文库里没有答案"))
    yield say("The library does not answer this: ", "文库回答不了这个问题：") + reason
    if found.looked_for:
        yield say("Looked for: ", "查找的内容：") + one_line(found.looked_for)
    if found.nearest:
        yield ""
        yield say(
            "The nearest passages, which do not answer it (do not answer from them):",
            "最接近的段落，它们没有回答这个问题（请勿据此作答）：",
        )
        yield from _passages(found.nearest)


def passages(found: Sequence[Passage]) -> str:
    """Return the passages of a search, numbered."""
    if not found:
        return say("Nothing was found.", "没有找到相关段落。")
    return _lines(_passages(found))


def _passages(found: Iterable[Passage]) -> Iterator[str]:
    for number, passage in enumerate(found, 1):
        where = path(passage.title, passage.path, None)
        yield f"[{number}] {where} — {address(passage.article, passage.section)}"
        yield clean(passage.text)
        yield ""


def summary(found: Summary) -> str:
    """Return a summary, its candidates, the places behind each sentence, and what is wrong with its form."""
    lines = [pages.as_text([found], cite=True).rstrip()]
    wrong = [f"{check.name}: {one_line(check.detail)}" for check in found.checks if not check.ok]
    if wrong:
        lines += ["", say("Not as asked for: ", "不合要求之处：") + say("; ", "；").join(wrong)]
    if found.fallback:
        lines += ["", _fallback(found.fallback)]
    return _lines(lines)


def check(found: CheckReport) -> str:
    """Return each sentence of a checked text: what bears it out, or why nothing does."""
    numbers = Numbers()
    lines = [
        say(
            f"{found.supported} supported, {found.unsupported} not.",
            f"{found.supported} 句有依据，{found.unsupported} 句没有。",
        ),
        "",
    ]
    for sentence in found.sentences:
        lines.append(f"{'✓' if sentence.supported else '✗'} {_marked(sentence, numbers)}")
        if sentence.why:
            lines.append(f"    {one_line(sentence.why)}")
    lines += [f"· {one_line(each.text)} ({one_line(each.why)})" for each in found.skipped]
    return _lines([*lines, *_sources(numbers)])


def article(found: Article, *, only: int | None = None, omitted: Sequence[int] = ()) -> str:
    """Return an article as Markdown, each heading with the number of its section.

    :param only: The index of the one section that is wanted.
    :param omitted: The indices of sections of which only the heading is given.
    """
    lines = [f"# {plain(found.title)}", ""]
    told = [found.author, found.date.isoformat() if found.date else None, "、".join(found.categories)]
    lines += [" · ".join(plain(each) for each in told if each), address(found.id)]
    for section in found.sections:
        if only is None or section.index == only:
            mark = say(f"(section {section.index})", f"（第 {section.index} 节）")
            lines += ["", f"{'#' * min(6, max(2, section.level))} {plain(section.heading)} {mark}"]
            lines += ["", clean(section.text)] if section.text and section.index not in omitted else []
    if omitted:
        which = ", ".join(map(str, omitted))
        lines += [
            "",
            say(
                f"The text of the sections {which} is left out: it is too long. Ask for each with `section`.",
                f"第 {which} 节的正文太长，没有列出。请用 section 逐节读取。",
            ),
        ]
    return _lines(lines)


def articles(found: Sequence[ArticleRecord], total: int, offset: int) -> str:
    """Return a list of articles, one a line, and how many there are in all."""
    if not found:
        return say(f"No article ({total} in all).", f"没有文章（共 {total} 篇）。")
    lines = []
    for record in found:
        told = [record.author, record.date.isoformat() if record.date else None, "、".join(record.categories)]
        about = " · ".join(one_line(each) for each in told if each)
        size = say(f"{record.characters} characters", f"{record.characters} 字")
        lines.append(f"{record.id} 《{one_line(record.title)}》 {about} · {size}")
    last = offset + len(found)
    lines += ["", say(f"{offset + 1}–{last} of {total}.", f"第 {offset + 1}–{last} 篇，共 {total} 篇。")]
    return _lines(lines)


def _fallback(why: str) -> str:
    told = say(
        "The chat model did not write this; these are sentences of the articles: ",
        "这不是模型写的，而是原文的句子：",
    )
    return told + one_line(why)


def _marked(sentence: Sentence | CheckedSentence, numbers: Numbers) -> str:
    return clean(sentence.text) + "".join(f"[{number}]" for number in numbers.of(sentence))


def _sources(numbers: Numbers) -> Iterator[str]:
    if numbers:
        yield ""
        yield say("Sources:", "出处：")
    for citation, number in numbers.items():
        yield f"[{number}] {_place(citation)}"
        yield f"    “{one_line(citation.quote)}”"


def _place(citation: Citation) -> str:
    where = path(citation.title, citation.path, None)
    return f"{where} — {address(citation.article, citation.section)}" if citation.article else where


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines).strip() + "\n"
