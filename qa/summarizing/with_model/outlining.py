"""An outline by a chat model: each section summed up by itself, under its own heading."""

from __future__ import annotations

from qa.models import Sentence, SummaryPart
from qa.summarizing.article.source import Source
from qa.summarizing.form.brief import Brief
from qa.summarizing.judging.checks import SECTION_SENTENCES, form_checks
from qa.summarizing.sentences.shortening import shortenings
from qa.summarizing.with_model.reducing import Reducer
from qa.summarizing.with_model.sifting import Sieve


def outline(reducer: Reducer, source: Source, brief: Brief) -> tuple[SummaryPart, ...] | None:
    """Return an outline, or None where the model has no part in it or it does not have the form.

    :raises ServerError: the server failed at the beginning, or twice in a row.
    """
    sieve = Sieve(source, brief)
    parts = []
    for section, sentences in reducer.notes():
        fit = [one for sentence in sentences if (one := _fit(sentence, sieve, section.heading)) is not None]
        parts.append(
            SummaryPart(section.heading, tuple(fit[: SECTION_SENTENCES[1]]), section.level, section.path)
        )
    if not reducer.written:
        return None
    checks = form_checks(parts, source, brief, generative=True)
    return tuple(parts) if all(check.ok for check in checks) else None


def _fit(sentence: Sentence, sieve: Sieve, heading: str) -> Sentence | None:
    """Return a sentence as it may stand beside a model's: the rules' own are cut, or say only what is treated."""
    if sieve.wording(sentence) is None:
        return sentence
    told = f"文章在这一节谈{heading.split('、', 1)[-1].rstrip('。？！：')}。"
    return next(filter(None, map(sieve.sentence, (*shortenings(sentence.text), told))), None)
