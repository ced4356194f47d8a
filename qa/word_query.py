"""What the word index is asked for a query: its words, each with what else the same thing is called.

A question may share no word with the passage that answers it: it can be put in other words, or in English.
"""

from __future__ import annotations

import re

from qa import text as zh
from qa.indexing.words import Wanted, Way
from qa.thesaurus import synonyms, translations

# What a synonym counts, of the word itself; and of several words that together are one term, each.
_SYNONYM = 0.8
_PIECE = 0.7
# Who puts a term in quotation marks asks for that; how much more it counts was chosen on CMRC2018 and the sample corpus.
_QUOTED_TERM = 3.0
_LATIN = re.compile(r"[a-z][a-z'’&-]*[a-z]")
_SHORTEST_NAME = 4
_BIGRAM = 2
_QUOTED = re.compile(r"[“「『\"《]([^“”「」『』\"《》]{2,20})[”」』\"》]")
# Beside a cut, what these are part of is grammar: 靠的, 的是.
_PARTICLES = frozenset("的了是吗么呢啥吧着")


def word_query(query: str) -> list[Wanted]:
    """Return the words of a query, in order, without stop words.

    >>> [[way.tokens for way in wanted.ways] for wanted in word_query("Haitang 费率")]
    [[('haitang',), ('haitang',)], [('费率',), ('比率',), ('利率',)]]
    """
    folded = zh.fold(query)
    in_latin: dict[tuple[str, ...], Wanted] = {}
    for wanted in _latin(_LATIN.findall(folded)):
        in_latin.setdefault(wanted.ways[0].tokens, wanted)
    known = {token for tokens in in_latin for token in tokens}
    others = [word for word in zh.words(query) if word not in zh.STOP_WORDS and word not in known]
    cut = {word for word, _ in zh.tagged_words(folded)}
    telling = [word for word in dict.fromkeys(others) if word in cut or not _is_grammar(word)]
    found = [*in_latin.values(), *map(_chinese, telling)]
    quoted = {token for term in _QUOTED.findall(folded) for token in zh.words(term)}
    return [_raised(wanted) if quoted.issuperset(wanted.ways[0].tokens) else wanted for wanted in found]


def _is_grammar(word: str) -> bool:
    return len(word) == _BIGRAM and not _PARTICLES.isdisjoint(word)


def _raised(wanted: Wanted) -> Wanted:
    return wanted._replace(ways=tuple(way._replace(weight=way.weight * _QUOTED_TERM) for way in wanted.ways))


def _latin(words: list[str]) -> list[Wanted]:
    """Return what is asked for by words in Latin letters: a term as it stands and in Chinese, or a name by its sound."""
    found = []
    at = 0
    while at < len(words):
        count, chinese = translations(words[at:])
        own = Way(tuple(words[at : at + max(count, 1)]))
        if count:
            found.append(Wanted((own, *map(_term, chinese)), is_translated=True))
        else:
            names = [words[at], "".join(words[at : at + 2])]
            sounds = [
                Way((name,), by_sound=True) for name in dict.fromkeys(names) if len(name) >= _SHORTEST_NAME
            ]
            found.append(Wanted((own, *sounds)))
        at += max(count, 1)
    return found


def _chinese(word: str) -> Wanted:
    return Wanted((Way((word,)), *(_term(other, _SYNONYM) for other in synonyms(word))))


def _term(term: str, weight: float = 1.0) -> Way:
    """Return a Chinese term as the word index has it, where it may have been cut into several words."""
    tokens = tuple(word for word in dict.fromkeys(zh.words(term)) if word not in zh.STOP_WORDS)
    if term in tokens:
        return Way((term,), weight)
    return Way(tokens, weight * _PIECE)
