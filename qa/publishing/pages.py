"""Summaries as pages: plain text, Markdown, HTML; with the places behind each sentence, or without."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape

from qa.models import Citation, Sentence, Summary, SummaryPart
from qa.publishing.places import Numbers, one_line, path
from qa.summarizing.form.layout import joined, text_of
from qa.text import clean

_DEEPEST = 6
_QUESTION, _ANSWER = "问：", "答："


def as_text(summaries: Sequence[Summary], *, cite: bool = False) -> str:
    """Return summaries as plain text; several have their titles above them, candidates their ranks and scores.

    With ``cite``, sentences are followed by numbers, and the places come last.

    >>> from qa.models import Citation
    >>> place = Citation("a1", "桥", ("一、造",), "toc-1", 0, 0, 6, "先勘察，再打桩。")
    >>> part = SummaryPart(None, (Sentence("文章谈造桥。", (place,)),))
    >>> summary = Summary("a1", "note", "文章谈造桥。", part.sentences, (), "extractive", title="桥", parts=(part,))
    >>> print(as_text([summary], cite=True))
    文章谈造桥。[1]
    <BLANKLINE>
    [1] 《桥》 › 一、造 #toc-1
        “先勘察，再打桩。”
    <BLANKLINE>
    """
    numbers = Numbers()

    def marked(sentence: Sentence) -> str:
        return "".join(f"[{number}]" for number in numbers.of(sentence)) if cite else ""

    blocks = []
    for title, label, summary in _each(summaries):
        parts = [
            SummaryPart(
                part.heading and clean(part.heading), (Sentence(_joined(part, clean, marked, "\n"), ()),)
            )
            for part in summary.parts
        ]
        blocks.append("\n".join(filter(None, (title, label, text_of(summary.form, parts)))))
    blocks += ["\n".join(lines_of(numbers))] if numbers else []
    return "\n\n".join(blocks) + "\n"


def lines_of(numbers: Numbers) -> Iterable[str]:
    """Yield the lines that say where numbered citations stand."""
    for citation, number in numbers.items():
        yield f"[{number}] {path(citation.title, citation.path, citation.anchor)}"
        yield f"    “{one_line(citation.quote)}”"


def as_markdown(summaries: Sequence[Summary], *, cite: bool = False) -> str:
    """Return summaries as Markdown; with ``cite``, the places are footnotes.

    >>> part = SummaryPart("桥要多久？", (Sentence("三年*。", ()),))
    >>> print(as_markdown([Summary("", "qa", "", part.sentences, (), "extractive", parts=(part,))]))
    **问：桥要多久？**
    <BLANKLINE>
    答：三年\\*。
    <BLANKLINE>
    """
    numbers = Numbers()

    def marked(sentence: Sentence) -> str:
        return marks(sentence, numbers) if cite else ""

    # Below the titles of several, there is one level less for headings.
    top = 1 if len(summaries) == 1 else 2
    blocks = []
    for title, label, summary in _each(summaries):
        blocks += [f"# {plain(title)}"] if title else []
        blocks += [f"**{label}**"] if label else []
        highest = _highest(summary)
        listed = []
        for number, part in enumerate(summary.parts, 1):
            words = _joined(part, plain, marked, "  \n")
            heading = plain(part.heading) if part.heading else ""
            if summary.form == "takeaways":
                listed.append(f"{number}. {words}")
                continue
            if summary.form == "qa" and heading:
                blocks.append(f"**{_QUESTION}{heading}**")
                words = f"{_ANSWER}{words}"
            elif heading:
                blocks.append(f"{'#' * min(top + part.level - highest, _DEEPEST)} {heading}")
            if words:
                blocks.append(words)
        if listed:
            blocks.append("\n".join(listed))
    blocks += footnotes(numbers)
    return "\n\n".join(blocks) + "\n"


def marks(sentence: Sentence, numbers: Numbers) -> str:
    """Return the marks of a sentence's footnotes."""
    return "".join(f"[^{number}]" for number in numbers.of(sentence))


def footnotes(numbers: Numbers, *, with_files: bool = False) -> list[str]:
    """Return numbered citations as Markdown's footnotes.

    A page that is published names where an article was published, and with ``with_files`` also the path of its file.
    """
    blocks = []
    for citation, number in numbers.items():
        place = plain(path(citation.title, citation.path, citation.anchor))
        is_told = citation.source and (with_files or _is_address(citation.source))
        source = f" ({plain(citation.source or '')})" if is_told else ""
        blocks.append(f"[^{number}]: {place}{source}: “{plain(citation.quote)}”")
    return blocks


