"""What the API promises: the JSON of the command over HTTP, sentence by sentence where that is asked for."""

from __future__ import annotations

import itertools
import json
import threading
import time
from typing import Any
from urllib.parse import quote

import httpx
import pytest

import qa
from qa import output
from qa.indexing.library import Library
from qa.models import Chunk, PastTurn
from tests import openai_server as model
from tests.openai_server import OpenAIServer
from tests.service.conftest import Serve, Served
from tests.service.described import Described, events

QUESTION = {"question": "什么叫备付金？"}
EVENTS = {"Accept": "text/event-stream"}


@pytest.fixture(scope="module")
def described(standing: Served) -> Described:
    return Described(standing.client.get("/openapi.json").json())


def sources_hidden(value: Any) -> Any:
    """Return JSON with what differs between the command and the service taken out: paths, and how long it took."""
    if isinstance(value, list):
        return [sources_hidden(each) for each in value]
    if isinstance(value, dict):
        hidden = {"source", "origin", "seconds"}
        return {name: sources_hidden(each) for name, each in value.items() if name not in hidden}
    return value


# --- questions ------------------------------------------------------------------------------------------


def test_an_answer_is_what_the_command_gives(standing: Served, described: Described) -> None:
    sent = described.check(standing.client.post("/v1/ask", json=QUESTION)).json()
    own = output.to_json(standing.assistant.ask(QUESTION["question"]))
    assert list(sent) == list(own)
    assert sources_hidden(sent) == sources_hidden(own)
    assert sent["sentences"][0]["citations"][0]["source"] == "备付金.md"


def test_an_answer_sentence_by_sentence(standing: Served, described: Described) -> None:
    response = described.check(standing.client.post("/v1/ask", json=QUESTION, headers=EVENTS))
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-store"
    *sentences, (last, answer) = events(response.text)
    assert (last, {name for name, _ in sentences}) == ("answer", {"sentence"})
    assert [sentence for _, sentence in sentences] == answer["sentences"]
    assert answer["status"] == "answered"


def test_a_refusal_is_an_answer(standing: Served, described: Described) -> None:
    for headers in ({}, EVENTS):
        response = described.check(
            standing.client.post("/v1/ask", json={"question": "月亮上有几只兔子？"}, headers=headers)
        )
        answer = events(response.text)[-1][1] if headers else response.json()
        assert (answer["status"], answer["sentences"]) == ("refused", [])
        assert answer["reason"]
        assert answer["nearest"]


def test_a_question_within_filters(standing: Served, described: Described) -> None:
    def asked(**filters: object) -> Any:
        body = {**QUESTION, "filters": filters}
        return described.check(standing.client.post("/v1/ask", json=body)).json()["status"]

    assert asked(author="林见微") == "answered"
    assert asked(articles=["备付金去了哪里"]) == "answered"
    assert asked(author="周远山") == "refused"
    assert asked(since="2022-01-01") == "refused"
    assert asked(category="监管", until="2021-03-15") == "answered"


HISTORY = [{"question": "商户的手续费是多少？", "text": "商户的手续费为百分之三。"}]


def test_a_question_that_follows_up(standing: Served, described: Described) -> None:
    body = {"question": "那年费呢？", "history": HISTORY}
    answer = described.check(standing.client.post("/v1/ask", json=body)).json()
    assert answer["understood_as"] == "商户的年费是多少？"
    assert "1.2万元" in answer["text"]
    assert answer["question"] == "那年费呢？"
    conversation = standing.assistant.chat(
        history=[PastTurn(turn["question"], turn["text"]) for turn in HISTORY]
    )
    assert sources_hidden(answer) == sources_hidden(output.to_json(conversation.ask("那年费呢？")))
    streamed = events(described.check(standing.client.post("/v1/ask", json=body, headers=EVENTS)).text)
    understood = {
        "question": "那年费呢？",
        "understood_as": "商户的年费是多少？",
        "by": "rules",
        "rejected": None,
    }
    assert streamed[0] == ("understood", understood)
    assert streamed[-1][1]["text"] == answer["text"]


