"""The chat model and its server, over real HTTP: what a good server says, and all that a bad one can do."""

from __future__ import annotations

import email.utils
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from itertools import pairwise

import pytest

from qa import language, servers
from qa.errors import (
    ArgumentInvalid,
    ServerAnswerBroken,
    ServerError,
    ServerFailed,
    ServerModelUnknown,
    ServerQuota,
    ServerRefused,
    ServerTimeout,
    ServerUnauthorized,
    ServerUnreachable,
)
from qa.llm import ChatModel, Message, OpenAIChat, first_model
from qa.models import Usage
from tests.openai_server import (
    MODEL,
    Behaviour,
    Exchange,
    OpenAIServer,
    answer,
    broken_utf8,
    cut,
    endless,
    events,
    hang,
    hang_up,
    html,
    keep_alives,
    no_choices,
    pieces,
    raw,
    split_character,
    status,
    tool_calls,
)

KEY = "sk-proj-0123456789abcdef"
QUESTION = [Message("system", "回答问题。"), Message("user", "什么是章句？")]
TEXT = "章句之学，析章断句，𠮷祥如意。"


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer(TEXT) as running:
        yield running


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(servers, "FIRST_WAIT_SECONDS", 0.02)
    language.use("en")
    yield
    language.use(None)


def chat(server: OpenAIServer, **options: object) -> OpenAIChat:
    options = {"timeout_seconds": 5.0, "api_key": KEY, **options}
    return OpenAIChat(server.url, MODEL, **options)  # type: ignore[arg-type]


def ask(model: ChatModel) -> str:
    with model.stream(QUESTION) as stream:
        return "".join(stream)


def failing(model: ChatModel, kind: type[ServerError]) -> ServerError:
    with pytest.raises(kind) as caught:
        ask(model)
    error = caught.value
    assert type(error) is kind
    for text in (str(error), error.message("zh"), repr(error), str(error.details)):
        assert KEY not in text
        assert "\n" not in text
    return error


# --- a good server --------------------------------------------------------------------------------------


def test_text_comes_in_pieces_as_it_is_written(server: OpenAIServer) -> None:
    with chat(server).stream(QUESTION) as stream:
        texts = list(stream)
    assert "".join(texts) == TEXT
    assert len(texts) == (len(TEXT) + 1) // 2
    assert all(texts)
    assert stream.finish_reason == "stop"
    assert stream.usage == Usage(sum(len(each.content) for each in QUESTION), len(TEXT))
    assert list(stream) == []


def test_each_piece_is_there_before_the_next_is_written(server: OpenAIServer) -> None:
    server.chat = answer("一二三四", characters=1, pause=0.1)
    with chat(server).stream(QUESTION) as stream:
        times = [time.monotonic() for _ in stream]
    assert all(later - earlier > 0.05 for earlier, later in pairwise(times))


def test_what_is_sent(server: OpenAIServer) -> None:
    ask(chat(server, temperature=0.3, max_tokens=77, seed=5, extra={"top_k": 1}))
    (request,) = server.requests
    assert request.path == "/v1/chat/completions"
    assert request.key == KEY
    assert request.json == {
        "model": MODEL,
        "messages": [
            {"role": "system", "content": "回答问题。"},
            {"role": "user", "content": "什么是章句？"},
        ],
        "stream": True,
        "stream_options": {"include_usage": True},
        "temperature": 0.3,
        "max_tokens": 77,
        "seed": 5,
        "top_k": 1,
    }


def test_nothing_about_this_machine_is_sent(server: OpenAIServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another-server")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-another-server")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-of-another-server")
    ask(chat(server, api_key=None))
    (request,) = server.requests
    sent = " ".join(f"{name}: {value}" for name, value in request.headers.items())
    assert "another-server" not in sent
    assert request.key
    assert not {name for name in request.headers if "stainless" in name} - {
        "x-stainless-retry-count",
        "x-stainless-read-timeout",
    }


def test_nothing_is_sent_before_the_first_piece_is_asked_for(server: OpenAIServer) -> None:
    stream = chat(server).stream(QUESTION)
    time.sleep(0.05)
    assert server.requests == []
    assert next(stream) == TEXT[:2]
    stream.close()


