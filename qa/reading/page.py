"""An HTML page around its article: where the article is, and what the page says about it."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from qa.reading.markup import is_hidden, walk
from qa.reading.whitespace import collapse

_RIVAL = 3
"""A page has several articles where another holds more than a third of the longest one's text."""

_TEASER = 10
"""An article that holds less than a tenth of the page's text is not what the page is about."""


@dataclass(frozen=True, slots=True)
class PageInfo:
    """What an HTML page's head says; a field holds the candidates in the order in which they are believed."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    source: str | None = None
    image: str | None = None


def page_info(page: LexborHTMLParser) -> PageInfo:
    """Return what a page says about its article.

    >>> page = LexborHTMLParser('<title>桥 | 某站</title><meta property="og:site_name" content="某站"><p>文</p>')
    >>> page_info(page).title
    '桥'
    """
    said: dict[str, list[str]] = {}
    for meta in page.css("meta"):
        attributes = meta.attributes
        content = collapse(attributes.get("content") or "")
        for key in ("name", "property", "itemprop"):
            if content and (name := attributes.get(key)):
                said.setdefault(name.strip().lower(), []).append(content)

    def candidates(*names: str) -> list[str]:
        return [content for name in names for content in said.get(name, ())]

    title = next(iter(candidates("og:title")), None)
    if title is None and (element := page.css_first("head > title")) is not None:
        title = collapse(element.text()) or None
    if title is None and (element := page.css_first("header h1")) is not None:
        # The page's header is left out, but its heading may be all the title there is.
        title = collapse(element.text()) or None
    if title is not None:
        title = _without_site(title, next(iter(candidates("og:site_name")), ""))
    times = [time.attributes.get("datetime") for time in page.css("time[datetime]")]
    link = page.css_first("link[rel=canonical]")
    canonical = link.attributes.get("href") if link is not None else None
    return PageInfo(
        title=title,
        # article:author is often the address of a profile.
        authors=tuple(name for name in candidates("author", "article:author") if "://" not in name),
        dates=(
            *candidates(
                "article:published_time", "date", "pubdate", "publishdate", "datepublished", "dc.date"
            ),
            *(time for time in times if time),
        ),
        keywords=tuple(candidates("keywords")),
        source=canonical or next(iter(candidates("og:url")), None),
        image=next(iter(candidates("og:image")), None),
    )


def _without_site(title: str, site: str) -> str:
    if site and title.endswith(site):
        shorter = title.removesuffix(site).rstrip()
        if shorter and shorter[-1] in "|-_–—·":
            return shorter.rstrip("|-_–—· ")
    return title


def content_root(page: LexborHTMLParser) -> LexborNode | None:
    """Return the element that holds the article and as little else as can be: article, main or body.

    >>> html = "<main><p>导航</p><article><p>正文在这里，很长很长。</p></article></main>"
    >>> content_root(LexborHTMLParser(html)).tag
    'article'
    """
    body = page.body
    if body is None:
        return None
    main = page.css_first("main, [role=main]")
    whole = main if main is not None and not is_hidden(main) else body
    articles, total = _measure(whole)
    if whole is not body and not total:
        whole = body
        articles, total = _measure(body)
    if not articles:
        return whole
    longest = max(articles, key=lambda article: article.length)
    rivals = [article for article in articles if not longest.first <= article.first <= longest.last]
    is_rivalled = any(article.length * _RIVAL > longest.length for article in rivals)
    if is_rivalled or longest.length * _TEASER < total:
        return whole
    return longest.node


@dataclass(slots=True)
class _Article:
    """An article element: its number in the page, that of the last article inside it, and its own text's length."""

    node: LexborNode
    first: int
    last: int
    length: int = 0


def _measure(root: LexborNode) -> tuple[list[_Article], int]:
    """Return the articles under an element, and how much text there is in all."""
    articles: list[_Article] = []
    trail: list[_Article] = []
    total = 0
    for node, entering in walk(root, is_hidden):
        if node.is_text_node:
            length = len("".join((node.text_content or "").split()))
            total += length
            if trail:
                trail[-1].length += length
        elif node.tag == "article" and entering:
            trail.append(_Article(node, len(articles), len(articles)))
            articles.append(trail[-1])
        elif node.tag == "article":
            trail.pop().last = len(articles) - 1
    return articles, total
