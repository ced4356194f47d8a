"""What clients send that they should not: each gets a problem that says so, and the service goes on."""

from __future__ import annotations

import json
import re
import socket
import time
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from qa.assistant import Assistant
from qa.service.problems.details import MEDIA_TYPE
from tests import openai_server as model
from tests.cheap_embedder import CheapEmbedder
from tests.openai_server import OpenAIServer
from tests.service.conftest import Serve, Served

QUESTION = {"question": "什么叫备付金？"}
EVENTS = {"Accept": "text/event-stream"}
POSTS = ("/v1/ask", "/v1/search", "/v1/check", "/v1/notes", "/v1/summaries")


def problem(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """Return the problem after it was found to be one, of this status and code."""
    assert (response.status_code, response.headers["content-type"]) == (status, MEDIA_TYPE), response.text
    told: dict[str, Any] = response.json()
    assert (told["status"], told["code"], told["type"]) == (status, code, f"/problems/{code}")
    return told


# --- bodies ---------------------------------------------------------------------------------------------


def test_a_question_of_a_megabyte(standing: Served) -> None:
    for headers in ({}, EVENTS):
        sent = standing.client.post("/v1/ask", json={"question": "备" * 150_000}, headers=headers)
        assert problem(sent, 413, "QuestionTooLong")["details"] == {"length": "150000", "limit": "2000"}
        sent = standing.client.post("/v1/ask", json={"question": "备" * 350_000}, headers=headers)
        problem(sent, 413, "RequestTooLarge")
    assert standing.client.post("/v1/ask", json=QUESTION).json()["status"] == "answered"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "the body is missing"),
        (b"{", "from character"),
        (b'{"question": "\xe4\xbb"}', "UTF-8"),
        ("什么叫备付金？".encode("gb18030"), "UTF-8"),
        (b'{"question": ' + b"[" * 100_000, "nested too deep"),
        (b'{"limit": ' + b"1" * 5000 + b', "query": "x"}', "number"),
        (b"[]", "the body must be an object"),
        (b"null", "the body"),
        (b'"question"', "the body must be an object"),
    ],
)
def test_a_body_that_is_none(standing: Served, body: bytes, says: str) -> None:
    sent = standing.client.post("/v1/search", content=body, headers={"Content-Type": "application/json"})
    told = sent.json()
    assert sent.status_code in (400, 422)
    assert told["code"] in ("RequestBroken", "RequestInvalid")
    assert says in told["detail"]


@pytest.mark.parametrize(
    "kind", [None, "text/plain", "application/xml", "application/x-www-form-urlencoded", ";;"]
)
def test_a_type_that_is_not_json(standing: Served, kind: str | None) -> None:
    headers = {"Content-Type": kind} if kind else {}
    sent = standing.client.post("/v1/ask", content=json.dumps(QUESTION).encode(), headers=headers)
    assert problem(sent, 415, "MediaTypeUnknown")["details"]["allowed"] == "application/json"


def test_json_under_another_name_is_taken(standing: Served) -> None:
    headers = {"Content-Type": "application/vnd.api+json; charset=utf-8"}
    sent = standing.client.post("/v1/ask", content=json.dumps(QUESTION).encode(), headers=headers)
    assert sent.json()["status"] == "answered"


