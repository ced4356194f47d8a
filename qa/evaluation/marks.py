"""The marks in what a judge wrote: three whole numbers from 1 to 5, however they are set."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from qa import text as zh
from qa.llm_text import answer_text

Aspect = Literal["faithful", "relevant", "fluent"]

LEAST, MOST = 1, 5
_LONGEST_REASON = 500

_NAMES: dict[Aspect, str] = {
    "faithful": "忠实[度性]?|faithful(?:ness)?",
    "relevant": "切题[度性]?|相关[度性]?|relevan(?:t|ce|cy)",
    "fluent": "通顺[度性]?|流[畅利][度性]?|fluen(?:t|cy)",
}
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
# Between the name and the mark: what sets it off, and words that say no more than that a mark comes. A gap with other
# words in it is a sentence, and a number there is whatever the sentence is about.
_GAP = (
    r"(?:[\s*_\"'`|:=,>#—-]|评分|得分|打分|分数|分值|[为是给得打]|\b(?:score|rating|mark|is|of)\b"
    r"|\([^()\n]{0,20}\)){0,16}?"
)
_MARK = re.compile(
    rf"(?:{'|'.join(f'(?P<{aspect}>{names})' for aspect, names in _NAMES.items())}){_GAP}"
    r"(?P<open>\[)?(?P<mark>-?\d+(?:\.\d+)?|[零一二三四五六七八九])(?P<close>\])?"
    r"(?:\s*(?:/|out of)\s*(?P<of>\d+))?(?=$|\s|[分星]|[^\w.~至到-]|\.(?!\d))",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"^[\s*_#>\"'`-]*(?:理由|原因|说明|reason)[\s*_\"'`]*[:：][\s*_\"'`]*(?P<reason>\S.*)$", re.I | re.M
)


class Marks(NamedTuple):
    """What a judge gave; ``None`` where it gave no whole number from 1 to 5. ``why`` is its reason, if it has one."""

    faithful: int | None = None
    relevant: int | None = None
    fluent: int | None = None
    why: str = ""

    @property
    def missing(self) -> tuple[Aspect, ...]:
        """What has no mark."""
        return tuple(aspect for aspect in _NAMES if getattr(self, aspect) is None)


def read_marks(written: str) -> Marks:
    """Return the marks in a judge's text; of several for one thing the last, for that is where thinking ends.

    What is thought aloud between tags is left out. A mark outside the scale is none: 0, 6, 4.5 and 8/10 are not
    rounded or converted, because nobody knows what was meant by them.

    >>> read_marks("理由：漏了一个数字。\\n忠实：５\\n切题：4/5\\n通顺：**五分**")
    Marks(faithful=5, relevant=4, fluent=5, why='漏了一个数字。')
    >>> read_marks("Faithfulness: 9, relevance is 3").missing
    ('faithful', 'fluent')
    """
    answer = "".join(answer_text([written]))
    folded = zh.fold(answer)
    found: dict[str, int | None] = {}
    for match in _MARK.finditer(folded):
        if match["open"] and not re.match(r"[ \t]*$", folded[match.end() :].split("\n", 1)[0]):
            continue  # [1] in a line that goes on is the number of a passage
        aspect = next(aspect for aspect in _NAMES if match[aspect])
        found[aspect] = _mark(match["mark"], match["of"])
    reason = _REASON.search(answer)
    why = reason["reason"].strip(" \t*_`")[:_LONGEST_REASON] if reason else ""
    return Marks(**{aspect: found.get(aspect) for aspect in _NAMES}, why=why)


def _mark(written: str, of: str | None) -> int | None:
    if of is not None and int(of) != MOST:
        return None
    value = float(_DIGITS[written]) if written in _DIGITS else float(written)
    return int(value) if value in range(LEAST, MOST + 1) else None