def test_a_history_is_never_a_source(standing: Served) -> None:
    said = [{"question": "月亮上有几只兔子？", "text": "月亮上有三只兔子。"}]
    answer = standing.client.post("/v1/ask", json={"question": "它们叫什么？", "history": said}).json()
    assert "三只" not in answer["text"]
    assert answer["status"] == "refused"


def test_the_answers_of_a_conversation_can_be_sent_back_as_they_came(standing: Served) -> None:
    history: list[dict[str, Any]] = []
    for question in ("渡船每天开几班？", "那大桥全长多少米呢？", "它什么时候通车？"):
        sent = standing.client.post("/v1/ask", json={"question": question, "history": history})
        answer = sent.json()
        assert answer["status"] == "answered", answer
        history.append({name: answer[name] for name in ("question", "text", "understood_as")})
    assert "明年通车" in answer["text"]


def test_a_model_writes_and_each_sentence_comes_when_it_is_checked(
    serve: Serve, openai_server: OpenAIServer, described: Described
) -> None:
    goes_on = threading.Event()

    def behave(exchange: model.Exchange) -> None:
        exchange.start()
        exchange.delta("备付金是支付机构预收的、要付给商户的钱[1]。2018年起，")
        assert goes_on.wait(10)
        exchange.delta("备付金由人民银行集中存管[1]。", "stop")
        exchange.event("[DONE]")
        exchange.end()

    openai_server.chat = behave
    served = serve(llm_base_url=openai_server.url)
    with served.client.stream("POST", "/v1/ask", json=QUESTION, headers=EVENTS) as response:
        blocks = (block for block in _blocks(response) if not block.startswith(":"))
        first = events(next(blocks))
        assert first[0][1]["text"] == "备付金是支付机构预收的、要付给商户的钱。"
        goes_on.set()
        rest = [event for block in blocks for event in events(block)]
    assert [name for name, _ in rest] == ["sentence", "answer"]
    answer = rest[-1][1]
    assert (answer["mode"], answer["model"], answer["fallback"]) == ("generative", "test-model", None)
    for name, data in first + rest:
        described.validate({"$ref": f"#/components/schemas/{name.capitalize()}"}, data)


def _blocks(response: httpx.Response) -> Any:
    text = ""
    for piece in response.iter_text():
        text += piece
        while "\n\n" in text:
            block, text = text.split("\n\n", 1)
            yield block + "\n\n"


def test_a_search_is_what_the_command_gives(standing: Served, described: Described) -> None:
    query = "备付金的利息归谁"
    sent = described.check(standing.client.post("/v1/search", json={"query": query, "limit": 2})).json()
    own = output.passages(query, standing.assistant.search(query, limit=2))
    assert sources_hidden(sent) == sources_hidden(own)
    assert len(sent["passages"]) == 2
    for limit in (1, 3):
        sent = standing.client.post("/v1/search", json={"query": "船", "limit": limit}).json()
        assert len(sent["passages"]) == limit


def test_a_search_in_order_or_not(standing: Served) -> None:
    for rerank in (True, False):
        sent = standing.client.post("/v1/search", json={"query": "备付金", "rerank": rerank}).json()
        assert ("rerank" in sent["passages"][0]["scores"]) == rerank


# --- checks ---------------------------------------------------------------------------------------------

TEXT = "# 说明\n\n年费是1.2万元。渡船每天开九班。你觉得呢？"


def test_a_check_against_the_library(standing: Served, described: Described) -> None:
    report = described.check(standing.client.post("/v1/check", json={"text": TEXT})).json()
    own = output.to_json(standing.assistant.check(TEXT))
    assert sources_hidden(report) == sources_hidden(own)
    assert [sentence["supported"] for sentence in report["sentences"]] == [True, False]
    assert len(report["skipped"]) == 2
    for sentence in report["sentences"]:
        assert report["text"][sentence["start"] : sentence["end"]] == sentence["text"]


def test_a_check_sentence_by_sentence(standing: Served, described: Described) -> None:
    response = described.check(standing.client.post("/v1/check", json={"text": TEXT}, headers=EVENTS))
    *pieces, (last, report) = events(response.text)
    assert last == "report"
    assert [piece for name, piece in pieces if name == "sentence"] == report["sentences"]
    assert [piece for name, piece in pieces if name == "skipped"] == report["skipped"]
    assert [name for name, _ in pieces] == ["skipped", "sentence", "sentence", "skipped"]


