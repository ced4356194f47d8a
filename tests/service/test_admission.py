"""Who is let in: keys, scopes, rates and quotas, over HTTP."""

from __future__ import annotations

import datetime as dt
import hmac
import json
import logging
import re
import socket
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from qa.service.access.keys import Keys
from qa.service.guards import admission
from qa.service.guards.scopes import READING_POSTS, needed
from tests.service.conftest import Serve, Served

SEARCH = {"query": "基础设施"}


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture
def closed(serve: Serve) -> tuple[Served, str, str]:
    """A service with two keys: one that may read, one that may write."""
    served = serve()
    reading = served.service.keys.add("reader")[1]
    writing = served.service.keys.add("writer", scope="write")[1]
    return served, reading, writing


def ask(served: Served, **headers: str) -> httpx.Response:
    return served.client.post("/v1/search", json=SEARCH, headers=headers)


def problem(response: httpx.Response) -> tuple[int, str]:
    assert response.headers["content-type"] == "application/problem+json"
    shape = response.json()
    assert shape["status"] == response.status_code
    return response.status_code, shape["code"]


def test_without_keys_this_machine_is_let_in(served: Served) -> None:
    assert ask(served).status_code == 200
    # Programs that always send a key need not be told.
    assert ask(served, **bearer("none")).status_code == 200
    assert "ratelimit-limit" not in ask(served).headers
    # But not whom a proxy on this machine brings from elsewhere.
    for elsewhere in ("203.0.113.7", "2001:db8::7", "203.0.113.7, 127.0.0.1"):
        assert problem(ask(served, **{"X-Forwarded-For": elsewhere})) == (401, "KeyMissing")
    assert problem(ask(served, Forwarded="for=203.0.113.7")) == (401, "KeyMissing")
    assert problem(ask(served, **{"X-Real-IP": "203.0.113.7"})) == (401, "KeyMissing")
    assert ask(served, **{"X-Forwarded-For": "127.0.0.1"}).status_code == 200


def test_wrong_missing_and_right_keys(closed: tuple[Served, str, str]) -> None:
    served, reading, _ = closed
    missing = ask(served)
    assert problem(missing) == (401, "KeyMissing")
    assert missing.headers["www-authenticate"].startswith("Bearer")
    id_, secret = reading.split("_", 2)[1:]
    for wrong in (
        "x",
        "zj_",
        reading[:-1],
        reading + "x",
        f"zj_00000000_{secret}",
        f"zj_{id_}_{'A' * 43}",
    ):
        assert problem(ask(served, **bearer(wrong))) == (401, "KeyWrong"), wrong
    assert problem(ask(served, Authorization="Basic eDp5")) == (401, "KeyMissing")
    for right in (bearer(reading), {"Authorization": f"bearer  {reading}"}, {"X-API-Key": reading}):
        assert ask(served, **right).status_code == 200
    # A proxy's own password beside our key.
    assert ask(served, Authorization="Basic eDp5", **{"X-API-Key": reading}).status_code == 200
    two = [("Authorization", f"Bearer {reading}"), ("Authorization", "Bearer x")]
    assert problem(served.client.post("/v1/search", json=SEARCH, headers=two)) == (401, "KeyWrong")
    in_the_address = served.client.post(f"/v1/search?key={reading}", json=SEARCH)
    assert problem(in_the_address) == (401, "KeyMissing")


def test_a_key_that_may_only_read(closed: tuple[Served, str, str]) -> None:
    served, reading, writing = closed
    writes = [
        ("POST", "/v1/articles"),
        ("DELETE", "/v1/articles/a"),
        ("PUT", "/v1/articles/a/note"),
        ("DELETE", "/v1/jobs/1"),
    ]
    for method, path in writes:
        refused = served.client.request(method, path, headers=bearer(reading))
        assert problem(refused) == (403, "ScopeTooNarrow"), path
        assert served.client.request(method, path, headers=bearer(writing)).status_code not in (401, 403)


def test_what_anybody_may_read(closed: tuple[Served, str, str]) -> None:
    served, reading, _ = closed
    for path in ("/healthz", "/openapi.json", "/"):
        assert served.client.get(path).status_code == 200, path
    assert served.client.get("/readyz").status_code in (200, 503)  # it may be warming up
    for path in (
        "/v1/articles",
        "/metrics",
        "/v1/nothing",
        "/nothing",
        "//v1/articles",
        "/page/../v1/articles",
    ):
        refused = served.client.send(served.client.build_request("GET", served.url + path))
        assert refused.status_code in (401, 404), path
        assert "桥" not in refused.text
    assert served.client.get("/v1/nothing", headers=bearer(reading)).status_code == 404


