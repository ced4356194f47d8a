"""The sentence that closes a note: whom the article is for. It names readers and topics, and states no fact.

What makes one true is in :mod:`qa.summarizing.judging.recommendation`.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from types import MappingProxyType

from qa import text as zh
from qa.models import Sentence, Style
from qa.summarizing.article.source import Source
from qa.summarizing.article.topics import NO_TOPIC, Topic, held, topics
from qa.summarizing.form.brief import Brief
from qa.summarizing.form.counting import is_chinese

_TWO = MappingProxyType[Style, tuple[str, ...]](
    {
        "平实": (
            "推荐对{a}感兴趣、想了解{b}的读者阅读。",
            "适合关心{a}与{b}的读者阅读。",
            "想弄清{a}和{b}的读者可以一读。",
            "关注{a}、也想了解{b}的读者可以读一读。",
            "推荐关心{a}和{b}的读者阅读。",
        ),
        "资讯": (
            "供关注{a}与{b}的读者参考。",
            "关注{a}、{b}的读者可以参考。",
            "关心{a}与{b}的读者可以留意。",
            "可供关注{a}、{b}的读者参考。",
        ),
        "书面": (
            "可供关注{a}与{b}的读者参阅。",
            "谨荐予关心{a}与{b}的读者。",
            "有意了解{a}、{b}的读者可资参考。",
            "可供研究{a}与{b}的读者参阅。",
        ),
    }
)
_ONE = MappingProxyType[Style, tuple[str, ...]](
    {
        "平实": (
            "推荐想要了解{a}的读者阅读。",
            "适合关心{a}的读者阅读。",
            "对{a}感兴趣的读者可以一读。",
            "想弄清{a}的读者可以读一读。",
        ),
        "资讯": ("供关注{a}的读者参考。", "关注{a}的读者可以参考。", "关心{a}的读者可以留意。"),
        "书面": ("可供关注{a}的读者参阅。", "谨荐予关心{a}的读者。", "有意了解{a}的读者可资参考。"),
    }
)
_TO_SOMEBODY = MappingProxyType[Style, tuple[str, ...]](
    {
        "平实": ("推荐想了解{a}的{x}阅读。", "适合关心{a}的{x}阅读。", "推荐{x}阅读。", "适合{x}阅读。"),
        "资讯": ("供关注{a}的{x}参考。", "可供关心{a}的{x}参考。", "供{x}参考。"),
        "书面": ("可供关注{a}的{x}参阅。", "谨荐予有意了解{a}的{x}。", "可供{x}参阅。"),
    }
)
_IN_ENGLISH = ("For readers interested in {a} and {b}.", "For readers who want to know about {a}.")
_TO_SOMEBODY_IN_ENGLISH = ("Recommended reading for {x} interested in {a}.", "Recommended reading for {x}.")
# A second topic that is much less of one than the first is left out.
_SECOND = 0.25

# A short term may be a figure of speech, the heart of a bank; a category is what the article was filed under, unless it
# is outweighed.
_OUTWEIGHS = 1.8
_SHORTEST_TERM = 3
_FEWEST_OF_CATEGORY = 3


def recommendations(source: Source, brief: Brief) -> tuple[Sentence, ...]:
    """Return sentences that close a note, the most telling first; each cites where its topics stand.

    They differ from article to article, so that the notes of a site do not all end in one way, and are always the same
    for one article.

    >>> from qa.reading import read_text
    >>> from qa.summarizing.article.source import Source
    >>> text = "# 渡船与大桥\\n\\n渡船每天开六班。大桥明年通车。\\n\\n## 渡船的账\\n\\n渡船亏本，大桥赚钱。"
    >>> found = recommendations(Source(read_text(text, name="账").article), Brief("note"))
    >>> found[0].text, found[0].citations[0].quote
    ('想弄清渡船的读者可以读一读。', '渡船每天开六班。')
    """
    if not source.sentences:
        return ()
    found = _interests(source)
    is_english = not is_chinese(source.sentences[0].text)
    given = (brief.audience or "").strip().rstrip("。.，,；;")
    if given:
        patterns = _TO_SOMEBODY_IN_ENGLISH if is_english else _TO_SOMEBODY[brief.style]
    elif is_english:
        patterns = _IN_ENGLISH
    else:
        two, one = _TWO[brief.style], _ONE[brief.style]
        key = f"{source.title}\n{source.sentences[0].text}"
        patterns = (*_turned(two, key), *_turned(one, key))
    second = found[1:2] if found[1:] and found[1].score >= _SECOND * found[0].score else ()
    made: list[Sentence] = []
    for pattern in patterns:
        if ("{b}" in pattern and not second) or ("{a}" in pattern and not found):
            continue
        used = (found[:1] if "{a}" in pattern else ()) + (second if "{b}" in pattern else ())
        names = {"a": _shown(found[0]) if found else "", "b": _shown(second[0]) if second else "", "x": given}
        places = [topic.sentence for topic in used] or [found[0].sentence if found else 0]
        made.append(Sentence(pattern.format(**names), source.cite_sentences(places)))
    if not made:
        text = "For readers interested in this topic." if is_english else "适合关心这一话题的读者阅读。"
        made.append(Sentence(text, source.cite_sentences([0])))
    return tuple(made)


def _interests(source: Source) -> tuple[Topic, ...]:
    """Return what a reader may be interested in, best first."""
    found = topics(source, 12)
    categories = {zh.fold(category.strip()) for category in source.article.categories} - NO_TOPIC
    title = held(source.title)
    headings = held("\n".join(section.heading for section in source.sections))
    filed = max((topic.score for topic in found if zh.fold(topic.text) in categories), default=0.0)
    chosen = [
        topic
        for topic in found
        if (name := zh.fold(topic.text)) in categories
        or (len(name) >= _SHORTEST_TERM and (name in title or name in headings))
        or (name in title and name in headings and topic.score >= _OUTWEIGHS * filed)
    ]
    for category in source.article.categories:
        # Filed under 银行数字化, an article need only speak of 银行.
        folded = zh.fold(category.strip())
        if folded in categories and all(zh.fold(topic.text) != folded for topic in chosen):
            words = [word for word in zh.content_words(folded) if len(word) > 1]
            places = [s.order for s in source.sentences if any(word in zh.fold(s.text) for word in words)]
            if len(places) >= _FEWEST_OF_CATEGORY:
                chosen.append(Topic(category.strip(), places[0], float(len(places))))
    apart: list[Topic] = []
    for topic in sorted(chosen, key=lambda topic: -topic.score):
        if all(topic.text not in other.text and other.text not in topic.text for other in apart):
            apart.append(topic)
    return tuple(apart) or found


def _turned(patterns: Sequence[str], key: str) -> Iterator[str]:
    """Yield patterns, beginning with one that the key chooses."""
    first = zlib.crc32(key.encode("utf-8", "replace")) % len(patterns)
    yield from patterns[first:]
    yield from patterns[:first]


def _shown(topic: Topic) -> str:
    return topic.text.strip("「」“”")
