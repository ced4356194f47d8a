"""Questions: answers with citations, and the passages that a query finds."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import TypeAlias

from fastapi import APIRouter, Request
from starlette.responses import Response

from qa import output
from qa.answering.conversation.conversation import Conversation
from qa.assistant import Assistant
from qa.models import Answer, Passage, Sentence, Understood
from qa.query import require_query
from qa.service import showing
from qa.service.responding import answer, events, named_events, wants_events, while_connected
from qa.service.service import Service
from qa.service.shapes import answered, describing
from qa.service.shapes.asked import Question, Search

router = APIRouter(tags=["questions"])

Piece: TypeAlias = Understood | Sentence | Answer


@router.post(
    "/v1/ask",
    responses=describing.responses(
        answered.Answer,
        *describing.QUESTION,
        *describing.MODEL,
        events={
            "understood": answered.Understood,
            "sentence": answered.Sentence,
            "answer": answered.Answer,
        },
    ),
)
async def ask(request: Request, asked: Question) -> Response:
    """Answer a question from the library, or refuse to, saying why.

    A refusal is an answer, too: its `status` is `refused`. With `Accept: text/event-stream`, each sentence is sent
    as soon as it is checked, as an event `sentence`, and the whole answer last, as an event `answer`; of a question that
    follows up the `history`, an event `understood` first says how it is understood. Hanging up stops the model.
    """
    service: Service = request.app.state.service
    if not wants_events(request):
        found = await while_connected(request, service.answers, lambda: _whole(service.assistant, asked))
        return answer(showing.to_json(found))

    def work(conversation: Conversation, tell: Callable[[Piece], None]) -> None:
        with closing(conversation.stream(asked.question)) as pieces:
            for piece in pieces:
                tell(piece)

    pieces = await service.answers.listen(lambda: _conversation(service.assistant, asked), work)
    return events(request, named_events(pieces, _NAMES))


def _conversation(assistant: Assistant, asked: Question) -> Conversation:
    """Return the conversation that the question goes on with, after all that can be known to be wrong with it."""
    require_query(asked.question)
    conversation = assistant.chat(
        filters=asked.filters.filters(assistant),
        mode=asked.mode,
        history=[turn.turn() for turn in asked.history],
    )
    assistant.require_articles()
    return conversation


def _whole(assistant: Assistant, asked: Question) -> Answer:
    return _conversation(assistant, asked).ask(asked.question)


_NAMES: dict[type[Piece], str] = {Understood: "understood", Sentence: "sentence", Answer: "answer"}


@router.post("/v1/search", responses=describing.responses(answered.Passages, *describing.QUESTION))
async def search(request: Request, asked: Search) -> Response:
    """Return the passages that fit a query best, the best first.

    Unlike an answer, a search does not judge whether the passages answer anything.
    """
    service: Service = request.app.state.service
    assistant = service.assistant

    def find() -> list[Passage]:
        filters = asked.filters.filters(assistant)
        return assistant.search(asked.query, limit=asked.limit, filters=filters, rerank=asked.rerank)

    found = await while_connected(request, service.searches, find)
    return answer(showing.without_paths(output.passages(asked.query, found)))
