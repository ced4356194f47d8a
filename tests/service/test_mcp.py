"""MCP with the SDK's own client: over HTTP in both eras of the protocol, and over the pipes of a real process."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import httpx
import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.dispatcher import ProgressFnT
from mcp.shared.exceptions import MCPError
from mcp_types import CallToolResult, ResourceTemplateReference, TextContent

from qa.assistant import Assistant
from qa.service.mcp import calling, endpoint, resources, tools
from qa.service.mcp.server import INSTRUCTIONS
from qa.settings import Settings
from tests.openai_server import OpenAIServer, answer, hang
from tests.service.articles import write_all
from tests.service.conftest import Serve, Served

T = TypeVar("T")

ERAS = pytest.mark.parametrize("mode", ["legacy", "2026-07-28"])
START = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}
NAMES = ["search", "ask", "note", "check", "article", "articles"]


def run(main: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(asyncio.wait_for(main, 60))


@asynccontextmanager
async def connected(served: Served, mode: Any = "auto", key: str | None = None) -> AsyncIterator[Client]:
    """A client of a service, which sends a key if there is one."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    async with httpx2.AsyncClient(headers=headers, timeout=20, trust_env=False) as http:
        transport = streamable_http_client(f"{served.url}/mcp", http_client=http)
        async with Client(transport, mode=mode) as client:
            yield client


Step: TypeAlias = tuple[float, str | None]


def hearing(heard: list[Step]) -> ProgressFnT:
    """What takes note of the progress of a call."""

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        assert total is None, "nobody knows how much there will be"
        heard.append((progress, message))

    return hear


def text(result: CallToolResult) -> str:
    [content] = result.content
    assert isinstance(content, TextContent)
    return content.text


async def called(client: Client, name: str, **arguments: Any) -> CallToolResult:
    """Call a tool that does what it is asked; the client holds the result to the tool's schema."""
    result = await client.call_tool(name, arguments)
    assert not result.is_error, text(result)
    return result


def timeless(shape: dict[str, Any]) -> dict[str, Any]:
    return {**shape, "seconds": 0}


# --- what a client is told ------------------------------------------------------------------------------


@ERAS
def test_it_introduces_itself(standing: Served, mode: str) -> None:
    async def main() -> None:
        async with connected(standing, mode) as client:
            found = (await client.list_tools()).tools
            assert [tool.name for tool in found] == NAMES
            for tool in found:
                assert tool.annotations
                assert tool.annotations.read_only_hint
                assert tool.input_schema["additionalProperties"] is False
                assert tool.output_schema
                assert tool.output_schema["type"] == "object"
                # What many clients do not understand in what they are to send.
                assert not {"$ref", "anyOf", "$defs"} & set(words(tool.input_schema))
                for argument in tool.input_schema["properties"].values():
                    assert {"description", "type"} <= set(argument)
            if mode == "legacy":
                assert client.instructions == INSTRUCTIONS

    run(main())


def words(schema: Any) -> list[str]:
    if isinstance(schema, list):
        return [word for item in schema for word in words(item)]
    return [*schema, *words(list(schema.values()))] if isinstance(schema, dict) else []


# --- tools ----------------------------------------------------------------------------------------------


@ERAS
def test_ask_gives_checked_sentences_with_their_sources(standing: Served, mode: str) -> None:
    heard: list[Step] = []

    async def main() -> None:
        async with connected(standing, mode) as client:
            asked = {"question": "什么叫备付金？"}
            result = await client.call_tool("ask", asked, progress_callback=hearing(heard))
            over_http = standing.client.post("/v1/ask", json=asked).json()
            assert timeless(result.structured_content) == timeless(over_http)
            assert over_http["status"] == "answered"
            first = over_http["sentences"][0]
            place = first["citations"][0]
            assert text(result).startswith(f"{first['text']}[1]")
            address = f"zhangju://articles/{place['article']}/sections/{place['section']}"
            assert f"[1] 《备付金去了哪里》 › 一、什么是备付金 — {address}" in text(result)
            assert f"“{place['quote']}”" in text(result)
            assert heard == list(enumerate((sentence["text"] for sentence in over_http["sentences"]), 1))
            section = (await client.read_resource(address)).contents[0]
            assert place["quote"] in section.text  # type: ignore[union-attr]

    run(main())


