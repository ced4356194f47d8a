"""The same suite with one setting after another: every combination is a run, kept like any other.

What is not varied is shared: a passage that two combinations have in common is embedded once, and so is a question. A
sweep that was stopped goes on where it was, since a combination whose run is there is not run again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from qa.assistant import Assistant, OnProgress
from qa.embedding import make_embedder
from qa.embedding.base import Embedder
from qa.errors import RunsApart
from qa.evaluation.asking import OnceEmbedder
from qa.evaluation.comparing import Verdict, compare
from qa.evaluation.figures import figure
from qa.evaluation.finding_runs import runs
from qa.evaluation.fingerprint import fingerprint
from qa.evaluation.grid import grid, words_of
from qa.evaluation.made_with import require_same, run_info
from qa.evaluation.measuring import measure
from qa.evaluation.pareto import front
from qa.evaluation.possible_figures import possible
from qa.evaluation.record import RunInfo
from qa.evaluation.results import measured
from qa.evaluation.run_folder import RunFolder
from qa.evaluation.running import chosen_mode, run
from qa.evaluation.scores import Figure, Scores
from qa.evaluation.suite import Suite
from qa.evaluation.suite_library import library_hash, with_library
from qa.llm import ChatModel
from qa.models import Mode
from qa.settings import Settings

QUALITY = ("rcap@1",)
FIGURES = (
    "rcap@1",
    "recall@5",
    "answer hit",
    "wrong refusals",
    "seconds answer p50",
    "tokens in",
    "tokens out",
)
TIME = "seconds answer p50"
COST = "cost"
_TOKENS = ("tokens in", "tokens out")
# Two runs of the same differ by so much in the time of an answer: seconds, and a share of the shortest.
_SECONDS, _SHARE = 0.02, 0.1

_EMBEDDING = ("embedder", "embedding_model", "embedding_base_url", "embedding_dimension")


@dataclass(frozen=True, slots=True)
class Point:
    """One combination. ``settings`` are those that are varied, as they were understood; ``run`` is the id of its run.

    ``figures`` are those asked for, without one that nothing counts in. ``verdicts`` say of each figure of quality
    whether it differs from that of the first point by more than chance. ``reused`` tells that the run was there already.
    """

    settings: Mapping[str, Any]
    run: str
    figures: Mapping[str, Figure]
    verdicts: Mapping[str, Verdict]
    on_front: bool = False
    reused: bool = False


@dataclass(frozen=True, slots=True)
class Sweep:
    """All points in the order of the grid, the last setting turning fastest."""

    suite: str
    suite_hash: str
    varied: tuple[str, ...]
    figures: tuple[str, ...]
    quality: tuple[str, ...]
    points: tuple[Point, ...]


def sweep(
    suite: Suite,
    varied: Mapping[str, Sequence[Any]],
    *,
    base: Mapping[str, Any] | None = None,
    figures: Sequence[str] = (),
    quality: Sequence[str] = QUALITY,
    again: bool = False,
    mode: Mode | None = None,
    gated: bool = True,
    prices: tuple[float, float] | None = None,
    concurrency: int = 1,
    rate: float | None = None,
    chat: ChatModel | None = None,
    embedder: Embedder | None = None,
    on_progress: OnProgress | None = None,
    on_point: Callable[[int, int, Mapping[str, Any]], None] | None = None,
) -> Sweep:
    """Run a suite with every combination of settings, and say which of them are worth choosing from.

    A combination is on the Pareto front of the figures of quality against the time of an answer (its median, of which what
    may differ by chance is no difference) and what it costs (tokens, where there are no prices). Notes and labelled
    sentences are only gone through where a figure is about them.

    :param varied: Values by the name of a setting; an empty value is the setting's default.
    :param base: Settings that are the same everywhere, as for :class:`qa.settings.Settings`.
    :param figures: Shown besides those of quality; by default :data:`FIGURES`.
    :param again: Whether combinations are run although their runs are there.
    :param on_point: Told before each combination which it is (from 1), how many there are, and its settings.
    :raises ArgumentInvalid: a setting that is varied has no influence, or no value.
    :raises ConfigInvalid: there is no such setting, or a value is not allowed; nothing was run.
    :raises GateInvalid: there is no such figure; nothing was run.

    All others are those of :func:`qa.evaluation.running.run`, which this raises the errors of, too.
    """
    combinations = grid(varied, base or {})
    known = possible(suite)
    quality = tuple(figure(known, name).name for name in quality)
    costs = (COST,) if prices else ()
    shown = tuple(dict.fromkeys((*quality, *(figure(known, n).name for n in figures or (*FIGURES, *costs)))))
    suite = _needed(suite, [known.figures[name] for name in shown])
    embedders: dict[tuple[Any, ...], OnceEmbedder] = {}
    done: list[tuple[dict[str, Any], RunFolder, Scores, bool]] = []
    for number, (values, settings) in enumerate(combinations, 1):
        if on_point:
            on_point(number, len(combinations), values)
        made_by = tuple(getattr(settings, name) for name in _EMBEDDING)
        if made_by not in embedders:
            embedders[made_by] = _knowing(suite, embedder or make_embedder(settings))
        once = embedders[made_by]
        label = words_of(values)
        info = run_info(
            suite, settings, mode=chosen_mode(settings, mode, chat), gated=gated, label=label, prices=prices
        )
        there = None if again else _run_of(info, suite, settings, once)
        is_done = there is not None and _is_whole(there)
        if there is None or not is_done:
            there = run(
                suite,
                settings,
                folder=there,
                mode=mode,
                gated=gated,
                label=label,
                prices=prices,
                concurrency=concurrency,
                rate=rate,
                chat=chat,
                embedder=once,
                on_progress=on_progress,
            )
        done.append((values, there, _scores(there, prices), is_done))
    return _compared(suite, tuple(varied), shown, quality, done)


def _needed(suite: Suite, shown: Iterable[Figure]) -> Suite:
    """Return a suite without the notes and the labelled sentences that none of the figures is about."""
    notes = any(each.group == "notes" or "note" in each.name.split() for each in shown)
    sentences = any(each.group == "check" for each in shown)
    part = replace(suite, notes=suite.notes if notes else (), sentences=suite.sentences if sentences else ())
    return replace(part, hash=fingerprint(part))


def _knowing(suite: Suite, embedder: Embedder) -> OnceEmbedder:
    """Return an embedder that knows the questions: the time of the first point must not have it in."""
    once = OnceEmbedder(embedder)
    for question in suite.questions:
        once.embed_queries([question.text])
    return once


def _run_of(info: RunInfo, suite: Suite, settings: Settings, embedder: Embedder) -> RunFolder | None:
    """Return a run that was made with the same settings, articles and program: a whole one, or else the newest."""
    found = [folder for folder, there in runs(settings.home) if _is_same(there, info)]
    if found:
        own = with_library(suite, settings.model_copy(update={"log": None}), embedder)
        with Assistant(own, embedder=embedder) as assistant:
            articles = library_hash(assistant.articles())
        found = [folder for folder in found if folder.info.library_hash == articles]
    return next(filter(_is_whole, found), found[0] if found else None)


def _is_same(run: RunInfo, asked: RunInfo) -> bool:
    try:
        require_same(run, asked)
    except RunsApart:
        return False
    return (run.commit, run.versions) == (asked.commit, asked.versions)


def _is_whole(folder: RunFolder) -> bool:
    """Whether everything was asked, and nothing failed."""
    done = folder.read()
    failures = [
        *(record.failure for record in done.questions),
        *(record.failure for record in done.notes),
        *(record.failure for record in done.sentences),
    ]
    return done.info.finished is not None and not any(failures)


def _scores(folder: RunFolder, prices: tuple[float, float] | None) -> Scores:
    """Measure a run; one that was made at other prices is measured at these, and kept as it is."""
    if folder.info.prices == prices:
        return measured(folder)
    done = folder.read()
    return measure(replace(done, info=replace(done.info, prices=prices)), folder.suite, folder.places)


def _compared(
    suite: Suite,
    varied: tuple[str, ...],
    shown: tuple[str, ...],
    quality: tuple[str, ...],
    done: Sequence[tuple[dict[str, Any], RunFolder, Scores, bool]],
) -> Sweep:
    rows = [
        (*(_value(scores, [name]) for name in quality), _value(scores, [TIME]), _cost(scores))
        for _, _, scores, _ in done
    ]
    slack = max(_SECONDS, _SHARE * min((row[-2] or 0.0 for row in rows), default=0.0))
    known = possible(suite).figures
    better = (*(known[name].better for name in quality), "lower", "lower")
    on_front = front(rows, better, (*(0.0 for _ in quality), slack, 0.0))
    first = done[0][2]
    points = tuple(
        Point(
            values,
            folder.path.name,
            {name: scores.figures[name] for name in shown if name in scores.figures},
            _verdicts(first, scores, quality) if scores is not first else {},
            is_on_front,
            reused,
        )
        for (values, folder, scores, reused), is_on_front in zip(done, on_front, strict=True)
    )
    # Without a model there are no tokens to speak of.
    told = tuple(
        name for name in shown if name not in _TOKENS or any(_value(s, [name]) for _, _, s, _ in done)
    )
    return Sweep(suite.name, suite.hash, varied, told, quality, points)


def _verdicts(first: Scores, scores: Scores, quality: Iterable[str]) -> dict[str, Verdict]:
    """Return what a paired test says of the figures of quality, of which only these are tested."""
    cut = [
        replace(
            each,
            figures={n: replace(each.figures[n], is_headline=True) for n in quality if n in each.figures},
        )
        for each in (first, scores)
    ]
    return {each.name: each.verdict for each in compare(*cut).differences if each.verdict}


def _cost(scores: Scores) -> float | None:
    return _value(scores, [COST] if COST in scores.figures else _TOKENS)


def _value(scores: Scores, names: Iterable[str]) -> float | None:
    """Return the sum of figures; ``None`` where one has no value."""
    total = 0.0
    for name in names:
        value = scores.figures[name].value if name in scores.figures else None
        if value is None:
            return None
        total += value
    return total
