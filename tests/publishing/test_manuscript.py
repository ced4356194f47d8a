"""A note in a file: as a whole or not at all, with a copy of what was there, and never over somebody's work."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.assistant import Assistant
from qa.errors import (
    FileChanged,
    FileUnwritable,
    NoteExists,
    NotePlaceMissing,
    PathMissing,
    ReadingError,
)
from qa.publishing import whole_file
from qa.publishing.manuscript import manuscript_of, open_manuscript, require_place, write_note
from qa.publishing.whole_file import write_new, write_whole
from qa.reading import find_files, read_file
from qa.settings import Settings
from tests.cheap_embedder import CheapEmbedder

NOTE = "文章谈桥怎样造、怎样修，适合造桥的人阅读。"
TEXT = "---\ntitle: 桥\n---\n造桥要先勘察，再打桩。\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "articles" / "桥.md"
    path.parent.mkdir()
    path.write_text(TEXT, encoding="utf-8")
    return path


def put(path: Path, note: str = NOTE, *, force: bool = False) -> Path:
    """Put a note into a file, and return the backup."""
    backup = write_note(open_manuscript(path), note, force=force)
    assert backup is not None
    return backup


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_note_is_in_and_what_was_there_is_kept(file: Path) -> None:
    backup = put(file)
    assert file.read_text(encoding="utf-8") == TEXT.replace("桥\n", f'桥\neditor_note: "{NOTE}"\n', 1)
    assert backup.read_text(encoding="utf-8") == TEXT
    assert names(file.parent) == ["桥.md", "桥.md.bak"]
    assert find_files(file.parent) == [file], "a backup is no article"
    assert read_file(file).article.editor_note == NOTE


def test_a_note_is_replaced_with_force_only(file: Path) -> None:
    write_note(open_manuscript(file), NOTE)
    once = file.read_bytes()
    again = open_manuscript(file)
    acts: list[Callable[[], object]] = [lambda: require_place(again), lambda: write_note(again, "别的。")]
    for act in acts:
        with pytest.raises(NoteExists, match="--force"):
            act()
    assert file.read_bytes() == once
    backup = put(file, "别的。", force=True)
    assert read_file(file).article.editor_note == "别的。"
    assert (backup.name, backup.read_bytes()) == ("桥.md.bak2", once)
    assert (file.parent / "桥.md.bak").read_text(encoding="utf-8") == TEXT, (
        "a second run keeps the first copy"
    )


def test_the_same_note_again_changes_nothing(file: Path) -> None:
    write_note(open_manuscript(file), NOTE)
    before = file.stat()
    assert write_note(open_manuscript(file), NOTE, force=True) is None
    assert file.stat() == before
    assert names(file.parent) == ["桥.md", "桥.md.bak"]


def test_the_same_is_not_kept_twice(file: Path) -> None:
    (file.parent / "桥.md.bak").write_text("别人的", encoding="utf-8")
    for _ in range(2):
        assert put(file).name == "桥.md.bak2"
        file.write_text(TEXT, encoding="utf-8")
    assert names(file.parent) == ["桥.md", "桥.md.bak", "桥.md.bak2"]


def test_a_note_in_the_text_counts(file: Path) -> None:
    file.write_text(f"---\ntitle: 桥\n---\n编辑导语：{NOTE}\n\n造桥要先勘察，再打桩。\n", encoding="utf-8")
    assert open_manuscript(file).article.editor_note == NOTE
    with pytest.raises(NoteExists):
        write_note(open_manuscript(file), "别的。")
    write_note(open_manuscript(file), "别的。", force=True)
    assert read_file(file).article.editor_note == "别的。"


def test_an_empty_note_is_none(file: Path) -> None:
    file.write_text(TEXT.replace("桥\n", "桥\neditor_note:\n", 1), encoding="utf-8")
    write_note(open_manuscript(file), NOTE)
    assert read_file(file).article.editor_note == NOTE


@pytest.mark.parametrize("what", ["changed", "gone", "a folder"])
def test_a_file_that_changed_is_left_alone(file: Path, what: str) -> None:
    manuscript = open_manuscript(file)
    if what == "changed":
        file.write_text(TEXT + "又一句。", encoding="utf-8")
    else:
        file.unlink()
        if what == "a folder":
            file.mkdir()
    with pytest.raises(FileChanged, match="qa note"):
        write_note(manuscript, NOTE)
    assert names(file.parent) == (["桥.md"] if what != "gone" else [])
    if what == "changed":
        assert file.read_text(encoding="utf-8") == TEXT + "又一句。"


def test_a_change_at_the_last_moment_is_noticed(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manuscript = open_manuscript(file)
    sync = os.fsync

    def change(descriptor: int) -> None:
        sync(descriptor)
        file.write_text("别的内容，是别人刚刚写下的。", encoding="utf-8")

    monkeypatch.setattr(os, "fsync", change)
    with pytest.raises(FileChanged):
        write_note(manuscript, NOTE)
    assert file.read_text(encoding="utf-8") == "别的内容，是别人刚刚写下的。"
    assert names(file.parent) == ["桥.md", "桥.md.bak"]


def test_permissions_stay(file: Path) -> None:
    file.chmod(0o640)
    backup = put(file)
    for path in (file, backup):
        assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_link_stays_a_link(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.md"
    link.symlink_to(file)
    backup = put(link)
    assert link.is_symlink()
    assert read_file(file).article.editor_note == NOTE
    assert backup.parent == file.parent
    assert names(tmp_path) == ["articles", "link.md"]


@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_is_read_only_is_left_alone(file: Path, what: str) -> None:
    manuscript = open_manuscript(file)
    place = file if what == "file" else file.parent
    place.chmod(0o444 if what == "file" else 0o555)
    try:
        acts: list[Callable[[], object]] = [
            lambda: require_place(manuscript),
            lambda: write_note(manuscript, NOTE),
        ]
        for act in acts:
            with pytest.raises(FileUnwritable, match="write permission"):
                act()
    finally:
        place.chmod(0o755)
    assert file.read_text(encoding="utf-8") == TEXT
    assert names(file.parent) == ["桥.md"]


def test_a_full_disk_leaves_the_file_as_it_was(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manuscript = open_manuscript(file)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileUnwritable, match="No space left"):
        write_note(manuscript, NOTE)
    assert file.read_text(encoding="utf-8") == TEXT
    assert names(file.parent) == ["桥.md"]


@pytest.mark.parametrize(
    ("name", "text", "fits"),
    [
        ("a.html", "<h2>桥</h2><p>造桥要先勘察，再打桩。</p>", False),
        ("a.html", "---\ntitle: 桥\n---\n<h2>桥</h2><p>造桥要先勘察，再打桩。</p>", True),
        ("a.txt", "造桥要先勘察，再打桩。\n", False),
        ("a.txt", "---\ntitle: 桥\n---\n造桥要先勘察，再打桩。\n", True),
        ("a.txt", "# 桥\n\n造桥要先勘察，再打桩。\n", True),
        ("a.txt", "<!doctype html><p>造桥要先勘察，再打桩。</p>", False),
        ("a.md", "造桥要先勘察，再打桩。\n", True),
        ("a.md", "<div><p>造桥要先勘察，再打桩。</p></div>", True),
        ("a.markdown", "桥\n===\n\n造桥要先勘察，再打桩。\n", True),
        ("a.md", "+++\ntitle = '桥'\n+++\n造桥要先勘察。\n", False),
        ("a.txt", "---\n---\n造桥要先勘察。\n    再打桩。\n", False),  # it would become Markdown
    ],
)
def test_where_a_note_can_go(tmp_path: Path, name: str, text: str, fits: bool) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    before = read_file(path).article
    manuscript = open_manuscript(path)
    if fits:
        require_place(manuscript)
        write_note(manuscript, NOTE)
        after = read_file(path).article
        assert after.editor_note == NOTE
        assert after.sections == before.sections
        return
    acts: list[Callable[[], object]] = [
        lambda: require_place(manuscript),
        lambda: write_note(manuscript, NOTE),
    ]
    for act in acts:
        with pytest.raises(NotePlaceMissing) as caught:
            act()
        assert str(path) in str(caught.value)
    assert path.read_text(encoding="utf-8") == text
    assert names(tmp_path) == [name]


# --- articles of the library ----------------------------------------------------------------------------


def test_the_file_of_an_article_of_the_library(file: Path, tmp_path: Path) -> None:
    with Assistant(Settings(home=tmp_path / "library"), embedder=CheapEmbedder()) as assistant:
        assistant.ingest([file])
        write_note(manuscript_of(assistant.article("桥")), NOTE)
        # The note is no reason to say that the file has changed; what is in it besides is.
        assert manuscript_of(assistant.article("桥")).article.editor_note == NOTE
        chunks = assistant.chunks("桥")
        [item] = assistant.ingest([file]).items
        assert item.outcome == "updated"
        assert assistant.article("桥").editor_note == NOTE
        assert assistant.chunks("桥") == chunks, "a note is nothing that is searched"
        assert assistant.ingest([file]).items[0].outcome == "unchanged"
        file.write_text(file.read_text(encoding="utf-8") + "又一句。\n", encoding="utf-8")
        with pytest.raises(FileChanged, match="qa ingest"):
            manuscript_of(assistant.article("桥"))
        file.unlink()
        with pytest.raises(PathMissing):
            manuscript_of(assistant.article("桥"))
        assistant.ingest_text("渡船每天开六班。", name="渡口")
        with pytest.raises(NotePlaceMissing, match="standard input"):
            manuscript_of(assistant.article("渡口"))


# --- whole files ----------------------------------------------------------------------------------------


def test_what_a_killed_process_left_is_swept_away(tmp_path: Path) -> None:
    gone, own = tmp_path / ".a.md.qa-4194305.part", tmp_path / f".b.md.qa-{os.getppid()}.part"
    other = tmp_path / ".a.md.part"
    for left in (gone, own, other):
        left.write_text("x", encoding="utf-8")
    write_whole(tmp_path / "a.md", b"abc")
    assert sorted(names(tmp_path)) == sorted([own.name, other.name, "a.md"])


def test_what_other_threads_write_is_not_swept_away(tmp_path: Path) -> None:
    (tmp_path / f".a.md.qa-{os.getpid()}.part").write_text(
        "of one that had this number before", encoding="utf-8"
    )

    def write_another() -> None:
        whole_file._sweep.cache_clear()  # as for one that comes first, too
        write_whole(tmp_path / "b.md", b"abc")

    write_whole(tmp_path / "a.md", b"abc", last=write_another)
    assert sorted(names(tmp_path)) == ["a.md", "b.md"]


def test_not_every_folder_is_remembered(tmp_path: Path) -> None:
    for number in range(100):
        (tmp_path / str(number)).mkdir()
        write_whole(tmp_path / str(number) / "a.md", b"abc")
    assert whole_file._sweep.cache_info().currsize < 100


def test_a_new_file_is_never_in_the_place_of_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.bak"
    write_new(path, b"abc")
    for _ in range(2):
        with pytest.raises(FileExistsError):
            write_new(path, b"other")

        def no_links(*_: object) -> None:
            raise OSError(95, "not supported")

        monkeypatch.setattr(os, "link", no_links)
    assert path.read_bytes() == b"abc"
    write_new(tmp_path / "b.bak", b"abc")
    assert names(tmp_path) == ["a.bak", "b.bak"]


def test_reading_errors_are_those_of_reading(tmp_path: Path) -> None:
    with pytest.raises(ReadingError):
        open_manuscript(tmp_path / "missing.md")
