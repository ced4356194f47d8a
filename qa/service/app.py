"""The service as an ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.routing import Route
from starlette.types import ASGIApp

import qa
from qa.service.guards import guarded
from qa.service.guards.scopes import MCP
from qa.service.heads import HeadsAsGets
from qa.service.mcp.endpoint import Endpoint
from qa.service.observing.layer import Observed
from qa.service.openai.errors import OpenAIErrors
from qa.service.problems import details as problems
from qa.service.problems.telling import ToldToClients
from qa.service.routes import (
    articles,
    asking,
    checking,
    completions,
    evaluations,
    explaining,
    health,
    jobs,
    metrics,
    page,
    saved_notes,
    status,
    summaries,
    uploading,
)
from qa.service.service import Service
from qa.service.shapes import openapi


def make_app(service: Service) -> FastAPI:
    """Return the application, for any ASGI server; ``qa serve`` runs it with uvicorn.

    :param service: Closed by whoever made it, after the application has ended.
    """
    app = _bare(service)
    app.include_router(asking.router)
    app.include_router(completions.router)
    app.include_router(summaries.router)
    app.include_router(saved_notes.router)
    app.include_router(uploading.router)
    app.include_router(jobs.router)
    app.include_router(articles.router)  # after what is under an article: its title may have a slash in it
    app.include_router(checking.router)
    app.include_router(status.router)
    app.include_router(explaining.router)
    app.include_router(evaluations.router)
    app.include_router(page.router)
    app.include_router(metrics.router)
    openapi.install(app)
    return app


def make_mcp_app(service: Service) -> FastAPI:
    """Return an application that speaks MCP and nothing else, behind the same guards; ``qa mcp`` runs it."""
    return _bare(service)


def _bare(service: Service) -> FastAPI:
    app = _Guarded(
        title="Zhangju 章句",
        version=qa.__version__,
        openapi_url=None,  # openapi.py has its own
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_life,
        # FastAPI's own would put what was sent, and the messages of errors, into whatever provider it finds.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.state.service = service
    app.state.mcp = Endpoint(service)
    app.router.routes.append(Route(MCP, app.state.mcp))
    problems.install(app)
    app.add_middleware(ToldToClients)
    app.add_middleware(HeadsAsGets)
    app.include_router(health.router)
    return app


class _Guarded(FastAPI):
    """The application behind its guards: outside of everything else, so that a failure inside goes through them too."""

    def build_middleware_stack(self) -> ASGIApp:
        service: Service = self.state.service
        return Observed(OpenAIErrors(guarded(super().build_middleware_stack(), service)), service.observation)


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    service: Service = app.state.service
    service.watch.start()
    service.jobs.start()
    async with app.state.mcp.running():
        yield
    service.watch.close()
