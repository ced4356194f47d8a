"""What the service is and allows, for the page and for programs that adapt to it."""

from __future__ import annotations

from typing import get_args

from fastapi import APIRouter, Request
from starlette.responses import Response

import qa
from qa.answering.checking.texts import LONGEST_TEXT
from qa.language import Language
from qa.output import Json
from qa.query import LONGEST_QUERY
from qa.service.access.keys import Key
from qa.service.guards.bodies import MOST_BYTES
from qa.service.responding import answer, while_connected
from qa.service.service import Service
from qa.service.shapes import answered_service, describing
from qa.service.shapes.asked import MOST_SOURCES, MOST_TURNS
from qa.settings import Settings

router = APIRouter(tags=["service"])


@router.get("/v1/status", responses=describing.responses(answered_service.Status, *describing.LIBRARY))
async def status(request: Request) -> Response:
    """Say what this service is, what the key of the request may do, and what the limits are."""
    service: Service = request.app.state.service
    articles = await while_connected(request, service.searches, lambda: len(service.assistant.articles()))
    key: Key | None = request.scope.get("state", {}).get("key")
    return answer(shape(service.settings, articles, key))


def shape(settings: Settings, articles: int, key: Key | None) -> Json:
    """Return the JSON of the status."""
    return {
        "version": qa.__version__,
        "mode": "generative" if settings.generative else "extractive",
        "model": settings.llm_model if settings.generative else None,
        "embedder": settings.embedder,
        "articles": articles,
        "key": {"name": key.name, "scope": key.scope} if key else None,
        "languages": list(get_args(Language)),
        "limits": {
            "question_characters": LONGEST_QUERY,
            "check_characters": LONGEST_TEXT,
            "check_sources": MOST_SOURCES,
            "history_turns": MOST_TURNS,
            "body_bytes": MOST_BYTES,
            "upload_megabytes": settings.serve_megabytes,
            "seconds": settings.serve_seconds,
            "requests_per_minute": settings.serve_rate,
        },
    }
