"""What leaves this machine: the JSON of everything, without a path of its disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from qa import output
from qa.models import Citation, IngestItem, IngestReport
from qa.service import showing
from qa.service.problems.telling import file_name
from tests.service.conftest import Served
from tests.test_docs import ANSWER, ARTICLE, PASSAGE, RECORD, REPORT, SUMMARY


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("/srv/articles/备付金.md", "备付金.md"),
        ("C:\\Users\\lin\\备付金.md", "备付金.md"),
        ("C:/Users/lin/备付金.md", "备付金.md"),
        ("\\\\server\\share\\a.md", "a.md"),
        ("https://example.com/a/b", "https://example.com/a/b"),
        ("支付周刊 2021/3", "支付周刊 2021/3"),
        ("a.md", "a.md"),
        ("/", ""),
        ("", ""),
    ],
)
def test_names_of_files(place: str, shown: str) -> None:
    assert file_name(place) == shown


@pytest.mark.parametrize("model", [ANSWER, ARTICLE, PASSAGE, RECORD, REPORT, SUMMARY])
def test_all_else_is_what_the_command_prints(model: object) -> None:
    assert fields(showing.to_json(model)) == fields(output.to_json(model))


def fields(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: fields(each) for name, each in value.items()}
    return [fields(each) for each in value] if isinstance(value, list) else type(value)


def test_a_heading_path_is_no_path() -> None:
    citation = Citation("a", "t", ("/etc", "C:\\x"), None, 0, 0, 1, "q", source="/etc/passwd")
    assert showing.to_json(citation)["path"] == ["/etc", "C:\\x"]
    assert showing.to_json(citation)["source"] == "passwd"


def test_what_became_of_a_file_names_the_file() -> None:
    report = IngestReport((IngestItem("/srv/spool/17/备付金.md", "added", "a", "t", 1, 2),), 0.5)
    assert [item["path"] for item in showing.to_json(report)["items"]] == ["备付金.md"]


def test_no_answer_of_the_service_names_a_folder(standing: Served) -> None:
    home = standing.service.settings.home
    origins = {record.origin for record in standing.assistant.articles()}
    folders = {str(Path(origin).parent) for origin in origins if origin} | {str(home), str(home.parent)}
    assert len(folders) == 3
    requests: list[tuple[str, str, Any]] = [
        ("POST", "/v1/ask", {"question": "什么叫备付金？"}),
        ("POST", "/v1/ask", {"question": "月亮上有几只兔子？"}),
        ("POST", "/v1/search", {"query": "船", "limit": 20}),
        ("POST", "/v1/check", {"text": "年费是1.2万元。渡船开九班。"}),
        ("POST", "/v1/notes", {"article": "备付金"}),
        ("GET", "/v1/articles", None),
        ("GET", "/v1/articles/渡口?chunks=true", None),
        ("GET", "/v1/articles/没有", None),
        ("GET", "/v1/status", None),
        ("GET", "/readyz", None),
        ("GET", "/metrics", None),
        ("GET", "/openapi.json", None),
        ("GET", "/problems", None),
    ]
    for method, path, body in requests:
        for accept in ("*/*", "text/event-stream"):
            sent = standing.client.request(method, path, json=body, headers={"Accept": accept})
            shown = sent.text + str(sent.headers)
            assert not [folder for folder in folders if folder in shown], (path, shown[:500])
