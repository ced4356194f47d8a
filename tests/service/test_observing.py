"""The outermost layer: request ids, languages, and the log, which tells who did what and never what was said."""

from __future__ import annotations

import dataclasses
import io
import json
import logging
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pydantic
import pytest

from qa.errors import LibraryDamaged, ServerRefused
from qa.service.observing import logs
from qa.service.observing.failures import described, named
from qa.service.observing.record import Record
from tests.openai_server import OpenAIServer, answer, hang
from tests.service.conftest import Serve, Served

SECRET = "备付金"
QUESTION = {"question": f"{SECRET}由谁集中存管？"}
STREAM = {"Accept": "text/event-stream"}


class Log(io.StringIO):
    """What was logged."""

    is_terminal = False

    def isatty(self) -> bool:
        return self.is_terminal

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]

    def requests(self, count: int = 1) -> list[dict[str, Any]]:
        """Return the lines of requests, once there are so many: a line is written after its answer was sent."""
        until = time.monotonic() + 20
        while True:
            found = [line for line in self.lines() if line["message"] == "request"]
            if len(found) >= count:
                return found
            assert time.monotonic() < until, self.getvalue()
            time.sleep(0.01)

    def failures(self) -> list[dict[str, Any]]:
        """Return what went wrong in requests; the library is looked at meanwhile, which fails as well."""
        return [line for line in self.lines() if "errors" in line and "id" in line]


Install = Callable[..., Log]


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Install a log of the whole process: ``install(with_text=False, is_terminal=False)``."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)

    def start(*, with_text: bool = False, is_terminal: bool = False) -> Log:
        log = Log()
        log.is_terminal = is_terminal
        logs.install(with_text=with_text, secrets=["a-key-of-the-model"], stream=log)
        return log

    yield start
    root.handlers[:], root.level = before
    logging.captureWarnings(False)
    for name in ("qa", "uvicorn.access"):
        logging.getLogger(name).setLevel(logging.NOTSET)


@pytest.fixture
def log(install: Install) -> Log:
    return install()


# --- ids ------------------------------------------------------------------------------------------------


def test_a_request_has_an_id(served: Served) -> None:
    first, second = (served.client.get("/healthz").headers["x-request-id"] for _ in range(2))
    assert re.fullmatch("[0-9a-f]{16}", first)
    assert first != second


def test_an_id_that_is_brought_along_is_kept(served: Served) -> None:
    for given in ("a", "0af7651916cd43dd8448eb211c80319c", "A.b_c:d-9", "x" * 64):
        told = served.client.get("/v1/articles/none", headers={"X-Request-ID": given})
        assert told.headers.get_list("x-request-id") == [given]
        assert told.json()["instance"] == f"/requests/{given}"


def test_an_id_that_is_none_is_replaced(served: Served) -> None:
    for given in ("", "x" * 65, "a b", "a;b", "<script>", "é", "一"):
        told = served.client.get("/healthz", headers=[(b"X-Request-ID", given.encode())])
        assert re.fullmatch("[0-9a-f]{16}", told.headers["x-request-id"]), given


def test_the_guards_are_within(served: Served) -> None:
    told = served.client.get("/v1/status", headers={"Host": "evil.example", "X-Request-ID": "mine"})
    assert (told.status_code, told.headers["x-request-id"]) == (421, "mine")
    assert told.json()["instance"] == "/requests/mine"


# --- languages ------------------------------------------------------------------------------------------


WANTED = {
    "zh-CN,zh;q=0.9,en;q=0.8": True,
    "en-US, zh;q=0.1": False,
    "zh;q=0.2, en;q=0.1, fr": True,
    "fr-CH, fr;q=0.9": False,
    "*": False,
    "en;q=0, *": True,
    "zh;q=0, en;q=0": False,
    "zh;q=x, \x80;;q=2": False,
    "x," * 5000 + "zh": False,
}


def test_the_language_of_a_request(served: Served) -> None:
    for wanted, is_chinese in WANTED.items():
        headers = [(b"Accept-Language", wanted.encode("latin-1"))]
        told = served.client.post("/v1/search", json={"query": "？"}, headers=headers)
        assert bool(re.search("[一-鿿]{4}", told.json()["detail"])) is is_chinese, wanted[:40]


def test_the_language_goes_along_into_threads(served: Served) -> None:
    asked = {"question": "月球背面最大的陨石坑叫什么名字？"}
    for headers in ({}, STREAM):
        for language, word in (("zh", "段落"), ("en", "passage")):
            told = served.client.post("/v1/ask", json=asked, headers={**headers, "Accept-Language": language})
            assert word in told.text


# --- the line of a request ------------------------------------------------------------------------------


