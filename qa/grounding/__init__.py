"""One sentence and its sources: supported or not, by which source sentences, and why not.

    amounts.py names.py facts.py    numbers, dates, quotations and names: those that no source has
    coverage.py rarity.py           how much of the sentence is found, in shares
    places.py                       the source sentences that carry it
    verdict.py                      all of it together

No model is asked. What states a wrong number, date, quotation or name is refused whatever else it says; of the rest a
fitted rule decides by how much of it the sources hold.
"""

from qa.grounding.places import Place
from qa.grounding.verdict import SecondOpinion, Support, check

__all__ = ["Place", "SecondOpinion", "Support", "check"]
