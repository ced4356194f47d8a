"""What each section says, in parts of its sentences that stand by themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.summarizing.article.scoring import Scored, Scores
from qa.summarizing.form.counting import length
from qa.summarizing.said.claims import Claim, parts_of, speakers_of

LEAST, MOST = 8, 60
BEST = 26
"""The length at which a sentence of an abstract or an outline reads best."""

_THIRDS = 3
_POINT = re.compile(r"不?是|应当|应该|必须|不能|关键|在于|等于|才[能会是]|\d")
_SAID = re.compile(r"[^，：:]{0,24}(?:表示|说|称|认为|指出|介绍|透露|强调|建议|要求|主张)")


def by_part(scores: Scores, about: Sequence[str]) -> list[list[Claim]]:
    """Return what may be told of each section, the best first; of an article of one section, of each third.

    >>> from qa.reading import read_text
    >>> from qa.summarizing.article.source import Source
    >>> text = "# 桥\\n\\n## 造\\n\\n桥梁要先勘察，再打桩。\\n\\n## 修\\n\\n护栏每年都漆，费用由镇上出。"
    >>> [[claim.text for claim in part] for part in by_part(Scores(Source(read_text(text, name="桥").article)), ["桥"])]
    [['桥梁要先勘察，再打桩'], ['护栏每年都漆，费用由镇上出']]
    """
    sections = scores.source.sections
    count = len(sections) if len(sections) > 1 else _THIRDS
    speakers = speakers_of(scores)
    found: list[list[Claim]] = [[] for _ in range(count)]
    for scored in scores.sentences:
        if scored.barred:
            continue
        sentence = scored.sentence
        owner = speakers[sentence.order] if speakers else "作者"
        middle = (sentence.start + sentence.end) // 2
        at = (
            sentence.section if len(sections) > 1 else min(count - 1, count * middle // len(sections[0].text))
        )
        said = _SAID.match(sentence.text) if scored.others else None
        for text, owned in parts_of(sentence.text, owner, least=LEAST, most=MOST):
            # Only from its beginning does a sentence say whose words it gives.
            if scored.others and not scored.stance and (said is None or not text.startswith(said.group())):
                continue
            found[at].append(Claim(text, sentence, _worth(scored, text, about), owned, owner))
    return [sorted(part, key=lambda claim: -claim.score) for part in found]


def _worth(scored: Scored, text: str, about: Sequence[str]) -> float:
    return (
        scored.score
        + 0.3 * bool(_POINT.search(text))
        + 0.2 * any(subject in text for subject in about[:2])
        - abs(length(text) - BEST) / 40
    )
