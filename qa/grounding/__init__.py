"""One sentence and its sources: supported or not, by which source sentences, and why not.

    parts.py                        a text taken apart: sentences, clauses, words
    amounts.py names.py facts.py    numbers, dates, quotations and names: those that no source has
    aligned.py                      each clause beside the source sentences that say most of it
    polarity.py misplaced.py roles.py links.py   what is negated, stands in another's place, has changed sides, or is
                                    linked with something else there
    predicates.py                   what a short clause says of its subject, and no source does
    coverage.py rarity.py           how much of the sentence is found, in shares
    places.py                       the source sentences that carry it
    verdict.py                      all of it together

No model is asked. What states a wrong number, date, quotation or name, or turns its source round, is refused whatever else it
says; of the rest a fitted rule decides by how much of it the sources hold.
"""

from qa.grounding.places import Place
from qa.grounding.verdict import SecondOpinion, Support, check, contradiction

__all__ = ["Place", "SecondOpinion", "Support", "check", "contradiction"]
