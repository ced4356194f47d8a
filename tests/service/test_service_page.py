"""The page about the API: its commands are run, its answers have the shapes that they have, its tables are whole."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import httpx

from qa.service.problems.meanings import KINDS, meaning
from tests.service.conftest import Served
from tests.service.described import Described

PAGE = (Path(__file__).parents[2] / "docs" / "service.md").read_text(encoding="utf-8")
HERE = "http://127.0.0.1:8642"


class Command(NamedTuple):
    """A request as curl would send it."""

    method: str
    url: str
    headers: dict[str, str]
    body: str | None


def commands(block: str) -> list[Command]:
    """Return the requests of a block of commands, but for those with files or an id that only a run knows."""
    found = []
    for line in block.replace("\\\n", " ").splitlines():
        words = iter(shlex.split(line))
        if next(words, "") != "curl" or "JOB" in line or " -F " in line:
            continue
        command = Command("GET", "", {}, None)
        query: list[tuple[str, str]] | None = None
        for word in words:
            if word == "-H":
                name, _, value = next(words).partition(": ")
                command.headers[name] = value
            elif word == "-G":
                query = []
            elif word in ("-d", "--data-urlencode") and query is not None:
                name, _, value = next(words).partition("=")
                query.append((name, value))
            elif word == "-d":
                command = command._replace(body=next(words))
            elif word == "-X":
                command = command._replace(method=next(words))
            elif word != "-N":
                command = command._replace(url=word.removeprefix(HERE))
        # httpx would encode what is behind the "?"; curl does not, and is refused.
        assert command.url.partition("?")[2].isascii(), line
        if query:
            command = command._replace(url=f"{command.url}?{urlencode(query)}")
        if command.body and command.method == "GET":
            command = command._replace(method="POST")
        found.append(command)
    return found


# Each block of commands, with the JSON that is shown under it.
BLOCKS = [
    (commands(block), shown)
    for block, shown in re.findall(r"```sh\n(.*?)```(?:\n\n```json\n(.*?)```)?", PAGE, re.DOTALL)
    if "curl" in block
]


def sent(served: Served, command: Command) -> httpx.Response:
    """Return what the service answers."""
    return served.client.request(
        command.method, command.url, headers=command.headers, content=command.body and command.body.encode()
    )


def test_the_page_has_commands() -> None:
    assert len(BLOCKS) >= 9
    assert sum(bool(shown) for _, shown in BLOCKS) >= 5


def test_the_commands_do_what_they_say(served: Served) -> None:
    described = Described(served.client.get("/openapi.json").json())
    [article] = [record.id for record in served.assistant.articles() if record.title == "备付金去了哪里"]
    for asked, shown in BLOCKS:
        for command in asked:
            # The page is about the sample articles, whose ids are others.
            command = command._replace(url=command.url.replace("2b4c4f5331b9", article))
            response = described.check(sent(served, command))
            is_problem = "没有这篇" in command.url
            assert response.is_success != is_problem, (command, response.text)
            if shown:
                status = str(response.status_code)
                content = described.operation(command.method, response.request.url.path)["responses"][status]
                kind = response.headers["content-type"]
                described.validate(content["content"][kind]["schema"], json.loads(shown))


def test_the_events_are_those_that_come(served: Served) -> None:
    [(asked, _)] = [block for block in BLOCKS if "Accept" in block[0][0].headers]
    names = re.findall(r"^event: (\w+)$", sent(served, asked[0]).text, re.MULTILINE)
    [shown] = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    assert list(dict.fromkeys(names)) == re.findall(r"^event: (\w+)$", shown, re.MULTILINE)


def table(heading: str) -> list[list[str]]:
    """Return the rows of the last table under a heading."""
    part = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def test_every_problem_stands_under_its_status() -> None:
    told: dict[str, set[int]] = {}
    for numbers, codes in table("Problems"):
        for code in re.findall(r"`([A-Z]\w+)`", codes):
            told[code] = {int(number) for number in re.findall(r"\d+", numbers)}
    for code, statuses in told.items():
        assert meaning(code).status in statuses, code
    # Where … stands, some are left out; of those that concern the request itself none is.
    own = {code for code in KINDS if meaning(code).status in (401, 403, 405, 408, 409, 412, 415, 421, 429)}
    assert own <= told.keys()


def test_every_operation_is_on_the_page(standing: Served) -> None:
    rows = PAGE.split("## Ask")[0]
    for path in standing.client.get("/openapi.json").json()["paths"]:
        if path.startswith(("/v1/chat", "/v1/models", "/v1/evaluations")):
            continue  # on pages of their own
        assert f"{path}`" in rows, path