def test_a_refusal_is_a_result_that_says_why(standing: Served) -> None:
    async def main() -> None:
        async with connected(standing) as client:
            result = await called(client, "ask", question="火星上的咖啡馆有多少家？")
            assert result.structured_content["status"] == "refused"
            assert text(result).startswith("The library does not answer this: ")
            assert "do not answer from them" in text(result)

    run(main())


def test_search_finds_within_what_is_chosen(standing: Served) -> None:
    async def main() -> None:
        async with connected(standing) as client:
            result = await called(client, "search", query="多少钱", limit=2, author="周远山")
            found = result.structured_content["passages"]
            assert {passage["title"] for passage in found} == {"核心系统上云记"}
            assert text(result).startswith("[1] 《核心系统上云记》")
            by_title = await called(client, "search", query="多少钱", articles=["渡口"])
            assert {p["title"] for p in by_title.structured_content["passages"]} == {"渡口"}
            since = await called(
                client, "search", query="多少钱", since="2022-01-01", until="", author=None, articles=[]
            )
            assert {p["title"] for p in since.structured_content["passages"]} == {"核心系统上云记"}

    run(main())


def test_note_writes_of_an_article_and_of_a_text(standing: Served) -> None:
    async def main() -> None:
        async with connected(standing) as client:
            note = await called(client, "note", article="备付金", candidates=2)
            expected = standing.client.post("/v1/notes", json={"article": "备付金", "candidates": 2}).json()
            assert note.structured_content["text"] == expected["text"]
            assert [each["text"] for each in note.structured_content["candidates"]] == [
                each["text"] for each in expected["candidates"]
            ]
            assert "[1] 《备付金去了哪里》" in text(note)
            line = await called(
                client, "note", text="大桥长八百米，明年通车。", form="one-line", least=5, most=30
            )
            assert line.structured_content["article"] == ""
            short = await called(client, "note", article="备付金", least=1, most=5)
            assert "Not as asked for: length: " in text(short)

    run(main())


def test_check_says_what_bears_a_sentence_out_and_what_does_not(standing: Served) -> None:
    async def main() -> None:
        async with connected(standing) as client:
            written = "商户的手续费为3%。渡船每天开九班。"
            against_all = await called(client, "check", text=written)
            assert [s["supported"] for s in against_all.structured_content["sentences"]] == [True, False]
            assert "✓ 商户的手续费为3%。[1]" in text(against_all)
            assert "✗ 渡船每天开九班。\n    " in text(against_all)
            one = await called(client, "check", text=written, articles=["渡口"])
            assert one.structured_content["supported"] == 0

    run(main())


def test_articles_are_listed_and_read(standing: Served) -> None:
    async def main() -> None:
        async with connected(standing) as client:
            page = await called(client, "articles", limit=2)
            assert page.structured_content["total"] == 3
            titles = [article["title"] for article in page.structured_content["articles"]]
            assert titles == ["核心系统上云记", "备付金去了哪里"], "the newest first"
            assert "1–2 of 3." in text(page)
            rest = await called(client, "articles", limit=2, offset=2)
            assert [article["title"] for article in rest.structured_content["articles"]] == ["渡口"]
            assert str(Path.home()) not in text(rest) + json.dumps(page.structured_content)
            named = await called(client, "articles", contains="上云")
            identity = named.structured_content["articles"][0]["id"]
            assert text(named).startswith(f"{identity} 《核心系统上云记》 周远山 · 2022-06-01 · 技术")
            whole = await called(client, "article", article=identity)
            assert [s["heading"] for s in whole.structured_content["sections"]] == ["三年", "代价"]
            assert whole.structured_content["omitted"] == []
            assert "## 代价 (section 1)" in text(whole)
            part = await called(client, "article", article=identity, section=1)
            assert "八千万元" in text(part)
            assert "停机四次" not in text(part)
            assert len(part.structured_content["sections"]) == 1

    run(main())


def test_a_long_article_says_what_it_leaves_out(standing: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "LONGEST_ARTICLE", 60)

    async def main() -> None:
        async with connected(standing) as client:
            found = await called(client, "article", article="核心系统上云记")
            assert found.structured_content["omitted"] == [1]
            assert [bool(section["text"]) for section in found.structured_content["sections"]] == [
                True,
                False,
            ]
            assert "The text of the sections 1 is left out" in text(found)
            assert "八千万元" not in text(found)

    run(main())


