"""What an article's metadata may carry: statements about the article, such as who wrote it, and none about its matter.

《备付金去了哪里》的作者是林见微。 has the word 备付金, and says nothing about 备付金.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from qa import text as zh
from qa.grounding.parts import parts
from qa.models import Passage

_FACT = (
    r"作者|笔者|撰|执笔|写|著|署名|发表|发布|刊|登|分类|类别|归类|归入|栏目|标签|来源|出处|出自|来自"
    r"|标题|题目|题为|名为|日期|时间|[\d一二三四五六七八九十]+ ?[个节章]"
)
_ENGLISH_FACT = (
    r"\b(?:author|writ(?:es?|ten)|wrote|publish|appear|categor|filed|source|title|called|sections?|dated?)"
)
_ARTICLE = r"文章|本文|该文|此文|全文|一文|这篇|那篇|该篇|专栏|\b(?:article|essay|piece|column|text)s?\b"
_SAYS_FACT = re.compile(f"{_FACT}|{_ENGLISH_FACT}")
_SAYS_ARTICLE = re.compile(_ARTICLE)
_VALUE = re.compile(r"》(?:的\w{2}是|发表于|共有|由)(.*)", re.DOTALL)
_TITLE_PAUSE = re.compile(r"[：:，,？?！!；;]|——")
_LIST_MARK = re.compile(r"[、；;：:]")
_DATE = re.compile(r"[\d零〇一二三四五六七八九十]+[年月日号]")
_SHORTEST_TITLE = 4
_JOINING = frozenset("和与及或")


def carries(card: Passage, sentence: str) -> bool:
    """Whether a sentence is one about the article that a metadata section is made from.

    It is if it has its title in 《》; if it names it in other ways (这篇文章) and says of it what metadata says; or if nothing of it is
    left when what metadata says is taken out, as where a question for the author is answered with 林见微 or 由林见微撰写.

    >>> text = "《备付金去了哪里》的作者是林见微。"
    >>> card = Passage("", "备付金去了哪里", (), None, -1, "", 0, len(text), text, 0.0)
    >>> carries(card, "这篇文章是林见微写的。"), carries(card, "林见微。"), carries(card, "备付金归林见微。")
    (True, True, False)
    """
    folded = zh.fold(sentence)
    title = zh.fold(card.title)
    pieces = (title, *map(str.strip, _TITLE_PAUSE.split(title)))
    if any(f"《{piece}》" in folded for piece in pieces):
        return True
    says_fact = _SAYS_FACT.search(folded) is not None
    names_it = _SAYS_ARTICLE.search(folded) is not None or any(
        len(piece) >= _SHORTEST_TITLE and piece in folded for piece in pieces
    )
    if names_it and says_fact:
        return True
    return not _left(folded, card, idle=zh.STOP_WORDS if says_fact or names_it else _JOINING)


def _left(folded: str, card: Passage, idle: Collection[str]) -> list[str]:
    """Return the words of a sentence that are no value of the metadata, no word for what metadata says, and not idle."""
    facts = [
        match[1].rstrip("。") for part in parts(card.text).sentences if (match := _VALUE.search(part.text))
    ]
    values = {value.strip() for fact in facts for value in (fact, *_LIST_MARK.split(fact))} - {""}
    for value in sorted(values, key=len, reverse=True):
        folded = folded.replace(value, "|")
    if idle is _JOINING and "||" in folded:
        return [folded]  # values that run together are no list of them
    for pattern in (_SAYS_FACT, _SAYS_ARTICLE, *([_DATE] if idle is zh.STOP_WORDS else [])):
        folded = pattern.sub(" ", folded)
    return [word for word in zh.words(folded) if word not in idle and any(map(str.isalnum, word))]
