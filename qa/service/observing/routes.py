"""The route that a request took, by its template: there are as many as the program has, whatever is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Match, Mount
from starlette.types import Scope

UNKNOWN = "(unknown)"
"""The route of what is not there."""

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def template(scope: Scope) -> str:
    """Return the template of a request's path, also of a request that was refused before it got to its route."""
    found = _path(scope.get("route"))
    app = scope.get("app")
    if found is None and isinstance(app, Starlette):
        fitting = (route for route in flat(app.router.routes) if route.matches(scope)[0] is not Match.NONE)
        found = _path(next(fitting, None))
    return found or UNKNOWN


def flat(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """Yield every route, also those of routers that were included."""
    for route in routes:
        included = getattr(route, "original_router", None)  # where FastAPI keeps a router as one route
        if included is None:
            yield route
        else:
            yield from flat(included.routes)


def _path(route: Any) -> str | None:
    path = getattr(route, "path_format", None) or getattr(route, "path", None)
    if not isinstance(path, str):
        return None
    return f"{path.removesuffix('/{path}')}/{{path}}" if isinstance(route, Mount) else path


def method(given: str) -> str:
    """Return a method of HTTP, or ``OTHER``: what is sent as one may be any word.

    >>> method("GET"), method("BREW")
    ('GET', 'OTHER')
    """
    return given if given in METHODS else "OTHER"