def test_a_proxy_in_the_environment_does_not_stand_before_this_machine(
    server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert ask(chat(server)) == TEXT


@pytest.mark.parametrize("proxy", ["socks9://127.0.0.1:9", "127.0.0.1:9", "http://127.0.0.1:9"])
def test_a_proxy_that_cannot_be_used_is_said(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    for name in ("HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, proxy)
    failing(OpenAIChat("http://server.invalid/v1", MODEL, KEY, retries=0), ServerUnreachable)


def test_a_server_that_does_not_stream(server: OpenAIServer) -> None:
    def whole(exchange: Exchange) -> None:
        exchange.json["stream"] = False
        answer(TEXT)(exchange)

    server.chat = whole
    with chat(server).stream(QUESTION) as stream:
        assert list(stream) == [TEXT]
    assert stream.finish_reason == "stop"
    assert stream.usage.tokens_out == len(TEXT)


def test_thoughts_are_left_out(server: OpenAIServer) -> None:
    server.chat = answer(TEXT, thoughts="让我想想。")
    assert ask(chat(server)) == TEXT


@pytest.mark.parametrize("characters", [1, 3, 100])
@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("<think>\n想一想 <b>\n</think>\n\n章句。", "章句。"),
        ("\n<think></think>章句。<think>", "章句。\n"),
        ("<thinking>章句", ""),
        ("<th", "<th"),
        ("a < b", "a < b"),
        ("<think>没有想完", ""),
        ("<think>想完了</think>\n", ""),
    ],
)
def test_thoughts_in_the_text_are_left_out(
    server: OpenAIServer, said: str, shown: str, characters: int
) -> None:
    server.chat = answer(said, characters=characters)
    assert ask(chat(server)) == shown


def test_keep_alives_are_no_text(server: OpenAIServer) -> None:
    server.chat = answer(TEXT, comments=True)
    assert ask(chat(server)) == TEXT


def test_keep_alives_keep_a_slow_answer_alive(server: OpenAIServer) -> None:
    def slow(exchange: Exchange) -> None:
        exchange.start()
        for _ in range(12):
            exchange.write(b": wait\n\n")
            exchange.pause(0.05)
        exchange.delta("好", "stop")
        exchange.end()

    server.chat = slow
    assert ask(chat(server, timeout_seconds=0.3)) == "好"


def test_length_is_a_finish_reason(server: OpenAIServer) -> None:
    server.chat = answer("没有说", finish="length")
    with chat(server).stream(QUESTION) as stream:
        assert "".join(stream) == "没有说"
    assert stream.finish_reason == "length"


def test_no_usage_is_zero(server: OpenAIServer) -> None:
    server.chat = answer(TEXT, usage=False)
    with chat(server).stream(QUESTION) as stream:
        assert "".join(stream) == TEXT
    assert stream.usage == Usage()


def test_the_end_without_done(server: OpenAIServer) -> None:
    server.chat = answer(TEXT, done=False)
    assert ask(chat(server)) == TEXT


def test_the_end_without_finish_reason(server: OpenAIServer) -> None:
    server.chat = events({"choices": [{"delta": {"content": "好"}}]}, "[DONE]")
    with chat(server).stream(QUESTION) as stream:
        assert "".join(stream) == "好"
    assert stream.finish_reason == "stop"


@pytest.mark.parametrize("end", [hang(), hang_up()])
def test_what_fails_after_the_finish_reason_costs_the_usage_only(
    server: OpenAIServer, end: Behaviour
) -> None:
    def behave(exchange: Exchange) -> None:
        exchange.start()
        exchange.delta("好", "stop")
        end(exchange)

    server.chat = behave
    with chat(server, timeout_seconds=0.2).stream(QUESTION) as stream:
        assert "".join(stream) == "好"
    assert stream.finish_reason == "stop"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_events_of_every_spelling(server: OpenAIServer, line_end: str) -> None:
    lines = [
        "event: message",
        'data:{"choices":[{"delta":',
        'data: {"content":"章"}}]}',
        "",
        ": comment",
        "id: 1",
        'data: {"choices":[{"delta":{"content":[{"type":"text","text":"句"}]},"finish_reason":"stop"}]}',
        "",
        "data: [DONE]",
    ]
    sent = line_end.join(lines).encode()
    server.chat = pieces(*(sent[at : at + 7] for at in range(0, len(sent), 7)), pause=0.001)
    assert ask(chat(server)) == "章句"


def test_a_character_in_two_pieces(server: OpenAIServer) -> None:
    server.chat = split_character("章句𠮷")
    assert ask(chat(server)) == "章句𠮷"


def test_half_characters_are_put_together_or_replaced(server: OpenAIServer) -> None:
    server.chat = pieces(
        b'data: {"choices":[{"delta":{"content":"a\\ud842"}}]}\n\n',
        b'data: {"choices":[{"delta":{"content":"\\udfb7b"}}]}\n\n',
        b'data: {"choices":[{"delta":{"content":"\\udfb7c\\ud842"},"finish_reason":"stop"}]}\n\n',
    )
    assert ask(chat(server)) == "a𠮷b\ufffdc\ufffd"


def test_half_a_character_in_a_question_can_be_sent(server: OpenAIServer) -> None:
    assert list(chat(server).stream([Message("user", "章\udce5句")]))
    assert server.requests[0].json["messages"][0]["content"] == "章?句"


def test_tool_calls_that_nobody_asked_for_are_no_text(server: OpenAIServer) -> None:
    server.chat = tool_calls("好")
    with chat(server).stream(QUESTION) as stream:
        assert "".join(stream) == "好好"
    assert stream.finish_reason == "tool_calls"


def test_chunks_without_a_choice_are_passed_over(server: OpenAIServer) -> None:
    server.chat = no_choices(5)
    assert ask(chat(server)) == "好"


def test_many_streams_at_a_time(server: OpenAIServer) -> None:
    server.chat = answer(lambda messages: str(messages[0]["content"]) * 20, pause=0.005)
    model = chat(server)
    texts: dict[int, str] = {}

    def run(number: int) -> None:
        with model.stream([Message("user", f"问{number}。")]) as stream:
            texts[number] = "".join(stream)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert texts == {number: f"问{number}。" * 20 for number in range(8)}


# --- the models of a server -----------------------------------------------------------------------------


def test_the_first_model_of_a_server() -> None:
    with OpenAIServer(models=["nomic-embed-text", "qwen3:4b", "llama3"], key=KEY) as server:
        assert first_model(server.url, KEY) == "qwen3:4b"
        assert server.requests[0].path == "/v1/models"
        with pytest.raises(ServerUnauthorized):
            first_model(server.url)
        server.models = ("text-embedding-3-small",)
        assert first_model(server.url, KEY) == "text-embedding-3-small"


def test_a_server_without_a_list_of_models(server: OpenAIServer) -> None:
    with pytest.raises(ServerAnswerBroken, match="set QA_LLM_MODEL"):
        first_model(server.url.removesuffix("/v1") + "/v2")


@pytest.mark.parametrize("end", ["", "null"])
def test_a_finish_reason_that_is_none(server: OpenAIServer, end: str) -> None:
    server.chat = events({"choices": [{"delta": {"content": "好"}, "finish_reason": end}]})
    assert "cut off after 1" in str(failing(chat(server), ServerAnswerBroken))


# --- closing --------------------------------------------------------------------------------------------


def test_closing_a_stream_ends_its_request(server: OpenAIServer) -> None:
    server.chat = endless()
    stream = chat(server).stream(QUESTION)
    assert next(stream) == "好"
    assert not server.requests[0].disconnected.is_set()
    stream.close()
    assert server.requests[0].disconnected.wait(1.0)
    assert list(stream) == []
    assert stream.finish_reason is None
    stream.close()


def test_leaving_the_with_block_ends_the_request(server: OpenAIServer) -> None:
    server.chat = endless()
    with chat(server).stream(QUESTION) as stream:
        for number, _ in enumerate(stream):
            if number == 3:
                break
    assert server.requests[0].disconnected.wait(1.0)


def test_a_stream_that_is_dropped_ends_its_request(server: OpenAIServer) -> None:
    import gc

    server.chat = endless()
    stream = chat(server).stream(QUESTION)
    assert next(stream) == "好"
    del stream
    gc.collect()
    assert server.requests[0].disconnected.wait(1.0)


@pytest.mark.parametrize("behaviour", [hang(), hang("好"), keep_alives(), endless()])
def test_a_stream_can_be_closed_from_another_thread(server: OpenAIServer, behaviour: Behaviour) -> None:
    server.chat = behaviour
    stream = chat(server, timeout_seconds=60).stream(QUESTION)
    texts: list[str] = []
    reader = threading.Thread(target=lambda: texts.extend(stream))
    reader.start()
    (request,) = server.wait_for_requests(1)
    time.sleep(0.1)
    stream.close()
    reader.join(1.0)
    assert not reader.is_alive()
    assert request.disconnected.wait(1.0)
    assert set(texts) <= {"好"}


def test_closing_ends_the_wait_for_another_try(server: OpenAIServer) -> None:
    server.chat = status(503, headers={"Retry-After": "30"})
    stream = chat(server).stream(QUESTION)
    reader = threading.Thread(target=lambda: list(stream))
    reader.start()
    server.wait_for_requests(1)[0].finished.wait(1.0)
    time.sleep(0.1)
    stream.close()
    reader.join(1.0)
    assert not reader.is_alive()
    assert len(server.requests) == 1


def test_a_stream_closed_before_it_began_sends_nothing(server: OpenAIServer) -> None:
    with chat(server).stream(QUESTION) as stream:
        pass
    assert list(stream) == []
    assert server.requests == []


def test_an_endless_answer_is_cut_off(server: OpenAIServer) -> None:
    server.chat = endless("章句" * 20, pause=0)
    with chat(server, max_tokens=10).stream(QUESTION) as stream:
        assert len("".join(stream)) < 1000
    assert stream.finish_reason == "length"
    assert server.requests[0].disconnected.wait(1.0)


# --- refusals -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (400, ServerRefused),
        (401, ServerUnauthorized),
        (403, ServerUnauthorized),
        (404, ServerModelUnknown),
        (413, ServerRefused),
        (422, ServerRefused),
        (429, ServerQuota),
        (500, ServerFailed),
        (503, ServerFailed),
    ],
)
def test_a_status_is_an_error_that_says_which(
    server: OpenAIServer, number: int, kind: type[ServerError]
) -> None:
    server.chat = status(number, f"Because\nof {KEY} and {{braces}}.")
    error = failing(chat(server, retries=0), kind)
    assert server.url in str(error)
    assert error.details["problem"] == "Because of **** and {braces}"
    assert error.details["status"] == number


