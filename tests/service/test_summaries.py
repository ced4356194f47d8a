"""Notes and summaries over HTTP: the same as the command's, told of while they are written, stopped with their client."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from qa import output
from qa.summarizing.digests.digest import MOST_ARTICLES
from tests.openai_server import OpenAIServer, answer, hang, status
from tests.service.articles import RESERVE
from tests.service.conftest import Serve, Served

EVENTS = {"Accept": "text/event-stream"}
NOTE = "备付金是支付机构预收、终要付给商户的钱，2018年起由人民银行集中存管。适合关心支付与监管的读者。"


def events(response: httpx.Response) -> Iterator[tuple[str, Any]]:
    name = ""
    for line in response.iter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


def streamed(served: Served, path: str, asked: dict[str, Any]) -> list[tuple[str, Any]]:
    with served.client.stream("POST", path, json=asked, headers=EVENTS) as response:
        assert response.status_code == 200, response.read()
        assert response.headers["content-type"].startswith("text/event-stream")
        return list(events(response))


def timeless(summary: dict[str, Any]) -> dict[str, Any]:
    candidates = [timeless(candidate) for candidate in summary["candidates"]]
    return {**summary, "seconds": 0, "candidates": candidates}


# --- what is written ------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["note", "abstract", "outline", "takeaways", "one-line", "qa"])
def test_every_form_is_what_the_assistant_writes_of_the_article(standing: Served, form: Any) -> None:
    path, asked = "/v1/summaries", {"article": "备付金去了哪里", "form": form}
    if form == "note":
        path, asked = "/v1/notes", {"article": "备付金去了哪里"}
    response = standing.client.post(path, json=asked)
    assert response.status_code == 200
    expected = output.to_json(standing.assistant.summarize("备付金去了哪里", form))
    for citation in every_citation(expected):
        citation["source"] = "备付金.md"  # and not the path that it was read from
    assert timeless(response.json()) == timeless(expected)


def test_candidates_style_and_length_are_those_asked_for(standing: Served) -> None:
    asked = {"article": "备付金", "length": [30, 90], "candidates": 3, "style": "书面", "audience": "会计"}
    summary = standing.client.post("/v1/notes", json=asked).json()
    expected = standing.assistant.summarize(
        "备付金", length=(30, 90), candidates=3, style="书面", audience="会计"
    )
    assert summary["text"] == expected.text
    assert [each["text"] for each in summary["candidates"]] == [each.text for each in expected.candidates]
    assert [check["ok"] for check in summary["checks"] if check["name"] == "length"] == [True]


def every_citation(shape: Any) -> Iterator[dict[str, Any]]:
    if isinstance(shape, dict) and "quote" in shape:
        yield shape
    elif isinstance(shape, dict | list):
        for below in shape.values() if isinstance(shape, dict) else shape:
            yield from every_citation(below)


def test_each_sentence_names_the_place_that_bears_it_out(standing: Served) -> None:
    summary = standing.client.post("/v1/notes", json={"article": "备付金", "candidates": 2}).json()
    sections = standing.client.get(f"/v1/articles/{summary['article']}").json()["sections"]
    assert summary["sentences"]
    assert all(sentence["citations"] for sentence in summary["sentences"])
    for citation in every_citation(summary):
        text = sections[citation["section"]]["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_a_text_is_written_about_and_not_kept(standing: Served) -> None:
    asked = {"text": "# 新桥\n\n大桥长八百米，明年通车。\n\n引桥还在修。", "form": "one-line"}
    summary = standing.client.post("/v1/summaries", json=asked).json()
    assert (summary["title"], summary["article"], summary["articles"]) == ("新桥", "", [])
    assert summary["sentences"][0]["citations"][0]["article"] == ""
    assert standing.client.get("/v1/articles").json()["total"] == 3
    named = standing.client.post(
        "/v1/notes", json={"text": "大桥长八百米，明年通车。", "name": "桥.md"}
    ).json()
    assert named["title"] == "桥"


def test_a_digest_takes_articles_and_filters(standing: Served) -> None:
    whole = standing.client.post("/v1/summaries", json={"form": "digest"}).json()
    assert whole["form"] == "digest"
    assert len(whole["articles"]) == 3
    two = {"form": "digest", "articles": ["备付金", "渡口"]}
    assert len(standing.client.post("/v1/summaries", json=two).json()["articles"]) == 2
    one = {"form": "digest", "filters": {"author": "周远山"}}
    assert standing.client.post("/v1/summaries", json=one).json()["covered"] == [["核心系统上云记"]]


def test_what_the_command_calls_unfit_is_in_the_checks(serve: Serve) -> None:
    served = serve(banned_words="备付金")
    response = served.client.post("/v1/notes", json={"article": "备付金", "length": [1, 5]})
    assert response.status_code == 200
    failed = {check["name"]: check["detail"] for check in response.json()["checks"] if not check["ok"]}
    assert failed["length"].endswith("(1-5)")
    edited = {"article": "备付金", "note": "备付金由人民银行集中存管。"}
    checks = served.client.post("/v1/notes/check", json=edited).json()["checks"]
    assert [check["detail"] for check in checks if check["name"] == "banned"] == ['banned: "备付金"']


# --- events ---------------------------------------------------------------------------------------------


def test_progress_comes_before_the_summary(serve: Serve, openai_server: OpenAIServer) -> None:
    openai_server.chat = answer(NOTE)
    served = serve(llm_base_url=openai_server.url)
    *before, last = streamed(served, "/v1/notes", {"article": "备付金", "candidates": 2, "length": [20, 60]})
    assert before == [
        ("progress", {"stage": "candidate", "done": done, "total": 2, "label": "备付金去了哪里"})
        for done in (0, 1)
    ]
    assert last[0] == "summary"
    assert last[1]["mode"] == "generative"
    assert last[1]["model"] == "test-model"


def test_without_a_model_the_summary_is_the_only_event(standing: Served) -> None:
    [(name, summary)] = streamed(standing, "/v1/summaries", {"article": "备付金", "form": "takeaways"})
    assert name == "summary"
    at_once = standing.client.post("/v1/summaries", json={"article": "备付金", "form": "takeaways"}).json()
    assert timeless(summary) == timeless(at_once)


def test_a_model_that_fails_is_done_without_and_said_so(serve: Serve, openai_server: OpenAIServer) -> None:
    openai_server.chat = status(400, "no")
    served = serve(llm_base_url=openai_server.url)
    summary = served.client.post("/v1/notes", json={"article": "备付金"}).json()
    assert summary["mode"] == "extractive"
    assert summary["fallback"]
    asked = {"article": "备付金", "mode": "generative"}
    response = served.client.post("/v1/notes", json=asked)
    assert (response.status_code, response.json()["code"]) == (502, "ServerRefused")
    [(name, problem)] = streamed(served, "/v1/notes", asked)
    assert (name, problem["code"], problem["status"]) == ("problem", "ServerRefused", 502)


# --- what cannot be meant -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "asked", "expected"),
    [
        ("/v1/notes", {}, (422, "ArgumentInvalid")),
        ("/v1/notes", {"article": "备付金", "text": "一段文字。"}, (422, "ArgumentInvalid")),
        ("/v1/notes", {"article": "码头"}, (404, "ArticleUnknown")),
        ("/v1/notes", {"article": "备付金", "length": [90, 30]}, (422, "ArgumentInvalid")),
        ("/v1/notes", {"article": "备付金", "length": [30]}, (422, "RequestInvalid")),
        ("/v1/notes", {"article": "备付金", "candidates": 10}, (422, "RequestInvalid")),
        ("/v1/notes", {"article": "备付金", "style": "浮夸"}, (422, "RequestInvalid")),
        ("/v1/notes", {"article": "备付金", "mode": "generative"}, (422, "ArgumentInvalid")),
        ("/v1/notes", {"article": "备付金", "lenght": [30, 90]}, (422, "RequestInvalid")),
        ("/v1/notes", {"text": " \n"}, (422, "FileEmpty")),
        ("/v1/notes", {"text": "## 只有标题"}, (422, "TextMissing")),
        ("/v1/notes", {"text": "长" * 100_001}, (422, "RequestInvalid")),
        ("/v1/notes", {"text": "文。", "name": ""}, (422, "RequestInvalid")),
        ("/v1/summaries", {"article": "备付金", "form": "poem"}, (422, "RequestInvalid")),
        ("/v1/summaries", {"article": "备付金", "form": "qa", "length": [30, 90]}, (422, "ArgumentInvalid")),
        ("/v1/summaries", {"article": "备付金", "articles": ["渡口"]}, (422, "ArgumentInvalid")),
        ("/v1/summaries", {"form": "digest", "article": "备付金"}, (422, "ArgumentInvalid")),
        ("/v1/summaries", {"form": "digest", "articles": ["码头"]}, (404, "ArticleUnknown")),
        ("/v1/summaries", {"form": "digest", "filters": {"author": "无名"}}, (404, "FiltersTooNarrow")),
        (
            "/v1/summaries",
            {"form": "digest", "articles": ["渡口"] * (MOST_ARTICLES + 1)},
            (422, "RequestInvalid"),
        ),
    ],
)
def test_bad_input_is_refused(
    standing: Served, path: str, asked: dict[str, Any], expected: tuple[int, str]
) -> None:
    response = standing.client.post(path, json=asked)
    assert (response.status_code, response.json()["code"]) == expected


def test_bad_input_is_refused_before_the_first_event(standing: Served) -> None:
    for asked in ({}, {"article": "码头"}, {"text": "## 标题"}, {"article": "备付金", "length": [9, 3]}):
        assert standing.client.post("/v1/notes", json=asked, headers=EVENTS).status_code in (404, 422)


def test_no_file_is_read(standing: Served, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("# 密\n\n口令是芝麻开门。只有馆长知道。", encoding="utf-8")
    read_from = str(tmp_path.parent / "备付金.md")
    for reference in (str(secret), f"file://{secret}", read_from):
        response = standing.client.post("/v1/notes", json={"article": reference})
        assert (response.status_code, response.json()["code"]) == (404, "ArticleUnknown")
        digest = {"form": "digest", "articles": [reference]}
        assert standing.client.post("/v1/summaries", json=digest).status_code == 404
    told = standing.client.post("/v1/notes", json={"text": str(secret), "name": str(secret)})
    assert "芝麻" not in told.text


# --- hanging up -----------------------------------------------------------------------------------------


@contextmanager
def sent(served: Served, asked: dict[str, Any], headers: dict[str, str]) -> Iterator[None]:
    """Ask for a note, and hang up at the end of the block without having read anything."""
    connection = http.client.HTTPConnection(served.url.removeprefix("http://"), timeout=10)
    body = json.dumps(asked).encode()
    connection.request("POST", "/v1/notes", body, {"Content-Type": "application/json", **headers})
    try:
        yield
    finally:
        connection.close()


@pytest.mark.parametrize("headers", [{}, EVENTS], ids=["json", "events"])
def test_hanging_up_stops_the_model(
    serve: Serve, openai_server: OpenAIServer, headers: dict[str, str]
) -> None:
    openai_server.chat = hang("备付金是")
    served = serve(llm_base_url=openai_server.url)
    with sent(served, {"article": "备付金", "candidates": 9}, headers):
        [asked] = openai_server.wait_for_requests(1, 20)
    assert asked.disconnected.wait(2), "the model's server was told"
    wait_until(lambda: served.service.answers.working == 0)
    assert len(openai_server.requests) == 1, "and is not asked for what would come next"


def test_hanging_up_between_two_rounds_asks_no_more(serve: Serve, openai_server: OpenAIServer) -> None:
    openai_server.chat = answer(NOTE, pause=0.05)
    served = serve(llm_base_url=openai_server.url)
    asked = {"article": "备付金", "candidates": 9, "mode": "generative"}
    with served.client.stream("POST", "/v1/notes", json=asked, headers=EVENTS) as response:
        assert next(events(response))[0] == "progress"
    wait_until(lambda: served.service.answers.working == 0)
    assert len(openai_server.requests) <= 2


def wait_until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_others_are_served_while_a_model_hangs(serve: Serve, openai_server: OpenAIServer) -> None:
    openai_server.chat = hang()
    served = serve(llm_base_url=openai_server.url)
    with sent(served, {"article": "备付金"}, {}):
        openai_server.wait_for_requests(1, 20)
        quick = {"article": "备付金", "mode": "extractive"}
        assert served.client.post("/v1/notes", json=quick).status_code == 200


# --- the editor's desk ----------------------------------------------------------------------------------


def test_a_note_as_it_was_written_has_the_checks_that_it_was_given(standing: Served) -> None:
    written = standing.client.post("/v1/notes", json={"article": "备付金"}).json()
    asked = {"article": written["article"], "note": written["text"]}
    checked = standing.client.post("/v1/notes/check", json=asked).json()
    assert checked["checks"] == written["checks"]
    assert checked["report"]["unsupported"] == 0
    assert [each["text"] for each in checked["report"]["sentences"]] == [
        each["text"] for each in written["sentences"]
    ]


def test_each_edit_is_seen(standing: Served) -> None:
    note = "备付金全部用来买股票。\n\n震惊！我们都被**蒙在鼓里"
    checked = standing.client.post("/v1/notes/check", json={"article": "备付金", "note": note}).json()
    failed = {check["name"]: check["detail"] for check in checked["checks"] if not check["ok"]}
    assert {"length", "paragraphs", "recommendation", "ending", "person", "clickbait", "markup"} <= set(
        failed
    )
    assert failed["paragraphs"].startswith("2")
    assert checked["characters"] == 24
    [first, *_] = checked["report"]["sentences"]
    assert (first["supported"], first["citations"]) == (False, [])
    assert checked["report"]["text"][first["start"] : first["end"]] == "备付金全部用来买股票。"


def test_what_a_model_wrote_is_held_to_its_own_words(standing: Served) -> None:
    copied = "商户的手续费为百分之三，年费是1.2万元，适合关心支付的读者。"
    asked = {"article": "备付金", "note": copied, "length": [10, 60]}
    names = [check["name"] for check in standing.client.post("/v1/notes/check", json=asked).json()["checks"]]
    assert "copied run" not in names
    by_model = standing.client.post("/v1/notes/check", json={**asked, "mode": "generative"}).json()["checks"]
    assert {check["name"]: check["ok"] for check in by_model}["copied run"] is False


def test_the_audience_that_was_asked_for_may_be_named(standing: Served) -> None:
    note = "备付金是支付机构预收的、要付给商户的钱。推荐给冲浪教练阅读。"
    asked = {"article": "备付金", "note": note, "length": [10, 60]}
    without = standing.client.post("/v1/notes/check", json=asked).json()["report"]
    named = standing.client.post("/v1/notes/check", json={**asked, "audience": "冲浪教练"}).json()["report"]
    assert named["unsupported"] == 0
    assert without["unsupported"] >= named["unsupported"]


def test_an_empty_note_is_no_error_while_somebody_types(standing: Served) -> None:
    for note in ("", " ", "，"):
        response = standing.client.post("/v1/notes/check", json={"article": "备付金", "note": note})
        assert response.status_code == 200
        assert response.json()["report"]["sentences"] == []


def test_a_note_of_a_text_is_checked_against_that(standing: Served) -> None:
    asked = {"text": RESERVE, "note": "利息收入为1.62亿元。", "length": [5, 60]}
    report = standing.client.post("/v1/notes/check", json=asked).json()["report"]
    assert report["supported"] == 1
    assert report["sentences"][0]["citations"][0]["article"] == ""


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"note": "一。"}, (422, "ArgumentInvalid")),
        ({"article": "码头", "note": "一。"}, (404, "ArticleUnknown")),
        ({"article": "备付金"}, (422, "RequestInvalid")),
        ({"article": "备付金", "note": "长" * 5001}, (422, "RequestInvalid")),
        ({"article": "备付金", "note": "一。", "length": [0, 3]}, (422, "ArgumentInvalid")),
    ],
)
def test_a_check_that_cannot_be_meant(
    standing: Served, asked: dict[str, Any], expected: tuple[int, str]
) -> None:
    response = standing.client.post("/v1/notes/check", json=asked)
    assert (response.status_code, response.json()["code"]) == expected