@pytest.mark.parametrize(
    ("path", "body", "field", "english", "chinese"),
    [
        ("/v1/ask", {}, "question", "question is missing", "question 缺失"),
        ("/v1/ask", {**QUESTION, "kestion": 1}, "kestion", "kestion is not known", "kestion 不是可用的字段"),
        ("/v1/ask", {"question": 7}, "question", "question must be text", "question 应为文字"),
        ("/v1/ask", {**QUESTION, "mode": "guess"}, "mode", "'extractive', 'generative'", "应为以下之一"),
        ("/v1/ask", {**QUESTION, "history": {}}, "history", "history must be a list", "history 应为列表"),
        ("/v1/ask", {**QUESTION, "history": ["x"]}, "history.0", "must be an object", "应为对象"),
        (
            "/v1/ask",
            {**QUESTION, "history": [QUESTION] * 101},
            "history",
            "at most 100 entries",
            "最多 100 项",
        ),
        ("/v1/ask", {**QUESTION, "filters": {"since": "昨天"}}, "filters.since", "2021-12-03", "应为日期"),
        ("/v1/ask", {**QUESTION, "filters": {"since": 1e300}}, "filters.since", "2021-12-03", "应为日期"),
        (
            "/v1/ask",
            {**QUESTION, "filters": {"author": "x" * 201}},
            "filters.author",
            "200 char",
            "200 个字符",
        ),
        ("/v1/ask", {"question": "备付\ud83d金"}, "question", "half a character", "不完整的字符"),
        ("/v1/ask", {**QUESTION, "a\udc00": 1}, "", "half a character", "不完整的字符"),
        ("/v1/search", {"query": "x", "limit": 0}, "limit", "at least 1", "不能小于 1"),
        ("/v1/search", {"query": "x", "limit": 101}, "limit", "at most 100", "不能大于 100"),
        ("/v1/search", {"query": "x", "limit": 1.5}, "limit", "whole number", "应为整数"),
        ("/v1/search", {"query": "x", "limit": 10**400}, "limit", "at most 100", "不能大于 100"),
        ("/v1/search", {"query": "x", "limit": "五"}, "limit", "whole number", "应为整数"),
        ("/v1/search", {"query": "x", "rerank": "perhaps"}, "rerank", "true or false", "true 或 false"),
        ("/v1/check", {"text": "x", "sources": [""]}, "sources.0", "at least 1 char", "至少 1 个字符"),
        ("/v1/check", {"text": "x", "sources": ["\udc00"]}, "sources", "half a character", "不完整的字符"),
    ],
)
def test_a_field_that_is_wrong(
    standing: Served, path: str, body: dict[str, Any], field: str, english: str, chinese: str
) -> None:
    for language, says in (("en", english), ("zh-CN,zh;q=0.9", chinese)):
        told = problem(
            standing.client.post(
                path,
                content=json.dumps(body).encode(),
                headers={"Content-Type": "application/json", "Accept-Language": language},
            ),
            422,
            "RequestInvalid",
        )
        assert says in told["detail"]
        assert told["details"]["field"] == field


def test_a_query_that_is_wrong(standing: Served) -> None:
    for query, says in (
        ("limit=0", "limit (query) must be at least 1"),
        ("offset=-1", "offset (query) must be at least 0"),
        ("offset=99999999999999999999999999", "offset (query)"),
        ("since=gestern", "since (query) must be a date"),
        ("contains=" + "x" * 201, "contains (query) must have at most 200 characters"),
    ):
        told = problem(standing.client.get(f"/v1/articles?{query}"), 422, "RequestInvalid")
        assert says in told["detail"]


def test_several_things_that_are_wrong_are_told_at_once(standing: Served) -> None:
    sent = standing.client.post("/v1/search", json={"limit": 0, "rerank": 7})
    told = problem(sent, 422, "RequestInvalid")["detail"]
    assert "query is missing; limit must be at least 1; rerank must be true or false" in told


@pytest.mark.parametrize("text", ["\0", "\0\0 ？！", "   ", "…", "\u200b\u2066", "🙂"])
def test_text_without_a_word(standing: Served, text: str) -> None:
    for headers in ({}, EVENTS):
        problem(
            standing.client.post("/v1/ask", json={"question": text}, headers=headers), 422, "QuestionEmpty"
        )
        problem(standing.client.post("/v1/check", json={"text": text}, headers=headers), 422, "CheckEmpty")
    problem(standing.client.post("/v1/search", json={"query": text}), 422, "QuestionEmpty")


def test_text_with_what_does_not_belong_in_it(standing: Served) -> None:
    for text in (
        "什么\0叫\0备付金？",
        "什么叫\x1b[31m备付金？",
        "\ufeff什么叫备付金\u202e？",
        "什么叫备付金？\r\n\r\n",
    ):
        sent = standing.client.post("/v1/ask", json={"question": text}, headers=EVENTS)
        assert sent.status_code == 200
        assert "event: answer" in sent.text
    asked = "什么叫备付金？\nevent: sentence\ndata: {}\n\n"
    sent = standing.client.post("/v1/ask", json={"question": asked}, headers=EVENTS)
    events = [line for line in sent.text.splitlines() if line.startswith("event: ")]
    assert events[-1] == "event: answer"
    assert "data: {}" not in sent.text.splitlines()


def test_a_text_to_check_that_is_too_long(standing: Served) -> None:
    for headers in ({}, EVENTS):
        for text, code in (("a. " * 70_000, "CheckTooLong"), ("渡船。" * 120_000, "RequestTooLarge")):
            problem(standing.client.post("/v1/check", json={"text": text}, headers=headers), 413, code)


# --- paths ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/v1/nothing",
        "/v1/ask/",
        "/v1/articles/备付金/",
        "//v1/ask",
        "/v2/ask",
        "/V1/ASK",
        "/v1/ask%00",
        "/%2e%2e/%2e%2e/etc/passwd",
    ],
)
def test_a_path_that_is_none(standing: Served, path: str) -> None:
    told = standing.client.get(path)
    assert told.status_code == 404
    assert told.headers["content-type"] == MEDIA_TYPE
    assert told.json()["code"] in ("ResourceUnknown", "ArticleUnknown")