def test_a_long_reason_is_cut(server: OpenAIServer) -> None:
    server.chat = status(400, "很长" * 500 + "\x1b[31m\n")
    error = failing(chat(server), ServerRefused)
    assert len(str(error.details["problem"])) == 200


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b'{"detail": "Not authenticated"}', "Not authenticated"),
        (b'{"error": "model is loading"}', "model is loading"),
        (b'{"detail": [{"loc": ["body", "n"], "msg": "bad"}]}', '[{"loc": ["body", "n"], "msg": "bad"}]'),
        (b"<html><head><title>502 Bad Gateway</title></head></html>", "502 Bad Gateway"),
        (b"upstream\nfailed\x1b[31m", "upstream failed [31m"),
        (b"", "no reason is given"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"[1]", "[1]"),
    ],
)
def test_the_reason_is_found_in_any_body(server: OpenAIServer, body: bytes, problem: str) -> None:
    server.chat = raw(body, "text/plain", 500)
    assert failing(chat(server, retries=0), ServerFailed).details["problem"] == problem


def test_a_wrong_key(server: OpenAIServer) -> None:
    server.key = "sk-the-right-one"
    error = failing(chat(server), ServerUnauthorized)
    assert "refused the key (401)" in str(error)
    assert len(server.requests) == 1