def plain(words: str) -> str:
    """Return words that Markdown shows as they are, on one line.

    >>> plain("1. 桥_与_车 [x]")
    '1\\\\. 桥\\\\_与\\\\_车 \\\\[x\\\\]'
    """
    words = " ".join(clean(words).split())
    words = re.sub(r"[\\`*_\[\]<>#&~|]", r"\\\g<0>", words)
    # What begins a list.
    words = re.sub(r"^(\d+)([.)])(?=\s|$)", r"\1\\\2", words)
    return re.sub(r"^([-+])(?=\s|$)", r"\\\1", words)


def as_html(summaries: Sequence[Summary], *, cite: bool = False) -> str:
    """Return summaries as an HTML page, each in an ``article`` of its own; with ``cite``, numbers lead to the places.

    Nothing in a text is markup, and only ``http`` and ``https`` addresses become links.
    """
    numbers = Numbers()
    articles = [_article(label, summary, numbers if cite else None) for _, label, summary in _each(summaries)]
    titles = "、".join(f"《{summary.title}》" for summary in summaries if summary.title)
    head = f'<meta charset="utf-8">\n<title>{_html(titles)}</title>'
    notes = "\n".join(_note(citation, number) for citation, number in numbers.items())
    if notes:
        articles.append(f"<footer>\n<ol>\n{notes}\n</ol>\n</footer>")
    body = "\n".join(articles)
    return f'<!DOCTYPE html>\n<html lang="zh">\n<head>\n{head}\n</head>\n<body>\n{body}\n</body>\n</html>\n'


def _article(label: str, summary: Summary, numbers: Numbers | None) -> str:
    def marked(sentence: Sentence) -> str:
        if numbers is None:
            return ""
        return "".join(
            f'<sup><a href="#cite-{number}">[{number}]</a></sup>' for number in numbers.of(sentence)
        )

    lines = [f"<h1>{_html(f'《{summary.title}》')}</h1>"] if summary.title else []
    lines += [f"<p><strong>{label}</strong></p>"] if label else []
    highest = _highest(summary)
    parts = [(part, _joined(part, _html, marked, "<br>\n")) for part in summary.parts]
    if summary.form == "takeaways":
        lines += ["<ol>", *(f"<li>{words}</li>" for _, words in parts), "</ol>"]
    elif summary.form == "qa":
        lines.append("<dl>")
        for part, words in parts:
            lines += [f"<dt>{_html(part.heading or '')}</dt>", f"<dd>{words}</dd>"]
        lines.append("</dl>")
    else:
        for part, words in parts:
            if part.heading:
                level = min(2 + part.level - highest, _DEEPEST)
                lines.append(f"<h{level}>{_html(part.heading)}</h{level}>")
            if words:
                lines.append(f"<p>{words}</p>")
    return "\n".join((f'<article class="{summary.form}">', *lines, "</article>"))


def _note(citation: Citation, number: int) -> str:
    place = f"<cite>{_html(path(citation.title, citation.path, None))}</cite>"
    source = citation.source or ""
    if _is_address(source):
        anchor = f"#{citation.anchor}" if citation.anchor and "#" not in source else ""
        place = f'<a href="{_html(source + anchor)}">{place}</a>'
    return f'<li id="cite-{number}">{place} <q>{_html(one_line(citation.quote))}</q></li>'


def _each(summaries: Sequence[Summary]) -> Iterator[tuple[str, str, Summary]]:
    """Yield each summary and its other candidates, with the title above it, where there are several articles, and
    what it is labelled with, where there are candidates: its rank and its score.
    """
    for summary in summaries:
        title = f"《{one_line(summary.title)}》" if len(summaries) > 1 and summary.title else ""
        for rank, candidate in enumerate((summary, *summary.candidates), 1):
            label = f"{rank} · {candidate.score:.2f}" if summary.candidates else ""
            yield (title if rank == 1 else ""), label, candidate


def _is_address(source: str) -> bool:
    return source.startswith(("http://", "https://"))


def _html(words: str) -> str:
    return escape(clean(words))


def _highest(summary: Summary) -> int:
    return min((part.level for part in summary.parts if part.heading), default=0)


def _joined(
    part: SummaryPart, shown: Callable[[str], str], marked: Callable[[Sentence], str], line_end: str
) -> str:
    """Return a part's sentences as one text, each with its marks, parted as they are without them."""
    pieces: list[str] = []
    before = ""
    for number, sentence in enumerate(part.sentences, 1):
        so_far = joined(part.sentences[:number])
        between = so_far[len(before) : len(so_far) - len(sentence.text)]
        pieces += [between.replace("\n", line_end), shown(sentence.text), marked(sentence)]
        before = so_far
    return "".join(pieces)
