"""What became of single questions between two runs, read off the figures that they count in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qa.evaluation.scores import Scores
from qa.language import say

# How much a change of each thing weighs where questions are sorted; a new refusal of what can be answered weighs most.
_REFUSAL, _ANSWER, _FORBIDDEN, _CITED, _GOLD, _SUPPORT, _LIKENESS = 4.0, 3.0, 3.0, 2.0, 1.0, 1.0, 0.5
_LEAST = 0.1
"""Less than this, up or down, of a likeness or a share is not told."""


@dataclass(frozen=True, slots=True)
class Change:
    """One question that got worse, better or both; ``weight`` is below 0 where it is worse on the whole."""

    id: str
    kind: str
    worse: tuple[str, ...]
    better: tuple[str, ...]
    weight: float


def changes(before: Scores, after: Scores, ids: Iterable[str]) -> tuple[Change, ...]:
    """Return the questions that changed, the worst first, else in the order given."""
    found: list[Change] = []
    for id in ids:
        told = list(_told(before, after, id))
        if told:
            worse = tuple(words for weight, words in told if weight < 0)
            better = tuple(words for weight, words in told if weight > 0)
            kind = after.kinds.get(id, "")
            found.append(Change(id, kind, worse, better, sum(weight for weight, _ in told)))
    return tuple(sorted(found, key=lambda change: change.weight))


def _told(before: Scores, after: Scores, id: str) -> Iterator[tuple[float, str]]:
    """Yield what changed, with a weight below 0 where that is worse."""
    yield from _refusal(before, after, id)
    for name, weight, gained, lost in _yes_or_no():
        then, now = _share(before, name, id), _share(after, name, id)
        if then is not None and now is not None and then != now:
            yield (weight, gained) if now > then else (-weight, lost)
    yield from _rank(before, after, id)
    for name, weight, words in (
        ("groundedness", _SUPPORT, say("supported sentences", "有据句子")),
        ("citation precision", _SUPPORT, say("precise citations", "有效引用")),
        ("f1", _LIKENESS, say("likeness to the reference (F1)", "与参考答案的相似度（F1）")),
    ):
        then, now = _share(before, name, id), _share(after, name, id)
        if then is not None and now is not None and abs(now - then) >= _LEAST:
            yield weight * (now - then), f"{words} {then:.2f} → {now:.2f}"


def _yes_or_no() -> tuple[tuple[str, float, str, str], ...]:
    """Return what an answer is or is not: the figure, its weight, and what to say where it became so or no longer is."""
    return (
        ("answer hit", _ANSWER, say("answer hit", "答对"), say("answer hit lost", "不再答对")),
        (
            "gold cited",
            _CITED,
            say("gold section cited", "引用了标准章节"),
            say("gold section no longer cited", "不再引用标准章节"),
        ),
        (
            "forbidden phrases",
            -_FORBIDDEN,
            say("forbidden phrase said", "出现禁用说法"),
            say("forbidden phrase gone", "不再出现禁用说法"),
        ),
    )


def _refusal(before: Scores, after: Scores, id: str) -> Iterator[tuple[float, str]]:
    """Yield whether it is newly refused or newly answered, which is good or bad by whether it can be answered."""
    for name, weight in (("wrong refusals", -_REFUSAL), ("refusal recall", _REFUSAL)):
        then, now = _share(before, name, id), _share(after, name, id)
        if then is not None and now is not None and then != now:
            words = say("newly refused", "变为拒答") if now > then else say("newly answered", "变为作答")
            yield weight * (now - then), words


def _rank(before: Scores, after: Scores, id: str) -> Iterator[tuple[float, str]]:
    """Yield how the rank of the first gold section changed."""
    then, now = _share(before, "mrr@10", id), _share(after, "mrr@10", id)
    if then is not None and now is not None and then != now:
        way = " → ".join(_place(share) for share in (then, now))
        yield _GOLD * (now - then), say(f"gold rank {way}", f"标准章节排名 {way}")


def _place(reciprocal: float) -> str:
    return str(round(1 / reciprocal)) if reciprocal else say("not in 10", "10 名以外")


def _share(scores: Scores, name: str, id: str) -> float | None:
    figure = scores.figures.get(name)
    above, below = figure.units.get(id, (0.0, 0.0)) if figure else (0.0, 0.0)
    return above / below if below else None