def test_a_line_for_each_request(served: Served, log: Log) -> None:
    told = served.client.post("/v1/ask", json=QUESTION, headers={"X-Request-ID": "mine"})
    [line] = log.requests()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line.pop("time"))
    assert 0 < line.pop("ms") < 10_000
    assert line == {
        "level": "info",
        "message": "request",
        "id": "mine",
        "method": "POST",
        "route": "/v1/ask",
        "status": 200,
        "bytes": len(told.content),
        "client": "127.0.0.1",
        "outcome": "answered",
        "mode": "extractive",
    }


def test_the_page_lists_the_fields(log: Log) -> None:
    full = Record("id", "GET", "127.0.0.1", route="/", status=200, hung_up=True)
    for each in dataclasses.fields(full):
        if getattr(full, each.name) is None:
            setattr(full, each.name, each.name)
    logs.requests.info("request", extra={"request": full})
    text = (Path(__file__).parents[2] / "docs/observing.md").read_text(encoding="utf-8")
    table, example = (
        re.findall(r"^\| Field (?:.+\n)+", text, re.MULTILINE)[0],
        re.findall(r"^{.*}$", text, re.MULTILINE)[0],
    )
    [line] = log.lines()
    assert sorted(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) == sorted(line)
    assert json.loads(example).keys() <= line.keys()


def test_a_path_is_told_by_its_template(served: Served, log: Log) -> None:
    for path in ("/v1/articles/secret-title?chunks=secret", "/secret", "/v1/articles/secret/note"):
        served.client.get(path)
    served.client.get("/v1/articles/secret", headers={"Host": "evil.example"})
    lines = log.requests(4)
    assert [line["route"] for line in lines[1:3]] == ["(unknown)", "/v1/articles/{reference}/note"]
    assert {line["route"] for line in (lines[0], lines[3])} == {"/v1/articles/{reference}"}
    assert [line["problem"] for line in lines][1:] == ["ResourceUnknown", "ArticleUnknown", "HostUnknown"]
    assert "secret" not in log.getvalue()


def test_the_key_is_told_by_its_name(serve: Serve, log: Log) -> None:
    served = serve()
    key, secret = served.service.keys.add("编辑部")
    served.client.get("/v1/articles", headers={"Authorization": f"Bearer {secret}"})
    served.client.get("/v1/articles", headers={"Authorization": f"Bearer {secret[:-1]}"})
    served.client.get(f"/v1/articles?key={secret}")
    right, wrong, missing = log.requests(3)
    assert (right["key"], right["key_name"], right["status"]) == (key.id, "编辑部", 200)
    assert (wrong["problem"], missing["problem"]) == ("KeyWrong", "KeyMissing")
    assert "key" not in wrong
    assert secret.split("_", 2)[2][:-1] not in log.getvalue()


def test_nothing_that_was_said_is_told(serve: Serve, openai_server: OpenAIServer, log: Log) -> None:
    openai_server.chat = answer(f"2018年起，{SECRET}由人民银行集中存管[1]。")
    served = serve(llm_base_url=openai_server.url, llm_api_key="a-key-of-the-model")
    for headers in ({}, STREAM):
        assert SECRET in served.client.post("/v1/ask", json=QUESTION, headers=headers).text
    served.client.post("/v1/search", json={"query": SECRET})
    served.client.post("/v1/search", json={"query": SECRET, SECRET: SECRET})
    served.client.post("/v1/check", json={"text": f"{SECRET}归商户。"})
    openai_server.chat = lambda exchange: exchange.reply_json({"error": {"message": str(exchange.json)}}, 400)
    served.client.post("/v1/ask", json={**QUESTION, "mode": "generative"})
    assert [line["status"] for line in log.requests(6)] == [200, 200, 200, 422, 200, 502]
    assert SECRET not in log.getvalue()
    [failed] = [line for line in log.lines() if line["message"].startswith("request failed")]
    assert (
        failed["message"]
        == f"request failed: ServerRefused(url={openai_server.url}, model=test-model, status=400)"
    )
    assert failed["id"] == log.requests()[-1]["id"]


def test_what_was_said_is_told_where_it_may_be(serve: Serve, install: Install) -> None:
    log = install(with_text=True)
    serve(serve_log_text=True).client.post("/v1/ask", json=QUESTION)
    [line] = log.requests()
    assert line["question"] == QUESTION["question"]
    assert SECRET in line["answer"]


# --- clients that go away -------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, STREAM])
def test_a_client_that_hangs_up(
    serve: Serve, openai_server: OpenAIServer, log: Log, headers: dict[str, str]
) -> None:
    openai_server.chat = hang("2018年起，备付金由人民银行集中存管[1]。")
    served = serve(llm_base_url=openai_server.url)
    with (
        httpx.Client(base_url=served.url, timeout=0.7, trust_env=False) as client,
        pytest.raises(httpx.ReadTimeout),
    ):
        client.post("/v1/ask", json=QUESTION, headers=headers)
    [line] = log.requests()
    assert line["hung_up"] is True
    assert line["status"] == (200 if headers else 499)
    assert served.service.observation.metrics.in_flight._value.get() == 0