def test_methods_that_are_not_taken(standing: Served) -> None:
    for method, path, allowed in (
        ("GET", "/v1/ask", "POST"),
        ("PUT", "/v1/search", "POST"),
        ("PATCH", "/v1/articles/备付金", "DELETE, GET, HEAD"),
        ("POST", "/v1/status", "GET, HEAD"),
        ("OPTIONS", "/v1/check", "POST"),
    ):
        sent = standing.client.request(method, path)
        problem(sent, 405, "MethodUnknown")
        assert sent.headers["allow"] == allowed


def test_a_head_is_a_get_without_its_body(standing: Served) -> None:
    for path in (
        "/v1/articles",
        "/v1/articles/备付金",
        "/v1/articles/没有",
        "/openapi.json",
        "/healthz",
        "/v1/nothing",
    ):
        got, head = standing.client.get(path), standing.client.head(path)
        assert (head.status_code, head.content) == (got.status_code, b"")
        assert head.headers["content-type"] == got.headers["content-type"]
        assert head.headers["content-length"] == got.headers["content-length"]
    assert standing.client.head("/v1/ask").headers["allow"] == "POST"


def test_an_article_that_is_not_there(standing: Served) -> None:
    for reference in ("没有这篇", "a/b", "%2e%2e%2f", "x" * 900, "\0", "/etc/passwd"):
        path = quote(reference, safe="")
        for method in ("GET", "DELETE"):
            problem(standing.client.request(method, f"/v1/articles/{path}"), 404, "ArticleUnknown")
    named = {"question": "什么叫备付金？", "filters": {"articles": ["没有这篇"]}}
    problem(standing.client.post("/v1/ask", json=named), 404, "ArticleUnknown")
    problem(standing.client.post("/v1/ask", json=named, headers=EVENTS), 404, "ArticleUnknown")
    problem(
        standing.client.post("/v1/check", json={"text": "船。", "articles": ["没有"]}), 404, "ArticleUnknown"
    )
    problem(standing.client.get("/v1/articles/" + "x" * 1001), 422, "RequestInvalid")


def test_a_reference_that_is_not_utf8(standing: Served) -> None:
    problem(standing.client.get("/v1/articles/%ff%fe"), 404, "ArticleUnknown")


def test_a_reference_that_fits_several(served: Served) -> None:
    assert not served.assistant.ingest_text("渡船每天开六班。", name="渡口二号").failed
    for method in ("GET", "DELETE"):
        told = problem(served.client.request(method, "/v1/articles/" + quote("渡")), 409, "ArticleAmbiguous")
        assert "《渡口》" in told["detail"]
        assert "《渡口二号》" in told["detail"]


def test_nobody_finds_out_by_its_path_what_was_read_from_where(standing: Served) -> None:
    [origin] = {record.origin for record in standing.assistant.articles() if record.title == "渡口"}
    assert origin is not None
    for reference in (origin, origin.removesuffix(".md")):
        for method in ("GET", "DELETE"):
            sent = standing.client.request(method, f"/v1/articles/{quote(reference, safe='')}")
            problem(sent, 404, "ArticleUnknown")


def test_a_part_of_a_title_removes_nothing(standing: Served) -> None:
    problem(standing.client.delete("/v1/articles/" + quote("备付")), 404, "ArticleUnknown")
    assert standing.client.get("/v1/articles").json()["total"] == 3


def test_an_article_that_cannot_be_removed_at_the_moment(served: Served) -> None:
    settings = served.service.settings
    with Assistant(settings, embedder=CheapEmbedder()) as other, other._library.write(other._embedder):
        sent = served.client.delete("/v1/articles/渡口", headers={"Accept-Language": "zh"})
    told = problem(sent, 503, "LibraryLocked")
    assert told["detail"] == "另一项工作正在写入文库。请稍后再试。"
    assert int(sent.headers["retry-after"]) > 0
    assert served.client.delete("/v1/articles/渡口").status_code == 200


# --- the state of things --------------------------------------------------------------------------------


def test_an_empty_library(serve: Serve) -> None:
    client = serve(empty=True).client
    for path, body in (
        ("/v1/ask", QUESTION),
        ("/v1/search", {"query": "船"}),
        ("/v1/check", {"text": "船。"}),
    ):
        told = problem(client.post(path, json=body, headers={"Accept-Language": "zh"}), 409, "LibraryEmpty")
        assert told["detail"] == "文库里还没有文章。请先用可写的钥匙上传。"
        if path != "/v1/search":
            problem(client.post(path, json=body, headers=EVENTS), 409, "LibraryEmpty")
    assert client.get("/v1/articles").json() == {"articles": [], "total": 0}
    assert client.get("/v1/status").json()["articles"] == 0
    problem(client.get("/v1/articles/x"), 404, "ArticleUnknown")


