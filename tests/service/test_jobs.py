"""Jobs: followed, stopped, made to wait, and gone on with after whatever end of the service."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import filelock
import pytest

from qa.assistant import Assistant
from qa.errors import ServerUnreachable
from qa.indexing import writer
from qa.indexing.vectors import VectorStore
from qa.service.jobs import job as one_job
from qa.service.jobs import kept as kept_jobs
from qa.service.jobs import running as running_jobs
from qa.service.jobs.running import Jobs
from qa.service.service import Service, make_service
from qa.service.uploads.spool import Spool, SpooledFile, found_spools, new_spool
from qa.settings import Settings
from tests.cheap_embedder import CheapEmbedder
from tests.e2e.serving import Serving
from tests.service.conftest import Serve, Served, running
from tests.service.sending import article, ended, kept, outcomes, put_in, send, until


@pytest.fixture(autouse=True)
def told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small articles are not gathered for a second before they are written, and told of."""
    monkeypatch.setattr(writer, "_FLUSH_SECONDS", 0.0)


def many(count: int, *, first: int = 0) -> list[tuple[str, bytes]]:
    return [(f"{n}.md", article(f"第{n}篇")) for n in range(first, first + count)]


def slow(home: Path, *, pause: float = 0.03, patience: float | None = None) -> Service:
    """Return a service that takes its time for each article."""
    service = make_service(Settings(home=home), embedder=CheapEmbedder(pause=pause))
    if patience is not None:
        service.jobs._patience = patience
    return service


def looked_at(served: Served, job: str) -> Callable[[], dict[str, Any]]:
    return lambda: served.client.get(f"/v1/jobs/{job}").json()


def titles(served: Served) -> set[str]:
    listed = served.client.get("/v1/articles", params={"limit": 1000}).json()["articles"]
    return {record["title"] for record in listed}


def changes(served: Served, job: str) -> Iterator[dict[str, Any]]:
    with served.client.stream("GET", f"/v1/jobs/{job}", headers={"accept": "text/event-stream"}) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        lines = response.iter_lines()
        for line in lines:
            if line.startswith("event: "):
                assert line == "event: job"
                yield json.loads(next(lines).removeprefix("data: "))


# --- looking on -----------------------------------------------------------------------------------------


def test_a_job_is_followed_to_its_end(serve: Serve, tmp_path: Path) -> None:
    served = serve(slow(tmp_path / "home"))
    sent = send(served, many(20)).json()
    assert sent["status"] in ("waiting", "running")
    assert (sent["done"], sent["total"], sent["items"], sent["ended"]) == (0, 20, [], None)
    began = time.monotonic()
    seen = list(changes(served, sent["id"]))
    assert len(seen) <= 5 * (time.monotonic() - began) + 3
    assert {job["id"] for job in seen} == {sent["id"]}
    assert [job["status"] for job in seen if job["status"] == "running"]
    assert any(job["current"] and job["progress"]["total"] for job in seen)
    done = [job["done"] for job in seen]
    assert done == sorted(done)
    last = seen[-1]
    assert (last["status"], last["done"], last["progress"], last["current"]) == ("done", 20, None, None)
    assert last["ended"] > last["at"]
    # Of a job that is over, the end is told at once.
    assert list(changes(served, sent["id"])) == [last]
    assert served.client.get(f"/v1/jobs/{sent['id']}").json() == last


def test_the_list_has_the_latest_first_and_no_items(served: Served) -> None:
    jobs = [put_in(served, many(1, first=n))["id"] for n in range(3)]
    listed = served.client.get("/v1/jobs").json()["jobs"]
    assert [job["id"] for job in listed] == jobs[::-1]
    assert all(job["items"] == [] and job["outcomes"] == {"added": 1} for job in listed)
    assert len(served.client.get("/v1/jobs?limit=2").json()["jobs"]) == 2
    assert served.client.get("/v1/jobs?limit=0").status_code == 422


@pytest.mark.parametrize("id", ["0123456789abcdef", "..%2F..%2Fconfig", "x" * 60])
def test_no_such_job(served: Served, id: str) -> None:
    for method in ("GET", "DELETE"):
        answer = served.client.request(method, f"/v1/jobs/{id}")
        assert answer.status_code == 404
        assert answer.json()["code"] in ("JobUnknown", "ResourceUnknown")


def test_of_many_items_those_that_failed_are_shown(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_job, "MOST_ITEMS", 3)
    job = put_in(served, [("bad.md", b""), *many(5)])
    assert (job["outcomes"], job["done"], job["total"]) == ({"failed": 1, "added": 5}, 6, 6)
    assert list(outcomes(job)) == ["bad.md", "3.md", "4.md"]


# --- one at a time --------------------------------------------------------------------------------------