def test_a_key_of_two_lines_is_not_shown() -> None:
    with pytest.raises(ArgumentInvalid) as caught:
        OpenAIChat("http://127.0.0.1/v1", MODEL, KEY + "\nX-Header: 密")
    assert KEY not in str(caught.value)


def test_the_end_of_line_after_a_key_is_no_part_of_it(server: OpenAIServer) -> None:
    ask(chat(server, api_key=KEY + "\n"))
    assert server.requests[0].key == KEY


def test_a_redirect_is_not_followed(server: OpenAIServer) -> None:
    with OpenAIServer() as elsewhere:
        target = elsewhere.url + "/chat/completions"
        server.chat = status(307, headers={"Location": target})
        error = failing(chat(server), ServerAnswerBroken)
        assert target in str(error)
        assert elsewhere.requests == []


# --- tries ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [408, 409, 429, 500, 502, 503, 504])
def test_what_is_refused_for_the_moment_is_asked_again(server: OpenAIServer, number: int) -> None:
    server.script(status(number), status(number))
    assert ask(chat(server)) == TEXT
    assert len(server.requests) == 3


def test_a_connection_that_is_closed_is_opened_again(server: OpenAIServer) -> None:
    server.script(hang_up(), hang_up())
    assert ask(chat(server)) == TEXT