def test_a_check_against_what_is_named(standing: Served, described: Described) -> None:
    def supported(**against: object) -> list[bool]:
        body = {"text": "年费是1.2万元。渡船每天开六班。", **against}
        report = described.check(standing.client.post("/v1/check", json=body)).json()
        return [sentence["supported"] for sentence in report["sentences"]]

    assert supported() == [True, True]
    assert supported(articles=["备付金"]) == [True, False]
    assert supported(articles=["备付金"], sources=["渡船一天六班，每天都开。"]) == [True, True]
    assert supported(sources=["年费为12000元。"]) == [True, False]
    assert supported(sources=["/etc/passwd"]) == [False, False]


# --- articles -------------------------------------------------------------------------------------------


def test_articles_are_listed_newest_first(standing: Served, described: Described) -> None:
    listed = described.check(standing.client.get("/v1/articles")).json()
    assert [article["title"] for article in listed["articles"]] == [
        "核心系统上云记",
        "备付金去了哪里",
        "渡口",
    ]
    assert listed["total"] == 3
    assert {article["origin"] for article in listed["articles"]} == {"备付金.md", "上云记.md", "渡口.md"}
    own = output.articles(standing.assistant.articles())["articles"]
    by_id = {article["id"]: article for article in listed["articles"]}
    assert sources_hidden(list(map(by_id.get, sorted(by_id)))) == sources_hidden(own)


def test_articles_page_by_page(standing: Served) -> None:
    titles = [
        [
            article["title"]
            for article in standing.client.get(f"/v1/articles?limit=2&offset={offset}").json()["articles"]
        ]
        for offset in (0, 2, 4)
    ]
    assert titles == [["核心系统上云记", "备付金去了哪里"], ["渡口"], []]
    assert standing.client.get("/v1/articles?limit=1&offset=9").json()["total"] == 3


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"contains": "备付金"}, ["备付金去了哪里"]),
        ({"contains": "周远山"}, ["核心系统上云记"]),
        ({"contains": "監管"}, ["备付金去了哪里"]),
        ({"contains": "代价"}, ["核心系统上云记"]),
        ({"contains": "  "}, ["核心系统上云记", "备付金去了哪里", "渡口"]),
        ({"contains": "一千二百米"}, []),
        ({"author": "林见微"}, ["备付金去了哪里"]),
        ({"category": "技术"}, ["核心系统上云记"]),
        ({"since": "2021-12-03"}, ["核心系统上云记"]),
        ({"until": "2021-03-15", "contains": "林"}, ["备付金去了哪里"]),
        ({"author": ""}, ["核心系统上云记", "备付金去了哪里", "渡口"]),
    ],
)
def test_articles_that_fit(standing: Served, query: dict[str, str], titles: list[str]) -> None:
    listed = standing.client.get("/v1/articles", params=query).json()
    assert [article["title"] for article in listed["articles"]] == titles
    assert listed["total"] == len(titles)


def test_an_article_by_each_of_its_names(standing: Served, described: Described) -> None:
    [record] = [record for record in standing.assistant.articles() if record.title == "渡口"]
    own = output.to_json(standing.assistant.article(record.id))
    for reference in (record.id, record.id[:6], "渡口", "渡"):
        shown = described.check(standing.client.get("/v1/articles/" + quote(reference))).json()
        assert {**shown, "origin": None} == {**own, "origin": None}
        assert "chunks" not in shown


def test_an_article_with_its_chunks(standing: Served, described: Described) -> None:
    shown = described.check(standing.client.get("/v1/articles/渡口?chunks=true")).json()
    assert shown["chunks"] == output.chunks("", standing.assistant.chunks("渡口"))["chunks"]
    texts = {section["index"]: section["text"] for section in shown["sections"]}
    for chunk in shown["chunks"]:
        for span in chunk["spans"]:
            if chunk["section"] >= 0:
                assert texts[chunk["section"]][span["start"] : span["end"]] == span["text"]