def test_two_uploads_at_once(serve: Serve, tmp_path: Path) -> None:
    served = serve(slow(tmp_path / "home"))
    first, second = send(served, many(6)), send(served, many(6, first=6))
    assert looked_at(served, second.json()["id"])()["status"] == "waiting"
    jobs = [ended(served, sent) for sent in (first, second)]
    assert [job["outcomes"] for job in jobs] == [{"added": 6}, {"added": 6}]
    assert jobs[0]["ended"] <= jobs[1]["ended"]
    assert len(titles(served)) == 12


def test_the_line_is_bounded(serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running_jobs, "MOST_WAITING", 1)
    served = serve(slow(tmp_path / "home", pause=0.1))
    at_work = send(served, many(3))
    until(looked_at(served, at_work.json()["id"]), lambda job: job["status"] == "running")
    in_line = send(served, many(1, first=3))
    refused = send(served, many(1, first=4))
    assert (refused.status_code, refused.json()["code"]) == (429, "ServiceBusy")
    assert int(refused.headers["retry-after"]) > 0
    for sent in (at_work, in_line):
        assert ended(served, sent)["status"] == "done"
    assert put_in(served, many(1, first=4))["status"] == "done"


def test_it_waits_for_another_process_that_writes(served: Served) -> None:
    lock = filelock.FileLock(served.service.settings.home / "store" / "write.lock")
    with lock:
        sent = send(served, many(1))
        look = looked_at(served, sent.json()["id"])
        time.sleep(0.3)
        assert look()["status"] == "waiting"
        assert look()["error"] is None
    assert ended(served, sent)["outcomes"] == {"added": 1}


def test_it_does_not_wait_for_ever(serve: Serve, tmp_path: Path) -> None:
    served = serve(slow(tmp_path / "home", patience=0.2))
    put_in(served, many(1))
    with filelock.FileLock(tmp_path / "home" / "store" / "write.lock"):
        job = put_in(served, many(1, first=1))
    assert (job["status"], job["done"], job["error"]["code"]) == ("failed", 0, "LibraryLocked")
    assert str(tmp_path) not in str(job)
    assert kept(served) == []


def test_what_else_is_to_be_written_has_its_turn(serve: Serve, tmp_path: Path) -> None:
    served = serve(slow(tmp_path / "home", pause=0.05))
    put_in(served, [("old.md", article("旧文"))])
    sent = send(served, many(12))
    until(looked_at(served, sent.json()["id"]), lambda job: job["done"] > 0)
    assert served.client.delete("/v1/articles/旧文").status_code == 200
    assert looked_at(served, sent.json()["id"])()["status"] == "running"
    assert ended(served, sent)["outcomes"] == {"added": 12}
    assert "旧文" not in titles(served)


