"""Record the examples of /openapi.json anew: ``python -m tests.service.record_examples``.

Each is what the service answers over the articles of these tests, with long lists cut. A test holds them to the schemas, so
that they are recorded again whenever a shape changes.
"""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from qa.assistant import Assistant
from qa.service.service import make_service
from qa.service.shapes.openapi import EXAMPLES
from qa.settings import Settings
from tests.cheap_embedder import CheapEmbedder
from tests.service.articles import write_all
from tests.service.conftest import running

LONGEST_LIST = 2
# Headings and categories are short, and cut would not be what they are.
WHOLE = {"path", "categories", "languages"}

REQUESTS: dict[str, tuple[str, str, Any]] = {
    "Answer": ("POST", "/v1/ask", {"question": "什么叫备付金？"}),
    "Passages": ("POST", "/v1/search", {"query": "备付金的利息归谁", "limit": 2}),
    "CheckReport": (
        "POST",
        "/v1/check",
        {"text": "年费是1.2万元。渡船每天开九班。", "articles": ["备付金", "渡口"]},
    ),
    "Summary": ("POST", "/v1/notes", {"article": "备付金"}),
    "NoteCheck": ("POST", "/v1/notes/check", {"note": "渡船每天有六班。", "article": "渡口"}),
    "SavedNote": ("PUT", "/v1/articles/渡口/note", {"text": "渡船每天有六班。"}),
    "Articles": ("GET", "/v1/articles?limit=1", None),
    "Article": ("GET", "/v1/articles/渡口", None),
    "Status": ("GET", "/v1/status", None),
    "Job": ("POST", "/v1/articles", {"name": "桥", "text": "大桥明年通车。"}),
    "Jobs": ("GET", "/v1/jobs", None),
    "Alive": ("GET", "/healthz", None),
    "Readiness": ("GET", "/readyz", None),
    "ChatCompletion": (
        "POST",
        "/v1/chat/completions",
        {"model": "zhangju", "messages": [{"role": "user", "content": "什么叫备付金？"}]},
    ),
    "ModelList": ("GET", "/v1/models", None),
    "Model": ("GET", "/v1/models/zhangju", None),
    "ProblemMeaning": ("GET", "/problems/LibraryEmpty", None),
    "ProblemMeanings": ("GET", "/problems", None),
    "Removed": ("DELETE", "/v1/articles/渡口", None),
}


def cut(value: Any, name: str = "") -> Any:
    """Return JSON with its long lists cut."""
    if isinstance(value, list):
        return [cut(each) for each in (value if name in WHOLE else value[:LONGEST_LIST])]
    if isinstance(value, dict):
        return {key: cut(each, key) for key, each in value.items()}
    return value


def record(client: httpx.Client) -> dict[str, Any]:
    """Return an example of each shape."""
    found: dict[str, Any] = {}
    for shape, (method, path, body) in REQUESTS.items():
        response = client.request(method, path, json=body)
        assert response.is_success, response.text
        if shape == "Job":  # its stream ends with it
            address = response.headers["location"]
            client.get(address, headers={"Accept": "text/event-stream"})
            response = client.get(address)
            assert response.json()["ended"], response.text
        found[shape] = cut(response.json())
    return found


def main() -> None:
    """Record them."""
    with TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder) / "library")
        with Assistant(settings, embedder=CheapEmbedder()) as assistant:
            assistant.ingest(write_all(Path(folder)))
        with running(make_service(settings, embedder=CheapEmbedder())) as served:
            found = record(served.client)
    EXAMPLES.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
