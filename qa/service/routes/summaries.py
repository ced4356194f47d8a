"""Notes and summaries, written with the article beside them; what an editor made of a note, checked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from fastapi import APIRouter, Request
from starlette.responses import Response

from qa import errors
from qa.assistant import Assistant
from qa.models import NoteCheck, Progress, Summary
from qa.service import showing
from qa.service.naming import article_meant
from qa.service.responding import answer, events, named_events, wants_events, while_connected
from qa.service.service import Service
from qa.service.shapes import answered_notes, describing
from qa.service.shapes.asked_notes import Note, NoteEdited, SummaryAsked

router = APIRouter(tags=["notes"])

SUBJECT = (
    errors.ArgumentInvalid,
    errors.FileEmpty,
    errors.FrontMatterBroken,
    errors.TextMissing,
    *describing.ARTICLE,
    *describing.LIBRARY,
)
WRITTEN = describing.responses(
    answered_notes.Summary,
    *SUBJECT,
    errors.LibraryEmpty,
    errors.FiltersTooNarrow,
    *describing.MODEL,
    events={"progress": answered_notes.Progress, "summary": answered_notes.Summary},
)

OnProgress: TypeAlias = Callable[[Progress], None]
Write: TypeAlias = Callable[[OnProgress | None], Summary]
"""What writes a summary once all that was asked for is known to be there."""


@router.post("/v1/notes", responses=WRITTEN)
async def note(request: Request, asked: Note) -> Response:
    """Write the editor's note of an article, each sentence with the sentences of the article that bear it out.

    The best of the candidates is the note itself, the others are in its `candidates`. What does not have the form
    that was asked for is told in `checks`. With ``Accept: text/event-stream``, an event ``progress`` tells how far it
    is, and ``summary`` is the last. Hanging up stops the model.
    """
    return await _written(request, lambda assistant: _one(asked, assistant))


@router.post("/v1/summaries", responses=WRITTEN)
async def summarize(request: Request, asked: SummaryAsked) -> Response:
    """Write a summary of an article in the form asked for, or one digest of several; as for notes."""
    return await _written(request, lambda assistant: _summary(asked, assistant))


@router.post("/v1/notes/check", responses=describing.responses(answered_notes.NoteCheck, *SUBJECT))
async def check_note(request: Request, asked: NoteEdited) -> Response:
    """Check a note that somebody writes or edits: its form, what bears out each sentence, and how long it is.

    These are the checks of `POST /v1/notes`, quick enough to be asked for while somebody is typing.
    """
    service: Service = request.app.state.service
    assistant = service.assistant

    def check() -> NoteCheck:
        article = asked.read(assistant)
        return assistant.check_note(
            asked.note, article, length=asked.length, audience=asked.audience, mode=asked.mode
        )

    return answer(showing.to_json(await while_connected(request, service.searches, check)))


def _one(asked: Note, assistant: Assistant) -> Write:
    brief, article = asked.brief(), asked.read(assistant)
    return lambda heard: assistant.summarize(article, **brief, on_progress=heard)


def _summary(asked: SummaryAsked, assistant: Assistant) -> Write:
    asked.require_form()
    if asked.form == "digest":
        articles = [article_meant(assistant, reference).id for reference in asked.articles]
        filters = asked.filters.filters(assistant)
        return lambda heard: assistant.digest(
            articles, filters=filters, style=asked.style, mode=asked.mode, on_progress=heard
        )
    brief, article = asked.brief(asked.form), asked.read(assistant)
    return lambda heard: assistant.summarize(article, **brief, on_progress=heard)


async def _written(request: Request, prepare: Callable[[Assistant], Write]) -> Response:
    service: Service = request.app.state.service
    assistant = service.assistant
    if not wants_events(request):
        summary = await while_connected(request, service.answers, lambda: prepare(assistant)(None))
        return answer(showing.to_json(summary))

    def work(write: Write, tell: Callable[[Progress | Summary], None]) -> None:
        tell(write(tell))

    pieces = await service.answers.listen(lambda: prepare(assistant), work)
    return events(request, named_events(pieces, _NAMES))


_NAMES: dict[type[Progress | Summary], str] = {Progress: "progress", Summary: "summary"}