def test_every_route_that_reads_is_known(served: Served) -> None:
    """What is asked for with POST, and would need a key that may write, is meant to."""
    paths = served.client.get("/openapi.json").json()["paths"]
    writing = {
        (method.upper(), path)
        for path, methods in paths.items()
        for method in methods
        if needed(method.upper(), path) == "write"
    }
    assert {path for method, path in writing if method == "POST"} <= {"/v1/articles"}
    assert READING_POSTS & set(paths)


def test_expired_and_revoked_keys(closed: tuple[Served, str, str]) -> None:
    served, _, _ = closed
    keys = served.service.keys
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=0.3)
    _, short = keys.add("short", expires=soon)
    assert ask(served, **bearer(short)).status_code == 200
    time.sleep(0.3)
    assert problem(ask(served, **bearer(short))) == (401, "KeyWrong")
    # By another process, as `qa keys revoke` does it.
    others = Keys(served.service.settings.home)
    _, fresh = others.add("fresh")
    assert ask(served, **bearer(fresh)).status_code == 200
    others.revoke("fresh")
    assert problem(ask(served, **bearer(fresh))) == (401, "KeyWrong")


def test_no_key_left_closes_the_door(closed: tuple[Served, str, str]) -> None:
    served, reading, _ = closed
    keys = served.service.keys
    for name in ("reader", "writer"):
        keys.revoke(name)
    assert problem(ask(served)) == (401, "KeyMissing")
    assert problem(ask(served, **bearer(reading))) == (401, "KeyWrong")
    keys.path.unlink()
    assert problem(ask(served)) == (401, "KeyMissing")


def test_a_broken_file_closes_the_door(
    closed: tuple[Served, str, str], caplog: pytest.LogCaptureFixture
) -> None:
    served, reading, _ = closed
    whole = served.service.keys.path.read_bytes()
    for broken in (b"", b"{", b"[]", b'{"keys": [{}]}', whole[:-20], b"\xff\xfe"):
        served.service.keys.path.write_bytes(broken)
        with caplog.at_level(logging.ERROR, "qa.service"):
            refused = ask(served, **bearer(reading))
        assert problem(refused) == (503, "KeysUnusable"), broken
        assert refused.headers["retry-after"]
        assert str(served.service.settings.home) not in refused.text
        assert problem(ask(served)) == (401, "KeyMissing")
        assert served.client.get("/healthz").status_code == 200
    assert "keys.json" in caplog.text
    served.service.keys.path.write_bytes(whole)
    assert ask(served, **bearer(reading)).status_code == 200


def test_the_key_is_refused_before_the_body_is_read(closed: tuple[Served, str, str]) -> None:
    served, reading, _ = closed
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while sent < 400_000_000:
            sent += 65_536
            yield b"x" * 65_536

    refused = served.client.post("/v1/articles", content=endless(), headers=bearer(reading))
    assert problem(refused) == (403, "ScopeTooNarrow")
    assert refused.headers["connection"] == "close"


