"""Which language a text is in, as far as it matters: Chinese, or one of those in other letters.

Traditional and simplified Chinese are one language. A text that mixes is in the language of its grammar:
“API是什么？” is Chinese, “What is 备付金?” is not.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from qa import text as zh

Language = Literal["zh", "en"]
"""``en`` stands for English and for every language in Latin letters; the embedder knows about a hundred."""

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_OTHER_SCRIPT = re.compile(r"[\u0370-\u052f\u0590-\u06ff\u0900-\u0e7f\u3040-\u30ff\uac00-\ud7af]")
_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+(?:'[a-z]+)?")
# Titles and quotations are in their own language, whatever the sentence around them is in.
_QUOTED = re.compile(
    r"《[^《》]{1,100}》|「[^「」]{1,100}」|『[^『』]{1,100}』|“[^“”]{1,100}”|\"[^\"]{1,100}\""
)
# What only the grammar of Chinese has: particles, question words, verbs of being.
_CHINESE_GRAMMAR = re.compile(
    r"什么|怎么|怎样|如何|为何|为啥|哪|谁|多少|几|是否|吗|呢|吧|了|的|是|有|在|和|与|被|把|由|请|介绍|解释|说明"
)
_CHINESE_QUESTION = re.compile(
    r"什么|怎么|怎样|如何|为何|为啥|哪|谁|多少|几[个家次年天]|是否|吗|呢|请|介绍|解释|说明"
)
ENGLISH_GRAMMAR = frozenset(
    re.findall(
        r"\S+",
        """
        a about after all also another both each every many once only other several some an and any are as
        at be because been before but by can could did do does during explain for from had has have how i if
        in into is it its may me more most not of on or should since so such tell than that the their them
        then there these they this those to under until was we were what when where which while who whom
        whose why will with without would you
        """,
    )
)


@lru_cache(maxsize=4096)
def language_of(text: str) -> Language | None:
    """Return the language of a text, or None where nothing tells: a number, a name in Latin letters.

    >>> language_of("API是什么？"), language_of("What is 备付金?"), language_of("備付金歸誰？"), language_of("3.5%")
    ('zh', 'en', 'zh', None)
    """
    bare = zh.fold(_QUOTED.sub(" ", text))
    if not any(character.isalpha() for character in bare):
        bare = zh.fold(text)
    characters = len(_HAN.findall(bare))
    # Not from the folded text: capitals tell a name from a sentence.
    words = _WORD.findall(_QUOTED.sub(" ", text)) or _WORD.findall(text if not characters else "")
    if _OTHER_SCRIPT.search(bare) and not _CHINESE_QUESTION.search(bare):
        return "en"
    if not characters:
        return "en" if _is_english(words) else None
    if not words:
        return "zh"
    grammar = sum(word.lower() in ENGLISH_GRAMMAR for word in words)
    if _CHINESE_QUESTION.search(bare):
        return "zh"
    if words[0].lower() in ENGLISH_GRAMMAR and _WORD.match(bare.lstrip()):
        return "en"
    if grammar >= 2 and grammar >= len(_CHINESE_GRAMMAR.findall(bare)):
        return "en"
    return "zh"


def _is_english(words: list[str]) -> bool:
    """Whether words without any Chinese around them are a sentence, and not a name or a unit."""
    return (
        any(word.lower() in ENGLISH_GRAMMAR for word in words) or sum(word.islower() for word in words) >= 3
    )
