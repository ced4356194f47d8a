"""Zip files: what is taken out of them, and that a bomb costs neither memory, nor disk, nor time."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from qa.errors import ArchiveBroken, ArchiveTooLarge, ArchiveWithoutArticles, QaError
from qa.service.uploads import archives
from qa.service.uploads.archives import open_archive
from tests.service.conftest import Served
from tests.service.sending import article, outcomes, put_in, zipped

MEGABYTE = 1024 * 1024


def read(path: Path, raw: bytes) -> dict[str, bytes | str]:
    """Return what is in a zip file by its names: the bytes, or the code of what is wrong."""
    path.write_bytes(raw)
    archive, entries = open_archive(path, name="a.zip")
    found: dict[str, bytes | str] = {}
    with archive:
        for entry in entries:
            try:
                found[entry.name] = entry.data()
            except QaError as problem:
                found[entry.name] = problem.code
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "0"


def renamed(raw: bytes, names: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a zip file with other bytes for its names, as other programs write them."""
    for name, other in names:
        assert len(name) == len(other)
        raw = raw.replace(name.encode(), other)
    return raw


def test_what_a_folder_would_give(path: Path) -> None:
    raw = zipped(
        [
            ("文章/", b""),
            ("文章/一.md", b"1"),
            ("文章/二.HTML", b"2"),
            ("文章/图.png", b"3"),
            ("文章/.草稿.md", b"4"),
            (".git/a.md", b"5"),
            ("__MACOSX/文章/._一.md", b"6"),
            ("Thumbs.db", b"7"),
        ]
    )
    assert read(path, raw) == {"文章/一.md": b"1", "文章/二.HTML": b"2"}
    assert read(path, b"#!/bin/sh\nself-extracting\n" + raw)["文章/一.md"] == b"1"


@pytest.mark.parametrize("encoding", ["gbk", "big5", "utf-8"])
def test_names_of_chinese_systems_that_say_nothing_of_their_encoding(path: Path, encoding: str) -> None:
    titles = (
        ("備付金去了哪裡.md", "渡口/橋與車.md")
        if encoding == "big5"
        else ("备付金去了哪里.md", "渡口/桥与车.md")
    )
    encoded = [title.encode(encoding) for title in titles]
    placeholders = [chr(ord("p") + n) * len(raw) for n, raw in enumerate(encoded)]
    # The ending has to be there before: it is what makes zipfile write the name as it is.
    raw = zipped([(name, name.encode()) for name in placeholders])
    found = read(path, renamed(raw, zip(placeholders, encoded, strict=True)))
    assert list(found) == list(titles)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../../etc/cron.d/a.md", "etc/cron.d/a.md"),
        ("/etc/a.md", "a.md"),
        ("C:\\a.md", "a.md"),
        ("a\u202edm.exe.md", "adm.exe.md"),
        ("x/./y//../a.md", "x/y/a.md"),
    ],
)
def test_names_that_lead_out_of_the_folder(path: Path, name: str, shown: str) -> None:
    before = sorted(path.parent.iterdir())
    assert read(path, zipped([(name, b"1")])) == {shown: b"1"}
    assert sorted(path.parent.iterdir()) == [*before, path]


def test_what_is_no_plain_file(path: Path) -> None:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        link = zipfile.ZipInfo("link.md")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("inner.zip", zipped([("a.md", b"1")]))
        archive.writestr("bz2.md", b"1" * 1000, zipfile.ZIP_BZIP2)
        archive.writestr("lzma.md", b"1" * 1000, zipfile.ZIP_LZMA)
        archive.writestr("secret.md", b"1")
        archive.writestr("good.md", b"1")
    secret = raw.getvalue()
    for mark, offset in ((b"PK\x01\x02", 46), (b"PK\x03\x04", 30)):
        at = secret.index(b"secret.md") if offset == 30 else secret.rindex(b"secret.md")
        flags = at - offset + (8 if mark == b"PK\x01\x02" else 6)
        secret = secret[:flags] + struct.pack("<H", 1) + secret[flags + 2 :]
    assert read(path, secret) == {
        **dict.fromkeys(("link.md", "inner.zip", "bz2.md", "lzma.md", "secret.md"), "ArchivedFileUnfit"),
        "good.md": b"1",
    }


def test_a_broken_file_does_not_stop_the_others(path: Path) -> None:
    raw = zipped([("a.md", b"first " * 50), ("b.md", b"second")], zipfile.ZIP_STORED)
    assert read(path, raw.replace(b"first first", b"fIrst first", 1)) == {
        "a.md": "ArchiveBroken",
        "b.md": b"second",
    }
    # The list says less, or more, than there is.
    sizes = struct.pack("<LL", 300, 300)
    for lie in (10, 3_000_000_000):
        at = raw.rindex(sizes)
        lying = raw[:at] + struct.pack("<LL", 300, lie) + raw[at + 8 :]
        if lie < MEGABYTE:
            assert read(path, lying)["a.md"] == "ArchiveBroken"
        else:
            with pytest.raises(ArchiveTooLarge):
                read(path, lying)


