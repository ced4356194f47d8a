"""Articles that are sent: what is taken, under which names, and that nothing is left of what is not."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qa.service.service import make_service
from qa.service.uploads import arriving, spool
from qa.settings import Settings
from tests.cheap_embedder import CheapEmbedder
from tests.service.conftest import Serve, Served, nothing_configured, running
from tests.service.sending import (
    article,
    connect,
    ended,
    kept,
    outcomes,
    put_in,
    send,
    until,
    zipped,
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One service for all that needs no library of its own."""
    folder = tmp_path_factory.mktemp("shared")
    with pytest.MonkeyPatch.context() as patch:
        nothing_configured(patch, folder)
        settings = Settings(home=folder / "library")
    with running(make_service(settings, embedder=CheapEmbedder())) as served:
        yield served


HTML = "<!doctype html><title>页</title><p>网页的正文。</p>"


def test_files_of_every_kind_in_one_upload(served: Served) -> None:
    job = put_in(
        served,
        [
            ("a.md", article("甲")),
            ("b.HTML", HTML.encode()),
            ("c.txt", "丙\n\n国标编码的正文，写于多年以前。".encode("gb18030")),
            ("d.zip", zipped([("2021/e.md", article("戊")), ("2021/图.png", b"\x89PNG")])),
        ],
    )
    assert job["status"] == "done"
    assert (job["done"], job["total"], job["error"], job["current"]) == (4, 4, None, None)
    assert outcomes(job) == dict.fromkeys(("a.md", "b.HTML", "c.txt", "2021/e.md"), "added")
    assert job["outcomes"] == {"added": 4}
    titles = {item["title"]: item["article"] for item in job["items"]}
    assert set(titles) == {"甲", "页", "c", "戊"}
    shown = served.client.get(f"/v1/articles/{titles['戊']}").json()
    assert shown["origin"] == "2021/e.md"
    assert "戊的正文" in shown["sections"][0]["text"]
    assert kept(served) == []
    # At once found by questions, too.
    assert (
        served.client.post("/v1/search", json={"query": "国标编码的正文"}).json()["passages"][0]["title"]
        == "c"
    )


def test_a_file_that_is_sent_again_is_the_next_version(served: Served) -> None:
    first = put_in(served, [("a.md", article("甲", "第一版。"))])["items"][0]
    again = put_in(served, [("a.md", article("甲", "第一版。"))])["items"][0]
    second = put_in(served, [("a.md", article("甲", "第二版。"))])["items"][0]
    assert [item["outcome"] for item in (first, again, second)] == ["added", "unchanged", "updated"]
    assert first["article"] == again["article"] == second["article"]


@pytest.mark.parametrize(
    ("content", "kind", "query", "path", "title"),
    [
        ("开头。\n\n## 一\n\n正文。", "text/markdown; charset=utf-8", "桥头", "桥头.md", "桥头"),
        (HTML, "text/html", "a.htm", "a.htm", "页"),
        ("# 一行", "text/plain", "../b", "b.txt", None),
        ("正文。", "text/plain", "v1.2", "v1.2.txt", "v1.2"),
    ],
)
def test_a_bare_text(
    shared: Served, content: str, kind: str, query: str, path: str, title: str | None
) -> None:
    sent = shared.client.post(
        "/v1/articles", params={"name": query}, content=content.encode(), headers={"content-type": kind}
    )
    job = ended(shared, sent)
    assert outcomes(job) == {path: "added" if title else "TextMissing"}
    assert job["items"][0]["title"] == title


def test_a_text_in_json(served: Served) -> None:
    job = ended(
        served, served.client.post("/v1/articles", json={"text": "没有标题的正文。", "name": "桥/与车"})
    )
    assert [(item["path"], item["title"]) for item in job["items"]] == [("桥/与车", "与车")]
    # A name that ends in .zip makes no zip file of a text.
    job = ended(served, served.client.post("/v1/articles", json={"text": "正文。", "name": "a.zip"}))
    assert outcomes(job) == {"a.zip": "added"}


