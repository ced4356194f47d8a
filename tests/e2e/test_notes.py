"""kill -9 in the middle of a folder: a file has its whole note or none, and the next run goes on from there."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qa.packaged import packaged
from qa.reading import find_files, read_file
from tests.openai_server import OpenAIServer, answer

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


# --- the command, without a model -----------------------------------------------------------------------


def alone(home: Path, **more: str) -> dict[str, str]:
    """Return an environment in which nothing of the machine's settings is left."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QA_", "OPENAI_"))}
    return {
        **kept,
        "QA_HOME": str(home / "library"),
        "HOME": str(home),
        "QA_LANG": "en",
        "PYTHONPATH": str(ROOT),
        **more,
    }


def test_the_command_is_killed_again_and_again(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for copy in range(3):
        for article in packaged("corpus").glob("*.md"):
            (folder / f"{article.stem}-{copy}.md").write_bytes(article.read_bytes())
    before = {file.name: file.read_bytes() for file in find_files(folder)}
    qa = [sys.executable, "-m", "qa", "note", str(folder), "--write", "--json"]
    chance = random.Random(9)
    for turn in range(1, 4):
        with subprocess.Popen(qa, env=alone(tmp_path), stdout=subprocess.DEVNULL) as child:
            until = time.monotonic() + 60
            while len(list(folder.glob("*.bak"))) < 3 * turn and child.poll() is None:
                assert time.monotonic() < until
                time.sleep(0.005)
            time.sleep(chance.uniform(0, 0.05))
            child.kill()
        require_original(folder, before)
    done = subprocess.run(qa, env=alone(tmp_path), capture_output=True, encoding="utf-8", check=False)
    told = json.loads(done.stdout)
    assert told["skipped"] >= 9
    assert told["written"] + told["skipped"] + told["failed"] == len(before)
    require_original(folder, before)
    again = subprocess.run(qa, env=alone(tmp_path), capture_output=True, encoding="utf-8", check=False)
    assert json.loads(again.stdout)["written"] == 0
    assert not list(folder.glob(".*")), "nothing is left behind"


def require_original(folder: Path, before: dict[str, bytes]) -> None:
    """Each file is what it was, or what it was with one line more, or three; and is kept beside it then."""
    for file in find_files(folder):
        data = file.read_bytes()
        if data != before[file.name]:
            lines = data.splitlines(keepends=True)
            [at] = [number for number, line in enumerate(lines) if line.startswith(b"editor_note: ")]
            whole = b"".join((*lines[:at], *lines[at + 1 :]))
            assert before[file.name] in (whole, whole.removeprefix(b"---\n---\n"))
            assert read_file(file).article.editor_note
            assert file.with_name(f"{file.name}.bak").read_bytes() == before[file.name]


# --- the command, with a slow model ---------------------------------------------------------------------

MARKET = """
很多人以为菜市场会被超市的低价挤垮，街道也为此讨论过好几回。

## 一、价格不是全部

问了四十个摊主，留住老顾客的是当天进货、可以挑拣，价格只排在第三位。超市的菜便宜，却不能一根一根地挑。

## 二、摊主记得老顾客

老顾客要什么、家里几口人，摊主都记在心里。这份熟悉省去了来回比较的工夫。

## 三、改造别改掉人情

去年的改造把通道拓宽，却让摊位一年一抽签，熟客找不到人，生意掉了三成。改造应当先保住固定摊位，再谈灯光和招牌。
"""
WRITTEN = (
    "文章讨论菜市场的价格、摊主和改造，作者认为改造应当先保住固定摊位。\n"
    "文章先说价格，再说摊主和老顾客的熟悉，最后谈改造。\n"
    "适合关注菜市场和改造的读者阅读。"
)


def test_the_command_is_killed_while_a_model_writes(tmp_path: Path) -> None:
    folder, count = tmp_path / "articles", 6
    folder.mkdir()
    for number in range(count):
        (folder / f"{number}.md").write_text(f"# 第{number}个菜市场\n{MARKET}", encoding="utf-8")
    before = {file.name: file.read_bytes() for file in find_files(folder)}
    with OpenAIServer(answer(WRITTEN, pause=0.02)) as server:
        environment = alone(tmp_path, QA_LLM_BASE_URL=server.url, QA_LLM_MODEL="m")
        qa = [sys.executable, "-m", "qa", "note", str(folder), "--write", "--json"]
        with subprocess.Popen(qa, env=environment, stdout=subprocess.DEVNULL) as child:
            server.wait_for_requests(3, seconds=60)
            time.sleep(0.1)
            child.kill()
        noted = {file.name for file in find_files(folder) if file.read_bytes() != before[file.name]}
        assert noted == {"0.md", "1.md"}, "what was in hand is not in"
        done = subprocess.run(qa, env=environment, capture_output=True, encoding="utf-8", check=True)
        told = json.loads(done.stdout)
        assert (told["written"], told["skipped"], told["failed"]) == (count - 2, 2, 0)
        asked = [request for request in server.requests if request.path.endswith("/chat/completions")]
        assert len(asked) == count + 1, "only what was in hand is asked for again"
        spent = sum(item["usage"]["tokens_in"] for item in told["items"])
        assert told["usage"]["tokens_in"] == spent > 0
    for file in find_files(folder):
        assert read_file(file).article.editor_note == WRITTEN.replace("\n", "")
        assert file.read_bytes().count(b"editor_note") == 1
        assert file.with_name(f"{file.name}.bak").read_bytes() == before[file.name]
    assert names(folder) == {name for file in before for name in (file, f"{file}.bak")}
    with OpenAIServer(answer(WRITTEN)) as server:
        environment["QA_LLM_BASE_URL"] = server.url
        again = subprocess.run(qa, env=environment, capture_output=True, encoding="utf-8", check=True)
        assert json.loads(again.stdout)["skipped"] == count
        assert server.requests == [], "a note that is there costs nothing"