def test_tries_come_to_an_end(server: OpenAIServer) -> None:
    server.chat = status(503, "overloaded")
    error = failing(chat(server, retries=2), ServerFailed)
    assert "overloaded" in str(error)
    assert len(server.requests) == 3


def test_waits_grow_and_are_not_all_alike(server: OpenAIServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "FIRST_WAIT_SECONDS", 0.1)
    server.chat = status(500)
    failing(chat(server), ServerFailed)
    gaps = [later.at - earlier.at for earlier, later in pairwise(server.requests)]
    for gap, longest in zip(gaps, (0.1, 0.2, 0.4), strict=True):
        assert longest / 2 <= gap < longest + 2


@pytest.mark.parametrize("headers", [{"Retry-After": "0.4"}, {"Retry-After-Ms": "400", "Retry-After": "9"}])
def test_retry_after_is_obeyed(server: OpenAIServer, headers: dict[str, str]) -> None:
    server.script(status(429, headers=headers))
    assert ask(chat(server)) == TEXT
    first, second = server.requests
    assert 0.4 <= second.at - first.at < 5


def test_an_hour_is_not_waited(server: OpenAIServer) -> None:
    server.chat = status(429, headers={"Retry-After": "3600"})
    begin = time.monotonic()
    error = failing(chat(server), ServerQuota)
    assert time.monotonic() - begin < 10
    assert error.details["wait"] == " 3600 s"
    assert "Wait 3600 s, or" in str(error)
    assert "请等待 3600 s，" in error.message("zh")
    assert len(server.requests) == 1


def test_an_hour_by_date_is_not_waited(server: OpenAIServer) -> None:
    server.chat = status(
        429, headers={"Retry-After": email.utils.formatdate(time.time() + 3600, usegmt=True)}
    )
    assert failing(chat(server), ServerQuota).details["wait"] in (" 3600 s", " 3599 s")


@pytest.mark.parametrize("value", ["soon", "nan", "inf", "-5", ""])
def test_a_retry_after_that_means_nothing(server: OpenAIServer, value: str) -> None:
    server.script(status(429, headers={"Retry-After": value}))
    assert ask(chat(server)) == TEXT


def test_all_waits_together_are_bounded(server: OpenAIServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "WAITING_SECONDS", 0.5)
    server.chat = status(503, headers={"Retry-After": "0.3"})
    failing(chat(server, retries=100), ServerFailed)
    assert len(server.requests) == 2


def test_a_quota_that_is_used_up_is_not_asked_for_again(server: OpenAIServer) -> None:
    server.chat = status(429, "You exceeded your current quota", code="insufficient_quota")
    failing(chat(server), ServerQuota)
    assert len(server.requests) == 1


# --- fields that a server does not know -----------------------------------------------------------------


def test_a_server_without_stream_options(server: OpenAIServer) -> None:
    server.unknown = {"stream_options"}
    model = chat(server)
    assert ask(model) == TEXT
    assert ask(model) == TEXT
    assert ["stream_options" in request.json for request in server.requests] == [True, False, False]


def test_a_server_that_does_not_say_what_it_does_not_know(server: OpenAIServer) -> None:
    server.script(status(400, "Bad request"))
    assert ask(chat(server)) == TEXT
    assert ["stream_options" in request.json for request in server.requests] == [True, False]


def test_a_model_that_takes_next_to_nothing(server: OpenAIServer) -> None:
    server.unknown = {"max_tokens", "temperature", "seed"}
    model = chat(server, seed=1, max_tokens=50)
    assert ask(model) == TEXT
    server.requests.clear()
    assert ask(model) == TEXT
    (request,) = server.requests
    assert set(request.json) == {"model", "messages", "stream", "stream_options", "max_completion_tokens"}
    assert request.json["max_completion_tokens"] == 50


