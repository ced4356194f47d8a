"""What a source expressly denies, often beside what it says instead: 不是甲而是乙, 乙而不是甲, 没有一个甲, 与甲无关."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from qa.grounding.coverage import has_word
from qa.grounding.parts import Part, Parts, parts
from qa.language import say

_NOT = r"(?:(?<![是能可会])(?:并|也|更|绝|决|又|都)?不(?:是|在于?(?![乎少意同一])|靠|取决于|等于|叫)|并?非(?![法常洲凡]))"
_BUT = r"(?:[，,；;]\s*(?:而|却|其实|实际上?|它|这|真正)?(?:是|在于|在|靠|取决于|等于)|而(?:是|在于?|靠))"
_NOT_BUT = re.compile(
    rf"{_NOT}(?:因为|由于|为了?|靠|由)?(?P<denied>[^，,。；;！？!?]{{1,24}}?){_BUT}(?P<said>[^，,。；;！？!?]{{1,40}})"
)
_RATHER = re.compile(
    r"(?P<said>[^，,。；;！？!?：:]{2,40})[，,；;]?\s*(?:而|却|但)?(?:并?不是|[而并]非|不在于|不叫|不靠)(?:因为|由于|为了?|靠|由)?"
    r"(?P<denied>[^，,。；;！？!?]{1,24})(?=$|[，,。；;！？!?])"
)
_BARE = re.compile(
    r"(?:^|[，,；;])[^，,。；;！？!?]{0,12}?(?:并|绝|根本)?不是(?:因为|由于|为了?|靠|由)?(?P<denied>[^，,。；;！？!?]{3,24})[。！]?$"
)
_NONE = re.compile(
    r"(?:没有|没|并无|毫无)(?:任何|半|一)(?:[个人名位家条分项件次笔点张户台种]|.)?(?P<denied>[^，,。；;！？!?]{2,24})"
    r"|(?:没有|没|从未|从不|从来不|从来没有?)(?P<verb>[^，,。；;！？!?一任]{1,4})(?:一|任何)[个人名位家条分项件次笔点张户台种]?(?P<object>[^，,。；;！？!?]{1,10})"
)
_UNRELATED = re.compile(
    r"(?P<one>[^，,。；;！？!?]*)[与和跟同](?P<other>[^，,。；;！？!?]{1,16}?)(?:毫无|没有任何|并无|没有|不存在)(?:任何|什么)?(?:关系|关联|瓜葛|联系|干系)"
)
_RELATED = re.compile(r"是|属于|旗下|隶属|来自|关联|关系|合作|同一|子公司|品牌|推出")
_NEGATES = re.compile(
    r"[未非]|没|无(?!人机|论|线)|不(?!良|仅|断|同|过|少|久|得不|单|妨|料|锈|动产|论|管)|[难拒]|骗|禁止|别|谎|假|误"
)
_ASKED = re.compile(r"[?？]\s*$")
_QUOTES = re.compile(r"[\"'「」『』“”《》()（）]")
_FOCUS = re.compile(r"是|在于|靠|在|由|叫")
_LEAST = 0.7
_REACH = 10


class Denial(NamedTuple):
    """What a sentence denies and what it says instead, as distinctive words; ``topic`` is what it speaks of."""

    part: Part
    denied: tuple[str, ...]
    instead: tuple[str, ...]
    topic: tuple[str, ...]
    is_total: bool


def denied(said: Parts, sources: Sequence[str]) -> str | None:
    """Return why a sentence says what its sources expressly deny; None if it does not.

    >>> denied(parts("桥是为了货车修的"), ["桥不是为货车修的，而是为行人修的。"])
    'the source denies it: 桥不是为货车修的,而是为行人修的。'
    >>> denied(parts("桥不是为货车，而是为行人修的"), ["桥不是为货车修的，而是为行人修的。"]) is None
    True
    """
    for part in said.sentences:
        if _ASKED.search(part.text):
            continue
        for source in sources:
            found = next((one for one in denials(source) if _says(part, one, sources)), None)
            quote = found.part.text if found else _linked(part, source)
            if quote:
                return say(f"the source denies it: {quote}", f"来源明确否认：{quote}")
    return None


def _says(part: Part, one: Denial, sources: Sequence[str]) -> bool:
    """Whether a sentence says what is denied, of the same thing, and not what is said instead."""
    text = part.text
    affirmed = [word for word in one.denied if _is_affirmed(text, word)]
    if len(affirmed) < _LEAST * len(one.denied) or any(_is_affirmed(text, word) for word in one.instead):
        return False
    if one.is_total:
        return len(one.denied) > 1 and _NEGATES.search(text) is None
    if not one.instead and (len(one.denied) < 2 or _NEGATES.search(text)):
        return False
    about = [word for word in one.topic if has_word(text, word)]
    if not about:
        return False
    # Where another sentence says it, it is said.
    wanted = [*one.denied, *about]
    return not any(
        all(_is_affirmed(other.text, word) for word in wanted)
        for source in sources
        for other in parts(source).sentences
        if other.text != one.part.text
    )


def _is_affirmed(text: str, word: str) -> bool:
    """Whether a text has a word, in one place at least without a negation before it in its clause."""
    for found in re.finditer(re.escape(word), text):
        before = re.split(r"[，,。；;]", text[: found.start()])[-1][-_REACH:]
        if _NEGATES.search(before) is None:
            return True
    return False


@lru_cache(maxsize=512)
def denials(source: str) -> tuple[Denial, ...]:
    """Return what the sentences of a text deny."""
    text = parts(source)
    found = []
    for n, part in enumerate(text.sentences):
        if _ASKED.search(part.text) or not re.search(r"[不没未非无]", part.text):
            continue
        before = text.sentences[n - 1].text if n else ""
        for pattern in (_NOT_BUT, _RATHER, _BARE):
            for match in pattern.finditer(part.text):
                groups = match.groupdict()
                denial = _denial(
                    text,
                    part,
                    match.span("denied"),
                    match.span("said") if groups.get("said") else None,
                    before,
                )
                if denial is not None:
                    found.append(denial)
        for match in _NONE.finditer(part.text):
            spans = [match.span(name) for name in ("denied", "verb", "object") if match[name]]
            words = tuple(word for span in spans for word in _words(text, part, span))
            found.append(Denial(part, words, (), (), is_total=True))
    return tuple(found)


def _denial(
    text: Parts, part: Part, no: tuple[int, int], yes: tuple[int, int] | None, before: str
) -> Denial | None:
    instead: tuple[str, ...] = ()
    rest = part.text[: no[0]] + " " + part.text[no[1] :]
    if yes is not None:
        start, end = yes
        focus = list(_FOCUS.finditer(part.text, start, end)) if start < no[0] else []
        begin = focus[-1].end() if focus and focus[-1].end() < end else start
        others = part.text[:begin] + " " + part.text[end:]
        instead = tuple(word for word in _words(text, part, (begin, end)) if word not in others)
    denied_words = tuple(word for word in _words(text, part, no) if word not in rest)
    if denied_words and all(any(character.isdigit() for character in word) for word in denied_words):
        instead = tuple(word for word in instead if any(character.isdigit() for character in word))
    if yes and not instead:
        return None
    topic = tuple(
        word.text
        for word in text.words_in(part.start, part.end)
        if word.tells and word.text not in denied_words and word.text not in instead
    )
    topic += tuple(word.text for word in parts(before).words if word.tells) if before else ()
    return Denial(part, denied_words, instead, topic, is_total=False) if denied_words else None


def _words(text: Parts, part: Part, span: tuple[int, int]) -> tuple[str, ...]:
    """Return the words with matter and the numbers of a range of a sentence, which is given from its start."""
    start, end = part.start + span[0], part.start + span[1]
    words = [word.text for word in text.words_in(start, end) if word.tells and word.end <= end]
    words += [text.folded[a.start : a.end] for a in text.amounts if start <= a.start and a.end <= end]
    return tuple(dict.fromkeys(_QUOTES.sub("", word) for word in words))


def _linked(part: Part, source: str) -> str | None:
    """Return the sentence that says that one has nothing to do with another, where these two are linked."""
    if _NEGATES.search(part.text) or not _RELATED.search(part.text):
        return None
    text = parts(source)
    for other in text.sentences:
        for match in _UNRELATED.finditer(other.text):
            name = _QUOTES.sub("", match["other"]).strip()
            named = [
                _QUOTES.sub("", word.text)
                for word in text.words_in(other.start, other.start + match.start("other"))
                if word.tells and len(word.text) > 1
            ]
            rest = part.text.replace(name, "", 1)
            if name in part.text and any(word in rest for word in named):
                return other.text
    return None
