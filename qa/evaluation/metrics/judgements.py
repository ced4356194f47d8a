"""A chat model's marks, and how far they agree with the rule-based check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from qa.evaluation.record import Judgement, QuestionRecord
from qa.evaluation.scores import Figure, Unit

FAITHFUL = 4
"""From this mark on an answer counts as faithful."""


def figures(judgements: Iterable[Judgement], records: Mapping[str, QuestionRecord]) -> list[Figure]:
    """Return mean marks (1 to 5) and the agreement on answers that both the judge and the check looked at."""
    judged = [one for one in judgements if one.failure is None and one.id in records]
    found = []
    for aspect in ("faithful", "relevant", "fluent"):
        marks = {one.id: (float(mark), 1.0) for one in judged if (mark := getattr(one, aspect)) is not None}
        found.append(Figure(aspect, "judge", marks))
    both: dict[str, Unit] = {
        one.id: (float(one.faithful >= FAITHFUL), float(all(ok for _, ok in supports)))
        for one in judged
        if one.faithful is not None and (supports := records[one.id].supports)
    }
    agreed = {id: (float(judge == check), 1.0) for id, (judge, check) in both.items()}
    return [
        *found,
        Figure("agreement with the check", "judge", both, statistic="kappa"),
        Figure("raw agreement with the check", "judge", agreed),
    ]
