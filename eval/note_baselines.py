"""Two notes that cost nothing to write: an article's first characters, and its TextRank sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence

from qa import text as zh
from qa.evaluation.metrics.notes import body
from qa.models import Article

LEAD = 100
MOST = 120
_DAMPING = 0.85
_ROUNDS = 100
_CLOSE = 1e-6


def lead(article: Article) -> str:
    """Return the first 100 characters of an article's text."""
    return body(article).replace("\n", "")[:LEAD]


def textrank(article: Article) -> str:
    """Return an article's best sentences by TextRank, as many as 120 characters hold, in reading order.

    Mihalcea and Tarau, "TextRank: Bringing Order into Texts", EMNLP 2004: two sentences are linked by the words that
    they share over the sum of the logarithms of their lengths, and ranked by weighted PageRank.
    """
    text = body(article)
    sentences = [text[start:end].strip() for start, end in zh.sentences(text)]
    ranks = pagerank([zh.content_words(sentence) for sentence in sentences])
    chosen: list[int] = []
    for at in sorted(range(len(sentences)), key=lambda at: -ranks[at]):
        if sum(len(sentences[i]) for i in (*chosen, at)) <= MOST:
            chosen.append(at)
    return "".join(sentences[at] for at in sorted(chosen))


def pagerank(sentences: Sequence[Sequence[str]]) -> list[float]:
    """Return the rank of each sentence, given as its words; they sum up to 1.

    >>> [round(rank, 2) for rank in pagerank([("桥", "船", "渡口"), ("桥", "船", "车"), ("云", "雨", "风")])]
    [0.47, 0.47, 0.07]
    """
    sets = [set(words) for words in sentences]
    n = len(sets)
    if n == 0:
        return []
    links = [[0.0 if i == j else _likeness(sets[i], sets[j]) for j in range(n)] for i in range(n)]
    out = [sum(row) for row in links]
    ranks = [1 / n] * n
    for _ in range(_ROUNDS):
        new = [
            (1 - _DAMPING) / n
            + _DAMPING * sum(ranks[j] * links[j][i] / out[j] for j in range(n) if links[j][i])
            for i in range(n)
        ]
        if max(abs(a - b) for a, b in zip(new, ranks, strict=True)) < _CLOSE:
            ranks = new
            break
        ranks = new
    total = sum(ranks)
    return [rank / total for rank in ranks]


def _likeness(one: set[str], other: set[str]) -> float:
    if len(one) < 2 or len(other) < 2:  # the logarithm of 1 is 0, and a sentence of one word tells nothing
        return 0.0
    return len(one & other) / (math.log(len(one)) + math.log(len(other)))
