"""Who does what to whom, and what comes of what: whether a sentence swaps what its source has the other way round."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.grounding.aligned import Aligned
from qa.grounding.coverage import has_word
from qa.grounding.parts import Parts, Word
from qa.language import say

_NOUNS = ("n", "eng", "j", "r")
# Who does it and to whom it is done stand the other way round with one of these.
_PASSIVE = re.compile(r"被|遭|受到|由(?!于)|为.{1,12}所|归")
_JOINED = re.compile(r"和|与|及|同|跟|或|、|之间|互相|相互|彼此|双方|一起|共同|联合|合作|即|等于|相当于")
_LEAST_SHARE = 0.75

_BECAUSE = re.compile(r"(?:因为|由于|缘于|源于|得益于|是因为|原因是|原因在于|鉴于)")
_SO = re.compile(r"(?:所以|因此|因而|于是|从而|导致|使得|造成|引发|促使|致使|以致|令|故而|这才)")


def swapped(clauses: Sequence[Aligned]) -> str | None:
    """Return why a clause swaps what stands on both sides of a verb in its source; None if it does not.

    >>> from qa.grounding.aligned import align
    >>> from qa.grounding.parts import parts
    >>> swapped(align(parts("海棠收购了青禾"), ["去年，青禾收购了海棠。"], lambda word: 1.0))
    'the source has it the other way round: 去年，青禾收购了海棠。'
    """
    for aligned in clauses:
        matches = [match for match in aligned.matches if match.share >= _LEAST_SHARE]
        if matches and all(
            _is_swapped(aligned, m.text, start, end) or _has_other_voice(aligned, m.text, start, end)
            for m in matches
            for start, end in aligned.counterparts(m)
        ):
            return _other_way(matches[0].text, matches[0].part.start, matches[0].part.end)
    return None


def _other_way(text: Parts, start: int, end: int) -> str:
    quote = text.text[start:end]
    return say(f"the source has it the other way round: {quote}", f"来源的说法正好相反：{quote}")


def _is_swapped(aligned: Aligned, text: Parts, start: int, end: int) -> bool:
    """Whether two nouns have changed sides of a word that both texts have between them."""
    theirs: dict[str, list[int]] = {}
    for word in text.words_in(start, end):
        theirs.setdefault(word.text, []).append(word.start)
    mine = [word for word in aligned.words if word.text.strip()]
    kept = [word for word in mine if len(theirs.get(word.text, ())) == 1 and _once(word, mine)]
    for i, left in enumerate(kept):
        if not left.tag.startswith(_NOUNS) or not left.tells:
            continue
        for j in range(i + 2, len(kept)):
            right = kept[j]
            if not right.tag.startswith(_NOUNS) or not right.tells:
                continue
            a, b = theirs[left.text][0], theirs[right.text][0]
            if b > a:
                continue
            for pivot in kept[i + 1 : j]:
                at = theirs[pivot.text][0]
                if (
                    not (pivot.tag.startswith(("v", "p")) or pivot.text in "被把将由比向对给")
                    or not b < at < a
                ):
                    continue
                if pivot.text == "是" and (_is_name(left) or _is_name(right)):
                    continue  # the holder is Qinghe, Qinghe is the holder
                if _turns(aligned.said.folded[left.start : right.end], text.folded[b : a + len(left.text)]):
                    return True
    return False


def _is_name(word: Word) -> bool:
    return word.tag.startswith(("nr", "ns", "nt", "nz", "eng"))


def _has_other_voice(aligned: Aligned, text: Parts, start: int, end: int) -> bool:
    """Whether one text says that 甲 did it to 乙, and the other that 甲 had it done to it by 乙 (甲被乙…)."""
    for passive, active in (
        (aligned.words, text.words_in(start, end)),
        (text.words_in(start, end), aligned.words),
    ):
        by = next((i for i, word in enumerate(passive) if word.text in ("被", "遭")), None)
        if by is None or any(word.text in ("被", "遭", "由", "受") for word in active):
            continue
        before = [word.text for word in passive[:by] if word.tells and word.tag.startswith(_NOUNS)]
        after = [word for word in passive[by + 1 :] if word.tells]
        doer = next((word.text for word in after if word.tag.startswith(_NOUNS)), None)
        done = next((word.text for word in after if word.tag.startswith("v")), None)
        order = [word.text for word in after]
        if doer is not None and done is not None and order.index(doer) > order.index(done):
            continue  # 被列入名册: the register does nothing
        places = {word.text: word.start for word in active}
        if not before or doer is None or done is None or not {before[0], doer, done} <= places.keys():
            continue
        if places[before[0]] < places[done] < places[doer]:
            return True
    return False


def _once(word: Word, words: Sequence[Word]) -> bool:
    return sum(other.text == word.text for other in words) == 1


def _turns(ours: str, theirs: str) -> bool:
    """Whether changed sides change what is said: not where one is passive, or the two stand side by side."""
    if _JOINED.search(ours) or _JOINED.search(theirs):
        return False
    if re.search(r"[，。；：]", theirs) or (bool(_PASSIVE.search(ours)) != bool(_PASSIVE.search(theirs))):
        return False
    # 海棠的收购: what stands after 的 is no object.
    return not (re.search(r"的[^，]{0,6}$", theirs) and "的" not in ours)


def cause_swapped(said: Parts, clauses: Sequence[Aligned]) -> str | None:
    """Return why a sentence takes for the cause what its source gives as the effect; None if it does not.

    >>> from qa.grounding.aligned import align
    >>> from qa.grounding.parts import parts
    >>> said = parts("因为利差归零，所以备付金集中交存。")
    >>> cause_swapped(said, align(said, ["由于备付金集中交存，利差归零。"], lambda word: 1.0))
    'the source has it the other way round: 由于备付金集中交存，利差归零。'
    """
    ours = _cause_and_effect(said, 0, len(said.folded))
    if ours is None:
        return None
    seen = set()
    for match in (match for aligned in clauses for match in aligned.matches):
        start, end = match.part.start, match.part.end
        if (match.source, start) in seen:
            continue
        seen.add((match.source, start))
        theirs = _cause_and_effect(match.text, start, end)
        if theirs is None:
            continue
        straight = _alike(ours[0], theirs[0]) + _alike(ours[1], theirs[1])
        crossed = _alike(ours[0], theirs[1]) + _alike(ours[1], theirs[0])
        if crossed >= 1.0 and crossed > straight + 0.5:
            return _other_way(match.text, start, end)
    return None


def _cause_and_effect(text: Parts, start: int, end: int) -> tuple[set[str], set[str]] | None:
    """Return the telling words of what is given as a cause and as its effect; None where nothing is."""
    folded = text.folded[start:end]
    because, so = _BECAUSE.search(folded), _SO.search(folded)
    if so is not None and (because is None or because.start() < so.start()):
        cause = (start + because.end() if because else start, start + so.start())
        effect = (start + so.end(), end)
    elif because is not None:
        before = folded[: because.start()].strip("，, ")
        comma = re.search(r"[，,]", folded[because.end() :])
        if before and not re.fullmatch(r"[^，,]{0,8}", before):
            effect, cause = (start, start + because.start()), (start + because.end(), end)
        elif comma:
            middle = start + because.end() + comma.start()
            cause, effect = (start + because.end(), middle), (middle, end)
        else:
            return None
    else:
        return None
    found = []
    for a, b in (cause, effect):
        found.append({word.text for word in text.words_in(a, b) if word.tells})
    return (found[0], found[1]) if all(found) else None


def _alike(ours: set[str], theirs: set[str]) -> float:
    text = " ".join(theirs)
    return sum(has_word(text, word) for word in ours) / len(ours)
