"""A text that somebody wrote, checked sentence by sentence against the library, or against what comes with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from fastapi import APIRouter, Request
from starlette.responses import Response

from qa.answering.checking.texts import require_text
from qa.models import Article, CheckedSentence, CheckReport, SkippedSentence
from qa.service import showing
from qa.service.responding import answer, events, named_events, wants_events, while_connected
from qa.service.service import Service
from qa.service.shapes import answered, describing
from qa.service.shapes.asked import TextToCheck
from qa.service.stopping import check_current

router = APIRouter(tags=["checks"])

Piece: TypeAlias = CheckedSentence | SkippedSentence | CheckReport
Tell: TypeAlias = Callable[[CheckedSentence | SkippedSentence], None]


@router.post(
    "/v1/check",
    responses=describing.responses(
        answered.CheckReport,
        *describing.CHECK,
        events={
            "sentence": answered.CheckedSentence,
            "skipped": answered.SkippedSentence,
            "report": answered.CheckReport,
        },
    ),
)
async def check(request: Request, asked: TextToCheck) -> Response:
    """Check a text sentence by sentence, without a model.

    With `Accept: text/event-stream`, each sentence is sent as soon as it is checked, as an event `sentence`, or
    `skipped` where it states nothing that could be checked; the whole report comes last, as an event `report`.
    """
    service: Service = request.app.state.service
    assistant = service.assistant

    def work(sources: list[Article] | None, tell: Tell) -> CheckReport:
        return assistant.check(asked.text, sources, on_sentence=tell)

    if not wants_events(request):
        report = await while_connected(
            request, service.answers, lambda: work(asked.read(assistant), lambda _: check_current())
        )
        return answer(showing.to_json(report))

    def prepare() -> list[Article] | None:
        require_text(asked.text)
        sources = asked.read(assistant)
        if sources is None:
            assistant.require_articles()
        return sources

    def telling(sources: list[Article] | None, tell: Callable[[Piece], None]) -> None:
        tell(work(sources, tell))

    return events(request, named_events(await service.answers.listen(prepare, telling), _NAMES))


_NAMES: dict[type[Piece], str] = {
    CheckedSentence: "sentence",
    SkippedSentence: "skipped",
    CheckReport: "report",
}
