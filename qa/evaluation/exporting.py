"""A run as a file of samples that ragas or DeepEval read, for who wants to go on there.

Both get one JSON object a line. ragas' ``EvaluationDataset.from_jsonl`` takes the file as it is, and so does DeepEval's
``EvaluationDataset.add_goldens_from_jsonl_file``. The names of the fields are theirs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

from qa.errors import OutputUnwritable
from qa.evaluation.loading import load_suite
from qa.evaluation.measuring import articles_named
from qa.evaluation.record import Place, QuestionRecord, Run
from qa.evaluation.suite import Question, SectionRef, Suite
from qa.indexing.records import CARD_INDEX, card
from qa.models import PARAGRAPH_BREAK, Article, Passage
from qa.publishing.whole_file import write_whole

Form: TypeAlias = Literal["ragas", "deepeval"]
FORMS: tuple[Form, ...] = get_args(Form)


class Exported(NamedTuple):
    """How many samples were written, and the ids of the questions that could not be asked and are not among them."""

    samples: int
    left_out: tuple[str, ...]


class _Sample(NamedTuple):
    """What both forms are made from."""

    question: Question
    record: QuestionRecord
    passages: tuple[Passage, ...]
    response: str
    contexts: tuple[str, ...] | None
    context_ids: tuple[str, ...]


def export(
    run: Run,
    suite: Suite,
    form: Form,
    path: Path,
    *,
    places: Mapping[SectionRef, Place] | None = None,
    texts: Mapping[SectionRef, str] | None = None,
) -> Exported:
    """Write a run's questions with their passages, answers and references.

    :param places: Where the gold sections are (:attr:`qa.evaluation.run_folder.RunFolder.places`).
    :param texts: The gold sections' texts (:func:`gold_texts`); without them there are no reference contexts.
    :raises OutputUnwritable: if the file cannot be written.
    """
    row = {"ragas": _ragas, "deepeval": _deepeval}[form]
    samples = list(_samples(run, suite, places or {}, texts or {}))
    written = {sample.question.id for sample in samples}
    lines = [json.dumps(row(sample), ensure_ascii=False) + "\n" for sample in samples]
    try:
        write_whole(path.resolve(), "".join(lines).encode("utf-8", "replace"))
    except OSError as problem:
        raise OutputUnwritable(path=path, problem=problem.strerror or problem) from problem
    return Exported(len(samples), tuple(record.id for record in run.questions if record.id not in written))


def gold_texts(
    suite: Suite,
    places: Mapping[SectionRef, Place],
    article: Callable[[str], Article] | None = None,
) -> dict[SectionRef, str]:
    """Return the text of each gold section, as the articles are now.

    :param article: Gives an article of the user's library by its id, for a suite that has none of its own.
    :raises QaError: an article can no longer be read, or a benchmark's file.
    """
    if suite.protocol and not suite.documents:
        # A run does not keep what a benchmark's file holds.
        suite = replace(suite, documents=load_suite(str(suite.path)).documents)
    own = articles_named({ref.article for ref in places}, suite)
    found = {}
    for ref, place in places.items():
        there = own.get(ref.article) or (article(place.article) if article else None)
        if there is not None:
            found[ref] = _text(there, place)
    return found


def _text(article: Article, place: Place) -> str:
    sections = {section.index: section.text for section in article.sections}
    # The metadata count as text only where they are what is meant.
    indices = [index for index in place.sections if index != CARD_INDEX]
    if not indices:
        return card(article).text
    return PARAGRAPH_BREAK.join(filter(None, (sections.get(index, "") for index in indices)))


def _samples(
    run: Run, suite: Suite, places: Mapping[SectionRef, Place], texts: Mapping[SectionRef, str]
) -> Iterator[_Sample]:
    questions = {question.id: question for question in suite.questions}
    for record in run.questions:
        question = questions.get(record.id)
        if question is None or record.answer is None or record.failure is not None:
            continue
        # Of several sections that have the same thing, one is enough.
        first = [gold.sections[0] for gold in question.gold]
        there = [place for ref in first if (place := places.get(ref))]
        yield _Sample(
            question,
            record,
            record.answer.passages or record.ranked,
            record.answer.text or record.answer.reason or "",
            tuple(texts[ref] for ref in first) if all(ref in texts for ref in first) else None,
            tuple(f"{place.article}#{index}" for place in there for index in place.sections),
        )


def _reference(question: Question) -> str | None:
    """Return an answer by a person or, where there is none, the phrases that the answer has to have."""
    if question.references:
        return question.references[0]
    return "；".join(ways[0] for ways in question.must) or None


def _ragas(sample: _Sample) -> dict[str, Any]:
    """Return the fields of ragas' ``SingleTurnSample``; the ids are those of sections."""
    return {
        "user_input": sample.question.text,
        "retrieved_contexts": [passage.text for passage in sample.passages],
        "reference_contexts": list(sample.contexts) if sample.contexts is not None else None,
        "retrieved_context_ids": [f"{passage.article}#{passage.section}" for passage in sample.passages],
        "reference_context_ids": list(sample.context_ids),
        "response": sample.response,
        "reference": _reference(sample.question),
    }


def _deepeval(sample: _Sample) -> dict[str, Any]:
    """Return the fields of DeepEval's ``Golden``, which has all of its ``LLMTestCase``."""
    record, question = sample.record, sample.question
    assert record.answer is not None
    return {
        "input": question.text,
        "actual_output": sample.response,
        "expected_output": _reference(question),
        "context": list(sample.contexts) if sample.contexts is not None else None,
        "retrieval_context": [passage.text for passage in sample.passages],
        "input_token_count": record.answer.usage.tokens_in,
        "output_token_count": record.answer.usage.tokens_out,
        "name": question.id,
        "comments": question.note or None,
        "source_file": question.gold[0].sections[0].article if question.gold else None,
        "additional_metadata": {
            "kind": question.kind,
            "answerable": question.answerable,
            "status": record.answer.status,
            "must": [list(ways) for ways in question.must],
            "must_not": list(question.must_not),
            "citations": [
                list(citation.path) for each in record.answer.sentences for citation in each.citations
            ],
            "seconds": dict(record.seconds),
        },
    }
