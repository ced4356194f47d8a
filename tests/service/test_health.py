"""/healthz and /readyz, and a service whose library, model or Chroma server is not there."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from qa.errors import LibraryMismatch, LibraryUnreachable
from qa.indexing import connection
from qa.service.running import watch
from qa.service.running.watch import Watch
from qa.service.service import make_service
from qa.settings import Settings
from tests.cheap_embedder import CheapEmbedder
from tests.e2e.test_chroma_server import ChromaServer
from tests.openai_server import OpenAIServer, hang_up
from tests.service.articles import write_all
from tests.service.conftest import Serve, Served

SEARCH = {"query": "渡船每天开几班"}
QUESTION = {"question": "渡船每天开几班？"}


@pytest.fixture(autouse=True)
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "LOOK_SECONDS", 0.05)


@pytest.fixture
def chroma(tmp_path: Path) -> Iterator[ChromaServer]:
    server = ChromaServer(tmp_path / "chroma")
    server.start()
    yield server
    server.stop()


def until(wanted: Callable[[], bool], seconds: float = 15) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not wanted():
        assert time.monotonic() < end
        time.sleep(0.02)


def failing(served: Served) -> dict[str, str]:
    """Return the checks of /readyz that fail."""
    response = served.client.get("/readyz")
    checks = response.json()["checks"]
    found = {check["name"]: check["detail"] for check in checks if not check["ok"]}
    assert response.status_code == (503 if found else 200)
    assert response.json()["status"] == ("not ready" if found else "ready")
    assert ("retry-after" in response.headers) is bool(found)
    return found


def is_shut(served: Served) -> bool:
    """Whether nobody is let through to the library any more."""
    try:
        served.service.watch.require_library()
    except LibraryUnreachable:
        return True
    return False


def test_ready_when_all_is_loaded(served: Served) -> None:
    assert served.client.get("/healthz").json() == {"status": "alive"}
    assert set(failing(served)) <= {"warm"}
    until(lambda: not failing(served))
    names = [check["name"] for check in served.client.get("/readyz").json()["checks"]]
    assert names == ["library", "words", "warm", "running"]


def test_not_ready_while_it_stops(served: Served) -> None:
    until(lambda: not failing(served))
    served.on_loop(served.service.ask_to_end)
    assert failing(served) == {"running": "stopping"}
    # What is there already is still answered.
    assert served.client.post("/v1/search", json=SEARCH).status_code == 200
    served.on_loop(served.service.end)
    for path, body in (("/v1/search", SEARCH), ("/v1/ask", QUESTION)):
        response = served.client.post(path, json=body)
        assert (response.status_code, response.json()["code"]) == (503, "ServiceStopping")
        assert response.headers["retry-after"] == "5"


def test_a_library_of_another_making(serve: Serve, stocked: Path, tmp_path: Path) -> None:
    import shutil

    home = Path(shutil.copytree(stocked, tmp_path / "home"))
    served = serve(make_service(Settings(home=home), embedder=CheapEmbedder("cheap/2")))
    until(
        lambda: (
            failing(served) == {"library": "LibraryMismatch", "words": "LibraryMismatch", "warm": "starting"}
        )
    )
    assert served.client.get("/healthz").status_code == 200
    # Only the name of what is wrong: the message has a path in it.
    assert str(home) not in served.client.get("/readyz").text
    with pytest.raises(LibraryMismatch, match="qa reindex"):
        served.assistant.count()


def test_a_chroma_server_that_goes_and_comes_back(
    serve: Serve, chroma: ChromaServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "_SERVER_SECONDS", 2.0)
    monkeypatch.setattr(connection, "_ANSWER_SECONDS", 0.3)
    served = serve(Settings(home=tmp_path / "home", store=chroma.url))
    served.assistant.ingest(write_all(tmp_path))
    until(lambda: not failing(served))
    expected = served.client.post("/v1/search", json=SEARCH).json()

    def search() -> httpx.Response:
        return served.client.post("/v1/search", json=SEARCH)

    def refused(response: httpx.Response) -> None:
        assert (response.status_code, response.json()["code"]) == (503, "LibraryUnreachable")
        assert int(response.headers["retry-after"]) > 0
        assert chroma.url not in response.text

    chroma.stop()
    refused(search())
    until(lambda: failing(served).get("library") == "LibraryUnreachable")
    refused(search())
    refused(served.client.post("/v1/ask", json=QUESTION))
    chroma.start()
    until(lambda: not failing(served))
    assert search().json() == expected

    assert chroma.process is not None
    others = set(threading.enumerate())  # those of services of other tests among them
    chroma.process.send_signal(signal.SIGSTOP)
    try:
        with ThreadPoolExecutor(60) as crowd:
            began = time.monotonic()
            waiting = [crowd.submit(search) for _ in range(60)]
            until(lambda: is_shut(served))
            # Whoever comes now does not wait at all,
            seen = time.monotonic()
            refused(search())
            assert served.client.get("/healthz").status_code == 200
            assert time.monotonic() - seen < 5
            # and whoever came before waits for one timeout, and not for one each.
            for response in waiting:
                refused(response.result(20))
            assert time.monotonic() - began < 20  # and not 60 timeouts, four at a time
        searching = [each for each in set(threading.enumerate()) - others if each.name.startswith("search")]
        assert len(searching) <= served.service.settings.serve_searches
    finally:
        chroma.process.send_signal(signal.SIGCONT)
    until(lambda: not failing(served))
    assert search().json() == expected


def test_a_model_that_is_down_is_done_without(serve: Serve) -> None:
    with OpenAIServer(hang_up()) as llm:
        served = serve(llm_base_url=llm.url)
    until(lambda: not failing(served))  # a model is no condition of being ready
    seconds = []
    for _ in range(5):
        began = time.monotonic()
        response = served.client.post("/v1/ask", json=QUESTION)
        seconds.append(time.monotonic() - began)
        answered: dict[str, Any] = response.json()
        assert response.status_code == 200
        assert answered["mode"] == "extractive"
        assert answered["fallback"]
        assert "六班" in answered["text"]
    assert max(seconds[-2:]) < 5


def test_a_look_that_does_not_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()

    class Silent:
        def count(self) -> int:
            released.wait(10)
            return 0

        def require_words(self) -> None:
            pass

        def warm_up(self) -> None:
            pass

    monkeypatch.setattr(watch, "STALE_SECONDS", 0.1)
    watching = Watch(Silent())  # type: ignore[arg-type]
    watching.start()
    try:
        until(lambda: any(check.name == "watch" and not check.ok for check in watching.checks()))
    finally:
        released.set()
        watching.close()


def test_who_is_let_through() -> None:
    unreachable = LibraryUnreachable(store="http://chroma", problem="?")
    mismatch = LibraryMismatch(store="http://chroma", field="id", stored="a", configured="b")
    problems: list[Exception | None] = [unreachable, unreachable, mismatch, None]
    watching = Watch(None)  # type: ignore[arg-type]
    shut = []
    for problem in problems:
        watching._found("library", problem)
        try:
            watching.require_library()
        except LibraryUnreachable:
            shut.append(True)
        else:
            shut.append(False)
    # One failure can be chance, and what is not a matter of the server is not told as one.
    assert shut == [False, True, False, False]