# --- what goes wrong ------------------------------------------------------------------------------------


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("ask", {"question": "？"}, "no word in it"),
    ("ask", {"question": "长" * 2001}, "at most 2000"),
    ("ask", {}, "question: Field required"),
    ("ask", {"question": "渡船？", "mode": "generative"}, "no model here"),
    ("ask", {"question": "渡船？", "articles": ["码头"]}, "The tool `articles` lists ids"),
    ("search", {"query": "渡船", "limit": 0}, "limit: Input should be greater"),
    ("search", {"query": "渡船", "autor": "林"}, "autor: Extra inputs"),
    ("search", {"query": "渡船", "since": "yesterday"}, "since: "),
    ("note", {"article": "码头"}, "No article is called '码头'. The tool"),
    ("note", {"article": "/etc/passwd"}, "No article is called"),
    ("note", {}, "one of the two"),
    ("note", {"article": "渡口", "least": 5}, "both `least` and `most`"),
    ("note", {"article": "渡口", "form": "qa", "least": 5, "most": 9}, "qa has no length"),
    ("note", {"article": "渡口", "form": "digest"}, "form: "),
    ("check", {"text": "。"}, "no word in the text"),
    ("check", {"text": "一。", "articles": ["/etc/passwd。"]}, "No article is called"),
    ("article", {"article": "渡口", "section": 7}, "Allowed: 0 - 0"),
]


def test_an_error_is_a_result_that_says_what_to_do(standing: Served) -> None:
    async def main() -> None:
        async with connected(standing) as client:
            for tool, arguments, said in WRONG:
                result = await client.call_tool(tool, arguments)
                assert result.is_error, (tool, arguments)
                assert said in text(result)
                assert "qa " not in text(result).replace("qa has no", ""), "who calls has no command line"

    run(main())


def test_what_is_sent_as_anything_but_json(standing: Served) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        headers = {"Accept": "application/json, text/event-stream", "Content-Type": kind}
        sent = standing.client.post("/mcp", content=b"{}", headers=headers)
        assert (sent.status_code, sent.json()["code"]) == (415, "MediaTypeUnknown")


def test_nobody_finds_out_by_its_path_what_was_read_from_where(standing: Served) -> None:
    [origin] = {record.origin for record in standing.assistant.articles() if record.title == "渡口"}
    assert origin is not None

    async def main() -> None:
        async with connected(standing) as client:
            for tool, asked in (
                ("ask", {"question": "渡船每天开几班？"}),
                ("search", {"query": "渡船"}),
                ("articles", {}),
                ("check", {"text": "渡船每天开六班。"}),
            ):
                result = await client.call_tool(tool, {**asked, "articles": [origin]})
                assert result.is_error, tool
                assert "No article is called" in text(result)

    run(main())


def test_an_empty_library_and_an_unknown_tool(serve: Serve) -> None:
    served = serve(empty=True)

    async def main() -> None:
        async with connected(served) as client:
            assert "no article yet" in text(await client.call_tool("ask", {"question": "渡船？"}))
            assert (await called(client, "articles")).structured_content == {"articles": [], "total": 0}
            assert (await client.list_resources()).resources == []
            with pytest.raises(MCPError, match="no tool 'write'"):
                await client.call_tool("write", {})

    run(main())


