"""Exact match and F1 as the evaluation of CMRC2018 defines them (Cui et al., EMNLP-IJCNLP 2019, script v5).

Punctuation is dropped and letters are lower case; each Chinese character is a token, and what stands between them is cut into
words as the Penn Treebank does. F1 is over the longest common *substring* of tokens, not over the tokens that
two texts share. Of several references the best one counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

# The script lists …… with two characters, and so never drops an ellipsis; nor an ASCII comma or full stop.
_DROPPED = frozenset("-:_*^/\\~`+=，。：？！“”；’《》·、「」（）－～『』")
_CHINESE = re.compile("([\u4e00-\u9fa5])")
_ALONE = re.compile(r"""\.{2,}|[;@#$%&?!()\[\]{}<>"]|,(?!\d)""")
_LAST_STOP = re.compile(r"""\.(?=[)\]}>"'\s]*$)""")
_SHORTENED = re.compile(r"(n't|'(?:s|m|d|ll|re|ve))\b")


def without_punctuation(text: str) -> str:
    """Return a text as exact match compares it."""
    return "".join(character for character in text.lower().strip() if character not in _DROPPED)


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[str, ...]:
    """Return the tokens of a text.

    >>> tokens("截至2014年，GPT-4占 3.5%。")
    ('截', '至', '2014', '年', 'gpt4', '占', '3.5', '%')
    """
    found: list[str] = []
    for part in _CHINESE.split(without_punctuation(text)):
        found += [part] if _CHINESE.fullmatch(part) else _words(part)
    return tuple(found)


def _words(text: str) -> list[str]:
    apart = _LAST_STOP.sub(" . ", _ALONE.sub(r" \g<0> ", text))
    return _SHORTENED.sub(r" \1", apart).split()


def common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return the length of the longest run of tokens that stands in both.

    >>> common("abcxde", "zabcde")
    3
    """
    longest = 0
    before = [0] * (len(other) + 1)
    for token in one:
        row = [0] * (len(other) + 1)
        for at, its in enumerate(other, 1):
            if token == its:
                row[at] = before[at - 1] + 1
        longest = max(longest, *row)
        before = row
    return longest


def exact_match(answer: str, references: Sequence[str]) -> float:
    """Return 1 where an answer is a reference, punctuation apart, else 0."""
    bare = without_punctuation(answer)
    return float(any(bare == without_punctuation(reference) for reference in references))


def f1(answer: str, references: Sequence[str]) -> float:
    """Return the F1 of an answer, 0 to 1.

    >>> f1("桥建于一九五七年", ["一九五七年", "1957年"])  # 5 of 8 tokens, 5 of 5
    0.7692307692307693
    """
    best = 0.0
    for reference in references:
        if run := common(tokens(answer), tokens(reference)):
            precision, recall = run / len(tokens(answer)), run / len(tokens(reference))
            best = max(best, 2 * precision * recall / (precision + recall))
    return best


def reference_recall(answer: str, references: Sequence[str]) -> float:
    """Return how much of a reference stands in an answer in one run: what a longer answer is not punished for.

    >>> reference_recall("桥建于一九五七年。", ["一九五七年"])
    1.0
    """
    return max(
        (
            common(tokens(answer), tokens(reference)) / max(1, len(tokens(reference)))
            for reference in references
        ),
        default=0.0,
    )
