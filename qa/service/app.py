"""The service as an ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

import qa
from qa.service import problems
from qa.service.routes import asking, health, page, saved_notes, summaries
from qa.service.service import Service
from qa.service.telling import ToldToClients


def make_app(service: Service) -> FastAPI:
    """Return the application, for any ASGI server; ``qa serve`` runs it with uvicorn.

    :param service: Closed by whoever made it, after the application has ended.
    """
    app = FastAPI(
        title="Zhangju 章句",
        version=qa.__version__,
        docs_url=None,
        redoc_url=None,
        lifespan=_life,
    )
    app.state.service = service
    problems.install(app)
    app.add_middleware(ToldToClients)
    app.include_router(asking.router)
    app.include_router(health.router)
    app.include_router(summaries.router)
    app.include_router(saved_notes.router)
    app.include_router(page.router)
    return app


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    service: Service = app.state.service
    service.watch.start()
    yield
    service.watch.close()