def test_a_failure_inside_tells_nothing_of_the_inside(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    served = serve()

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("/srv/secret: no such table")

    monkeypatch.setattr(Assistant, "search", broken)
    monkeypatch.setattr(Assistant, "article", broken)

    async def main() -> None:
        async with connected(served) as client:
            result = await client.call_tool("search", {"query": "渡船"})
            assert result.is_error
            assert "secret" not in text(result)
            with pytest.raises(MCPError) as failed:
                await client.read_resource((await client.list_resources()).resources[0].uri)
            assert "secret" not in str(failed.value)

    run(main())


# --- resources ------------------------------------------------------------------------------------------


@ERAS
def test_articles_are_resources_page_by_page(
    standing: Served, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "PAGE", 2)

    async def main() -> None:
        async with connected(standing, mode) as client:
            first = await client.list_resources()
            assert len(first.resources) == 2
            second = await client.list_resources(cursor=first.next_cursor)
            assert second.next_cursor is None
            listed = first.resources + second.resources
            assert {each.title for each in listed} == {"备付金去了哪里", "核心系统上云记", "渡口"}
            assert all(each.mime_type == "text/markdown" for each in listed)
            for each in listed:
                [content] = (await client.read_resource(each.uri)).contents
                assert content.text.startswith(f"# {each.title}\n")  # type: ignore[union-attr]
            templates = (await client.list_resource_templates()).resource_templates
            assert [each.uri_template for each in templates] == [
                "zhangju://articles/{id}",
                "zhangju://articles/{id}/sections/{n}",
            ]
            with pytest.raises(MCPError, match="cursor"):
                await client.list_resources(cursor="../../x")

    run(main())


NO_RESOURCES = [
    "file:///etc/passwd",
    "zhangju://articles/000000000000",
    "zhangju://articles/渡口",
    "zhangju://articles/..%2F..%2Fetc",
    "zhangju://articles/{id}/sections/99",
    "zhangju://articles/{id}/sections/-1",
    "zhangju://articles/{short}",
    "zhangju://keys",
]


def test_what_is_no_resource(standing: Served) -> None:
    identity = standing.assistant.resolve("渡口").id

    async def main() -> None:
        async with connected(standing) as client:
            for uri in NO_RESOURCES:
                asked = uri.replace("{id}", identity).replace("{short}", identity[:8])
                with pytest.raises(MCPError, match="no such resource"):
                    await client.read_resource(asked)

    run(main())


def test_what_is_typed_is_completed(standing: Served) -> None:
    identity = standing.assistant.resolve("上云记").id

    async def main() -> None:
        async with connected(standing) as client:

            async def complete(uri: str, name: str, value: str, **context: str) -> list[str]:
                reference = ResourceTemplateReference(type="ref/resource", uri=uri)
                argument = {"name": name, "value": value}
                return (await client.complete(reference, argument, context)).completion.values

            assert await complete("zhangju://articles/{id}", "id", "上云") == [identity]
            assert await complete("zhangju://articles/{id}", "id", identity[:5]) == [identity]
            assert len(await complete("zhangju://articles/{id}", "id", "")) == 3
            sections = "zhangju://articles/{id}/sections/{n}"
            assert await complete(sections, "n", "", id=identity) == ["0", "1"]
            assert await complete(sections, "n", "1", id=identity) == ["1"]
            assert await complete(sections, "n", "", id="0" * 12) == []
            assert await complete("file:///{path}", "path", "/") == []

    run(main())


# --- the end of a call ----------------------------------------------------------------------------------


@ERAS
def test_cancelling_a_call_stops_the_model(serve: Serve, openai_server: OpenAIServer, mode: str) -> None:
    openai_server.chat = hang("备付金是")
    served = serve(llm_base_url=openai_server.url)

    async def main() -> None:
        async with connected(served, mode) as client:
            await cancelled(client.call_tool("note", {"article": "备付金", "candidates": 9}), openai_server)
            await until(lambda: served.service.answers.working == 0)
            assert len(openai_server.requests) == 1
            # The session goes on.
            assert (await called(client, "articles")).structured_content["total"] == 3

    run(main())


async def cancelled(call: Coroutine[Any, Any, CallToolResult], model: OpenAIServer) -> None:
    """Cancel a call once the model is asked, and see that its server is told."""
    calling_it = asyncio.create_task(call)
    [asked] = await asyncio.to_thread(model.wait_for_requests, 1, 20)
    calling_it.cancel()
    with suppress(asyncio.CancelledError):
        await calling_it
    assert await asyncio.to_thread(asked.disconnected.wait, 3), "the model's server was told"


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(500):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come to that")


@ERAS
def test_hanging_up_stops_the_model(serve: Serve, openai_server: OpenAIServer, mode: str) -> None:
    openai_server.chat = hang("备付金是")
    served = serve(llm_base_url=openai_server.url)
    headers = {"Accept": "application/json, text/event-stream"}
    call: dict[str, Any] = {"name": "ask", "arguments": {"question": "什么叫备付金？", "mode": "generative"}}
    if mode == "legacy":
        begun = served.client.post("/mcp", json=request("initialize", START), headers=headers)
        headers["Mcp-Session-Id"] = begun.headers["mcp-session-id"]
        served.client.post(
            "/mcp", json={"jsonrpc": "2.0", "method": "notifications/initialized"}, headers=headers
        )
    else:
        headers |= {"MCP-Protocol-Version": mode, "Mcp-Method": "tools/call", "Mcp-Name": "ask"}
        call["_meta"] = {
            "io.modelcontextprotocol/protocolVersion": mode,
            "io.modelcontextprotocol/clientCapabilities": {},
        }
    connection = http.client.HTTPConnection(served.url.removeprefix("http://"), timeout=10)
    body = json.dumps(request("tools/call", call)).encode()
    connection.request("POST", "/mcp", body, {"Content-Type": "application/json", **headers})
    [asked] = openai_server.wait_for_requests(1)
    connection.close()
    assert asked.disconnected.wait(3), "the model's server was told"


def request(method: str, params: dict[str, Any]) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}


