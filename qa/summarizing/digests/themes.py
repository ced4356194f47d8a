"""What several articles have in common: themes, each named by a phrase that stands in all of its articles.

A theme is found by its name: of the phrases that an article is about, that one is taken whose articles are most about it,
then the next for the articles that are left. So a name is never one that an article of its theme does not have.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from qa import text as zh
from qa.grounding.parts import parts
from qa.grounding.rarity import rarity
from qa.summarizing.article.source import Source

_LONGEST_NAME = 10
_MOST_WORDS = 3
# A phrase that an article is about stands in it at least so often, or is in its title.
_LEAST_MENTIONS, _LEAST_AS_CATEGORY = 3, 2
# A word that stands in more of the news than this is nothing that an article is about (公司, 问题, 时间); it may be a little
# oftener there if it is in a title, a heading or among the categories.
_LEAST_RARITY, _LEAST_PLACED = 3.0, 2.5
_RARE_VERB = 5.0
# What it is about least is at least so much of what it is about most.
_LEAST_WEIGHT = 0.25
# Adverbs, conjunctions, numerals, measures, pronouns, prepositions and the like are in no name.
_NO_NAMES = frozenset(
    ["c", "d", "e", "f", "h", "k", "m", "mq", "o", "p", "q", "r", "u", "uj", "ul", "uz", "ud", "x", "y", "zg"]
)
# A word that stands this much oftener than a run that it is in, and not more, is only a piece of it.
_ONLY_INSIDE = 1.25
# A longer name is taken for a shorter one if the articles are at least so much about it.
_NEARLY = 0.6
_IN_TITLE, _IN_HEADING, _IN_CATEGORIES = 2.0, 1.0, 2.0
# Of this many articles and more, no theme holds nearly all: it would tell nobody anything.
_MANY, _LARGEST_SHARE = 4, 0.7
# From this many on, articles that share nothing with another one stand under one heading.
_MOST_ALONE = 3
_NAME = re.compile(r"(?!.*某)[一-鿿]{2,}|[a-z][a-z0-9+.-]{2,}[a-z0-9]")


class Theme(NamedTuple):
    """Articles that belong together, by their positions; ``name`` is ``None`` where they share nothing."""

    name: str | None
    members: tuple[int, ...]


def themes(about: Sequence[Mapping[str, float]]) -> list[Theme]:
    """Group articles by what they are about, the largest group first; each article is in one group.

    ``about`` are the :func:`key_phrases` of each.

    >>> from qa.reading import read_text
    >>> texts = ("征信报告记的是履约。征信不是评分。查征信要本人授权。", "渡船每天开六班。渡船停在渡口。渡船不过夜。",
    ...     "乡下人的征信是空白。没有征信也能贷款。征信以后会有。")
    >>> articles = [read_text(text, name=f"文{n}").article for n, text in enumerate(texts)]
    >>> [(theme.name, theme.members) for theme in themes([key_phrases(Source(article)) for article in articles])]
    [('征信', (0, 2)), ('渡船', (1,))]
    """
    left = set(range(len(about)))
    found: list[Theme] = []
    most = len(about) if len(about) < _MANY else math.ceil(_LARGEST_SHARE * len(about))
    while (best := _best(about, left, most)) is not None:
        found.append(best)
        left -= set(best.members)
    found.sort(key=lambda theme: (-len(theme.members), theme.members))
    taken = {theme.name for theme in found}
    alone = {at: _own_name(about[at], taken) for at in sorted(left)} if len(left) <= _MOST_ALONE else {}
    found += [Theme(name, (at,)) for at, name in alone.items() if name is not None]
    nameless = tuple(sorted(at for at in left if alone.get(at) is None))
    return [*found, Theme(None, nameless)] if nameless else found


def _best(about: Sequence[Mapping[str, float]], left: Iterable[int], most: int) -> Theme | None:
    """Return the theme of the articles that are left which binds them most strongly."""
    strengths: dict[str, float] = defaultdict(float)
    members: dict[str, list[int]] = defaultdict(list)
    for at in sorted(left):
        for name, weight in about[at].items():
            strengths[name] += weight
            members[name].append(at)
    able = [name for name, ats in members.items() if 1 < len(ats) <= most]
    if not able:
        return None
    best = max(able, key=lambda name: (strengths[name], len(name), name))
    # 金融科技 says more than 金融, if it is as true.
    longer = [name for name in able if best in name and members[name] == members[best]]
    longer = [name for name in longer if strengths[name] >= _NEARLY * strengths[best]]
    return Theme(max(longer, key=lambda name: (len(name), strengths[name], name)), tuple(members[best]))


def _own_name(about: Mapping[str, float], taken: set[str | None]) -> str | None:
    free = [name for name in about if name not in taken]
    return max(free, key=lambda name: (about[name], len(name), name)) if free else None


def key_phrases(source: Source) -> dict[str, float]:
    """Return the phrases that an article is about, from 0 to 1: by how often and where it says them, and their rarity."""
    categories = {zh.fold(category) for category in source.article.categories}
    title = zh.fold(source.title)
    headings = "\n".join(zh.fold(section.heading) for section in source.sections)
    text = zh.fold(source.text)
    counted = _counted(source)
    found: dict[str, float] = {}
    for name in {*counted, *categories}:
        mentions = text.count(name) if name in categories or name in title else counted[name]
        if mentions < _least(name, title, categories) or not _may_be_name(name):
            continue
        place = _IN_TITLE * (name in title) + _IN_HEADING * (name in headings)
        place += _IN_CATEGORIES * (name in categories)
        # What is only done in an article is not what it is about; but a tagger takes 征信 for a verb, too.
        least = _LEAST_PLACED if place else _RARE_VERB if _is_verb(name) else _LEAST_RARITY
        if _rarity(name) >= least:
            found[name] = (1 + place) * (1 + math.log(mentions)) * _rarity(name)
    most = max(found.values(), default=1.0)
    return {name: weight / most for name, weight in found.items() if weight >= _LEAST_WEIGHT * most}


def _least(name: str, title: str, categories: Iterable[str]) -> int:
    return 1 if name in title else _LEAST_AS_CATEGORY if name in categories else _LEAST_MENTIONS


def _counted(source: Source) -> Counter[str]:
    """Return how often each word, and each run of up to three words that stand together, is in an article."""
    counted: Counter[str] = Counter()
    inside: dict[str, set[str]] = defaultdict(set)
    for text in (source.title, *(section.text for section in source.sections)):
        words = parts(text).words
        for at in range(len(words)):
            name = ""
            for word in words[at : at + _MOST_WORDS]:
                if not word.tells or word.tag in _NO_NAMES or word.end - words[at].start > _LONGEST_NAME:
                    break
                longer = name + word.text
                inside[longer] |= {name, word.text, longer[len(words[at].text) :]} - {longer, ""}
                name = longer
                counted[name] += 1
    # 区块 stands nowhere but in 区块链.
    for longer, shorter in inside.items():
        for name in shorter:
            if 0 < counted[name] <= _ONLY_INSIDE * counted[longer] and counted[longer] > 1:
                counted[name] = 0
    return +counted


def _may_be_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None and len(name) <= _LONGEST_NAME


def _is_verb(name: str) -> bool:
    words = zh.tagged_words(name)
    return len(words) == 1 and words[0][1][0] in "va" and words[0][1] not in ("vn", "an")


def _rarity(name: str) -> float:
    return max(map(rarity, zh.content_words(name)), default=0.0)
