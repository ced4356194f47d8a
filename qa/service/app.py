"""The service as an ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.types import ASGIApp

import qa
from qa.service import problems
from qa.service.guards import guarded
from qa.service.observing.layer import Observed
from qa.service.routes import asking, health, metrics, page, saved_notes, summaries
from qa.service.service import Service
from qa.service.telling import ToldToClients


def make_app(service: Service) -> FastAPI:
    """Return the application, for any ASGI server; ``qa serve`` runs it with uvicorn.

    :param service: Closed by whoever made it, after the application has ended.
    """
    app = _Guarded(
        title="Zhangju 章句",
        version=qa.__version__,
        docs_url=None,
        redoc_url=None,
        lifespan=_life,
        # FastAPI's own would put what was sent, and the messages of errors, into whatever provider it finds.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.state.service = service
    problems.install(app)
    app.add_middleware(ToldToClients)
    app.include_router(asking.router)
    app.include_router(health.router)
    app.include_router(summaries.router)
    app.include_router(saved_notes.router)
    app.include_router(page.router)
    app.include_router(metrics.router)
    return app


class _Guarded(FastAPI):
    """The application behind its guards: outside of everything else, so that a failure inside goes through them too."""

    def build_middleware_stack(self) -> ASGIApp:
        service: Service = self.state.service
        return Observed(guarded(super().build_middleware_stack(), service), service.observation)


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    service: Service = app.state.service
    service.watch.start()
    yield
    service.watch.close()