def test_what_is_no_article_fails_by_itself(served: Served, tmp_path: Path) -> None:
    job = put_in(
        served,
        [
            ("empty.md", b""),
            ("junk.md", bytes(range(256)) * 40),
            ("photo.png", b"\x89PNG\r\n"),
            ("noending", article("无")),
            ("zip.md", zipped([("a.md", article("甲"))])),
            ("not.zip", b"PK\x03\x04 and nothing more"),
            ("deep.html", b"<div>" * 300_000),
            ("good.md", article("好")),
        ],
    )
    assert job["status"] == "done"
    assert outcomes(job) == {
        "empty.md": "FileEmpty",
        "junk.md": "FileBinary",
        "photo.png": "FileKindUnknown",
        "noending": "FileKindUnknown",
        "zip.md": "FileBinary",
        "not.zip": "ArchiveBroken",
        "deep.html": "MarkupTooDeep",
        "good.md": "added",
    }
    messages = {item["path"]: item["error"]["message"] for item in job["items"] if item["error"]}
    assert messages["photo.png"].startswith("photo.png does not end in")
    assert ".markdown" in messages["photo.png"]
    assert str(tmp_path) not in str(job)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../../a.md", "a.md"),
        ("..\\..\\a.md", "a.md"),
        ("/etc/cron.d/a.md", "a.md"),
        ("C:\\Users\\lin\\a.md", "a.md"),
        ("c:a.md", "a.md"),
        ("\\\\server\\share\\a.md", "a.md"),
        ("a\u202edm.exe.md", "adm.exe.md"),
        ("a\u200b\u2066.md", "a.md"),
        ("  a   b.md ", "a b.md"),
        ("文章/一.md", "文章/一.md"),
        ("长" * 1000 + ".md", "长" * 196 + "….md"),
        ("<b>&\"'.md", "<b>&%22'.md"),  # as clients write a quotation mark into a form
        ("con.md", "con.md"),
        ("upload.json.md", "upload.json.md"),
    ],
)
def test_names_are_shown_and_never_used(shared: Served, name: str, shown: str) -> None:
    home = shared.service.settings.home
    around = [path for path in home.parent.parent.rglob("*") if home not in path.parents]
    job = put_in(shared, [(name, article(f"名为{len(shown)}", f"{shown}的正文。"))])
    assert list(outcomes(job)) == [shown]
    assert "failed" not in job["outcomes"]
    record = shared.client.get(f"/v1/articles/{job['items'][0]['article']}").json()
    assert record["origin"] == shown
    assert [path for path in home.parent.parent.rglob("*") if home not in path.parents] == around
    assert kept(shared) == []


def test_a_name_in_the_encoding_of_an_old_client(shared: Served) -> None:
    body = (
        b"--x\r\ncontent-disposition: form-data; name=files; filename=\"" + "备付金.md".encode("gbk") + b"\"\r\n\r\n"
        + article("甲") + b"\r\n--x--\r\n"
    )  # fmt: skip
    sent = shared.client.post(
        "/v1/articles", content=body, headers={"content-type": "multipart/form-data; boundary=x"}
    )
    assert outcomes(ended(shared, sent)) == {"备付金.md": "added"}


def test_two_files_of_one_name(served: Served) -> None:
    job = put_in(served, [("a.md", article("甲")), ("x/../a.md", article("乙")), ("x/a.md", article("丙"))])
    assert outcomes(job) == {"a.md": "added", "x/a.md": "added"} | {"x/a.md (2)": "FileNameTwice"} or job
    assert job["outcomes"] == {"added": 2, "failed": 1}


def test_300_files_at_once(served: Served) -> None:
    job = put_in(served, [(f"{n}.md", article(f"第{n}篇")) for n in range(300)])
    assert job["outcomes"] == {"added": 300}
    assert (job["done"], job["total"], len(job["items"])) == (300, 300, 200)
    assert served.client.get("/v1/articles").json()["total"] == 303


def test_too_many_files(shared: Served) -> None:
    sent = send(shared, [(f"{n}.md", b"x") for n in range(arriving.FILES_LIMIT + 1)])
    assert (sent.status_code, sent.json()["code"]) == (413, "FilesTooMany")
    assert kept(shared) == []


def test_a_text_in_json_is_for_articles_and_not_for_books(
    shared: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arriving, "JSON_LIMIT", 1000)
    sent = shared.client.post("/v1/articles", json={"name": "a", "text": "x" * 1000})
    assert (sent.status_code, sent.json()["code"]) == (413, "RequestTooLarge")
    assert kept(shared) == []
    long = shared.client.post(
        "/v1/articles?name=a", content=b"x" * 2000, headers={"content-type": "text/plain"}
    )
    assert ended(shared, long)["outcomes"] == {"added": 1}


def test_50_megabytes_are_refused_before_they_are_sent(shared: Served) -> None:
    with connect(shared) as connection:
        connection.sendall(
            b"POST /v1/articles HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=x\r\n"
            b"Content-Length: 52428800\r\n\r\n--x\r\n"
        )
        answer = connection.recv(100_000)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"RequestTooLarge" in answer
    assert kept(shared) == []


def test_50_megabytes_of_unknown_length_are_refused_on_the_way(serve: Serve) -> None:
    served = serve(serve_megabytes=8, empty=True)
    head = b'--x\r\ncontent-disposition: form-data; name="files"; filename="a.md"\r\n\r\n'
    largest = 0
    with connect(served) as connection:
        connection.sendall(
            b"POST /v1/articles HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=x\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n" + b"%x\r\n%b\r\n" % (len(head), head)
        )
        piece = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
        for _ in range(50):
            connection.sendall(piece)
            largest = max(largest, sum(file.stat().st_size for file in kept(served)))
        connection.sendall(b"0\r\n\r\n")
        connection.shutdown(socket.SHUT_WR)
        answer = connection.recv(100_000)
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert b"RequestTooLarge" in answer
        assert largest <= 9 * 1024 * 1024
        assert kept(served) == []
        # What came of the body after that was taken for no other request.
        assert b"HeadBroken" not in connection.recv(100_000)
    assert served.client.get("/v1/jobs").json() == {"jobs": []}