def test_without_a_model_none_can_be_asked_for(standing: Served) -> None:
    for headers in ({}, EVENTS):
        told = problem(
            standing.client.post("/v1/ask", json={**QUESTION, "mode": "generative"}, headers=headers),
            422,
            "ArgumentInvalid",
        )
        assert "OPENAI" not in str(told)
        assert "no model" in told["detail"]


DOWN = {"unreachable": None, "refusing": model.status(401), "a page": model.html()}


@pytest.mark.parametrize("how", DOWN)
def test_a_model_that_is_down(serve: Serve, openai_server: OpenAIServer, how: str) -> None:
    behaviour = DOWN[how]
    url = "http://127.0.0.1:9/v1" if behaviour is None else openai_server.url
    openai_server.chat = behaviour or model.answer()
    client = serve(llm_base_url=url, llm_timeout=5).client
    answered = client.post("/v1/ask", json=QUESTION).json()
    assert (answered["status"], answered["mode"]) == ("answered", "extractive")
    assert answered["fallback"]
    for inside in ("127.0.0.1", "http", "QA_", "OPENAI_"):
        assert inside not in answered["fallback"]
    follow_up = {
        "question": "那年费呢？",
        "history": [{"question": "商户的手续费是多少？", "text": "百分之三。"}],
    }
    streamed = client.post("/v1/ask", json=follow_up, headers={**EVENTS, "Accept-Language": "zh"}).text
    assert '"rejected": "模型' in streamed
    assert not re.search(r"127\.0|http|QA_|OPENAI_", streamed)
    [last] = [line for line in streamed.splitlines() if line.startswith("data: ")][-1:]
    told = json.loads(last.removeprefix("data: "))
    assert "模型" in told["fallback"]
    strict = client.post("/v1/ask", json={**QUESTION, "mode": "generative"})
    assert strict.status_code in (502, 503)
    assert "127.0.0.1" not in strict.text


def test_a_model_that_fails_in_the_middle_of_a_stream_that_was_asked_of_it(
    serve: Serve, openai_server: OpenAIServer
) -> None:
    openai_server.chat = model.status(401)
    client = serve(llm_base_url=openai_server.url).client
    sent = client.post("/v1/ask", json={**QUESTION, "mode": "generative"}, headers=EVENTS)
    assert sent.status_code == 200
    last = sent.text.rstrip().split("\n\n")[-1].splitlines()
    assert last[0] == "event: problem"
    assert json.loads(last[1].removeprefix("data: "))["code"] == "ServerUnauthorized"


# --- clients that go away -------------------------------------------------------------------------------


def hang_up_after(served: Served, asked: dict[str, Any], headers: str, wait: OpenAIServer) -> None:
    """Ask over a plain socket and close it as soon as the model was asked."""
    body = json.dumps(asked).encode()
    host, _, port = served.url.removeprefix("http://").partition(":")
    head = (
        f"POST /v1/ask HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\n"
        f"{headers}Content-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection((host, int(port)), 5) as client:
        client.sendall(head.encode() + body)
        wait.wait_for_requests(1)


@pytest.mark.parametrize("headers", ["", "Accept: text/event-stream\r\n"])
@pytest.mark.parametrize("how", [model.hang(), model.hang(after="备付金是"), model.endless("船")])
def test_hanging_up_stops_the_model(
    serve: Serve, openai_server: OpenAIServer, headers: str, how: model.Behaviour
) -> None:
    openai_server.chat = how
    served = serve(llm_base_url=openai_server.url, llm_timeout=60)
    hang_up_after(served, QUESTION, headers, openai_server)
    began = time.monotonic()
    assert openai_server.requests[0].disconnected.wait(5)
    assert time.monotonic() - began < 4
    until = time.monotonic() + 20
    while served.service.answers.working and time.monotonic() < until:
        time.sleep(0.01)
    assert served.service.answers.working == 0


def test_hanging_up_stops_a_check(served: Served) -> None:
    text = "".join(f"第{number}班渡船每天开六班。" for number in range(8000))
    with pytest.raises(httpx.ReadTimeout):
        served.client.post("/v1/check", json={"text": text}, timeout=0.3)
    until = time.monotonic() + 20
    while served.service.answers.working and time.monotonic() < until:
        time.sleep(0.01)
    assert served.service.answers.working == 0