def test_a_refusal_that_stays_is_the_first_ones_error_and_nothing_is_learnt(server: OpenAIServer) -> None:
    server.script(status(400, "the context is too long"), status(400, "the context is too long"))
    model = chat(server)
    assert "the context is too long" in str(failing(model, ServerRefused))
    assert ask(model) == TEXT
    assert "stream_options" in server.requests[-1].json


# --- no connection, no answer ---------------------------------------------------------------------------


def test_no_server() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    begin = time.monotonic()
    error = failing(OpenAIChat(url, MODEL, KEY), ServerUnreachable)
    assert time.monotonic() - begin < 10
    assert url in str(error)
    assert "refused" in str(error)


def test_no_such_host() -> None:
    error = failing(OpenAIChat("http://no-such-host.invalid/v1", MODEL, KEY, retries=1), ServerUnreachable)
    assert "no-such-host.invalid" in str(error)


def test_a_server_that_does_not_take_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "CONNECT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listening:
        place = listening.getsockname()
        with socket.create_connection(place), socket.socket() as second:
            second.setblocking(False)
            second.connect_ex(place)
            error = failing(OpenAIChat(f"http://127.0.0.1:{place[1]}/v1", MODEL, KEY), ServerUnreachable)
    assert "too long" in str(error)


def test_a_server_that_is_silent(server: OpenAIServer) -> None:
    server.chat = hang()
    begin = time.monotonic()
    error = failing(chat(server, timeout_seconds=0.3), ServerTimeout)
    assert 0.3 <= time.monotonic() - begin < 10
    assert "within 0.3 s" in str(error)
    # Asking a slow model again would only make it slower.
    assert len(server.requests) == 1
    assert server.requests[0].disconnected.wait(1.0)


def test_a_server_that_falls_silent(server: OpenAIServer) -> None:
    server.chat = hang("章句")
    stream = chat(server, timeout_seconds=0.3).stream(QUESTION)
    assert next(stream) == "章句"
    with pytest.raises(ServerTimeout):
        next(stream)
    assert list(stream) == []
    assert server.requests[0].disconnected.wait(1.0)


def test_keep_alives_do_not_keep_it_alive_for_ever(server: OpenAIServer) -> None:
    server.chat = keep_alives()
    error = failing(chat(server, timeout_seconds=0.1), ServerTimeout)
    assert error.details["seconds"] == 0.5


def test_a_refusal_that_hangs(server: OpenAIServer) -> None:
    def half(exchange: Exchange) -> None:
        exchange.handler.send_response(500)
        exchange.handler.send_header("Content-Length", "1000")
        exchange.handler.end_headers()
        exchange.pause(60)

    server.chat = half
    failing(chat(server, timeout_seconds=0.2, retries=0), ServerTimeout)


# --- what is not an answer ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("behaviour", "problem"),
    [
        (html(), "Welcome to nginx!"),
        (html(content_type="text/plain"), "cut off"),
        (html(content_type="application/json"), "Welcome to nginx!"),
        (raw(b"not json"), "not json"),
        (raw(b"[1]"), "not a JSON object: [1]"),
        (raw(b'{"choices": []}'), "no answer in it"),
        (raw(b'{"choices": [{"message": null}]}'), "no answer in it"),
        (raw(b"[" * 100_000), "not a JSON object"),
        (raw(b""), "not a JSON object"),
        (raw(b"\xff"), "not UTF-8"),
        (cut("章句"), "connection was closed"),
        (cut("章句", chunked=False), "cut off after 2 characters"),
        (broken_utf8(), "not UTF-8"),
        (no_choices(), "no text in it"),
        (events("{"), "not a JSON object"),
        (events("null"), "not a JSON object"),
        (events({"choices": [{"delta": {"content": 5}}]}, {"choices": [7]}, {"choices": 7}), "cut off"),
        (pieces(b"data: " + b"x" * 70_000, pause=0), "not a JSON object"),
        (pieces(), "cut off after 0"),
        (hang_up(), "connection was closed"),
    ],
)
def test_what_is_not_an_answer(
    server: OpenAIServer, monkeypatch: pytest.MonkeyPatch, behaviour: Behaviour, problem: str
) -> None:
    monkeypatch.setattr("qa.llm.IDLE_EVENTS", 100)
    server.chat = behaviour
    assert problem in str(failing(chat(server, retries=0), ServerAnswerBroken))