def test_those_who_remove_articles_at_once_wait_for_each_other(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_in(served, many(5))
    sweep = VectorStore.sweep

    def slowly(*arguments: Any) -> int:
        time.sleep(0.1)
        return sweep(*arguments)

    monkeypatch.setattr(VectorStore, "sweep", slowly)

    def remove(number: int) -> int:
        return served.client.delete(f"/v1/articles/第{number}篇").status_code

    with ThreadPoolExecutor(5) as threads:
        sent = send(served, many(1, first=5))
        # One of them is removed twice: the second time it is not there any more.
        removed = list(threads.map(remove, [0, 1, 2, 3, 3]))
    assert sorted(removed) == [200, 200, 200, 200, 404]
    assert ended(served, sent)["outcomes"] == {"added": 1}
    assert {"第4篇", "第5篇"} < titles(served)


# --- ends -----------------------------------------------------------------------------------------------


def test_stopped_while_it_runs(serve: Serve, tmp_path: Path) -> None:
    served = serve(slow(tmp_path / "home", pause=0.05))
    sent = send(served, many(20))
    path = sent.headers["location"]
    until(looked_at(served, sent.json()["id"]), lambda job: job["done"] >= 2)
    assert served.client.delete(path).status_code == 200
    job = ended(served, sent)
    assert job["status"] == "stopped"
    assert 2 <= job["done"] < 20
    assert set(job["outcomes"]) == {"added"}
    assert titles(served) == {item["title"] for item in job["items"]}
    assert kept(served) == []
    # Again, it changes nothing.
    assert served.client.delete(path).json() == job


def test_a_long_article_is_left_when_the_job_is_stopped(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running_jobs, "STOP_SECONDS", 0.1)
    served = serve(slow(tmp_path / "home", pause=0.1))
    long = article("长篇", "".join(f"这是第{n}句，讲的是渡口与桥，还有船。\n\n" for n in range(5000)))
    sent = send(served, [*many(2), ("long.md", long)])
    until(looked_at(served, sent.json()["id"]), lambda job: job["current"] == "long.md")
    served.client.delete(sent.headers["location"])
    job = ended(served, sent, seconds=5)
    assert (job["status"], job["outcomes"]) == ("stopped", {"added": 2})
    assert titles(served) == {"第0篇", "第1篇"}
    # The library is as good as before.
    assert put_in(served, many(1, first=2))["outcomes"] == {"added": 1}
    assert served.client.post("/v1/search", json={"query": "第2篇的正文"}).json()["passages"]


def test_stopped_while_it_waits(serve: Serve, tmp_path: Path) -> None:
    served = serve(slow(tmp_path / "home", pause=0.05))
    first, second = send(served, many(4)), send(served, many(4, first=4))
    stopped = served.client.delete(second.headers["location"]).json()
    assert (stopped["status"], stopped["done"]) == ("stopped", 0)
    assert ended(served, first)["outcomes"] == {"added": 4}
    assert len(titles(served)) == 4
    assert kept(served) == []


def test_what_concerns_all_of_it_fails_it(serve: Serve, tmp_path: Path) -> None:
    def fail(text: str) -> None:
        if "第3篇" in text:
            raise ServerUnreachable(url="http://10.0.0.8/v1", problem="refused")

    served = serve(make_service(Settings(home=tmp_path / "home"), embedder=CheapEmbedder(fail=fail)))
    job = put_in(served, many(6))
    assert (job["status"], job["outcomes"]) == ("failed", {"added": 3})
    assert (job["error"]["code"], "10.0.0.8" in str(job)) == ("ServerUnreachable", False)
    assert titles(served) == {"第0篇", "第1篇", "第2篇"}
    assert kept(served) == []


def test_what_is_our_fault_says_nothing_of_the_inside(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Assistant, "ingest_files", Mock(side_effect=ZeroDivisionError("/srv/secret")))
        job = put_in(served, many(1))
    assert (job["status"], job["error"]["code"], "secret" in str(job)) == ("failed", "InternalError", False)
    with monkeypatch.context() as patch:
        patch.setattr(Spool, "remove", Mock(side_effect=ZeroDivisionError("/srv/secret")))
        job = put_in(served, many(1))
    assert (job["status"], job["error"]["code"]) == ("failed", "InternalError")
    # The thread lives on.
    assert put_in(served, many(1, first=1))["status"] == "done"


# --- starting again -------------------------------------------------------------------------------------


def test_a_service_that_ends_goes_on_with_the_job_at_its_next_start(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with running(slow(home, pause=0.05)) as served:
        first, second = send(served, many(20)).json(), send(served, many(2, first=20)).json()
        before = until(looked_at(served, first["id"]), lambda job: job["done"] >= 3)
        began = time.monotonic()
    assert time.monotonic() - began < 5
    with running(slow(home, pause=0)) as served:
        jobs = [
            until(looked_at(served, job["id"]), lambda job: job["status"] == "done")
            for job in (first, second)
        ]
        assert [job["outcomes"] for job in jobs] == [{"added": 20}, {"added": 2}]
        assert [job["at"] for job in jobs] == [first["at"], second["at"]]
        assert [item["article"] for item in jobs[0]["items"]][:3] == [
            item["article"] for item in before["items"]
        ][:3]
        assert len(titles(served)) == 22
        assert kept(served) == []
        last = looked_at(served, first["id"])()
    # What is over is still known, also in another language.
    with running(slow(home)) as served:
        assert looked_at(served, first["id"])() == last
        assert [job["id"] for job in served.client.get("/v1/jobs").json()["jobs"]] == [
            second["id"],
            first["id"],
        ]


def test_what_was_stopped_is_not_gone_on_with(tmp_path: Path) -> None:
    home = tmp_path / "home"
    long = article("长篇", "".join(f"这是第{n}句，讲的是渡口与桥，还有船。\n\n" for n in range(5000)))
    with running(slow(home, pause=0.1)) as served:
        sent = send(served, [*many(2), ("long.md", long), *many(2, first=2)])
        until(looked_at(served, sent.json()["id"]), lambda job: job["current"] == "long.md")
        assert served.client.delete(sent.headers["location"]).json()["status"] == "running"
        # The service ends before the article in hand is done with.
    killed = new_spool(home / "uploads")
    killed.write_list([SpooledFile("a.md", "0")], {"at": "2026-03-02T08:00:00+00:00", "lang": "zh"})
    killed.give_up()
    killed.let_go()
    with running(slow(home)) as served:
        job = looked_at(served, sent.json()["id"])()
        assert (job["status"], job["outcomes"], job["total"]) == ("stopped", {"added": 2}, 5)
        job = looked_at(served, killed.id)()
        assert (job["status"], job["done"], job["total"]) == ("stopped", 0, 1)
        assert kept(served) == []


def test_what_failed_is_told_after_a_restart_in_the_language_of_who_asks(tmp_path: Path) -> None:
    with running(slow(tmp_path / "home")) as served:
        job = put_in(served, [("a.md", b""), ("b.html", b"<div>" * 300_000), ("c.doc", b"x")])
        assert set(outcomes(job).values()) == {"FileEmpty", "MarkupTooDeep", "FileKindUnknown"}
    with running(slow(tmp_path / "home")) as served:
        path = f"/v1/jobs/{job['id']}"
        assert served.client.get(path).json()["items"] == job["items"]
        said = served.client.get(path, headers={"accept-language": "zh"}).json()["items"][0]["error"][
            "message"
        ]
        assert said.startswith("a.md 是空文件")


def test_the_rest_of_an_upload_that_never_came_is_cleared_away(tmp_path: Path) -> None:
    home = tmp_path / "home"
    left = home / "uploads" / "0123456789abcdef"
    left.mkdir(parents=True)
    (left / "0").write_bytes(b"half a f")
    alien = home / "uploads" / "notes"
    alien.mkdir()
    for damage in ("{", "{}", '{"at": 1, "lang": "en", "files": []}', '{"files": [{"name": 1}]}'):
        folder = home / "uploads" / f"{len(damage):016x}"
        folder.mkdir()
        (folder / "upload.json").write_text(damage)
    (home / "jobs").mkdir()
    (home / "jobs" / f"{'f' * 16}.json").write_text("{")
    with running(slow(home)) as served:
        assert list((home / "uploads").iterdir()) == [alien]
        assert served.client.get("/v1/jobs").json() == {"jobs": []}
        assert put_in(served, many(1))["status"] == "done"


def test_two_services_over_one_library_leave_each_other_their_uploads(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with running(slow(home, pause=0.05)) as one:
        sent = send(one, many(8))
        with running(slow(home, pause=0)) as other:
            assert other.client.get(sent.headers["location"]).status_code == 404
            assert put_in(other, many(2, first=8))["outcomes"] == {"added": 2}
        assert ended(one, sent)["outcomes"] == {"added": 8}


def test_a_service_that_starts_while_another_takes_and_ends_uploads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = iter(["0" * 16, "1" * 16])
    monkeypatch.setattr("qa.service.uploads.spool.secrets.token_hex", lambda _: next(names))
    other = Spool(tmp_path / ("0" * 16))
    try:
        made = new_spool(tmp_path)  # the other one was quicker
        assert made.id == "1" * 16
        made.let_go()
        (tmp_path / ("2" * 16)).symlink_to(tmp_path / "gone")
        found = list(found_spools(tmp_path))
        assert [each.id for each in found] == ["1" * 16]
        found[0].let_go()
    finally:
        other.let_go()


def test_few_jobs_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running_jobs, "MOST_KEPT", 3)
    home = tmp_path / "home"
    with running(slow(home, pause=0)) as served:
        jobs = [put_in(served, many(1, first=n))["id"] for n in range(5)]
        assert [job["id"] for job in served.client.get("/v1/jobs").json()["jobs"]] == jobs[:1:-1]
        assert {file.stem for file in (home / "jobs").iterdir()} == set(jobs[2:])
    # Nor are they kept for ever.
    monkeypatch.setattr(kept_jobs, "KEPT_DAYS", 0)
    assert Jobs(served.assistant, home)._kept.all() == []
    assert list((home / "jobs").iterdir()) == []


# --- the real thing -------------------------------------------------------------------------------------


def test_kill_9_in_the_middle_of_a_job_loses_nothing(tmp_path: Path) -> None:
    text = "渡口是路的起点，船是最早的车，桥是后来的事。" * 10
    files = [("files", (f"{n}.md", article(f"第{n}篇", f"第{n}篇。{text}"))) for n in range(8)]
    home = tmp_path / "home"
    with Serving(home) as service:
        sent = service.client.post("/v1/articles", files=files)
        assert sent.status_code == 202
        path = sent.headers["location"]
        before = until(lambda: service.client.get(path).json(), lambda job: job["done"] >= 2, 30)
        assert before["status"] == "running"
        service.tell(signal.SIGKILL)
        service.end()
    with Serving(home) as service:
        job = until(lambda: service.client.get(path).json(), lambda job: job["status"] == "done", 60)
        assert job["done"] == job["total"] == 8
        # An article that was stored, but not taken note of, is found unchanged.
        assert set(job["outcomes"]) <= {"added", "unchanged"}
        assert job["outcomes"]["added"] >= before["done"]
        assert len({item["article"] for item in job["items"]}) == 8
        assert service.client.get("/v1/articles").json()["total"] == 8
        assert list((home / "uploads").iterdir()) == []
        service.tell(signal.SIGTERM)
        assert service.end() == 0
