"""What answers cost: tokens, money, seconds; and how much of what a model wrote was not shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qa.evaluation.record import NoteRecord, QuestionRecord
from qa.evaluation.scores import Figure, Statistic

_PER = 1_000_000
_STAGES = ("search", "answer")
_QUANTILES: tuple[Statistic, ...] = ("p50", "p95")


def figures(
    records: Sequence[QuestionRecord],
    notes: Iterable[NoteRecord] = (),
    prices: tuple[float, float] | None = None,
) -> list[Figure]:
    """Return the figures, each per question.

    :param prices: Per million tokens, in and out. Tokens of an answer that was kept count as they did when it was made.
    """
    answers = {record.id: record.answer for record in records if record.answer is not None}
    usage = {id: answer.usage for id, answer in answers.items()}
    found = [
        Figure("tokens in", "cost", {id: (float(u.tokens_in), 1.0) for id, u in usage.items()}, "lower"),
        Figure("tokens out", "cost", {id: (float(u.tokens_out), 1.0) for id, u in usage.items()}, "lower"),
    ]
    if prices is not None:
        paid = {
            id: ((u.tokens_in * prices[0] + u.tokens_out * prices[1]) / _PER, 1.0) for id, u in usage.items()
        }
        found.append(Figure("cost", "cost", paid, "lower"))
    times = {
        stage: {record.id: (record.seconds[stage], 1.0) for record in records if stage in record.seconds}
        for stage in _STAGES
    }
    times["note"] = {note.article: (note.seconds, 1.0) for note in notes if note.summary is not None}
    found += [
        Figure(f"seconds {stage} {quantile}", "cost", units, "lower", quantile)
        for stage, units in times.items()
        for quantile in _QUANTILES
    ]
    dropped = {id: (float(len(answer.dropped)), 1.0) for id, answer in answers.items()}
    return [*found, Figure("dropped sentences", "cost", dropped, "neither")]
