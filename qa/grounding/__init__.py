"""One sentence and its sources: supported or not, by which source sentences, and why not.

    parts.py                        a text taken apart: sentences, clauses, words
    amounts.py names.py facts.py    numbers, dates, quotations and names: those that no source has
    aligned.py                      each clause beside the source sentences that say most of it
    polarity.py misplaced.py roles.py links.py   what is negated, stands in another's place, has changed sides, or is
                                    linked with something else there
    contrary.py                     what the sources have otherwise, by a rule of its own for each kind: denials, tables, values,
                                    shifts, comparisons (scales), quantifiers, stances, parallels, rivals, agents, persons,
                                    unreal, clefts, weekdays
    opposites.py opposites.txt      words and their opposites
    predicates.py                   what a short clause or sentence says of its subject, and no source does
    relations.py                    what a short sentence says of its subject, and its sources say apart from it or of another
    coverage.py rarity.py           how much of the sentence is found, in shares
    places.py                       the source sentences that carry it, so that these alone would pass
    verdict.py                      all of it together

No model is asked. What states a wrong number, date, quotation or name, or turns its source round, is refused whatever else it
says; of the rest a fitted rule decides by how much of it the sources hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.grounding.places import Place
    from qa.grounding.verdict import SecondOpinion, Support, check, contradiction

__all__ = ["Place", "SecondOpinion", "Support", "check", "contradiction"]


def __getattr__(name: str) -> object:
    """Import the check when it is first asked for: an answer without a model only needs the facts of a text."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from qa.grounding import verdict

    return getattr(verdict, name)