def test_a_silent_model_is_waited_for_with_signs_of_life(
    serve: Serve, openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(calling, "SILENT_SECONDS", 0.1)
    openai_server.chat = answer("备付金是支付机构预收的、要付给商户的钱。[1]", pause=0.1)
    served = serve(llm_base_url=openai_server.url)
    heard: list[Step] = []

    async def main() -> None:
        async with connected(served) as client:
            result = await client.call_tool(
                "ask", {"question": "什么叫备付金？"}, progress_callback=hearing(heard)
            )
            assert result.structured_content["mode"] == "generative"

    run(main())
    assert (1, "still working") in heard
    steps = [progress for progress, _ in heard]
    assert steps == sorted(set(steps)), "progress only grows"


# --- who may come in ------------------------------------------------------------------------------------


@ERAS
def test_keys_are_asked_for_and_one_that_reads_is_enough(serve: Serve, mode: str) -> None:
    served = serve()
    reading = served.service.keys.add("reader")[1]

    async def main() -> None:
        async with connected(served, mode, reading) as client:
            assert (await called(client, "articles")).structured_content["total"] == 3
        for wrong in (None, "zj_wrong"):
            with pytest.raises(ExceptionGroup) as refused:
                async with connected(served, mode, wrong) as client:
                    await client.list_tools()
            assert refused.group_contains(MCPError)

    run(main())
    assert served.client.post("/mcp", json=request("tools/list", {})).status_code == 401


def test_a_session_belongs_to_its_key(serve: Serve) -> None:
    served = serve()
    one, other = (served.service.keys.add(name)[1] for name in ("one", "other"))
    accept = {"Accept": "application/json, text/event-stream"}

    def post(key: str, method: str, params: dict[str, Any], **more: str) -> httpx.Response:
        headers = {**accept, "Authorization": f"Bearer {key}", **more}
        return served.client.post("/mcp", json=request(method, params), headers=headers)

    session = {"Mcp-Session-Id": post(one, "initialize", START).headers["mcp-session-id"]}
    assert post(one, "ping", {}, **session).status_code == 200
    assert post(other, "ping", {}, **session).status_code == 404
    mine = {**session, "Authorization": f"Bearer {one}"}
    assert served.client.delete("/mcp", headers=mine).status_code == 200
    assert post(one, "ping", {}, **session).status_code == 404


def test_of_too_many_sessions_the_idlest_of_the_greediest_key_goes(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoint, "MOST_SESSIONS", 3)
    served = serve()
    greedy, modest = (served.service.keys.add(name)[1] for name in ("greedy", "modest"))

    def post(key: str, method: str, session: str | None = None) -> httpx.Response:
        headers = {"Accept": "application/json, text/event-stream", "Authorization": f"Bearer {key}"}
        headers |= {"Mcp-Session-Id": session} if session else {}
        return served.client.post(
            "/mcp", json=request(method, START if method == "initialize" else {}), headers=headers
        )

    def begin(key: str) -> str:
        return post(key, "initialize").headers["mcp-session-id"]

    first = begin(modest)
    one, two = begin(greedy), begin(greedy)
    assert post(greedy, "ping", one).status_code == 200, "it is used after the other"
    three = begin(greedy)
    alive = [post(key, "ping", session).status_code for key, session in
             ((modest, first), (greedy, one), (greedy, two), (greedy, three))]  # fmt: skip
    assert alive == [200, 200, 404, 200]


def test_pages_and_names_of_others_are_refused(standing: Served) -> None:
    body = request("tools/list", {})
    foreign = standing.client.post("/mcp", json=body, headers={"Origin": "https://evil.example"})
    assert (foreign.status_code, foreign.json()["code"]) == (403, "OriginForeign")
    rebound = standing.client.post("/mcp", json=body, headers={"Host": "evil.example"})
    assert (rebound.status_code, rebound.json()["code"]) == (421, "HostUnknown")
    listening = standing.client.get("/mcp", headers={"Accept": "text/event-stream"})
    assert (listening.status_code, listening.headers["allow"]) == (405, "POST, DELETE")
    assert listening.json()["instance"] == f"/requests/{listening.headers['x-request-id']}"


def test_the_service_ends_with_a_client_connected(serve: Serve, openai_server: OpenAIServer) -> None:
    openai_server.chat = hang("备付金是")
    served = serve(llm_base_url=openai_server.url)

    async def main() -> None:
        async with connected(served, "legacy") as client:
            call = asyncio.create_task(client.call_tool("ask", {"question": "什么叫备付金？"}))
            await asyncio.to_thread(openai_server.wait_for_requests, 1)
            served.service.end()
            result = await call
            assert result.is_error
            assert "stopping" in text(result)

    run(main())


# --- the command ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library as the command makes it: the embedder is a real one."""
    folder = tmp_path_factory.mktemp("mcp")
    with Assistant(Settings(home=folder / "library", embedder="use")) as assistant:
        assert not assistant.ingest(write_all(folder)).failed
    return folder / "library"


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QA_", "OPENAI_"))}
    return {**kept, "QA_HOME": str(home), "QA_EMBEDDER": "use", "QA_LANG": "en"}


COMMAND = [sys.executable, "-m", "qa", "mcp"]


def test_over_standard_input_and_output(home: Path, openai_server: OpenAIServer) -> None:
    openai_server.chat = hang("备付金是")
    model = {"QA_LLM_BASE_URL": openai_server.url, "QA_LLM_MODEL": "test-model"}
    server = StdioServerParameters(command=COMMAND[0], args=COMMAND[1:], env={**environment(home), **model})

    async def main() -> None:
        async with Client(server) as client:
            assert [tool.name for tool in (await client.list_tools()).tools] == NAMES
            asked = {"question": "什么叫备付金？", "mode": "extractive"}
            assert "备付金是支付机构预收的" in text(await called(client, "ask", **asked))
            unknown = await client.call_tool("article", {"article": "码头"})
            assert "The tool `articles` lists ids" in text(unknown)
            assert len((await client.list_resources()).resources) == 3
            generative = {"question": "什么叫备付金？", "mode": "generative"}
            await cancelled(client.call_tool("ask", generative), openai_server)
            assert (await called(client, "articles")).structured_content["total"] == 3

    run(main())


def test_nothing_but_the_protocol_is_on_standard_output_and_the_end_of_input_ends_it(
    home: Path, openai_server: OpenAIServer
) -> None:
    openai_server.chat = hang("备付金是")
    model = {"QA_LLM_BASE_URL": openai_server.url, "QA_LLM_MODEL": "test-model"}
    with subprocess.Popen(
        COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**environment(home), **model},
    ) as process:
        assert process.stdin
        assert process.stdout
        ask = {"name": "ask", "arguments": {"question": "什么叫备付金？", "mode": "generative"}}
        for message in (
            "this is no JSON",
            request("initialize", START),
            {"jsonrpc": "2.0", "method": "notifications/initialized"},
            {**request("tools/call", ask), "id": 2},
        ):
            line = message if isinstance(message, str) else json.dumps(message)
            process.stdin.write(line.encode() + b"\n")
            process.stdin.flush()
        [asked] = openai_server.wait_for_requests(1, 60)
        process.stdin.close()
        began = time.monotonic()
        lines = process.stdout.read().splitlines()
        assert process.wait(10) == 0
        assert time.monotonic() - began < 5
        assert asked.disconnected.wait(1), "what was under way is given up"
        assert [json.loads(line)["jsonrpc"] for line in lines] == ["2.0"] * len(lines)
        assert 1 in [json.loads(line).get("id") for line in lines]
        assert process.stderr
        assert b"Traceback" not in process.stderr.read()


def test_alone_over_http(home: Path) -> None:
    command = [*COMMAND, "--transport", "http", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=environment(home)) as process:
        assert process.stderr
        try:
            line = next(line for line in process.stderr if b"Listening on" in line).decode()
            [url] = re.findall(r"http://\S+/mcp\b", line)

            async def main() -> None:
                async with Client(url) as client:
                    assert (await called(client, "articles")).structured_content["total"] == 3

            run(main())
            root = url.removesuffix("/mcp")
            assert httpx.get(f"{root}/healthz", trust_env=False).status_code == 200
            for path in ("/", "/v1/articles", "/openapi.json"):
                assert httpx.get(root + path, trust_env=False).status_code == 404
        finally:
            process.terminate()
        process.stderr.read()
        assert process.wait(10) == 0
