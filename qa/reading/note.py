"""A text that is to be checked: all that is written in it, with nothing taken out as boilerplate."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from qa import text as zh
from qa.reading.front_matter import split_front_matter
from qa.reading.markdown import kind_of
from qa.reading.markup import read_blocks


def read_note(text: str, *, name: str) -> str:
    r"""Return a text, cleaned and without front matter; of an HTML page its headings and paragraphs, as Markdown.

    An editor's note is boilerplate of an article, and here it may be the very thing that is looked at.

    >>> read_note("<h2>费率</h2><p>手续费是<b>3%</b>。</p>", name="note.html")
    '## 费率\n\n手续费是3%。'

    :raises FrontMatterBroken: if its front matter is not YAML.
    """
    values, body = split_front_matter(zh.clean(text).removeprefix("\ufeff"), name=name)
    if kind_of(body, name=name, has_front_matter=bool(values)) != "html":
        return body
    root = LexborHTMLParser(body).body
    blocks = read_blocks(root) if root is not None else []
    return "\n\n".join(f"{'#' * block.level} {block.text}" if block.level else block.text for block in blocks)