def test_a_client_that_hangs_up_leaves_nothing(served: Served) -> None:
    head = b'--x\r\ncontent-disposition: form-data; name="files"; filename="a.md"\r\n\r\n'
    with connect(served) as connection:
        connection.sendall(
            b"POST /v1/articles HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=x\r\n"
            b"Content-Length: 2000000\r\n\r\n" + head + b"x" * 1_000_000
        )
        until(lambda: kept(served), lambda files: any(file.stat().st_size > 100_000 for file in files))
    until(lambda: list(served.service.jobs.uploads.iterdir()), lambda folders: not folders)
    assert served.client.get("/v1/jobs").json() == {"jobs": []}


FORM = {"content-type": "multipart/form-data; boundary=x"}
PART = b'--x\r\ncontent-disposition: form-data; name="files"; filename="a.md"\r\n\r\ntext'


@pytest.mark.parametrize(
    ("content", "headers", "status", "code"),
    [
        (b"", {"content-type": "multipart/form-data"}, 400, "RequestBroken"),
        (b"no form at all", FORM, 400, "RequestBroken"),
        (PART, FORM, 400, "RequestBroken"),
        (PART + b"\r\n--x", FORM, 400, "RequestBroken"),
        (b"--x--\r\n", FORM, 422, "RequestInvalid"),
        (
            b'--x\r\ncontent-disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n',
            FORM,
            422,
            "RequestInvalid",
        ),
        (
            b'--x\r\ncontent-disposition: form-data; name="a"; filename=""\r\n\r\n\r\n--x--\r\n',
            FORM,
            422,
            "RequestInvalid",
        ),
        (b"--x\r\nx: " + b"y" * 100_000, FORM, 400, "RequestBroken"),
        (b"{", {"content-type": "application/json"}, 400, "RequestBroken"),
        (b"[" * 100_000, {"content-type": "application/json"}, 400, "RequestBroken"),
        (b"\xff\xfe\xff", {"content-type": "application/json"}, 400, "RequestBroken"),
        (b"[]", {"content-type": "application/json"}, 422, "RequestInvalid"),
        (b'{"text": "a"}', {"content-type": "application/json"}, 422, "RequestInvalid"),
        (b'{"text": "a", "name": ""}', {"content-type": "application/json"}, 422, "RequestInvalid"),
        (b'{"text": "a", "name": "\\u202e"}', {"content-type": "application/json"}, 422, "RequestInvalid"),
        (b'{"text": "\\ud800", "name": "a"}', {"content-type": "application/json"}, 422, "RequestInvalid"),
        (b'{"text": "a", "name": "a", "id": 1}', {"content-type": "application/json"}, 422, "RequestInvalid"),
        (b"a", {"content-type": "text/plain"}, 422, "RequestInvalid"),
        (b"a", {"content-type": "application/pdf"}, 415, "MediaTypeUnknown"),
        (b"a", {}, 415, "MediaTypeUnknown"),
    ],
)
def test_what_is_no_upload(
    shared: Served, content: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    before = shared.client.get("/v1/jobs").json()
    sent = shared.client.post("/v1/articles", content=content, headers=headers)
    assert (sent.status_code, sent.json()["code"]) == (status, code)
    assert ("field" in sent.json()["details"]) == (code == "RequestInvalid")
    assert kept(shared) == []
    assert shared.client.get("/v1/jobs").json() == before


def test_a_disk_that_is_full(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    made = spool.new_spool

    def full(root: Path) -> Any:
        new = made(root)
        (new.folder / "1").symlink_to("/dev/full")  # the second file meets it
        return new

    with monkeypatch.context() as patch:
        patch.setattr(arriving, "new_spool", full)
        sent = send(served, [("a.md", article("甲")), ("b.md", b"x" * 1_000_000)])
    assert (sent.status_code, sent.json()["code"]) == (507, "UploadUnwritable")
    assert "No space left on device" in sent.json()["detail"]
    assert kept(served) == []
    # Room is looked for before anything is taken.
    usage = shutil.disk_usage(served.service.settings.home)._replace(free=spool.ROOM + 1000)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda path: usage)
        sent = send(served, [("a.md", b"x" * 2000)])
    assert (sent.status_code, sent.json()["code"]) == (507, "UploadUnwritable")
    assert put_in(served, [("a.md", article("甲"))])["outcomes"] == {"added": 1}


@pytest.mark.skipif(os.name != "posix", reason="permissions are those of POSIX")
def test_others_on_the_machine_cannot_read_what_is_sent(served: Served) -> None:
    put_in(served, [("a.md", article("甲"))])
    for folder in ("uploads", "jobs"):
        assert (served.service.settings.home / folder).stat().st_mode & 0o077 == 0


def test_the_language_of_who_asks(shared: Served) -> None:
    sent = send(shared, [("a.doc", b"x")], headers={"accept-language": "en"})
    path = sent.headers["location"]
    ended(shared, sent)
    told = [
        shared.client.get(path, headers={"accept-language": lang}).json()["items"][0]["error"]["message"]
        for lang in ("en", "zh")
    ]
    assert told[0].startswith("a.doc does not end")
    assert told[1].startswith("a.doc 的后缀")