def test_what_came_before_the_break_was_shown(server: OpenAIServer) -> None:
    server.chat = broken_utf8("好")
    stream = chat(server).stream(QUESTION)
    assert next(stream) == "好"
    with pytest.raises(ServerAnswerBroken):
        next(stream)


def test_an_event_without_end_is_not_collected(server: OpenAIServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.llm_events.EVENT_BYTES", 10_000)

    def behave(exchange: Exchange) -> None:
        exchange.start()
        while True:
            exchange.write(b"x" * 1000)

    server.chat = behave
    assert "do not end" in str(failing(chat(server), ServerAnswerBroken))


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"message": "out of memory", "code": 500}, ServerFailed),
        ({"message": "out of memory", "code": None}, ServerFailed),
        ({"message": "out of memory", "code": 400}, ServerRefused),
        ({"message": "out of memory", "code": 429}, ServerQuota),
        ("out of memory", ServerFailed),
    ],
)
def test_an_error_in_the_middle(server: OpenAIServer, error: object, kind: type[ServerError]) -> None:
    server.chat = events({"choices": [{"delta": {"content": "好"}}]}, {"error": error})
    assert failing(chat(server), kind).details["problem"] == "out of memory"
    server.chat = raw(json.dumps({"error": error}).encode())
    assert failing(chat(server), kind).details["problem"] == "out of memory"
    server.chat = pieces(b"error: " + json.dumps({"error": error}).encode() + b"\n\n")
    assert failing(chat(server), kind).details["problem"] == "out of memory"


def test_a_socket_that_is_no_http() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def greet() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.sendall(b"SSH-2.0-OpenSSH_9.6\r\n")
                connection.recv(100_000)

        threading.Thread(target=greet, daemon=True).start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        failing(OpenAIChat(url, MODEL, KEY, retries=0, timeout_seconds=5), ServerAnswerBroken)


def test_problems_are_said_in_the_language_in_force(server: OpenAIServer) -> None:
    language.use("zh")
    server.chat = cut("章句", chunked=False)
    assert "在第 2 个字符后中断" in str(failing(chat(server), ServerAnswerBroken))


# --- arguments ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "",
        "127.0.0.1:8000",
        "ftp://a/v1",
        "http://",
        "http://[::1",
        "http://a:99999/v1",
        "http://a b/v1",
        "http://a..b/v1",
    ],
)
def test_a_url_that_is_none(url: str) -> None:
    with pytest.raises(ArgumentInvalid) as caught:
        OpenAIChat(url, MODEL)
    assert caught.value.details["name"] == "base_url"


def test_a_password_in_a_url_is_used_and_not_shown(server: OpenAIServer) -> None:
    url = server.url.replace("http://", "http://reader:pass%40word@")
    server.script(status(500, "reader:pass@word pass%40word"))
    error = failing(OpenAIChat(url, MODEL, retries=0), ServerFailed)
    assert "word" not in str(error)
    assert server.requests[0].headers["authorization"].startswith("Basic ")
    with pytest.raises(ArgumentInvalid) as caught:
        OpenAIChat("ftp://reader:password@host/v1", MODEL)
    assert "password" not in str(caught.value)


@pytest.mark.parametrize(
    "wrong",
    [
        {"timeout_seconds": 0},
        {"timeout_seconds": float("nan")},
        {"retries": -1},
        {"max_tokens": 0},
        {"temperature": 3},
    ],
)
def test_arguments_that_are_not_allowed(server: OpenAIServer, wrong: dict[str, object]) -> None:
    with pytest.raises(ArgumentInvalid):
        chat(server, **wrong)


def test_a_model_without_a_name(server: OpenAIServer) -> None:
    with pytest.raises(ArgumentInvalid):
        OpenAIChat(server.url, " ")


def test_no_messages(server: OpenAIServer) -> None:
    with pytest.raises(ArgumentInvalid):
        chat(server).stream([])


def test_importing_does_not_import_the_client() -> None:
    code = "import sys, qa.llm, qa.embedding.openai; print({'openai', 'httpx', 'httpx2'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
