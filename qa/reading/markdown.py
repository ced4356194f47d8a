"""What kind of text an input is, and Markdown to HTML."""

from __future__ import annotations

from typing import Literal

from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from qa.reading.markup import BLOCK_TAGS
from qa.reading.nesting import require_shallow

Kind = Literal["html", "markdown", "plain"]

_HTML_ENDINGS = (".html", ".htm", ".xhtml")
_MARKDOWN_ENDINGS = (".md", ".markdown")

_NESTING_LIMIT = 100
"""How deep quotations and lists may be nested; what is deeper, Markdown's parser would drop."""

_BRACKETS_LIMIT = 5_000_000_000
"""How many brackets times characters a paragraph may have: each bracket that is left open is looked for to its end.

100,000 of them in one paragraph take 4 s, and ten times as many a hundred times as long."""


def kind_of(text: str, *, name: str, has_front_matter: bool) -> Kind:
    r"""Return what kind of text this is: by what is in it, and where that leaves a choice by its name.

    >>> kind_of("<div>\n\n    <p>文</p></div>", name="feed.txt", has_front_matter=True)
    'html'
    >>> kind_of("# 标题\n\n文", name="note.txt", has_front_matter=False)
    'markdown'
    >>> kind_of("一行文字", name="note.txt", has_front_matter=False)
    'plain'

    :raises MarkupTooDeep: if it begins as HTML that would take too long to parse.
    """
    lowered = name.lower()
    tag = _first_tag(text)
    if tag in ("!doctype", "html", "?xml", "head", "body"):
        return "html"
    if lowered.endswith(_HTML_ENDINGS) and _has_tag(text):
        return "html"
    if tag in BLOCK_TAGS:
        require_shallow(text, name=name)
        if not _goes_on_as_markdown(text):
            return "html"
    if lowered.endswith(_MARKDOWN_ENDINGS) or has_front_matter or _has_heading(text):
        return "markdown"
    return "plain"


def _first_tag(text: str) -> str:
    """Return the name of the tag that a text begins with, comments left aside, or an empty string."""
    start = 0
    while True:
        while start < len(text) and (text[start].isspace() or text[start] == "\ufeff"):
            start += 1
        if not text.startswith("<!--", start):
            break
        end = text.find("-->", start)
        if end < 0:
            return ""
        start = end + 3
    return _tag_at(text, start)


def _tag_at(text: str, start: int) -> str:
    if not text.startswith("<", start):
        return ""
    end = start + 2 if text.startswith("</", start) else start + 1
    while end < len(text) and end < start + 20 and (text[end].isalnum() or text[end] in "!?-"):
        end += 1
    # Without this, an address in angle brackets would be a tag.
    closes = end < len(text) and (text[end] in "/>" or text[end].isspace())
    return text[start + 1 : end].lstrip("/").lower() if closes else ""


def _has_tag(text: str) -> bool:
    start = text.find("<")
    while start >= 0:
        if _tag_at(text, start):
            return True
        start = text.find("<", start + 1)
    return False


def _has_heading(text: str) -> bool:
    """Say whether a line is a heading in Markdown's ATX style."""
    return any(_is_heading(line) for line in text.splitlines())


def _is_heading(line: str) -> bool:
    marks = line.lstrip(" ")
    if len(line) - len(marks) > 3:
        return False
    rest = marks.lstrip("#")
    return 1 <= len(marks) - len(rest) <= 6 and rest[:1] in (" ", "\t") and bool(rest.strip())


def _goes_on_as_markdown(text: str) -> bool:
    """Say whether Markdown follows the HTML that a text begins with, as in many a README."""
    body = LexborHTMLParser(text).body
    if body is None:
        return False
    outside = [node.text_content or "" for node in body.iter(include_text=True) if node.is_text_node]
    return _has_heading("\n".join(outside)) or sum(map(len, outside)) * 2 > len(body.text())


def to_html(markdown: str) -> str | None:
    """Return Markdown as HTML, or ``None`` if it is nested so deep that text would be lost, or reading would not end.

    >>> to_html("**甲**乙")
    '<p><strong>甲</strong>乙</p>\\n'
    """
    if any(part.count("[") * len(part) > _BRACKETS_LIMIT for part in markdown.split("\n\n")):
        return None
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": _NESTING_LIMIT})
    parser.enable(["table", "strikethrough"])
    tokens = parser.parse(markdown)
    if any(token.level >= _NESTING_LIMIT - 1 for token in tokens):
        return None
    return str(parser.renderer.render(tokens, parser.options, {}))
