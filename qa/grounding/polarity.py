"""Whether a sentence says of something that it is not, or the other way round, where its source says that it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from qa.grounding.aligned import COMING_OFF, Aligned, Match
from qa.grounding.opposites import OPPOSITES, opposites
from qa.grounding.parts import Parts, Word
from qa.grounding.rarity import MOST, rarity
from qa.language import say

# Words that negate what follows. 不仅, 不断, 未来, 无论, 差不多 and the like are words of their own, and none.
_NEGATING = (
    "不 没 没有 未 无 非 勿 莫 别 不是 不会 不能 不可 不得 不要 不再 不必 不用 不想 不愿 不敢 不该 不予 不让 不准 不许 不曾 不向 不宜 "
    "不算 不应 不应该 不可以 不可能 不能够 并不 并不是 并非 并未 并没有 并没 尚未 从未 从不 从没 从来不 从来没有 未曾 未能 未经 未有 没能 "
    "没法 无法 无需 无须 无权 无力 无意 毫无 毫不 绝不 绝非 决不 而非 而不是 不太可能 不足以 不见得 不一定 未必 暂未 尚无 暂无 切勿 切莫 请勿 "
    "禁止 严禁 不允许 难以 不至于 不打算 不愿意 不属于 不存在 不包括 不具备 不支持 不需要 不适用 不同意 不承认 不须 不需 不必要 不曾经"
)
_NEGATORS = frozenset(_NEGATING.split())
_NOT_ASKED = re.compile(
    r"(.)[不没](?:\1|有\1)|是否|难道|不得不|不能不|不可不|不无|不是.{0,6}就是|没多久|无不|莫不|差一点|差点|不一样|不尽|不同"
)
_PASSED_OVER = "任何 一个 一点 一种 一分 再 更 那么 这么 太 完全 真正 仅仅 只是 简单 单纯 必然 为了 因为 由于"
_NEVER_HEADS = frozenset(_PASSED_OVER.split())
_FURTHEST = 4
_WHOLE = "提指看得做达感想说谈觉遇受找介投引输进出加深陷导突杰支退演"

# The same in single characters, where each is a word.
_SINGLE = dict(
    pair
    for one, other in map(
        tuple,
        [
            "高低",
            "大小",
            "多少",
            "早晚",
            "快慢",
            "好坏",
            "涨跌",
            "升降",
            "增减",
            "买卖",
            "胜负",
            "强弱",
            "深浅",
        ],
    )
    for pair in ((one, other), (other, one))
)
_DENYING = frozenset(
    ["反对", "拒绝", "禁止", "否认", "排除", "避免", "防止", "阻止", "妨碍", "反感", "缺少", "缺乏"]
)
_DEGREES = "太很更最较偏极过特"
_BEFORE = re.compile(r"[^，。；,;]{0,8}(?:之前|以前)")
_NEAR, _BESIDE = 12, 6
_ONLY = re.compile(r"只有\w{0,3}[个人名位户家件条]")
_SAME = 0.8
_LEAST_SHARE, _LEAST_ALIKE, _LEAST_HERE = 0.45, 0.3, 0.5


class _Negation(NamedTuple):
    """What a negation is about: the words after it in its clause, nearest first."""

    word: Word
    heads: tuple[Word, ...]
    scope: tuple[int, int]


def turned(clauses: Sequence[Aligned]) -> str | None:
    """Return why a clause says the opposite of the source sentences that it is nearest to; None if it does not.

    >>> from qa.grounding.aligned import align
    >>> from qa.grounding.parts import parts
    >>> turned(align(parts("备付金不属于客户"), ["备付金属于客户。"], lambda word: 1.0))
    'the source says the opposite: 备付金属于客户。'
    """
    for aligned in clauses:
        matches = _about_the_subject(
            aligned, [match for match in aligned.matches if match.share >= _LEAST_SHARE]
        )
        if not matches:
            continue
        said = _signs(aligned.said, aligned.clause.start, aligned.clause.end)
        # Where another clause says it as it is said here, it is said.
        if all(
            _opposed(aligned, said, match.text, start, end)
            for match in matches
            for start, end in aligned.counterparts(match)
        ):
            part = matches[0].part
            quote = matches[0].text.text[part.start : part.end]
            return say(f"the source says the opposite: {quote}", f"来源的说法相反：{quote}")
    return None


def _subject(aligned: Aligned) -> str:
    """Return the first word with matter of a clause where it is a rare one; nothing where it is not."""
    first = aligned.telling[0].text if aligned.telling else ""
    return first if len(first) > 1 and rarity(first) == MOST else ""


def _about_the_subject(aligned: Aligned, matches: list[Match]) -> list[Match]:
    """Return the matches that have what the clause is about; all where none has it."""
    subject, most = _subject(aligned), max((match.share for match in matches), default=0.0)
    found = [match for match in matches if subject in match.part.text]
    return found if any(match.share == most for match in found) else matches


def _opposed(aligned: Aligned, said: dict[str, set[bool]], text: Parts, start: int, end: int) -> bool:
    """Whether a range of a source says the opposite of the clause."""
    if aligned.likeness(text, start, end) < _LEAST_ALIKE and not _is_all_there(aligned, text, start, end):
        subject = _subject(aligned)
        return bool(subject) and subject in text.folded[start:end] and _antonym(aligned, text, start, end)
    theirs = _signs(text, start, end)
    for negation in _negations(aligned.said, aligned.clause.start, aligned.clause.end):
        if _none_agrees([_stem(head) for head in negation.heads], said, theirs):
            return True
    for negation in _negations(text, start, end):
        first = _stem(negation.heads[0])
        if first in said and _none_agrees([_stem(head) for head in negation.heads], theirs, said):
            return True
    return any(opposed(aligned, text, start, end) for opposed in (_antonym, _single, _other_parity))


def _is_all_there(aligned: Aligned, text: Parts, start: int, end: int) -> bool:
    """Whether a range has all of a clause, and the sentence of the clause most of the range: 没收到 beside 甲收进了."""
    ours = {_stem(word) for word in aligned.telling if word.text not in _NEGATORS}
    theirs = {_stem(word) for word in text.words_in(start, end) if word.tells}
    here = sum(word in aligned.said.folded for word in theirs)
    return ours <= theirs and here >= _LEAST_HERE * len(theirs)


def _none_agrees(heads: Sequence[str], ours: dict[str, set[bool]], theirs: dict[str, set[bool]]) -> bool:
    """Whether what is negated in one text is known in the other, and negated there nowhere."""
    known = [head for head in heads if head in theirs]
    return bool(known) and all(not ours[head] & theirs[head] for head in known)


def _other_parity(aligned: Aligned, text: Parts, start: int, end: int) -> bool:
    """Whether two clauses in the same words differ by a negation that no word with matter follows (没有三步)."""
    ours = [word.text for word in aligned.words if _negates(aligned.said, word) or _has_negation(word)]
    theirs = [word.text for word in text.words_in(start, end) if _negates(text, word) or _has_negation(word)]
    if (len(ours) - len(theirs)) % 2 == 0:
        return False
    mine = {word.text for word in aligned.words} - set(ours)
    others = {word.text for word in text.words_in(start, end)} - set(theirs)
    return len(mine & others) >= _SAME * max(len(mine), len(others)) and bool(mine & others)


def _has_negation(word: Word) -> bool:
    """Whether a phrase begins with a negation: 毫无关系."""
    return len(word.text) > 3 and word.text[:2] in _NEGATORS


def _signs(text: Parts, start: int, end: int) -> dict[str, set[bool]]:
    """Return for each word of a range whether it stands under a negation: where it does, where it does not."""
    scopes = [negation.scope for negation in _negations(text, start, end)]
    found: dict[str, set[bool]] = {}
    for word in text.words_in(start, end):
        under = sum(a <= word.start < b for a, b in scopes)
        found.setdefault(_stem(word), set()).add(under % 2 == 1)
        # 大多不去, 只有五个去: both are said.
        if _ONLY.search(text.folded, start, word.start):
            found[_stem(word)] = {True, False}
        # 付款之前: it has not been paid, and it will be.
        if _BEFORE.match(text.folded, word.end):
            found[_stem(word)] = {True, False}
    return found


def _negations(text: Parts, start: int, end: int) -> list[_Negation]:
    found = []
    words = text.words_in(start, end)
    clauses = text.clauses_in(start, end)
    for i, word in enumerate(words):
        if not _negates(text, word):
            continue
        clause = next((clause for clause in clauses if clause.start <= word.start < clause.end), None)
        if clause is None:
            continue
        heads: dict[str, Word] = {}
        for other in words[i + 1 :]:
            is_head = other.tells and other.text not in _NEVER_HEADS and other.text not in _NEGATORS
            if is_head and other.start < clause.end and len(heads) < _FURTHEST:
                heads.setdefault(other.text, other)
        first = next(iter(heads.values()), None)
        if first is not None and first.text in _DENYING:
            # 不反对用手机: it is against nothing, and what follows is not denied.
            found.append(_Negation(word, (first,), (word.end, first.end)))
        elif heads:
            found.append(_Negation(word, tuple(heads.values()), (word.end, clause.end)))
    return found


def _stem(word: Word) -> str:
    """Return a verb without what says that it came off: 收 for 收到 and 收进, 裁 for 裁掉."""
    is_compound = len(word.text) == 2 and word.tag.startswith("v") and word.text[1] in COMING_OFF
    return word.text[0] if is_compound and word.text[0] not in _WHOLE else word.text


def _negates(text: Parts, word: Word) -> bool:
    around = text.folded[max(0, word.start - 3) : word.end + 3]
    is_negator = word.text in _NEGATORS or (len(word.text) == 3 and word.text[1] == "不")  # 得不到
    return is_negator and _NOT_ASKED.search(around) is None


def _antonym(aligned: Aligned, text: Parts, start: int, end: int) -> bool:
    """Whether the clause has a word, and the source in the same place its opposite."""
    clause, theirs = aligned.clause, text.folded[start:end]
    whole = "".join(part.text for part in text.sentences if part.start < end and start < part.end)
    for n, sides in enumerate((*OPPOSITES, *opposites(clause.text))):
        near = theirs if n < len(OPPOSITES) else whole
        for mine, other in (sides, sides[::-1]):
            said = mine.search(clause.text)
            if said is None or other.search(clause.text) or mine.search(near):
                continue
            against = other.search(theirs)
            if against is None:
                continue
            at = clause.start + said.start()
            negated = _is_negated(aligned.said, clause.start, clause.end, at)
            negated ^= _is_negated(text, start, end, start + against.start())
            if not negated and _same_place(
                aligned, at, clause.start + said.end(), theirs, against.start(), against.end()
            ):
                return True
    return False


def _single(aligned: Aligned, text: Parts, start: int, end: int) -> bool:
    """Whether the clause has 高 where the source, in the same place, has 低."""
    theirs = {_bare(word.text): word for word in text.words_in(start, end)}
    mine = {_bare(word.text) for word in aligned.words}
    for word in aligned.words:
        bare = _bare(word.text)
        other = theirs.get(_SINGLE.get(bare, ""))
        if other is None or bare in theirs or _bare(other.text) in mine:
            continue
        negated = _is_negated(aligned.said, aligned.clause.start, aligned.clause.end, word.start)
        negated ^= _is_negated(text, start, end, other.start)
        if not negated and _same_place(
            aligned, word.start, word.end, text.folded[start:end], other.start - start, other.end - start
        ):
            return True
    return False


def _bare(word: str) -> str:
    """Return an adjective without its degree: 高 for 太高."""
    return word[1] if len(word) == 2 and word[0] in _DEGREES else word


def _is_negated(text: Parts, start: int, end: int, at: int) -> bool:
    return any(a <= at < b for _, _, (a, b) in _negations(text, start, end))


def _same_place(aligned: Aligned, start: int, end: int, theirs: str, at: int, after: int) -> bool:
    """Whether a neighbour of the one word stands near the other one too."""
    before = [word.text for word in aligned.telling if word.end <= start][-2:]
    behind = [word.text for word in aligned.telling if word.start >= end][:2]
    if any(word in theirs[max(0, at - _NEAR) : at] for word in before):
        return True
    if any(word in theirs[after : after + _NEAR] for word in behind):
        return True
    # 采砂场在下游, 下游的采砂场
    return any(
        theirs[after : after + 1] == "的" and word in theirs[after : after + _BESIDE] for word in before
    )
