"""What a short clause or sentence says of its subject: a word that no source has, where the subject makes up most of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.grounding.comparisons import comparisons
from qa.grounding.parts import Parts, Word, parts
from qa.grounding.scales import SCALE_WORDS
from qa.language import say
from qa.thesaurus import synonyms

_DEGREE = re.compile(r"(?:很|非常|十分|极其|极为|特别|相当|尤其|最为|颇为?|挺|格外|异常)$")
_SAYS = ("a", "v", "z", "d", "l", "i")
_WORDS = 2
_MOST_WORDS = 5
_LONG_WORD = 2
_SUBJECT = 4
_MATTER = ("n", "v", "a", "z", "i", "l", "x", "j")
# What only links a subject with what is said of it, or tells that somebody says so.
_LINKING = """
是 有 没有 成为 属于 拥有 具有 存在 需要 进行 得到 获得 称为 组成 可以 应该 必须 能够 用来 用于 作为 包括
达到 变成 出现 发生 造成 导致 带来 使用 做 让 使 叫 目前 实际 时间 情况 部分 其中
文章 谈 讲 说 写 主张 提出 探讨 论述 描述 记录 回顾 关注 聚焦
"""
LINKS = frozenset(_LINKING.split())
# 甲是乙; 不是, 也是, 是否 and 是因为 link nothing with it.
_IS = re.compile(r"(?<![不只都也但总就还可凡要若越正尤真])(?:是|成了|成为|变成)(?!否|因|由|为了)")
# What two figures of a source come to, in a sentence that has one of them.
CHANGES = frozenset(
    ("增加", "减少", "增长", "上升", "下降", "提高", "降低", "缩短", "延长", "扩大", "缩小", "回落")
)
IDLE = frozenset(
    "的了着过得地是有在由把被给与和及或也都就才还又再很最更太不没无未可以能会要应该须必到于为从对向将这那其此个之所而但"
)


def unsaid(said: Parts, sources: Sequence[str]) -> str | None:
    """Return what a clause says of its subject and no source does, as a reason; None if there is nothing.

    Looked at are clauses that end in a degree (很高) and those of a subject (甲, 甲的乙) and one word more. A word counts as said where a
    source sentence that has the subject has a character of it too: 提升 for 提高.

    >>> unsaid(parts("手续费很高。"), ["手续费为百分之三。"])
    'no source says so: 高'
    >>> unsaid(parts("手续费提高。"), ["手续费有所提升。"]) is None
    True
    """
    told = [sentence.text for source in sources for sentence in parts(source).sentences]
    for sentence in said.sentences:
        for clause in sentence.clauses:
            words = [word for word in said.words_in(clause.start, clause.end) if word.tells]
            if len(words) < _WORDS:
                continue
            last, rest = words[-1], words[:-1]
            before = said.folded[clause.start : last.start]
            has_degree = _DEGREE.search(before) is not None
            if not (
                has_degree or (len(words) - clause.text.count("的") <= _WORDS and last.tag.startswith(_SAYS))
            ):
                continue
            # 足球综合：… is a label.
            is_label = said.folded[clause.end : clause.end + 1] in (":", "：")
            if (
                is_label
                or said.folded[last.end : clause.end].strip()
                or any(a.start >= clause.start and a.end <= clause.end for a in said.amounts)
            ):
                continue
            if not _is_said(last, rest, told):
                return say(f"no source says so: {last.text}", f"来源没有这样说：{last.text}")
    return None


def _is_said(last: Word, rest: Sequence[Word], told: Sequence[str]) -> bool:
    if any(last.text in sentence for sentence in told):
        return True
    own = set(last.text) - {character for word in rest for character in word.text}
    on_it = [sentence for sentence in told if any(word.text in sentence for word in rest)]
    return not on_it or any(character in sentence for sentence in on_it for character in own)


def unfounded(said: Parts, sources: Sequence[str]) -> str | None:
    """Return what a short sentence says of something in the sources, and nothing there is like it; None if there is nothing.

    Looked at are sentences of one clause and a few words, and of longer ones the clauses that say what something is (甲是乙), by
    their last word: of the rest the shares tell enough. A word counts as found as it stands, by another word for the same
    thing, or by half of its characters: those that stand in the sources with a neighbour (a word may be cut wrongly), or
    by themselves in a sentence on the same things.

    >>> unfounded(parts("备付金发给船员。"), ["备付金由人民银行存管。发行归人民银行。"])
    'no source says so: 船员'
    >>> unfounded(parts("备付金由央行保管。"), ["备付金由人民银行存管。"]) is None
    True
    """
    # 备付金，是奖金 is one clause with a pause in it.
    clauses = [clause for clause in said.clauses if len(clause.text) > _SUBJECT]
    if len(clauses) <= 1:
        words = _unheard(said, sources)
    else:
        links = [parts(clause.text) for clause in clauses if _IS.search(clause.text)]
        words = [word for link in links for word in _unheard(link, sources) if word == link.telling[-1]]
    return say(f"no source says so: {words[0].text}", f"来源没有这样说：{words[0].text}") if words else None


def _unheard(said: Parts, sources: Sequence[str]) -> list[Word]:
    """Return the words of a few that the sources have in no form, though they have another of them."""
    if not _WORDS <= len(said.telling) <= _MOST_WORDS:
        return []
    unheard = []
    told = [sentence.text for source in sources for sentence in parts(source).sentences]
    everything = "\n".join(told)
    known = [word for word in said.telling if word.text in everything]
    # What a source gives in figures alone is for the rules for comparisons and shifts to refuse.
    told_by_figures = (CHANGES if said.amounts else frozenset()) | (
        frozenset(SCALE_WORDS) if list(comparisons(said.text)) else frozenset()
    )
    for word in said.telling:
        rest = [other.text for other in known if other is not word]
        if (
            word.text.isascii()
            or not word.tag.startswith(_MATTER)
            or word.text in LINKS | told_by_figures
            or not rest
        ):
            continue
        if any(text in everything for text in (word.text, *synonyms(word.text))):
            continue
        own = [at for at in range(word.start, word.end) if said.folded[at] not in IDLE]
        on_it = "".join(sentence for sentence in told if any(other in sentence for other in rest))
        elsewhere = said.folded[: word.start] + said.folded[word.end :]
        beside = [_stands(said.folded, at, everything) for at in own]
        alone = [said.folded[at] in on_it and said.folded[at] not in elsewhere for at in own]
        found = sum(map(any, zip(beside, alone, strict=True)))
        # Of a long word, half of the characters are next to nothing where each stands by itself.
        is_long = len(own) > _LONG_WORD and sum(beside) * 2 < len(own)
        if found * 2 < len(own) or (is_long and found * 2 == len(own)):
            unheard.append(word)
    return unheard


def _stands(folded: str, at: int, text: str) -> bool:
    """Whether a character stands in a text beside a neighbour that it has here."""
    return any(
        len(pair) > 1 and pair in text for pair in (folded[max(0, at - 1) : at + 1], folded[at : at + 2])
    )