@pytest.mark.parametrize(
    "raw",
    [b"", b"PK", b"no zip", zipped([("a.md", b"1")])[:-30]],
    ids=["nothing", "a beginning", "no zip", "cut off"],
)
def test_what_is_no_zip_file(path: Path, raw: bytes) -> None:
    with pytest.raises(ArchiveBroken, match=r"^a\.zip is not a whole zip file"):
        read(path, raw)


def test_nothing_to_take(path: Path) -> None:
    for raw in (zipped([]), zipped([("a.png", b"1"), (".a.md", b"2"), ("b.md/", b"")])):
        with pytest.raises(ArchiveWithoutArticles, match=r"no article in a\.zip.*\.markdown"):
            read(path, raw)


class Cost:
    """Measures the block: it may take little time and memory."""

    def __enter__(self) -> None:
        tracemalloc.start()
        self.began = time.perf_counter()

    def __exit__(self, *given: object) -> None:
        seconds, peak = time.perf_counter() - self.began, tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert seconds < 5
        assert peak < 100 * MEGABYTE


def test_a_file_of_zeros(path: Path) -> None:
    raw = zipped([("bomb.md", b"0" * (100 * MEGABYTE)), ("zeros.md", b"0" * (20 * MEGABYTE)), ("a.md", b"1")])
    with Cost():
        assert read(path, raw) == {"bomb.md": "FileTooLarge", "zeros.md": "ArchivedFileUnfit", "a.md": b"1"}


def test_many_files_that_are_large_together(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "TOTAL_LIMIT", 1000)
    with pytest.raises(ArchiveTooLarge, match="have 1001 bytes, and at most 1000"):
        read(path, zipped([("a.md", b"1" * 500), ("b.md", b"1" * 501)]))
    # What is left out counts for nothing.
    assert read(path, zipped([("a.md", b"1"), ("b.png", b"1" * 5000)])) == {"a.md": b"1"}


def test_zip_files_in_zip_files(path: Path) -> None:
    raw = zipped([("0.md", b"0" * MEGABYTE)])
    for _ in range(5):
        raw = zipped([(f"{n}.zip", raw) for n in range(16)])
    with Cost():
        assert read(path, raw) == {f"{n}.zip": "ArchivedFileUnfit" for n in range(16)}


def test_files_that_share_their_bytes(path: Path) -> None:
    """The whole bomb is one file that all entries of the list point to."""
    raw = zipped([("0000.md", b"".join(b"%d" % n for n in range(1_000_000)))])
    at = raw.index(b"PK\x01\x02")
    entry, end = raw[at : raw.index(b"PK\x05\x06")], raw[raw.index(b"PK\x05\x06") :]
    entries = b"".join(entry.replace(b"0000.md", b"%04d.md" % n) for n in range(40))
    counts = struct.pack("<HHLL", 40, 40, len(entries), at)
    with Cost():
        found = read(path, raw[:at] + entries + end[:8] + counts + end[20:])
    # Only the first has a head of its name.
    assert [name for name, data in found.items() if data != "ArchiveBroken"] in ([], ["0000.md"])


@pytest.mark.parametrize("count", [archives.ENTRIES_LIMIT + 1, 65_536 + 9])
def test_more_files_than_are_taken(path: Path, count: int) -> None:
    entry = (
        struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0) + b"a.md"
    )
    listed = entry * count
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count & 0xFFFF, count & 0xFFFF, len(listed), 0, 0)
    with Cost(), pytest.raises(ArchiveTooLarge, match="more than 10000 files"):
        read(path, listed + end)


def test_the_long_form_that_only_too_many_files_need(path: Path) -> None:
    listed = b"PK\x06\x06" + struct.pack("<Q2H2L4Q", 44, 45, 45, 0, 0, 1, 1, 1 << 40, 0)
    locator = b"PK\x06\x07" + struct.pack("<LQL", 0, 0, 1)
    end = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 1, 1, 50, 0, 0)
    with Cost(), pytest.raises(ArchiveTooLarge):
        read(path, listed + locator + end)


def test_through_the_service(served: Served) -> None:
    job = put_in(
        served,
        [
            ("bomb.zip", zipped([("zeros.md", b"0" * (20 * MEGABYTE)), ("a.md", article("甲"))])),
            ("none.zip", zipped([("a.png", b"1")])),
            ("same.zip", zipped([("a.md", article("乙")), ("b.md", article("丙"))])),
            ("c.md", article("丁")),
        ],
    )
    assert job["status"] == "done"
    assert outcomes(job) == {
        "zeros.md": "ArchivedFileUnfit",
        "a.md": "added",
        "none.zip": "ArchiveWithoutArticles",
        "a.md (2)": "FileNameTwice",
        "b.md": "added",
        "c.md": "added",
    }
