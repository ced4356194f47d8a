"""What editors save beside an article: nothing of it is lost, and none of it is ever an answer."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from qa.errors import SavedNoteChanged, SavedNotesUnusable, SavedNoteUnknown
from qa.service.saved_notes import MOST_VERSIONS, SavedNotes
from tests.service.articles import RESERVE
from tests.service.conftest import Serve, Served

NOTE = "编辑部特制的一句话：海棠花开。"


def the_article(served: Served) -> str:
    return served.assistant.resolve("备付金").id


def address(served: Served) -> str:
    return f"/v1/articles/{the_article(served)}/note"


def put(served: Served, text: str, **headers: str) -> httpx.Response:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return served.client.put(address(served), json={"text": text}, headers=names)


def problem(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


# --- over HTTP ------------------------------------------------------------------------------------------


def test_a_note_is_saved_read_and_removed(served: Served) -> None:
    assert problem(served.client.get(address(served))) == (404, "SavedNoteUnknown")
    saved = put(served, NOTE)
    assert saved.status_code == 200
    note = saved.json()
    assert (note["article"], note["title"], note["text"]) == (the_article(served), "备付金去了哪里", NOTE)
    assert (note["by"], note["stale"], note["earlier"]) == (None, False, [])
    assert note["revision"] == served.assistant.resolve("备付金").revision
    assert abs(dt.datetime.fromisoformat(note["at"]) - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)
    found = served.client.get(address(served))
    assert found.json() == note
    assert found.headers["etag"] == saved.headers["etag"] == f'"{note["tag"]}"'
    assert served.client.get("/v1/articles/备付金去了哪里/note").json() == note
    assert served.client.delete(address(served)).json() == note
    assert problem(served.client.delete(address(served))) == (404, "SavedNoteUnknown")
    assert put(served, NOTE).json()["earlier"] == []


def test_all_that_the_headers_expect_has_to_hold(served: Served) -> None:
    first = put(served, NOTE).headers["etag"]
    assert problem(put(served, "另一版。", If_None_Match=first)) == (412, "SavedNoteChanged")
    assert problem(put(served, "另一版。", If_Match=first, If_None_Match="*")) == (412, "SavedNoteChanged")
    assert put(served, "另一版。", If_Match=f'"x", {first}', If_None_Match='"y"').status_code == 200
    assert put(served, "第三版。", If_None_Match=first).status_code == 200


def test_who_names_a_version_replaces_no_other(served: Served) -> None:
    first = put(served, "一").headers["etag"]
    assert problem(put(served, "二", If_None_Match="*")) == (412, "SavedNoteChanged")
    second = put(served, "二", If_Match=first).headers["etag"]
    assert second != first
    refused = put(served, "三", If_Match=first)
    assert problem(refused) == (412, "SavedNoteChanged")
    assert problem(served.client.delete(address(served), headers={"If-Match": first}))[0] == 412
    assert served.client.get(address(served)).json()["text"] == "二"
    assert put(served, "二", If_Match=f'"x", W/{second}').status_code == 200
    assert served.client.delete(address(served), headers={"If-Match": "*"}).status_code == 200
    assert problem(put(served, "四", If_Match="*")) == (412, "SavedNoteChanged")
    assert put(served, "四", If_None_Match="*").status_code == 200


def test_editors_who_save_at_once_lose_nothing(served: Served) -> None:
    texts = [f"第{number}稿" for number in range(12)]
    with ThreadPoolExecutor(12) as editors:
        responses = list(editors.map(lambda text: put(served, text), texts))
    assert {response.status_code for response in responses} == {200}
    note = served.client.get(address(served)).json()
    assert sorted([note["text"], *(each["text"] for each in note["earlier"])]) == sorted(texts)


def test_of_editors_who_began_with_the_same_version_one_saves(served: Served) -> None:
    began = put(served, "起").headers["etag"]
    with ThreadPoolExecutor(8) as editors:
        responses = list(editors.map(lambda text: put(served, text, If_Match=began), "甲乙丙丁戊己庚辛"))
    assert sorted(response.status_code for response in responses) == [200, *[412] * 7]


def test_it_says_when_the_article_has_changed(served: Served, tmp_path: Path) -> None:
    file = tmp_path / "新桥.md"
    outcomes, stale = [], []
    where = "/v1/articles/新桥/note"
    for text in ("大桥长八百米，明年通车。", "大桥长九百米，明年通车。"):
        file.write_text(text, encoding="utf-8")
        outcomes += [item.outcome for item in served.assistant.ingest([file]).items]
        found = served.client.get(where)
        stale += [found.json()["stale"]] if found.status_code == 200 else []
        stale.append(served.client.put(where, json={"text": NOTE}).json()["stale"])
    assert outcomes == ["added", "updated"]
    assert stale == [False, True, False]


def test_a_note_outlives_its_article(served: Served, tmp_path: Path) -> None:
    where = address(served)
    put(served, NOTE)
    assert served.client.delete(f"/v1/articles/{the_article(served)}").status_code == 200
    kept = served.client.get(where).json()
    assert (kept["text"], kept["stale"]) == (NOTE, True)
    assert problem(served.client.put(where, json={"text": "新"})) == (404, "ArticleUnknown")
    (tmp_path / "备付金.md").write_text(RESERVE, encoding="utf-8")
    served.assistant.ingest([tmp_path / "备付金.md"])
    assert served.client.get(where).json()["stale"] is False, "it is back with its article"
    served.client.delete(f"/v1/articles/{the_article(served)}")
    assert served.client.delete(where).json()["text"] == NOTE
    assert problem(served.client.get(where)) == (404, "ArticleUnknown")


def test_it_is_there_after_a_restart(serve: Serve) -> None:
    first = serve()
    where = address(first)
    saved = put(first, NOTE).json()
    assert serve(first.service.settings).client.get(where).json() == saved


def test_it_is_never_a_source(served: Served) -> None:
    put(served, NOTE)
    found = served.client.post("/v1/search", json={"query": "编辑部特制的一句话"}).json()
    assert "特制" not in json.dumps(found["passages"], ensure_ascii=False)
    answer = served.client.post("/v1/ask", json={"question": "编辑部特制了什么花？"}).json()
    assert "海棠花开" not in json.dumps(answer, ensure_ascii=False)
    report = served.client.post("/v1/check", json={"text": "编辑部特制的一句话是海棠花开。"}).json()
    assert report["supported"] == 0
    assert "特制" not in served.client.get(f"/v1/articles/{the_article(served)}").text


def test_only_a_key_that_may_write_saves_and_its_name_is_kept(serve: Serve) -> None:
    served = serve()
    where = address(served)
    reading = {"Authorization": f"Bearer {served.service.keys.add('林')[1]}"}
    writing = {"Authorization": f"Bearer {served.service.keys.add('编辑 周', scope='write')[1]}"}
    asked = {"text": NOTE}
    assert problem(served.client.put(where, json=asked)) == (401, "KeyMissing")
    assert problem(served.client.put(where, json=asked, headers=reading)) == (403, "ScopeTooNarrow")
    assert served.client.put(where, json=asked, headers=writing).json()["by"] == "编辑 周"
    assert served.client.get(where, headers=reading).json()["by"] == "编辑 周"
    assert problem(served.client.delete(where, headers=reading)) == (403, "ScopeTooNarrow")
    late = served.client.put(where, json=asked, headers={**writing, "If-Match": '"old"'})
    assert "编辑 周" in late.json()["detail"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"text": ""}', (422, "RequestInvalid")),
        (b'{"text": " \\n"}', (422, "ArgumentInvalid")),
        (json.dumps({"text": "长" * 20_001}).encode(), (422, "RequestInvalid")),
        (b'{"text": "\\ud800"}', (422, "RequestInvalid")),
        (b'{"text": 1}', (422, "RequestInvalid")),
        (b'{"text": "a", "by": "somebody"}', (422, "RequestInvalid")),
        (b"{", (400, "RequestBroken")),
    ],
)
def test_bad_input_saves_nothing(standing: Served, body: bytes, expected: tuple[int, str]) -> None:
    where = address(standing)
    headers = {"Content-Type": "application/json"}
    assert problem(standing.client.put(where, content=body, headers=headers)) == expected
    assert standing.client.get(where).status_code == 404


def test_an_unknown_or_a_guessed_article_has_no_note(standing: Served) -> None:
    for reference in ("码头", "0" * 12, "..%2F..%2Fetc%2Fpasswd", "%00", "备付", the_article(standing)[:6]):
        where = f"/v1/articles/{reference}/note"
        assert standing.client.get(where).status_code == 404
        assert standing.client.put(where, json={"text": NOTE}).status_code == 404
        assert standing.client.delete(where).status_code == 404
    assert not (standing.service.settings.home / "notes").exists()


def test_a_file_that_is_no_note_is_told_without_its_place(served: Served) -> None:
    put(served, NOTE)
    file = served.service.settings.home / "notes" / f"{the_article(served)}.json"
    file.write_text("{", encoding="utf-8")
    response = served.client.get(address(served))
    assert problem(response) == (500, "SavedNotesUnusable")
    assert str(served.service.settings.home) not in response.text
    assert put(served, "二").status_code == 500
    assert file.read_text(encoding="utf-8") == "{", "what is there is not written over"


# --- on the disk ----------------------------------------------------------------------------------------


def test_versions_are_bounded_and_the_last_are_kept(tmp_path: Path) -> None:
    notes = SavedNotes(tmp_path / "notes")
    for number in range(MOST_VERSIONS + 3):
        notes.save("a1b2", "题", f"{number}", revision="r")
    found = notes.of("a1b2")
    assert len(found.versions) == MOST_VERSIONS
    assert [found.versions[0].text, found.versions[-1].text] == [str(MOST_VERSIONS + 2), "3"]


def test_the_same_text_saved_again_is_another_version(tmp_path: Path) -> None:
    notes = SavedNotes(tmp_path)
    tags = {notes.save("a1b2", "题", "同", revision=str(number)).tag for number in range(3)}
    assert len(tags) == 3


def test_two_services_on_one_home_see_each_other(tmp_path: Path) -> None:
    one, other = SavedNotes(tmp_path), SavedNotes(tmp_path)
    first = one.save("a1b2", "题", "一", revision="r")
    other.save("a1b2", "题", "二", revision="r")
    with pytest.raises(SavedNoteChanged):
        one.save("a1b2", "题", "三", revision="r", expected=lambda found: found == first)
    threads = [
        threading.Thread(target=notes.save, args=("c3d4", "题", "文"), kwargs={"revision": "r"})
        for notes in (one, other) * 5
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(one.of("c3d4").versions) == 10


@pytest.mark.parametrize(
    "name", ["", "..", "../x", "a1b2/x", "A1B2", "a1b2.json", "渡口", "a1b2\n", "a" * 65]
)
def test_what_is_no_id_is_no_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "x.json").write_text("{}")
    notes = SavedNotes(tmp_path / "notes")
    with pytest.raises(SavedNoteUnknown):
        notes.of(name)
    with pytest.raises(SavedNoteUnknown):
        notes.save(name, "题", "文", revision="r")
    assert not notes.has(name)
    assert list((tmp_path / "notes").glob("*.json")) == []


def test_a_disk_that_does_not_take_it_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = SavedNotes(tmp_path / "notes")
    before = notes.save("a1b2", "题", "一", revision="r")

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(SavedNotesUnusable, match="No space left"):
        notes.save("a1b2", "题", "二", revision="r")
    assert notes.of("a1b2") == before
    monkeypatch.undo()
    shutil.rmtree(tmp_path / "notes")
    (tmp_path / "notes").write_text("a file")
    with pytest.raises(SavedNotesUnusable):
        notes.save("a1b2", "题", "二", revision="r")
