"""kill -9 in the middle of a folder: a file has its whole note or none, and the next run goes on from there."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qa.reading import find_files, read_file

ROOT = Path(__file__).resolve().parents[2]
COUNT = 12
NOTE = "文章讲桥怎样造、怎样修，适合造桥的人阅读。"

# A process that puts a note into every file of a folder. It may end by itself just before the n-th call of something
# that changes the folder, and takes its time over each note.
WRITER = """
import json, os, sys, time
from pathlib import Path
from qa.models import FormCheck, Sentence, Summary, SummaryPart
from qa.publishing import whole_file
from qa.publishing.folder import Input, write_notes
from qa.publishing.manuscript import open_manuscript
from qa.reading import find_files

folder, pause, die, note = sys.argv[1], float(sys.argv[2]), sys.argv[3], sys.argv[4]
made = []

def make(article):
    time.sleep(pause)
    print(json.dumps({"made": article.title}), flush=True)
    return Summary("", "note", note, (), (FormCheck("length", True, ""),), "extractive", title=article.title)

if die:
    name, count = die.split()
    owner = {"fsync": os, "link": os, "replace": Path}[name]
    original, left = getattr(owner, name), [int(count)]

    def counted(*arguments, **named):
        left[0] -= 1
        if left[0] == 0:
            os._exit(9)
        return original(*arguments, **named)

    setattr(owner, name, counted)

inputs = [Input(str(file), lambda file=file: open_manuscript(file), False) for file in find_files(folder)]
report = write_notes(inputs, make)
print(json.dumps({outcome: report.count(outcome) for outcome in ("written", "skipped", "failed")}), flush=True)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(COUNT):
        front = f"---\ntitle: 桥{number}\n---\n" if number % 2 else ""
        end = "\r\n" if number % 3 else "\n"
        text = f"{front}# 桥{number}\n\n造第{number}座桥，要先勘察，再打桩。\n".replace("\n", end)
        (folder / f"{number:02}.md").write_bytes(text.encode(encoding(number)))
    return folder


def encoding(number: int) -> str:
    return "gb18030" if number % 4 == 1 else "utf-8"


def command(folder: Path, pause: float = 0.0, die: str = "") -> list[str]:
    return [sys.executable, "-c", WRITER, str(folder), str(pause), die, NOTE]


def finished(folder: Path) -> tuple[list[str], dict[str, int]]:
    """Run it to its end; return which notes were made and how many files came out how."""
    done = subprocess.run(command(folder), cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    *made, counts = map(json.loads, done.stdout.splitlines())
    return [line["made"] for line in made], counts


def require_whole(folder: Path, before: dict[str, bytes]) -> set[str]:
    """Return the names of the files that have a note: each is what it was, or that with the note, and is kept then."""
    noted = set()
    for file in find_files(folder):
        data = file.read_bytes()
        if data == before[file.name]:
            continue
        assert read_file(file).article.editor_note == NOTE
        line = f'editor_note: "{NOTE}"'.encode(encoding(int(file.stem)))
        assert data.count(b"editor_note") == 1, "nothing is written twice"
        end = b"\r\n" if b"\r\n" in before[file.name] else b"\n"
        bare = data.replace(line + end, b"", 1).removeprefix(b"---" + end + b"---" + end)
        assert bare == before[file.name]
        assert file.with_name(f"{file.name}.bak").read_bytes() == before[file.name]
        noted.add(file.name)
    assert {file.name for file in find_files(folder)} == set(before), (
        "nothing that was left behind is an article"
    )
    return noted


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


POINTS = [
    f"{name} {count}"
    for name, counts in (("fsync", 6), ("link", 2), ("replace", 2))
    for count in range(1, counts + 1)
]


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_any_step(folder: Path, point: str) -> None:
    before = {file.name: file.read_bytes() for file in find_files(folder)}
    assert subprocess.run(command(folder, die=point), cwd=ROOT, check=False).returncode == 9
    noted = require_whole(folder, before)
    made, counts = finished(folder)
    assert counts == {"written": COUNT - len(noted), "skipped": len(noted), "failed": 0}
    assert len(made) == COUNT - len(noted), "no note is made for a file that has one"
    assert require_whole(folder, before) == set(before)
    expected = {name for file in before for name in (file, f"{file}.bak")}
    assert names(folder) == expected, "nothing is left behind, and nothing is kept twice"


def test_killed_at_any_moment(folder: Path) -> None:
    before = {file.name: file.read_bytes() for file in find_files(folder)}
    chance, noted, made = random.Random(5), set[str](), list[str]()
    for _ in range(4):
        with subprocess.Popen(
            command(folder, pause=0.1), cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8"
        ) as child:
            assert child.stdout is not None
            made.append(child.stdout.readline())
            time.sleep(chance.uniform(0, 0.35))
            child.kill()
            made += child.stdout.readlines()
        assert noted <= (noted := require_whole(folder, before))
    again, counts = finished(folder)
    assert counts["skipped"] == len(noted)
    assert counts["written"] == COUNT - len(noted)
    # Only what was in hand when it was killed is made again.
    assert len([line for line in made if "made" in line]) + len(again) <= COUNT + 4
    assert require_whole(folder, before) == set(before)
    assert names(folder) == {name for file in before for name in (file, f"{file}.bak")}
    assert finished(folder)[1] == {"written": 0, "skipped": COUNT, "failed": 0}


def test_two_at_once_write_each_file_once(folder: Path) -> None:
    before = {file.name: file.read_bytes() for file in find_files(folder)}
    children = [
        subprocess.Popen(command(folder, pause=0.02), cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8")
        for _ in range(2)
    ]
    for child in children:
        child.communicate(timeout=60)
    assert require_whole(folder, before) == set(before)
    assert names(folder) == {name for file in before for name in (file, f"{file}.bak")}
