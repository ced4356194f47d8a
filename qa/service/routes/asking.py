"""Questions: answers with citations, and the passages that a query finds."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from fastapi import APIRouter, Request
from starlette.responses import Response

from qa import output
from qa.models import Answer, Sentence
from qa.retrieval import require_query
from qa.service import showing
from qa.service.asked import Question, Search
from qa.service.responding import answer, event, events, wants_events, while_connected
from qa.service.service import Service

router = APIRouter(tags=["questions"])


@router.post("/v1/ask")
async def ask(request: Request, asked: Question) -> Response:
    """Answer a question from the library, or refuse to, saying why.

    With ``Accept: text/event-stream``, each sentence is sent as soon as it is checked, as an event ``sentence``, and
    the whole answer last, as an event ``answer``. Hanging up stops the model.
    """
    service: Service = request.app.state.service
    assistant = service.assistant
    if not wants_events(request):
        found = await while_connected(
            request,
            service.answers,
            lambda: assistant.ask(asked.question, filters=asked.filters.filters(assistant), mode=asked.mode),
        )
        return answer(showing.to_json(found))

    def prepare() -> None:
        require_query(asked.question)
        assistant.require_articles()

    pieces = await service.answers.stream(
        prepare,
        lambda: assistant.stream(asked.question, filters=asked.filters.filters(assistant), mode=asked.mode),
    )
    return events(request, _events(pieces))


async def _events(pieces: AsyncGenerator[Sentence | Answer]) -> AsyncGenerator[bytes]:
    async with aclosing(pieces):
        async for piece in pieces:
            yield event("answer" if isinstance(piece, Answer) else "sentence", showing.to_json(piece))


@router.post("/v1/search")
async def search(request: Request, asked: Search) -> Response:
    """Return the passages that fit a query best, the best first."""
    service: Service = request.app.state.service
    assistant = service.assistant
    found = await while_connected(
        request,
        service.searches,
        lambda: assistant.search(
            asked.query, limit=asked.limit, filters=asked.filters.filters(assistant), rerank=asked.rerank
        ),
    )
    return answer(showing.without_paths(output.passages(asked.query, found)))
