"""HTML that would take hours to read, or all the memory there is, told apart before it is parsed.

Parsing follows the standard, and the standard has work that grows with the square of the input: every block looks
through all elements that are open, every option of a list through those before it, every paragraph opens again each
formatting element that was left open, every attribute is compared with all others of its tag. Measured with Lexbor: 50,000 open ``<div>`` take 5 s and 200,000 more
than a minute; a page of 41 kB with 3,000 open ``<b>`` that all differ takes 3.2 GB.

What is counted here is an estimate of that work, in one pass. Pages that browsers show are far below the limits.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from qa.errors import MarkupTooDeep
from qa.reading.markup import names

STEPS_LIMIT = 1_000_000_000
"""How often a tag may meet an element that is open: about 5 s of parsing."""

COPIES_LIMIT = 2_000_000
"""How many formatting elements may be opened again: about 700 MB."""

ATTRIBUTES_LIMIT = 5_000
"""How many attributes a tag may have."""

_FEW_TAGS = 1_000
"""With fewer, nothing can become much."""

# A comment and a script may hold tags that are none; the quotation marks may hold the end of a tag.
_MARKUP = re.compile(
    r"<!--(?:-?>|(?P<comment>.*?)(?:--!?>|\Z))"
    r"|<(?P<raw>script|style)\b[^>]*>(?P<code>.*?)(?=</(?P=raw)|\Z)"
    r"|<(?P<close>/?)(?P<name>[a-z][^\s/>]*+)(?P<attributes>(?:\"[^\"]*+\"|'[^']*+'|[^'\">])*+)",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<(/?)([a-z][^\s/>]*+)", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"]*+\"|'[^']*+'")

# Elements without content, and those that the next of their kind ends.
_NEVER_OPEN = names(
    "area base br col embed hr img input link meta param source track wbr "
    "p li dt dd option optgroup tr td th thead tbody tfoot colgroup caption rt rp rb rtc"
)
_FORMATTING = names("a b big code em font i nobr s small strike strong tt u")
_ALIKE_LIMIT = 3
"""Of formatting elements that are alike, no more than this are opened again."""


def require_shallow(html: str, *, name: str) -> None:
    """Raise :class:`qa.errors.MarkupTooDeep` where HTML would take too long to parse.

    >>> require_shallow("<div>" * 1_000 + "文", name="a.html")
    >>> require_shallow("<div>" * 100_000 + "文", name="a.html")
    Traceback (most recent call last):
    qa.errors.reading.MarkupTooDeep: a.html has too many tags that are not closed, or too many attributes in one tag. ...
    """
    if html.count("<") < _FEW_TAGS and len(html) < 2 * ATTRIBUTES_LIMIT:
        return
    opened: Counter[str] = Counter()
    formatting: dict[str, list[str]] = {}
    alike: Counter[str] = Counter()
    depth = copied = steps = copies = options = 0
    for close, tag, attributes in _tags(html):
        if len(attributes) > 2 * ATTRIBUTES_LIMIT and _many(attributes):
            raise MarkupTooDeep(path=name)
        if close:
            if opened[tag]:
                opened[tag] -= 1
                depth -= 1
            if tag == "select":
                options = 0
            if formatting.get(tag):
                whole = formatting[tag].pop()
                alike[whole] -= 1
                copied -= alike[whole] < _ALIKE_LIMIT
            continue
        options += tag == "option" and opened["select"] > 0
        steps += depth + (options if tag == "option" else 0)
        copies += copied
        if steps > STEPS_LIMIT or copies > COPIES_LIMIT:
            raise MarkupTooDeep(path=name)
        if tag not in _NEVER_OPEN:
            opened[tag] += 1
            depth += 1
        if tag in _FORMATTING:
            whole = tag + attributes
            formatting.setdefault(tag, []).append(whole)
            copied += alike[whole] < _ALIKE_LIMIT
            alike[whole] += 1


def _tags(html: str) -> Iterator[tuple[str, str, str]]:
    for found in _MARKUP.finditer(html):
        inside = found["comment"] or found["code"]
        if inside:
            # Parsers may see it otherwise: what is opened in there counts, unless it is closed in there, too.
            left = Counter(tag.lower() for close, tag in _TAG.findall(inside) if not close)
            left.subtract(tag.lower() for close, tag in _TAG.findall(inside) if close)
            for tag, count in left.items():
                yield from ((("", tag, ""),) * max(count, 0))
        if found["name"]:
            yield found["close"], found["name"].lower(), found["attributes"]


def _many(attributes: str) -> bool:
    return len(re.split(r"[\s/]+", _QUOTED.sub(" ", attributes))) > ATTRIBUTES_LIMIT
