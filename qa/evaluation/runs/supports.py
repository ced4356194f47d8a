"""Whether a sentence of an answer is supported by what it cites, checked again after the fact."""

from __future__ import annotations

from qa.answering.checking.sentences import Written
from qa.answering.languages.across import Steadily
from qa.answering.languages.language_judge import LanguageJudge
from qa.answering.languages.which import language_of
from qa.evaluation.runs.carrying import supported
from qa.models import Citation, Passage, Sentence


def support(question: str, sentence: Sentence, steadily: Steadily, embedder: str) -> tuple[float, bool]:
    """Return the score (0 to 1) by which a sentence is supported by what it cites, and whether it is.

    Where the sentence and its quotes have no language in common, it is as the judge of answers across languages says,
    and the score is 0 or 1.

    :param steadily: Reads the library whose vectors compare the languages.
    :param embedder: The embedder's id, which names the fitted rules.
    """
    own = language_of(sentence.text)
    theirs = [language_of(citation.quote) for citation in sentence.citations]
    if theirs and own is not None and all(each not in (own, None) for each in theirs):
        passages = [_passage(citation) for citation in sentence.citations]
        judge = LanguageJudge.of(question, passages, steadily, embedder)
        shown = judge(Written(sentence.text, tuple(range(1, len(passages) + 1))), passages).shown
        is_supported = shown is not None and shown.text == sentence.text
        return float(is_supported), is_supported
    score, is_supported = supported(sentence)
    return round(float(score), 6), is_supported


def _passage(citation: Citation) -> Passage:
    return Passage(
        article=citation.article,
        title=citation.title,
        path=citation.path,
        anchor=citation.anchor,
        section=citation.section,
        chunk="",
        start=citation.start,
        end=citation.end,
        text=citation.quote,
        score=0.0,
        source=citation.source,
    )