# --- what fails inside ----------------------------------------------------------------------------------


def test_a_failure_inside(served: Served, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(query: str, **_: object) -> None:
        try:
            raise KeyError(query)
        except KeyError as error:
            raise ValueError(f"cannot find {query}") from error

    monkeypatch.setattr(served.assistant, "search", fail)
    told = served.client.post("/v1/search", json={"query": SECRET}, headers={"X-Request-ID": "mine"})
    assert (told.status_code, told.json()["code"]) == (500, "InternalError")
    [line] = log.requests()
    assert (line["level"], line["status"], line["problem"]) == ("error", 500, "InternalError")
    [failed] = log.failures()
    assert (failed["level"], failed["id"]) == ("error", "mine")
    assert [each["error"] for each in failed["errors"]] == ["ValueError", "KeyError"]
    assert "test_observing.py" in failed["errors"][0]["at"][-1]
    assert failed["errors"][0]["at"][-1].endswith(" fail")
    assert SECRET not in log.getvalue()


def test_a_failure_in_a_stream(served: Served, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(served.assistant, "steadily", fail)
    told = served.client.post("/v1/ask", json=QUESTION, headers=STREAM)
    assert "event: problem" in told.text
    [line] = log.requests()
    assert (line["status"], line["problem"]) == (200, "InternalError")
    assert len(log.failures()) == 1
    assert SECRET not in log.getvalue()


def test_a_guard_that_fails(served: Served, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device", f"/tmp/{SECRET}")

    monkeypatch.setattr(served.service.keys, "find", fail)
    monkeypatch.setattr(type(served.service.keys), "are_needed", True)
    told = served.client.get("/v1/articles", headers={"Authorization": "Bearer zj_00000000_" + "A" * 43})
    assert (told.status_code, told.json()["code"]) == (500, "InternalError")
    assert told.json()["instance"] == f"/requests/{told.headers['x-request-id']}"
    [failed] = log.failures()
    assert failed["errors"][0]["error"] == "OSError(28, No space left on device)"
    assert SECRET not in log.getvalue()


class Shape(pydantic.BaseModel):
    number: int


def test_errors_that_quote_what_they_were_given() -> None:
    chroma = LibraryDamaged(store="/srv/store", problem=f"cannot read {SECRET}")
    refused = ServerRefused(url="http://user:password@127.0.0.1/v1", model="m", status=400, problem=SECRET)
    with pytest.raises(pydantic.ValidationError) as quoting:
        Shape.model_validate({"number": SECRET})
    quoting.value.add_note(SECRET)
    try:
        raise chroma from quoting.value
    except LibraryDamaged as error:
        told = described(ExceptionGroup(SECRET, [error, UnicodeError(SECRET)]))
    assert [each["error"] for each in told] == [
        "ExceptionGroup",
        "LibraryDamaged(store=/srv/store)",
        "UnicodeError",
        "pydantic_core._pydantic_core.ValidationError",
    ]
    assert SECRET not in json.dumps(told, ensure_ascii=False)
    assert named(refused) == "ServerRefused(url=http://****@127.0.0.1/v1, model=m, status=400)"
    assert SECRET in named(chroma, with_text=True)
    loop = ValueError()
    loop.__cause__ = loop
    assert len(described(loop)) == 1


def test_other_loggers(install: Install) -> None:
    for with_text in (False, True):
        log = install(with_text=with_text)
        logging.getLogger("chromadb.api").warning("Add of existing %s", SECRET)
        logging.getLogger("asyncio").error(
            f"exception was never retrieved: {SECRET}", exc_info=ValueError(SECRET)
        )
        logging.getLogger("httpx").info("POST http://127.0.0.1/%s", SECRET)
        logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
        warning, error, own = log.lines()
        assert (SECRET in log.getvalue()) is with_text
        assert (warning["message"] == logs.WITHHELD) is not with_text
        assert (warning["logger"], warning["level"]) == ("chromadb.api", "warning")
        assert warning["at"].startswith("test_observing:")
        assert error["errors"][0]["error"].startswith("ValueError")
        assert own["message"] == "Invalid HTTP request received."


def test_warnings_of_the_core(serve: Serve, log: Log, tmp_path: Path) -> None:
    (tmp_path / "log.sqlite3").mkdir()
    served = serve(log=tmp_path / "log.sqlite3")
    served.client.post("/v1/ask", json=QUESTION, headers={"X-Request-ID": "mine"})
    log.requests()
    [warning] = [line for line in log.lines() if line["level"] == "warning"]
    assert (warning["message"], warning["id"]) == ("LogUnusable", "mine")


def test_a_thread_that_fails(log: Log) -> None:
    def fail() -> None:
        raise ValueError(SECRET)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    [line] = log.lines()
    assert line["errors"][0]["error"] == "ValueError"
    assert SECRET not in log.getvalue()


def test_keys_are_in_no_log(install: Install) -> None:
    for is_terminal in (False, True):
        log = install(with_text=True, is_terminal=is_terminal)
        said = "a-key-of-the-model and sk-0123456789abcdef"
        logging.getLogger("openai").warning("sent %s", said)
        logging.getLogger("qa.service").error("failed", exc_info=ValueError(said))
        assert "key-of" not in log.getvalue()
        assert "0123" not in log.getvalue()


# --- what one must not be able to write into it -----------------------------------------------------------


BAD = '\r\n{"level": "error"}\x1b[31m\x9b2J\u2028\u202e\x00\x7f\ud800"'


@pytest.mark.parametrize("is_terminal", [False, True])
def test_one_line_is_one_line(install: Install, is_terminal: bool) -> None:
    log = install(with_text=True, is_terminal=is_terminal)
    record = Record("id", BAD, BAD, route=BAD, key_name=BAD, question=BAD, answer=BAD, problem=BAD)
    logs.requests.info("request", extra={"request": record})
    logging.getLogger("qa.service").warning("failed: %s", BAD)
    logging.getLogger(f"some.{BAD}").warning(BAD)
    text = log.getvalue()
    assert len(text.splitlines()) == 3
    assert text.replace("\n", "").isprintable()
    assert "\\u001b[31m" in text
    if not is_terminal:
        assert log.lines()[0]["question"] == BAD


def test_what_clients_send_stays_on_its_line(served: Served, log: Log) -> None:
    where = urlsplit(served.url)
    assert where.hostname
    assert where.port
    bad, good = b"X-Request-ID: a\x1b[31m", b"X-Request-ID: a%1b[31m"
    for line, header in (
        (b"GET / HTTP/1.1", bad),
        (b"GET /\x1b[31m%0a%0d HTTP/1.1", good),
        (b"GET /a%1b%5b31m HTTP/1.1", good),
        (b"BR\x1bEW / HTTP/1.1", good),
    ):
        with socket.create_connection((where.hostname, where.port), 5) as connection:
            connection.sendall(b"%b\r\nHost: 127.0.0.1\r\n%b\r\nConnection: close\r\n\r\n" % (line, header))
            while connection.recv(65536):
                pass
    log.requests()
    assert all(isinstance(line, dict) for line in log.lines())
    assert log.getvalue().replace("\n", "").isprintable()
    assert "31m" not in log.getvalue()


# --- for a terminal -------------------------------------------------------------------------------------


def test_a_line_to_read(served: Served, install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    log = install(is_terminal=True)
    served.client.post("/v1/ask", json=QUESTION, headers={"X-Request-ID": "mine"})
    monkeypatch.setattr(served.assistant, "search", lambda *_, **__: 1 / 0)
    served.client.post("/v1/search", json={"query": SECRET})
    until = time.monotonic() + 20
    while log.getvalue().count("/v1/") < 2 and time.monotonic() < until:
        time.sleep(0.01)
    text = log.getvalue()
    assert re.search(
        r"^\d\d:\d\d:\d\d info +200 POST /v1/ask \d+ ms \d+ bytes answered extractive client=127\.0\.0\.1 id=mine$",
        text,
        re.MULTILINE,
    )
    assert re.search(r"^\d\d:\d\d:\d\d error +qa\.service: request failed inside id=", text, re.MULTILINE)
    assert re.search(r"^    ZeroDivisionError\n        \S+:\d+ ", text, re.MULTILINE)


# --- the process ----------------------------------------------------------------------------------------


def test_every_line_of_the_process_is_of_the_log(tmp_path: Path) -> None:
    environment = {
        "QA_HOME": str(tmp_path),
        "QA_EMBEDDER": "use",
        "QA_LANG": "zh",
        "PATH": "",
        "HOME": str(tmp_path),
    }
    with subprocess.Popen(
        [Path(sys.executable).with_name("qa"), "serve", "--port", "0"],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        try:
            assert process.stderr is not None
            lines: list[str] = []
            for line in process.stderr:
                lines.append(line)
                if found := re.search(r"http://127\.0\.0\.1:\d+(?= )", line):
                    break
            assert found, lines
            assert httpx.get(f"{found[0]}/?q={SECRET}", trust_env=False).status_code == 200
        finally:
            process.terminate()
        lines += process.stderr.readlines()
    told = [json.loads(line) for line in lines]
    assert [line["route"] for line in told if line["message"] == "request"] == ["/"]
    assert {line["level"] for line in told} == {"info"}
    assert SECRET not in "".join(lines)
