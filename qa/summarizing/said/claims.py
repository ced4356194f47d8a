"""What an author maintains, or a news item reports, in parts of sentences that stand by themselves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from qa import text as zh
from qa.summarizing.article.scoring import POINT, Scored, Scores
from qa.summarizing.article.source import SourceSentence
from qa.summarizing.form.counting import length
from qa.summarizing.sentences.clauses import has_subject, is_whole, points_back, runs, stands_alone
from qa.summarizing.sentences.compression import OWNER, is_dated, third_person, trimmed, without_contrast

LEAST, MOST = 10, 48
"""The fewest and the most characters of a claim in a note: fewer say nothing, more leave no room for the rest."""

BEST = 24
"""The length at which a claim is most readable in a note."""

_HAPPENED = re.compile(r"了(?!解)|曾|过(?=[一-鿿])(?!程|去|于|渡|户)|那[天年次晚夜]|[“「『]")
_HOLDS = re.compile(
    r"不?是(?!因为)|应当|应该|必须|不能|不该|等于|才[能会是]|并不|不如|越.+越|总|从来|永远|只有|唯有"
)
_NO_VIEW = re.compile(
    f"{_HAPPENED.pattern}|[\\d%％]|[百千万亿]|[一二两三四五六七八九十]+(?:元|年|月|天|成|笔|户|倍|人)"
)
_VIEW = re.compile(f"{_HOLDS.pattern}|{POINT.pattern}")
_FIGURES = re.compile(r"[\d%％]|[百千万亿]|[一二两三四五六七八九十]+(?:元|年|月|天|成|笔|户|倍|人)")
_LEAST_KEPT = 0.33
_IS_PART = re.compile("[；;]")
_LABEL = re.compile(r"(?:^|(?<=[。？！?!”]))\s*(?P<who>[一-鿿·]{2,6})[：:]")
_FEWEST_TURNS = 3
_ASKS = re.compile(r"什么|怎么|怎样|如何|为何|谁|哪[里儿个些]|多少|是否|有没有|是不是|能不能|吗$|呢$")
_GOES_WITH_OWNER = re.compile(
    r"^作者(?:因此|也|却|更)?(?:认为|不?赞成|赞同|不?同意|反对|主张|建议|相信|愿意)"
)
_HYPOTHETICAL = re.compile(
    r"^(?:[一二三四五六七]看|假设|假如|例如|比如|如果有|设想|以|从前|有一[次天年]|那[年天次])"
)


class Claim(NamedTuple):
    """A part of a sentence, in the third person and without a full stop, and the sentence that it is from.

    ``owned`` tells that the text itself says whose view it is.
    """

    text: str
    place: SourceSentence
    score: float
    owned: bool = False
    owner: str = "作者"


def claims(scores: Scores, topics: Sequence[str], *, most: int = MOST) -> list[Claim]:
    """Return what may be given as a claim of the author, the best first; several may be of one sentence.

    >>> from qa.reading import read_text
    >>> from qa.summarizing.article.source import Source
    >>> text = "天亮了。有人说桥梁不必勘察，打桩就好。我不同意：桥梁的关键是先勘察河床，打桩在其次。"
    >>> found = claims(Scores(Source(read_text(text, name="桥梁").article)), ["桥梁"])
    >>> found[0].text
    '桥梁的关键是先勘察河床，打桩在其次'
    """
    speakers = speakers_of(scores)
    last = len(scores.source.sections) - 1
    lasts = {scored.sentence.section: scored.sentence.order for scored in scores.sentences}
    found: list[Claim] = []
    for scored in scores.sentences:
        if scored.barred or (scored.others and not scored.stance):
            continue
        sentence = scored.sentence
        owner = speakers[sentence.order] if speakers else "作者"
        bonus = 0.2 * (sentence.section in (0, last)) + 0.2 * (lasts[sentence.section] == sentence.order)
        for text, owned in parts_of(sentence.text, owner, most=most):
            # What happened, or how much it was, nobody maintains.
            if not owned and (owner in text or _NO_VIEW.search(text) or not _VIEW.search(text)):
                continue
            has_topic = any(topic in text for topic in topics[:2])
            found.append(
                Claim(
                    text,
                    sentence,
                    worth(scored, text, owned=owned) + bonus + 0.35 * has_topic + 0.5 * owned,
                    owned,
                    owner,
                )
            )
    return sorted(found, key=lambda claim: -claim.score)


def worth(scored: Scored, text: str, *, owned: bool) -> float:
    """Return how much a part of a sentence is worth as a claim.

    What holds always counts more than what happened once, to somebody, to a figure.
    """
    points = min(2, len(POINT.findall(text)))
    happened = 0.35 * bool(_HAPPENED.search(text)) + 0.35 * any(
        tag == "nr" for _, tag in zh.tagged_words(text)
    )
    return (
        0.6 * scored.central
        + 0.15 * scored.early
        + 0.3 * points
        + 0.25 * bool(_HOLDS.search(text))
        - happened
        - 0.4 * (points == 0 and not owned and not _HOLDS.search(text))
        - 0.3 * bool(_FIGURES.search(text))
        - abs(length(text) - BEST) / 50
    )


def is_view(text: str) -> bool:
    """Whether a text is what somebody may hold, and no mere report.

    >>> is_view("桥梁的关键是先勘察"), is_view("老桥跑着一班车")
    (True, False)
    """
    return bool(POINT.search(text) or _HOLDS.search(text))


def parts_of(
    sentence: str, owner: str = "作者", *, least: int = LEAST, most: int = MOST
) -> Iterable[tuple[str, bool]]:
    """Yield the parts of a sentence that stand by themselves, in the third person, and whether they say whose they are."""
    text = trimmed(_LABEL.sub("", sentence).strip())
    for run in runs(text):
        stance = OWNER.match(run)
        inner = without_contrast(run[stance.end() :] if stance else run)
        maintains = stance is None and _GOES_WITH_OWNER.match(third_person(run, owner) or "") is not None
        # What is much less than the sentence is seldom what it was written for; a view is.
        is_part = stance or maintains or _IS_PART.search(text)
        if len(run) < _LEAST_KEPT * len(text) and not is_part:
            continue
        if not stands_alone(inner) and not (maintains and is_whole(inner)):
            continue
        if points_back(inner):
            continue
        if stance and not has_subject(inner):
            continue
        told = third_person(inner, owner)
        if told is None or is_dated(told) or _ASKS.search(told) or _HYPOTHETICAL.search(told):
            continue
        if least <= length(told) <= most:
            yield told, told.startswith(owner) and _GOES_WITH_OWNER.match(told) is not None


def speakers_of(scores: Scores) -> dict[int, str] | None:
    """Return who speaks each sentence of an interview, by the sentence's order; None where nobody is interviewed."""
    labels = Counter(
        label["who"] for sentence in scores.source.sentences for label in _LABEL.finditer(sentence.text)
    )
    names = {name for name, turns in labels.items() if turns >= _FEWEST_TURNS}
    if len(names) not in (2, 3):
        return None
    found: dict[int, str] = {}
    speaker = "作者"
    for sentence in scores.source.sentences:
        for label in _LABEL.finditer(sentence.text):
            speaker = label["who"] if label["who"] in names else speaker
        found[sentence.order] = speaker
    return found


def overlap(one: str, other: str) -> float:
    """Return which share of the shorter text's pairs of characters the other has as well, 0 to 1.

    >>> overlap("桥梁要先勘察", "先勘察桥梁"), overlap("桥梁", "渡船")
    (0.75, 0.0)
    """
    pairs = [_pairs(one), _pairs(other)]
    return len(pairs[0] & pairs[1]) / max(1, min(map(len, pairs)))


def _pairs(text: str) -> set[str]:
    folded = "".join(filter(str.isalnum, zh.fold(text)))
    return {folded[at : at + 2] for at in range(len(folded) - 1)}
