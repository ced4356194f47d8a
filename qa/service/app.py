"""The service as an ASGI application."""

from __future__ import annotations

from fastapi import FastAPI

import qa
from qa.service import problems
from qa.service.routes import asking, summaries
from qa.service.service import Service


def make_app(service: Service) -> FastAPI:
    """Return the application, for any ASGI server; ``qa serve`` runs it with uvicorn.

    :param service: Closed by whoever made it, after the application has ended.
    """
    app = FastAPI(
        title="Zhangju 章句",
        version=qa.__version__,
        docs_url=None,
        redoc_url=None,
    )
    app.state.service = service
    problems.install(app)
    app.include_router(asking.router)
    app.include_router(summaries.router)
    return app
