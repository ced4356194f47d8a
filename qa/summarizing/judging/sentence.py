"""Whether a sentence may stand in a summary: what it states, or whom it says the article is for, is borne out by it."""

from __future__ import annotations

from qa.models import CheckedSentence
from qa.summarizing.article.source import Source
from qa.summarizing.judging.recommendation import is_recommendation, judge_recommendation
from qa.summarizing.judging.statement import judge_statement


def judge(sentence: str, source: Source, audience: str | None = None) -> CheckedSentence:
    """Check a sentence of a summary against its article.

    ``audience`` is whom the summary was to be written for: a recommendation may name them whatever the article says.

    >>> from qa.reading import read_text
    >>> source = Source(read_text("桥要先勘察。再打桩。", name="桥").article)
    >>> judge("桥要勘察。", source).citations[0].quote
    '桥要先勘察。'
    >>> judge("推荐想了解勘察的读者阅读。", source).supported, judge("桥要收费。", source).supported
    (True, False)
    """
    if is_recommendation(sentence):
        return judge_recommendation(sentence, source, audience)
    return judge_statement(sentence, source)