def test_many_wrong_keys_and_a_right_one(
    closed: tuple[Served, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admission, "WRONG_A_MINUTE", 5)
    served, reading, _ = closed
    codes = [problem(ask(served, **bearer("wrong"))) for _ in range(8)]
    assert codes == [(401, "KeyWrong")] * 5 + [(429, "RateExceeded")] * 3
    assert 1 <= int(ask(served, **bearer("wrong")).headers["retry-after"]) <= 60
    assert ask(served, **bearer(reading)).status_code == 200, "nobody locks out the others"


def test_the_rate_of_a_key(closed: tuple[Served, str, str]) -> None:
    served, reading, _ = closed
    _, slow = served.service.keys.add("slow", rate=3)
    answers = [ask(served, **bearer(slow)) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert [answer.headers["ratelimit-remaining"] for answer in answers[:3]] == ["2", "1", "0"]
    assert answers[0].headers["ratelimit-limit"] == "3"
    assert answers[0].headers["ratelimit-policy"] == "3;w=60"
    assert problem(answers[3]) == (429, "RateExceeded")
    assert 1 <= int(answers[3].headers["retry-after"]) <= 60
    assert ask(served, **bearer(reading)).status_code == 200, "one key's requests are not another's"


def test_the_quota_of_a_key_outlives_the_service(serve: Serve, closed: tuple[Served, str, str]) -> None:
    served, _, _ = closed
    _, few = served.service.keys.add("few", quota=2)
    first, second, third = (ask(served, **bearer(few)) for _ in range(3))
    assert (first.status_code, second.status_code) == (200, 200)
    assert (first.headers["ratelimit-limit"], first.headers["ratelimit-remaining"]) == ("2", "1")
    assert first.headers["ratelimit-policy"] == "600;w=60, 2;w=86400"
    assert problem(third) == (429, "QuotaSpent")
    assert 1 <= int(third.headers["retry-after"]) <= 86400
    again = serve(served.service.settings)
    assert problem(ask(again, **bearer(few))) == (429, "QuotaSpent")


def test_a_thousand_requests_in_a_second(serve: Serve) -> None:
    served = serve(serve_rate=200)
    _, secret = served.service.keys.add("crowd")
    _, other = served.service.keys.add("other")

    address = served.client.base_url
    body = json.dumps(SEARCH).encode()
    request = (
        f"POST /v1/search HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {secret}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    ).encode()

    def hundred(_: int) -> bytes:
        with socket.create_connection((address.host, address.port or 80), 20) as connection:
            one = request + b"\r\n" + body
            connection.sendall(one * 99 + request + b"Connection: close\r\n\r\n" + body)
            return b"".join(iter(lambda: connection.recv(65_536), b""))

    with ThreadPoolExecutor(10) as pool:
        answers = b"".join(pool.map(hundred, range(10)))
    codes = Counter(re.findall(rb"HTTP/1\.1 (\d{3}) ", answers))
    assert codes == {b"200": 200, b"429": 800}
    assert answers.count(b"\r\nretry-after: ") == 800
    assert ask(served, **bearer(other)).status_code == 200


def test_the_key_is_never_told(
    closed: tuple[Served, str, str], caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    served, reading, writing = closed
    wrong = f"zj_00000000_{'B' * 43}"
    with caplog.at_level(logging.DEBUG):
        for secret in (reading, writing, wrong):
            told = [
                ask(served, **bearer(secret)),
                served.client.post("/v1/ask", content=b"{", headers=bearer(secret)),
                served.client.get("/v1/articles/" + secret, headers=bearer(secret)),
                served.client.post("/v1/search", content=b"x" * 2_000_000, headers=bearer(secret)),
                served.client.post("/v1/search", json=SEARCH, headers={**bearer(secret), "Host": secret}),
                served.client.post("/v1/search", json=SEARCH, headers={**bearer(secret), "Origin": secret}),
            ]
            assert all(secret not in str(each.headers) for each in told)
            assert secret.rsplit("_", 1)[0] + "_" not in "".join(each.text for each in told)
    # The client of this test logs, too; and pytest listens to uvicorn.access, which nobody else does.
    ours = [
        {**vars(record), "request": str(getattr(record, "request", ""))}
        for record in caplog.records
        if record.name.startswith(("qa", "uvicorn.error"))
    ]
    written = str(ours) + "".join(capfd.readouterr())
    assert "request" in written
    for secret in (reading, writing, wrong):
        assert secret not in written
        assert secret.split("_", 2)[2] not in written
        assert secret.split("_", 2)[2].encode() not in served.service.keys.path.read_bytes()


def test_how_keys_are_compared(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """With hmac.compare_digest, once for each key that is tried, also where there is none of its id."""
    seen: list[tuple[str, str]] = []
    compare = hmac.compare_digest

    def compared(one: str, other: str) -> bool:
        seen.append((one, other))
        return compare(one, other)

    keys = Keys(tmp_path)
    _, secret = keys.add("one")
    monkeypatch.setattr("qa.service.access.keys.hmac.compare_digest", compared)
    tried = [secret, secret[:-1] + "x", f"zj_00000000_{'A' * 43}", "nonsense", ""]
    assert [keys.find(each) is not None for each in tried] == [True, False, False, False, False]
    assert len(seen) == len(tried)
    assert {len(each) for pair in seen for each in pair} == {64}


def test_a_read_only_key_may_ask_with_post(closed: tuple[Served, str, str]) -> None:
    served, reading, _ = closed
    asked = served.client.post("/v1/ask", json={"question": "什么是基础设施？"}, headers=bearer(reading))
    assert asked.status_code == 200
    assert asked.json()["status"] in ("answered", "refused")
