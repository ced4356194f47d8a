"""Whether an article bears out what a sentence of a summary states: of the matter, and of the article's telling."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from qa import grounding
from qa import text as zh
from qa.answering.checking.texts import check_sentence
from qa.grounding.facts import missing_fact
from qa.grounding.parts import parts
from qa.language import say
from qa.models import CheckedSentence, Citation
from qa.summarizing.article.source import Source
from qa.summarizing.judging.line import judged_line
from qa.summarizing.judging.telling import Piece, pieces, topic_words

# Who says it in the article is not its author, and often the one whom the author goes on to contradict.
_SOMEBODY = (
    r"(?:有人|有些人|不少人|一些人|许多人|很多人|多数人|人们|大家|常有人|反对者|批评者|质疑者|支持者|乐观者|悲观者|外界|业内|坊间|报纸上?|广告里?"
    r"|[一-鿿]{0,4}(?:说法|观点|看法|误解|误区|论调|传言))"
)
_SAID = r"(?:认为|以为|说|主张|反驳|担心|辩护|觉得|声称|误以为|相信|看成|当作|当成|是|称|断言|质疑|常把|总把)"
_BY_OTHERS = re.compile(rf"^[^。]{{0,14}}?{_SOMEBODY}[^。，]{{0,12}}?[，：“「]?{_SAID}")
# How much of a topic's words one section must hold; the others may stand anywhere in the article.
_LEAST_TOGETHER = 0.5


def judge_statement(sentence: str, source: Source) -> CheckedSentence:
    """Check a sentence of a summary that states something against its article.

    A topic that the article is said to treat needs its words in a section, and no fact that is not there; a claim
    needs a sentence that carries it, and not one in which the author quotes somebody else.
    """
    if (walked := judged_line(sentence, source)) is not None:
        return walked
    found = pieces(sentence)
    if len(found) == 1 and found[0].kind == "claim":
        whole = _claim(sentence, source)
        if whole.supported or found[0].text == sentence:
            return whole
    checked = [
        _topic(piece.text, source) if piece.kind == "topic" else _claims(piece, source) for piece in found
    ]
    failed = next((piece for piece in checked if not piece.supported), None)
    if failed is not None:
        return replace(failed, text=sentence, end=len(sentence))
    if not checked:
        return _claim(sentence, source)
    citations = dict.fromkeys(citation for piece in checked for citation in piece.citations)
    score = min(piece.score for piece in checked)
    return CheckedSentence(sentence, True, score, tuple(citations), None, 0, len(sentence))


def _claims(piece: Piece, source: Source) -> CheckedSentence:
    """Check a claim as a whole, or else what stands between its semicolons, each by itself."""
    whole = _claim(piece.text, source)
    parts_of = [part for part in re.split("[；;]", piece.text) if part.strip("。 ")]
    if whole.supported or len(parts_of) == 1:
        return whole
    checked = [_claim(part, source) for part in parts_of]
    if not all(part.supported for part in checked):
        return next(part for part in checked if not part.supported)
    citations = dict.fromkeys(citation for part in checked for citation in part.citations)
    return replace(
        whole, supported=True, why=None, citations=tuple(citations), score=min(part.score for part in checked)
    )


def _claim(text: str, source: Source) -> CheckedSentence:
    return _own(check_sentence(text, source.nearest(text)), text)


def _own(checked: CheckedSentence, text: str) -> CheckedSentence:
    """Refuse what only somebody else says in the article, where the sentence does not say so."""
    if not checked.supported or not checked.citations or _BY_OTHERS.search(text):
        return checked
    if not all(_BY_OTHERS.search(citation.quote) for citation in checked.citations):
        return checked
    why = say(
        f"somebody else's words in the article: {checked.citations[0].quote}",
        f"文中这是别人的说法：{checked.citations[0].quote}",
    )
    return replace(checked, supported=False, citations=(), why=why)


def _topic(topic: str, source: Source) -> CheckedSentence:
    """Check that the article treats a topic: its words are there, half of them in one section, and so are its facts."""
    wanted = _pairs(topic)
    absent = [
        word for word in topic_words(topic) if not _is_treated(word, source.folded, source.folded_headings)
    ]
    if absent:
        return _refused(topic, say(f"not treated: {'、'.join(absent)}", f"文中没有谈到：{'、'.join(absent)}"))
    fact = missing_fact(parts(topic), [source.title, *(section.text for section in source.sections)])
    if fact:
        return _refused(topic, fact)
    if not wanted:
        return CheckedSentence(topic, True, 1.0, (), None, 0, len(topic))
    shares = [sum(pair in text for pair in wanted) / len(wanted) for text in source.folded_sections]
    best = max(range(len(shares)), key=lambda at: shares[at])
    if shares[best] < _LEAST_TOGETHER:
        return _refused(topic, say("its words stand apart in the article", "这些词在文中不在一处"))
    against = grounding.contradiction(topic, [source.sections[best].text])
    if against:
        return _refused(topic, against)
    return CheckedSentence(topic, True, shares[best], (_place(wanted, best, source),), None, 0, len(topic))


def _pairs(topic: str) -> list[str]:
    """Return the pairs of neighbouring characters of a topic's words; words of Latin letters whole."""
    found: list[str] = []
    for word in topic_words(topic):
        if word.isascii() or len(word) == 1:
            found.append(word)
        else:
            found += [word[at : at + 2] for at in range(len(word) - 1)]
    return list(dict.fromkeys(found))


def _is_treated(word: str, everything: str, headings: str) -> bool:
    """Whether each character of a word stands in the article beside one that it stands beside here, or in a heading."""
    if word.isascii() or len(word) == 1:
        return word in everything
    known = [word[at : at + 2] in everything for at in range(len(word) - 1)]
    return all(
        character in headings or any(known[max(at - 1, 0) : at + 1]) for at, character in enumerate(word)
    )


def _place(pairs: Sequence[str], section: int, source: Source) -> Citation:
    """Return the sentence of a section that has most of a topic."""
    own = [sentence for sentence in source.sentences if sentence.section == section]
    best = max(
        own, key=lambda sentence: (sum(pair in zh.fold(sentence.text) for pair in pairs), -sentence.order)
    )
    return source.cite_sentence(best)


def _refused(text: str, why: str) -> CheckedSentence:
    return CheckedSentence(text, False, 0.0, (), why, 0, len(text))
