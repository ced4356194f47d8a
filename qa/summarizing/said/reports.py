"""A piece without headings, told in its own order: who did what, how much it was, what came of it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from qa import text as zh
from qa.answering.evidence.orders import is_order
from qa.summarizing.article.scoring import Scored, Scores
from qa.summarizing.form.counting import length
from qa.summarizing.form.wording import first_person, markup, second_person
from qa.summarizing.said.claims import Claim, overlap, parts_of
from qa.summarizing.sentences.clauses import begins_back, is_whole, points_back
from qa.summarizing.sentences.completeness import is_complete
from qa.summarizing.sentences.compression import is_dated, trimmed

LEAST, MOST = 12, 60
"""The fewest and the most characters of a sentence."""

SHORTEST = 6
"""The fewest characters of a sentence, where there is nothing else."""

THIRDS = 3
"""Something of the beginning, the middle and the end is given."""

_KEPT = 14
_ALIKE = 0.5
_TODAY = re.compile(
    r"(?<![至到从在自])(?:今[日天早晚]|昨[日天晚]|近日|日前|近期|目前|当[日天]|现在|如今)[，,]?"
)
_FIGURE = re.compile(r"\d|[百千万亿]")
_CAME_OF_IT = re.compile(
    r"因此|导致|使得|意味着|将|预计|有望|影响|结果|最终|已|表示|要求|建议|认为|实现|完成|超过|增长|下降"
)


def reports(scores: Scores, subjects: Sequence[str], *, strict: bool = True) -> list[list[Claim]]:
    """Return what may be told of the beginning, the middle and the end of an article, the best of each first.

    Without ``strict`` a sentence may be cut at any pause before which nothing waits for the rest.

    >>> from qa.reading import read_text
    >>> from qa.summarizing.article.source import Source
    >>> text = "青石镇的大桥今日通车，全长一千二百米，工期三年。镇长说，桥通车以后，渡船仍然保留，票价不变。"
    >>> found = reports(Scores(Source(read_text(text, name="桥").article)), ["大桥"])
    >>> [[claim.text for claim in third][:1] for third in found]
    [['青石镇的大桥通车，全长一千二百米，工期三年'], [], ['镇长说，桥通车以后，渡船仍然保留，票价不变']]
    """
    lengths = [len(section.text) for section in scores.source.sections]
    whole = sum(lengths) or 1
    thirds: list[list[Claim]] = [[] for _ in range(THIRDS)]
    lead: str = ""
    for scored in scores.sentences:
        sentence = scored.sentence
        before = sum(lengths[: sentence.section])
        at = min(THIRDS - 1, THIRDS * (2 * before + sentence.start + sentence.end) // (2 * whole))
        for text in _parts(scored) if strict else _cut(scored):
            same = overlap(text, lead) if lead and at else 0.0
            thirds[at].append(Claim(text, sentence, _worth(scored, text, subjects) + 0.4 * same))
            lead = lead or text
    return [sorted(third, key=lambda claim: -claim.score)[:_KEPT] for third in thirds]


def _parts(scored: Scored) -> Iterator[str]:
    if scored.barred:
        return
    text = _TODAY.sub("", scored.sentence.text)
    whole = text.strip().rstrip("。！!；; ")
    for part, owned in parts_of(text, least=LEAST, most=MOST):
        # Only from its beginning does a sentence say whose words it gives.
        if scored.others and not _begins(whole, part):
            continue
        if first_person(part) or second_person(part):
            continue
        if owned or ("作者" not in part and not is_dated(part)):
            yield part


def _cut(scored: Scored) -> Iterator[str]:
    """Yield the beginnings of a sentence that can be read by themselves, if not said as well as parts that say all."""
    if scored.barred:
        return
    text = trimmed(_TODAY.sub("", scored.sentence.text)).rstrip("。！!；; ")
    for pause in [*re.finditer("[，；]", text), None]:
        kept = text[: pause.start()] if pause else text
        if (
            SHORTEST <= length(kept) <= MOST
            and is_whole(kept)
            and (pause is None or is_complete(kept, text[pause.end() :]))
            and not begins_back(kept)
            and not points_back(kept)
            and not first_person(kept)
            and not second_person(kept)
            and not is_dated(kept)
        ):
            yield kept


def as_it_is(scores: Scores) -> Claim | None:
    """Return a first sentence of which nothing can be left out, and that somebody else can tell; None if there is none."""
    for scored in scores.sentences:
        text = scored.sentence.text.strip().rstrip("。 ")
        states = any(map(str.isalnum, text)) and not text.endswith(("？", "?")) and not is_order(text)
        if (
            states
            and length(text) <= MOST
            and not (first_person(text) or second_person(text) or markup(text))
        ):
            return Claim(text, scored.sentence, 0.0, True)
    return None


def _begins(whole: str, part: str) -> bool:
    said = re.match(r"[^，：:]{0,24}(?:表示|说|称|认为|指出|介绍|透露|强调|建议|要求)", whole)
    return said is None or said.group() in part


def _worth(scored: Scored, text: str, subjects: Sequence[str]) -> float:
    names = any(tag in ("nr", "nt", "ns", "nz") for _, tag in zh.tagged_words(text))
    return (
        0.8 * scored.central
        + 0.6 * (scored.sentence.order < 2)
        + 0.3 * any(subject in text for subject in subjects[:3])
        + 0.25 * bool(_FIGURE.search(text))
        + 0.25 * bool(_CAME_OF_IT.search(text))
        + 0.15 * names
        - abs(length(text) - 30) / 60
    )


def together(thirds: Sequence[Sequence[Claim]], most: int) -> Iterator[tuple[float, tuple[Claim, ...]]]:
    """Yield what can be told in at most ``most`` characters, with its worth, no sentence twice and none like another."""
    choices = [[*third, None] for third in thirds]
    for chosen in itertools.product(*choices):
        told = tuple(claim for claim in chosen if claim is not None)
        if not told or sum(len(claim.text) + 1 for claim in told) > most:
            continue
        if any(
            one.place == other.place or overlap(one.text, other.text) > _ALIKE
            for one, other in itertools.combinations(told, 2)
        ):
            continue
        yield sum(claim.score for claim in told) + 1.5 * len(told), told
