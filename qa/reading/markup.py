"""An HTML tree to blocks: what a reader sees of it, in order, as headings and paragraphs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from qa.reading import table
from qa.reading.block import Block
from qa.reading.whitespace import code, flow


def names(text: str) -> frozenset[str]:
    """Return the words of a text: a readable way to write a set of tags."""
    return frozenset(text.split())


# What a reader of the article does not see, or sees as part of the page and not of the article.
_GONE = names(
    "script style noscript template svg button iframe form nav aside title head meta link select option textarea "
    "object embed audio video canvas datalist rt rp rtc annotation annotation-xml frameset"
)
_GONE_ROLES = names("navigation complementary contentinfo search")
_DONATE_CLASSES = names(
    "support-author reward rewards donate donation sponsor tip-jar tipjar appreciate post-reward"
)

BLOCK_TAGS = names(
    "html body div p section article main header footer hgroup address center blockquote figure figcaption ul ol menu "
    "dir li dl dt dd table caption thead tbody tfoot tr td th pre hr details summary fieldset legend dialog form "
    "nav aside h1 h2 h3 h4 h5 h6 listing xmp"
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}

# A heading in one of these is part of a quotation, an item or a value, and does not begin a section.
_SHELTERS = names("blockquote li dd dt td th caption figure figcaption")
_PREFORMATTED = names("pre listing xmp")
_LISTS = names("ul ol menu dir")
_CELLS = names("td th")

# Shown to the eye but not read out: icons, and the second copy of a formula.
_DECORATIONS = names("a i span")

_PERMALINKS = names("# ¶ § 🔗 ⚓")

_HEADING_LENGTH = 100
"""A heading of several blocks that is longer was left open by mistake: only its first block is the heading."""


def walk(root: LexborNode, skipped: Callable[[LexborNode], bool]) -> Iterator[tuple[LexborNode, bool]]:
    """Yield the nodes under a root in order, an element with ``True`` on the way in and ``False`` on the way out.

    What is skipped is not entered. There is no recursion: markup may be nested as deep as it likes.

    >>> from selectolax.lexbor import LexborHTMLParser
    >>> body = LexborHTMLParser("<p>文<b>字</b></p>").body
    >>> [(node.tag, entering) for node, entering in walk(body, lambda node: node.tag == "b")]
    [('p', True), ('-text', True), ('p', False)]
    """
    trail: list[LexborNode] = []
    node = root.first_child
    while node is not None or trail:
        if node is None:
            node = trail.pop()
            yield node, False
            node = node.next
        elif node.is_element_node and not skipped(node):
            yield node, True
            trail.append(node)
            node = node.first_child
        else:
            if node.is_text_node:
                yield node, True
            node = node.next


def is_hidden(node: LexborNode) -> bool:
    """Say whether an element is not shown, or is no part of any article, wherever it stands.

    >>> from selectolax.lexbor import LexborHTMLParser
    >>> body = LexborHTMLParser('<p style="color: red; display: none">a</p><p hidden>b</p><p>c</p>').body
    >>> [is_hidden(node) for node in body.iter()]
    [True, True, False]
    """
    if node.tag in _GONE:
        return node.tag != "form" or not _wraps_page(node)
    attributes = node.attributes
    if node.tag == "dialog" and "open" not in attributes:
        return True
    if not attributes:
        return False
    if "hidden" in attributes or attributes.get("role") in _GONE_ROLES:
        return True
    if attributes.get("aria-hidden") == "true" and node.tag in _DECORATIONS:
        return True
    if not _DONATE_CLASSES.isdisjoint((attributes.get("class") or "").lower().split()):
        return True
    for rule in (attributes.get("style") or "").split(";"):
        name, _, value = rule.partition(":")
        if name.strip().lower() == "display" and value.strip().lower().startswith("none"):
            return True
    return False


def _wraps_page(form: LexborNode) -> bool:
    # Some servers put the whole page into one form.
    return form.css_first("article, main, h1") is not None


def read_blocks(root: LexborNode) -> list[Block]:
    """Return the headings and paragraphs under an element.

    >>> from selectolax.lexbor import LexborHTMLParser
    >>> body = LexborHTMLParser("<p>甲</p><h2 id='toc-1'>一、<b>账</b></h2><ol start=3><li>乙<li>丙</ol>").body
    >>> for block in read_blocks(body):
    ...     print(block.level, block.anchor, block.text)
    0 None 甲
    2 toc-1 一、账
    0 None 3. 乙
    0 None 4. 丙
    """
    builder = _Builder(root)
    for node, entering in walk(root, builder.skips):
        if node.is_text_node:
            builder.text(node.text_content or "")
        elif entering:
            builder.enter(node)
        else:
            builder.leave(node)
    builder.flush()
    return builder.sinks[0]


@dataclass(slots=True)
class _List:
    """A list that is being read: the number of its next item, or ``None`` where items have none."""

    number: int | None
    step: int = 1

    def marker(self, item: LexborNode) -> str:
        """Return what stands before the next item."""
        if self.number is None:
            return ""
        value = _number(item.attributes.get("value"))
        number = self.number if value is None else value
        self.number = number + self.step
        return f"{number}. "


@dataclass(slots=True)
class _Table:
    """A table that is being read."""

    rows: list[table.Row] = field(default_factory=list)
    in_head: bool = False


class _Builder:
    """Turns the walk into blocks.

    Text gathers in ``lines``; a block element's start and end, and two line breaks, end a paragraph. Blocks go to
    the last of ``sinks``; a heading and a table cell have a sink of their own while they are open.
    """

    def __init__(self, root: LexborNode) -> None:
        self.root_tag = root.tag
        self.sinks: list[list[Block]] = [[]]
        self.lines: list[list[str]] = [[]]
        self.open: Counter[str] = Counter()
        self.lists: list[_List] = []
        self.tables: list[_Table] = []
        self.cells: list[table.Cell] = []
        self.marker = ""
        self.heading: LexborNode | None = None
        self.anchor: str | None = None
        self.shelters = 0
        self.preformatted = 0
        self.quotes = 0

    def skips(self, node: LexborNode) -> bool:
        """Say whether an element is left out, given where the walk is."""
        tag = node.tag
        if tag == "article" and self.root_tag == "article":
            # Inside the article: comments, or the list of what to read next.
            return True
        if tag == "header" and self.root_tag == "body":
            in_article = self.open["article"] or self.open["main"] or self.open["section"]
            return not in_article or is_hidden(node)
        if tag == "footer" and not self.open["blockquote"]:
            # A quotation's footer says whose it is.
            return True
        if tag == "a" and self.heading is not None and (node.attributes.get("href") or "").startswith("#"):
            return node.text().strip() in _PERMALINKS or is_hidden(node)
        return is_hidden(node)

    def text(self, text: str) -> None:
        self.lines[-1].append(text)

    def enter(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if self.heading is not None and self.anchor is None:
            self.anchor = _anchor(node)
        self._boundary(tag)
        self.open[tag] += 1
        self.shelters += tag in _SHELTERS
        self.preformatted += tag in _PREFORMATTED
        if tag in _HEADINGS and not self.shelters and self.heading is None:
            self.heading, self.anchor = node, _anchor(node)
            self.sinks.append([])
        elif tag in _LISTS:
            self.lists.append(_numbering(node))
        elif tag == "li":
            self.marker = self.lists[-1].marker(node) if self.lists else ""
        elif tag == "blockquote" and self.open[tag] == 1:
            self.quotes += 1
        elif tag == "table":
            self.tables.append(_Table())
        elif self.tables:
            self._enter_table_part(tag, node)

    def leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        self._boundary(tag)
        self.open[tag] -= 1
        self.shelters -= tag in _SHELTERS
        self.preformatted -= tag in _PREFORMATTED
        if self.heading is not None and self.heading.mem_id == node.mem_id:
            self._leave_heading(_HEADINGS[tag])
        elif tag in _LISTS:
            self.lists.pop()
        elif tag == "li":
            self.marker = ""
        elif tag == "table":
            self.sinks[-1] += table.paragraphs(self.tables.pop().rows)
        elif self.tables and tag in _CELLS:
            self.cells.pop().blocks = self.sinks.pop()

    def flush(self) -> None:
        """End the paragraph."""
        lines = map("".join, self.lines)
        texts = [code("\n".join(lines))] if self.preformatted else flow(lines)
        for text in texts:
            if text:
                quote = self.quotes if self.open["blockquote"] else 0
                caption = self.open["figure"] > 0
                self.sinks[-1].append(Block(self.marker + text, quote=quote, caption=caption))
                self.marker = ""
        self.lines = [[]]

    def _boundary(self, tag: str) -> None:
        if tag == "br" or (tag in BLOCK_TAGS and self.preformatted and tag not in _PREFORMATTED):
            # Each line break is met twice, on the way in and on the way out.
            if tag != "br" or not self.open[tag]:
                self.lines.append([])
        elif tag in BLOCK_TAGS:
            self.flush()

    def _enter_table_part(self, tag: str, node: LexborNode) -> None:
        reading = self.tables[-1]
        if tag in ("thead", "tbody", "tfoot"):
            reading.in_head = tag == "thead"
        elif tag == "tr":
            reading.rows.append(table.Row(heads=reading.in_head))
        elif tag in _CELLS:
            attributes = node.attributes
            columns, rows = table.span(attributes.get("colspan")), table.span(attributes.get("rowspan"))
            self.cells.append(table.Cell(heads=tag == "th", columns=columns, rows=rows))
            self.sinks.append([])
            if not reading.rows:
                # Cells without a row exist inside a formula, whose elements may have any name.
                reading.rows.append(table.Row())
            reading.rows[-1].cells.append(self.cells[-1])

    def _leave_heading(self, level: int) -> None:
        blocks = self.sinks.pop()
        anchor, self.heading, self.anchor = self.anchor, None, None
        if not blocks:
            return
        if len(blocks) > 1 and sum(len(block.text) for block in blocks) > _HEADING_LENGTH:
            first, rest = blocks[0].text, blocks[1:]
        else:
            first, rest = " ".join(block.text for block in blocks), []
        text = first.replace("\n", " ")
        if text.endswith("}") and " {#" in text:
            # Markdown as Pandoc and Hugo write it: ## Heading {#id}
            text, _, name = text[:-1].rpartition(" {#")
            anchor = anchor or name
        self.sinks[-1].append(Block(text, level=level, anchor=anchor))
        self.sinks[-1] += rest


def _anchor(node: LexborNode) -> str | None:
    attributes = node.attributes
    return attributes.get("id") or (attributes.get("name") if node.tag == "a" else None) or None


def _numbering(node: LexborNode) -> _List:
    if node.tag != "ol":
        return _List(None)
    attributes = node.attributes
    backwards = "reversed" in attributes
    first = sum(child.tag == "li" for child in node.iter()) if backwards else 1
    start = _number(attributes.get("start"))
    return _List(first if start is None else start, -1 if backwards else 1)


def _number(value: str | None) -> int | None:
    try:
        return int(value) if value and len(value) < 9 else None
    except ValueError:
        return None
