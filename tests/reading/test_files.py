"""Paths: what is found, in which order, and what is said about those that cannot be read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from qa.errors import FileTooLarge, FolderWithoutArticles, PathMissing, PathUnreadable
from qa.reading import ENDINGS, SIZE_LIMIT, find_files, read_file
from qa.reading.files import read_bytes


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("正文。", encoding="utf-8")


def names(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in find_files(folder)]


def test_known_endings_are_found_at_any_depth_in_order(tmp_path: Path) -> None:
    make(tmp_path, "b.md", "a.txt", "深/乙.HTML", "深/更深/c.markdown", "d.htm", "e.xhtml", "f.png", "README")
    assert names(tmp_path) == ["a.txt", "b.md", "d.htm", "e.xhtml", "深/乙.HTML", "深/更深/c.markdown"]


def test_hidden_files_and_folders_are_skipped(tmp_path: Path) -> None:
    make(tmp_path, "a.md", ".b.md", ".git/c.md", "_d.md")
    assert names(tmp_path) == ["_d.md", "a.md"]


def test_a_file_that_is_named_is_taken_whatever_its_ending(tmp_path: Path) -> None:
    make(tmp_path, "笔记.text")
    assert find_files(tmp_path / "笔记.text") == [tmp_path / "笔记.text"]
    assert find_files(str(tmp_path / "笔记.text")) == [tmp_path / "笔记.text"]
    assert read_file(tmp_path / "笔记.text").article.title == "笔记"


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    make(tmp_path, "深/a.md")
    (tmp_path / "深" / "loop").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to(tmp_path / "self")
    assert names(tmp_path) == ["深/a.md"]


def test_a_folder_reached_twice_is_listed_by_its_own_path(tmp_path: Path) -> None:
    make(tmp_path, "z/a.md")
    (tmp_path / "a-link").symlink_to(tmp_path / "z")
    assert names(tmp_path) == ["z/a.md"]


def test_a_linked_folder_elsewhere_is_walked(tmp_path: Path) -> None:
    make(tmp_path, "elsewhere/a.md", "here/b.md")
    (tmp_path / "here" / "link").symlink_to(tmp_path / "elsewhere")
    assert names(tmp_path / "here") == ["b.md", "link/a.md"]


def test_a_link_to_nothing_is_reported_when_it_is_read(tmp_path: Path) -> None:
    make(tmp_path, "a.md")
    (tmp_path / "b.md").symlink_to(tmp_path / "gone.md")
    assert names(tmp_path) == ["a.md", "b.md"]
    with pytest.raises(PathMissing):
        read_file(tmp_path / "b.md")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    make(tmp_path, "a.md")
    os.mkfifo(tmp_path / "b.md")
    assert names(tmp_path) == ["a.md"]


@pytest.mark.parametrize("path", ["gone", "gone/a.md", "a.md/b.md", "x" * 5000, "nul\0"])
def test_missing_paths(tmp_path: Path, path: str) -> None:
    make(tmp_path, "a.md")
    for call in (find_files, read_file):
        with pytest.raises((PathMissing, PathUnreadable)):
            call(str(tmp_path) + "/" + path)


def test_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(PathMissing, match=r"gone\.md does not exist"):
        read_file(tmp_path / "gone.md")


def test_a_folder_without_articles_says_what_is_taken(tmp_path: Path) -> None:
    make(tmp_path, "a.png")
    with pytest.raises(FolderWithoutArticles) as caught:
        find_files(tmp_path)
    assert all(ending in str(caught.value) for ending in ENDINGS)


def test_a_folder_cannot_be_read_as_a_file(tmp_path: Path) -> None:
    with pytest.raises(PathUnreadable):
        read_file(tmp_path)


def test_a_folder_that_may_not_be_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "open/a.md", "shut/b.md")
    scan = os.scandir

    def scandir(path: Path) -> object:
        if Path(path).name == "shut":
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert names(tmp_path) == ["open/a.md", "shut"]
    with pytest.raises(PathUnreadable, match="Permission denied"):
        find_files(tmp_path / "shut")
    with pytest.raises(PathUnreadable):
        read_file(tmp_path / "shut")


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything"
)
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    make(tmp_path, "a.md")
    (tmp_path / "a.md").chmod(0)
    with pytest.raises(PathUnreadable):
        read_file(tmp_path / "a.md")


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a.md").open("wb") as file:
        file.truncate(SIZE_LIMIT + 1)
    with pytest.raises(FileTooLarge, match=str(SIZE_LIMIT)):
        read_bytes(tmp_path / "a.md")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device on this system")
def test_an_endless_device_is_not_read_to_its_end() -> None:
    with pytest.raises(FileTooLarge):
        read_bytes("/dev/zero")


def test_origin_is_the_absolute_path_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "深/a.md")
    (tmp_path / "link.md").symlink_to(tmp_path / "深" / "a.md")
    monkeypatch.chdir(tmp_path)
    expected = str((tmp_path / "深" / "a.md").resolve())
    assert read_file("深/a.md").article.origin == expected
    assert read_file("link.md").article.origin == expected
    assert read_file("link.md").article.id == ""
