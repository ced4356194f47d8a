"""One input to one article: the steps of reading, in order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from qa.errors import DateUnknown, EncodingUnknown, FileEmpty, FileTooLarge, QaError, TextMissing
from qa.models import PARAGRAPH_BREAK, Article
from qa.reading.block import Block
from qa.reading.boilerplate import Parted, part
from qa.reading.dates import parse_date
from qa.reading.encoding import decode, is_blank
from qa.reading.files import SIZE_LIMIT, read_bytes
from qa.reading.front_matter import split_front_matter, strings
from qa.reading.markdown import kind_of, to_html
from qa.reading.markup import read_blocks
from qa.reading.nesting import require_shallow
from qa.reading.page import PageInfo, content_root, page_info
from qa.reading.plain import read_plain
from qa.reading.sections import build_sections, take_title
from qa.reading.whitespace import collapse, flow

_LIST_MARKS = str.maketrans("、；;，|", ",,,,,")


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as it was read, and what was wrong with it that did not stop it."""

    article: Article
    warnings: tuple[QaError, ...] = ()


def read_file(path: str | Path) -> Reading:
    """Read a file as an article, whatever its ending.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "桥.md"
    ...     _ = file.write_text("桥是路的一部分。", encoding="gb18030")
    ...     article = read_file(file).article
    >>> article.title, article.sections[0].text
    ('桥', '桥是路的一部分。')

    :raises ReadingError: if it is missing, no text, or has no paragraph; each has a subclass of its own.
    """
    return read_bytes_of(read_bytes(path), name=str(path), origin=str(Path(path).resolve()))


def read_bytes_of(data: bytes, *, name: str, origin: str | None = None) -> Reading:
    """Read the bytes of a file as an article, wherever they came from; the arguments are those of :func:`read_text`.

    >>> read_bytes_of("桥是路的一部分。".encode("gb18030"), name="桥.md").article.title
    '桥'

    :raises ReadingError: as :func:`read_file`.
    """
    return read_text(decode(data, name=name), name=name, origin=origin)


def read_text(text: str, *, name: str, origin: str | None = None) -> Reading:
    r"""Read a text as an article: Markdown, HTML or plain, with front matter or without.

    ``name`` is what messages call it, and the title (without its ending) if the text has none. ``origin`` is the
    absolute path that it came from, or only the name of a file that was sent from elsewhere.

    >>> reading = read_text("---\ntitle: 桥\ndate: 2021-12-03\n---\n<h2 id=toc-1>一、路</h2><p>文。</p>", name="a.md")
    >>> reading.article.title, reading.article.date.isoformat()
    ('桥', '2021-12-03')
    >>> reading.article.sections[0].anchor
    'toc-1'

    :raises EncodingUnknown: if it has half characters (surrogates) in it.
    :raises FileEmpty: if there is nothing but white space.
    :raises FileTooLarge: if it is larger than a file may be.
    :raises FrontMatterBroken: if its front matter is not YAML.
    :raises MarkupTooDeep: if it is HTML that would take too long to parse.
    :raises TextMissing: if no paragraph is left when boilerplate is out.
    """
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        # Standard input that was not UTF-8 comes with half characters in it.
        raise EncodingUnknown(path=name) from error
    if size > SIZE_LIMIT:
        raise FileTooLarge(path=name, size=size, limit=SIZE_LIMIT)
    if is_blank(text):
        raise FileEmpty(path=name)
    text = text.removeprefix("\ufeff")
    values, body = split_front_matter(text, name=name)
    blocks, page = _read_body(body, name=name, has_front_matter=bool(values))
    headings = sum(block.level > 0 for block in blocks)
    title, blocks = _title(blocks, _line(values.get("title")), page.title)
    parted = part(blocks)
    if all(block.level for block in parted.blocks):
        raise TextMissing(path=name, headings=headings)
    date, warnings = _date(values, page, parted, name=name)
    authors = ["、".join(_lines(values.get(key))) for key in ("author", "authors")]
    article = Article(
        title=title or _stem(name),
        sections=build_sections(parted.blocks),
        author=_first([*authors, *page.authors, *(byline.author for byline in parted.bylines)]),
        columnist=parted.columnist,
        date=date,
        categories=_categories(values, page, parted),
        source=_first([*(_line(values.get(key)) for key in ("source", "url", "link")), page.source]),
        head_image=_head_image(values, page),
        editor_note=_paragraphs(values.get("editor_note")) or parted.editor_note,
        author_note=parted.author_note,
        credits=parted.credits,
        origin=origin,
    )
    return Reading(article, warnings)


def _read_body(body: str, *, name: str, has_front_matter: bool) -> tuple[list[Block], PageInfo]:
    kind = kind_of(body, name=name, has_front_matter=has_front_matter)
    html = to_html(body) if kind == "markdown" else body
    if kind == "plain" or html is None:
        return read_plain(body), PageInfo()
    require_shallow(html, name=name)
    page = LexborHTMLParser(html)
    root = content_root(page)
    return (read_blocks(root) if root is not None else []), page_info(page)


def _title(blocks: list[Block], given: str | None, on_page: str | None) -> tuple[str | None, list[Block]]:
    # A heading of the article is nearer to it than what the page's head says.
    has_first = any(block.level == 1 for block in blocks)
    return take_title(blocks, given if given or has_first else on_page)


def _stem(name: str) -> str:
    path = Path(name)
    ending = path.suffix[1:]
    is_ending = ending.isascii() and ending.isalnum() and ending[0].isalpha()
    return collapse(path.stem if is_ending else path.name) or "无题"


def _date(
    values: Mapping[str, Any], page: PageInfo, parted: Parted, *, name: str
) -> tuple[dt.date | None, tuple[QaError, ...]]:
    written = [value for key in ("date", "published", "pubdate") if (value := _line(values.get(key)))]
    written += page.dates
    for value in written:
        if date := parse_date(value):
            return date, ()
    for byline in parted.bylines:
        if byline.date:
            return byline.date, ()
    return None, tuple(DateUnknown(path=name, value=value) for value in written[:1])


def _categories(values: Mapping[str, Any], page: PageInfo, parted: Parted) -> tuple[str, ...]:
    given = strings(values.get("categories")) or strings(values.get("category")) or page.keywords
    names = [collapse(part) for text in given for part in text.translate(_LIST_MARKS).split(",")]
    if not given:
        names = [name for byline in parted.bylines for name in byline.categories]
    return tuple(dict.fromkeys(filter(None, names)))


def _head_image(values: Mapping[str, Any], page: PageInfo) -> str | None:
    for key in ("headimg", "thumbnail", "image", "cover"):
        value = values.get(key)
        if isinstance(value, Mapping):
            value = value.get("src") or value.get("url") or value.get("image")
        if image := _line(value):
            return image
    return page.image


def _line(value: object) -> str | None:
    """Return a front matter value as one line of text, the first of several."""
    return next(iter(_lines(value)), None)


def _lines(value: object) -> list[str]:
    if isinstance(value, Mapping):
        value = value.get("name")
    return list(filter(None, map(collapse, strings(value))))


def _paragraphs(value: object) -> str | None:
    return PARAGRAPH_BREAK.join(flow("\n".join(strings(value)).split("\n"))) or None


def _first(values: Iterable[str | None]) -> str | None:
    return next(filter(None, values), None)
