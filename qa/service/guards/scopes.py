"""What a key has to be allowed for each request. What is not listed here, is closed."""

from __future__ import annotations

from qa.service.access.keys import Scope

PUBLIC = frozenset({"/", "/favicon.ico", "/openapi.json", "/healthz", "/readyz", "/problems"})
PUBLIC_BELOW = ("/page/", "/problems/", "/reports/")
"""What anybody may read: nothing of the library is in it; what is below ``/reports/`` asks for a pass itself."""

READING_POSTS = frozenset(
    {
        "/v1/ask",
        "/v1/search",
        "/v1/check",
        "/v1/notes",
        "/v1/notes/check",
        "/v1/summaries",
        "/v1/chat/completions",
        # Not here; but who asks for them is to be told that, and not to get another key.
        "/v1/completions",
        "/v1/embeddings",
        "/v1/responses",
    }
)
"""What is asked for with POST and changes nothing."""

MCP = "/mcp"
"""Where programs speak MCP, whose tools only read: POST asks, DELETE ends the conversation."""

_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def needed(method: str, path: str) -> Scope | None:
    """Return the scope that a request needs, or None where anybody may.

    >>> needed("GET", "/healthz"), needed("POST", "/v1/ask"), needed("GET", "/metrics")
    (None, 'read', 'read')
    >>> needed("POST", "/v1/articles"), needed("DELETE", "/v1/jobs/7"), needed("POST", "/healthz")
    ('write', 'write', 'write')
    """
    if method in ("GET", "HEAD") and (path in PUBLIC or path.startswith(PUBLIC_BELOW)):
        return None
    reads = method in _READING or (method == "POST" and path in READING_POSTS)
    return "read" if reads or path == MCP or path.startswith(f"{MCP}/") else "write"
