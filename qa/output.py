"""The JSON that everything speaks: one function a shape, shared by the command line, HTTP and the logs.

Fields are added, never renamed. What is returned holds only what JSON can hold.

>>> from qa.models import Check
>>> checks([Check(name="store", ok=True, detail="3 articles")])
{'checks': [{'name': 'store', 'ok': True, 'detail': '3 articles', 'remedy': None}]}
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import singledispatch
from typing import TYPE_CHECKING, Any, TypeAlias

from qa.errors import QaError
from qa.masking import mask
from qa.models import (
    Answer,
    Article,
    ArticleRecord,
    Check,
    CheckedSentence,
    CheckReport,
    Chunk,
    Citation,
    Conflict,
    Dropped,
    FormCheck,
    IngestItem,
    IngestReport,
    Logged,
    NoteCheck,
    NoteItem,
    NoteReport,
    Passage,
    Progress,
    Repaired,
    Section,
    Sentence,
    SkippedSentence,
    Span,
    Summary,
    SummaryPart,
    Understood,
    Usage,
)

if TYPE_CHECKING:
    from qa.llm import Message
    from qa.prompt_checks import CheckedPrompt
    from qa.prompting import Prompt
    from qa.settings import SettingValue

Json: TypeAlias = dict[str, Any]


@singledispatch
def to_json(model: object) -> Json:
    """Return the JSON object of one model or one error.

    :raises TypeError: there is no such shape.

    >>> to_json(Span(start=0, end=2, text="章句"))
    {'start': 0, 'end': 2, 'text': '章句'}
    """
    raise TypeError(f"{type(model).__name__} has no JSON shape")


@to_json.register
def _span(span: Span) -> Json:
    return {"start": span.start, "end": span.end, "text": span.text}


@to_json.register
def _usage(usage: Usage) -> Json:
    return {"tokens_in": usage.tokens_in, "tokens_out": usage.tokens_out, "cached": usage.cached}


@to_json.register
def _citation(citation: Citation) -> Json:
    return {
        "article": citation.article,
        "title": citation.title,
        "path": list(citation.path),
        "anchor": citation.anchor,
        "section": citation.section,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "source": citation.source,
    }


@to_json.register
def _sentence(sentence: Sentence) -> Json:
    return {"text": sentence.text, "citations": [to_json(citation) for citation in sentence.citations]}


@to_json.register
def _dropped(dropped: Dropped) -> Json:
    return {"text": dropped.text, "why": dropped.why}


@to_json.register
def _conflict(conflict: Conflict) -> Json:
    return {
        "values": list(conflict.values),
        "sentences": [to_json(sentence) for sentence in conflict.sentences],
    }


@to_json.register
def _repaired(repaired: Repaired) -> Json:
    return {
        "text": repaired.text,
        "cited": list(repaired.cited),
        "instead": list(repaired.instead),
        "why": repaired.why,
    }


@to_json.register
def _passage(passage: Passage) -> Json:
    return {
        "article": passage.article,
        "title": passage.title,
        "path": list(passage.path),
        "anchor": passage.anchor,
        "section": passage.section,
        "chunk": passage.chunk,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "score": float(passage.score),
        # A score may come from numpy, whose float32 the json module refuses.
        "scores": {name: float(score) for name, score in passage.scores.items()},
        "best": to_json(passage.best) if passage.best else None,
        "source": passage.source,
    }


@to_json.register
def _answer(answer: Answer) -> Json:
    return {
        "status": answer.status,
        "question": answer.question,
        "text": answer.text,
        "sentences": [to_json(sentence) for sentence in answer.sentences],
        "reason": answer.reason,
        "nearest": [to_json(passage) for passage in answer.nearest],
        "passages": [to_json(passage) for passage in answer.passages],
        "dropped": [to_json(dropped) for dropped in answer.dropped],
        "mode": answer.mode,
        "model": answer.model,
        "prompt": answer.prompt,
        "usage": to_json(answer.usage),
        "seconds": answer.seconds,
        "understood_as": answer.understood_as,
        "fallback": answer.fallback,
        "repaired": [to_json(repaired) for repaired in answer.repaired],
        "looked_for": answer.looked_for,
        "missing": list(answer.missing),
        "id": answer.id,
        "conflicts": [to_json(conflict) for conflict in answer.conflicts],
        "confidence": answer.confidence,
    }


@to_json.register
def _understood(understood: Understood) -> Json:
    return {
        "question": understood.question,
        "understood_as": understood.understood_as,
        "by": understood.by,
        "rejected": understood.rejected,
    }


@to_json.register
def _logged(logged: Logged) -> Json:
    answer = to_json(logged.answer)
    names = ("status", "question", "mode", "model", "prompt", "usage", "seconds", "fallback")
    return {"id": logged.id, "at": logged.at.isoformat(), **{name: answer[name] for name in names}}


@to_json.register
def _checked_sentence(sentence: CheckedSentence) -> Json:
    return {
        "text": sentence.text,
        "supported": sentence.supported,
        "score": float(sentence.score),
        "citations": [to_json(citation) for citation in sentence.citations],
        "why": sentence.why,
        "start": sentence.start,
        "end": sentence.end,
    }


@to_json.register
def _skipped_sentence(sentence: SkippedSentence) -> Json:
    return {"text": sentence.text, "why": sentence.why, "start": sentence.start, "end": sentence.end}


@to_json.register
def _check_report(report: CheckReport) -> Json:
    return {
        "sentences": [to_json(sentence) for sentence in report.sentences],
        "supported": report.supported,
        "unsupported": report.unsupported,
        "skipped": [to_json(sentence) for sentence in report.skipped],
        "text": report.text,
    }


@to_json.register
def _form_check(check: FormCheck) -> Json:
    return {"name": check.name, "ok": check.ok, "detail": check.detail}


@to_json.register
def _summary_part(part: SummaryPart) -> Json:
    return {
        "heading": part.heading,
        "level": part.level,
        "path": list(part.path),
        "sentences": [to_json(sentence) for sentence in part.sentences],
    }


@to_json.register
def _summary(summary: Summary) -> Json:
    return {
        "article": summary.article,
        "form": summary.form,
        "text": summary.text,
        "sentences": [to_json(sentence) for sentence in summary.sentences],
        "checks": [to_json(check) for check in summary.checks],
        "mode": summary.mode,
        "model": summary.model,
        "usage": to_json(summary.usage),
        "title": summary.title,
        "articles": list(summary.articles),
        "parts": [to_json(part) for part in summary.parts],
        "prompt": summary.prompt,
        "seconds": summary.seconds,
        "covered": [list(path) for path in summary.covered],
        "missing": [list(path) for path in summary.missing],
        "dropped": [to_json(dropped) for dropped in summary.dropped],
        "rounds": summary.rounds,
        "fallback": summary.fallback,
        "score": float(summary.score),
        "candidates": [to_json(candidate) for candidate in summary.candidates],
    }


@to_json.register
def _note_check(checked: NoteCheck) -> Json:
    return {
        "checks": [to_json(check) for check in checked.checks],
        "report": to_json(checked.report),
        "characters": checked.characters,
    }


@to_json.register
def _note_item(item: NoteItem) -> Json:
    return {
        "path": item.path,
        "outcome": item.outcome,
        "title": item.title,
        "note": item.note,
        "backup": item.backup,
        "mode": item.mode,
        "model": item.model,
        "fallback": item.fallback,
        "usage": to_json(item.usage),
        "seconds": item.seconds,
        "error": to_json(item.error)["error"] if item.error else None,
    }


@to_json.register
def _note_report(report: NoteReport) -> Json:
    return {
        "items": [to_json(item) for item in report.items],
        "written": report.count("written"),
        "skipped": report.count("skipped"),
        "failed": report.count("failed"),
        "usage": to_json(report.usage),
        "seconds": report.seconds,
        "stopped": report.stopped,
    }


def _heading(section: Section) -> Json:
    return {
        "index": section.index,
        "heading": section.heading,
        "level": section.level,
        "path": list(section.path),
        "anchor": section.anchor,
    }


@to_json.register
def _section(section: Section) -> Json:
    return {**_heading(section), "text": section.text}


def _metadata(article: Article | ArticleRecord) -> Json:
    return {
        "id": article.id,
        "title": article.title,
        "author": article.author,
        "columnist": article.columnist,
        "date": article.date.isoformat() if article.date else None,
        "categories": list(article.categories),
        "source": article.source,
        "head_image": article.head_image,
        "editor_note": article.editor_note,
        "author_note": article.author_note,
        "credits": list(article.credits),
        "origin": article.origin,
    }


@to_json.register
def _article(article: Article) -> Json:
    return {**_metadata(article), "sections": [to_json(section) for section in article.sections]}


@to_json.register
def _record(record: ArticleRecord) -> Json:
    return {
        **_metadata(record),
        "revision": record.revision,
        "headings": [_heading(section) for section in record.headings],
        "chunks": record.chunks,
        "spans": record.spans,
        "characters": record.characters,
    }


@to_json.register
def _chunk(chunk: Chunk) -> Json:
    return {
        "id": chunk.id,
        "article": chunk.article,
        "section": chunk.section,
        "order": chunk.order,
        "start": chunk.start,
        "end": chunk.end,
        "text": chunk.text,
        "spans": [to_json(span) for span in chunk.spans],
    }


@to_json.register
def _item(item: IngestItem) -> Json:
    return {
        "path": item.path,
        "outcome": item.outcome,
        "article": item.article,
        "title": item.title,
        "sections": item.sections,
        "chunks": item.chunks,
        "error": to_json(item.error)["error"] if item.error else None,
        "warnings": [to_json(warning)["error"] for warning in item.warnings],
    }


@to_json.register
def _report(report: IngestReport) -> Json:
    return {
        "items": [to_json(item) for item in report.items],
        "failed": len(report.failed),
        "seconds": report.seconds,
    }


@to_json.register
def _progress(progress: Progress) -> Json:
    return {
        "stage": progress.stage,
        "done": progress.done,
        "total": progress.total,
        "label": progress.label,
    }


@to_json.register
def _check(check: Check) -> Json:
    return {"name": check.name, "ok": check.ok, "detail": check.detail, "remedy": check.remedy}


@to_json.register
def _error(error: Exception) -> Json:
    code, details = (error.code, error.details) if isinstance(error, QaError) else (type(error).__name__, {})
    return failure(code, str(error), details)


def failure(
    code: str, message: str, details: dict[str, object] | None = None, secrets: Iterable[str] = ()
) -> Json:
    """Return the shape of an error; values of the details become text.

    >>> failure("PathMissing", "a.md does not exist.", {"path": "a.md"})
    {'error': {'code': 'PathMissing', 'message': 'a.md does not exist.', 'details': {'path': 'a.md'}}}
    """
    hidden = tuple(secrets)
    return {
        "error": {
            "code": code,
            "message": mask(message, hidden),
            "details": {name: mask(str(value), hidden) for name, value in (details or {}).items()},
        }
    }


def articles(records: Iterable[ArticleRecord]) -> Json:
    """Return the shape of a list of articles.

    >>> articles([])
    {'articles': []}
    """
    return {"articles": [to_json(record) for record in records]}


def chunks(article: str, found: Iterable[Chunk]) -> Json:
    """Return the shape of one article's chunks.

    >>> chunks("a1b2", [])
    {'article': 'a1b2', 'chunks': []}
    """
    return {"article": article, "chunks": [to_json(chunk) for chunk in found]}


def passages(query: str, found: Iterable[Passage]) -> Json:
    """Return the shape of a search.

    >>> passages("章句", [])
    {'query': '章句', 'passages': []}
    """
    return {"query": query, "passages": [to_json(passage) for passage in found]}


def summaries(found: Iterable[Summary], errors: Iterable[Exception] = ()) -> Json:
    """Return the shape of several summaries, and of why others were not written; that of one is the summary itself.

    >>> summaries([])
    {'summaries': [], 'errors': []}
    """
    return {
        "summaries": [to_json(summary) for summary in found],
        "errors": [to_json(error)["error"] for error in errors],
    }


def log(found: Iterable[Logged]) -> Json:
    """Return the shape of a list of logged answers.

    >>> log([])
    {'log': []}
    """
    return {"log": [to_json(logged) for logged in found]}


def removed(records: Iterable[ArticleRecord]) -> Json:
    """Return the shape of a removal.

    >>> removed([])
    {'removed': []}
    """
    return {"removed": [to_json(record) for record in records]}


def reindexed(count: int) -> Json:
    """Return the shape of a rebuilt index: how many articles are in it.

    >>> reindexed(3)
    {'reindexed': 3}
    """
    return {"reindexed": count}


def checks(found: Iterable[Check]) -> Json:
    """Return the shape of the doctor's report.

    >>> checks([])
    {'checks': []}
    """
    return {"checks": [to_json(check) for check in found]}


def prompts(found: Iterable[CheckedPrompt]) -> Json:
    """Return the shape of a list of prompts.

    >>> prompts([])
    {'prompts': []}
    """
    return {"prompts": [_checked_prompt(checked) for checked in found]}


def _checked_prompt(checked: CheckedPrompt) -> Json:
    prompt = checked.prompt
    return {
        "name": checked.name,
        "version": prompt.version if prompt else None,
        "purpose": prompt.purpose if prompt else None,
        "inputs": list(prompt.inputs) if prompt else [],
        "path": str(checked.path),
        "own": checked.is_own,
        "problems": list(checked.problems),
    }


def shown_prompt(prompt: Prompt, messages: Iterable[Message] | None = None) -> Json:
    """Return the shape of one prompt: its parts as they are written, and what it makes of made-up inputs, if asked."""
    rendered = None
    if messages is not None:
        rendered = [{"role": message.role, "content": message.content} for message in messages]
    return {
        "name": prompt.name,
        "version": prompt.version,
        "purpose": prompt.purpose,
        "inputs": list(prompt.inputs),
        "path": str(prompt.path),
        "parts": {turn.role: turn.text.strip() for turn in prompt.turns},
        "rendered": rendered,
    }


def settings(values: Iterable[SettingValue]) -> Json:
    """Return the shape of the configuration, as :func:`qa.settings.describe` gives it.

    >>> settings([])
    {'settings': []}
    """
    return {
        "settings": [
            {"name": line.name, "value": line.value, "source": line.source, "masked": line.masked}
            for line in values
        ]
    }