def test_an_article_and_its_chunks_are_of_one_edition(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunks, reads = Library.chunks, []

    def and_changed_before(library: Library, article: str) -> list[Chunk]:
        reads.append(article)
        if len(reads) == 1:
            served.assistant.ingest_text("# 渡口\n\n渡船每天开八班。", name="渡口")
        return chunks(library, article)

    monkeypatch.setattr(Library, "chunks", and_changed_before)
    shown = served.client.get("/v1/articles/渡口?chunks=true").json()
    whole = "".join(section["text"] for section in shown["sections"])
    assert whole == "".join(chunk["text"] for chunk in shown["chunks"] if chunk["section"] >= 0)


def test_a_title_with_a_slash_in_it(served: Served, described: Described) -> None:
    served.assistant.ingest_text("# 渡口/大桥\n\n渡船每天开六班。", name="x")
    for safe in ("", "/"):
        path = "/v1/articles/" + quote("渡口/大桥", safe=safe)
        assert described.check(served.client.get(path)).json()["title"] == "渡口/大桥"
    assert described.check(served.client.delete(path)).json()["removed"][0]["title"] == "渡口/大桥"


def test_an_article_is_removed(served: Served, described: Described) -> None:
    [record] = [record for record in served.assistant.articles() if record.title == "渡口"]
    removed = described.check(served.client.delete("/v1/articles/渡口")).json()
    assert [article["id"] for article in removed["removed"]] == [record.id]
    assert described.check(served.client.delete("/v1/articles/渡口")).status_code == 404
    assert served.client.get("/v1/articles").json()["total"] == 2
    asked = served.client.post("/v1/ask", json={"question": "渡船每天开几班？"}).json()
    assert asked["status"] == "refused"
    again = described.check(served.client.delete(f"/v1/articles/{record.id}"))
    assert again.json()["code"] == "ArticleUnknown"


# --- the service itself ---------------------------------------------------------------------------------


def test_the_status(standing: Served, serve: Serve, described: Described) -> None:
    told = described.check(standing.client.get("/v1/status")).json()
    assert told["version"] == qa.__version__
    assert (told["mode"], told["model"], told["articles"], told["key"]) == ("extractive", None, 3, None)
    assert told["limits"]["question_characters"] == 2000
    served = serve(llm_base_url="http://127.0.0.1:9/v1", embedder="use")
    _, secret = served.service.keys.add("编辑部", scope="write")
    told = described.check(
        served.client.get("/v1/status", headers={"Authorization": f"Bearer {secret}"})
    ).json()
    assert (told["mode"], told["model"], told["embedder"]) == ("generative", "test-model", "use")
    assert told["key"] == {"name": "编辑部", "scope": "write"}
    assert "127.0.0.1" not in json.dumps(told)
    assert described.check(served.client.get("/v1/status")).status_code == 401


def test_a_problem_leads_to_what_it_means(standing: Served, described: Described) -> None:
    problem = described.check(standing.client.get("/v1/articles/没有")).json()
    meaning = described.check(standing.client.get(problem["type"])).json()
    assert (meaning["code"], meaning["status"], meaning["title"]) == ("ArticleUnknown", 404, "Not Found")
    assert meaning["en"] == "No article is called …. The list of articles has all ids and titles."
    assert meaning["zh"].startswith("没有名为 … 的文章。")
    everything = described.check(standing.client.get("/problems")).json()["problems"]
    assert meaning in everything
    for each in everything:
        assert standing.client.get(f"/problems/{each['code']}").json() == each


def test_problems_in_the_language_of_the_request(standing: Served) -> None:
    for accept, says in (("zh-CN", "没有名为"), ("en-GB,zh;q=0.5", "No article"), ("", "No article")):
        told = standing.client.get("/v1/articles/没有", headers={"Accept-Language": accept}).json()
        assert told["detail"].startswith(says)


def test_many_at_once_get_what_they_asked_for(standing: Served) -> None:
    questions = itertools.cycle((("什么叫备付金？", "备付金是"), ("渡船每天开几班？", "渡船每天开六班")))
    wrong: list[str] = []

    def ask(question: str, begins: str) -> None:
        answer = httpx.post(
            f"{standing.url}/v1/ask", json={"question": question}, trust_env=False, timeout=20
        )
        if not answer.json().get("text", "").startswith(begins):
            wrong.append(answer.text)

    threads = [threading.Thread(target=ask, args=each) for each, _ in zip(questions, range(24), strict=False)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert time.monotonic() - began < 10
