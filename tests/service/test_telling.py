"""What errors say over a network: for every error there is, in both languages, nothing of this machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from qa import errors, language
from qa.errors import QaError
from qa.language import Language
from qa.models import IngestItem, IngestReport
from qa.service import showing
from qa.service.problems import details as problems
from qa.service.problems import telling

SECRET = "/srv/secret/articles"
ADDRESS = "http://10.9.8.7:8000/v1"


def kinds(above: type[QaError] = QaError) -> Iterator[type[QaError]]:
    for kind in above.__subclasses__():
        if kind.__module__.startswith("qa.errors."):
            yield kind
            yield from kinds(kind)


KINDS = sorted(set(kinds()), key=lambda kind: kind.__name__)
TOLD = [kind for kind in (QaError, *KINDS) if kind in {*telling.OWN, *telling.TEXTS}]


def made(kind: type[QaError]) -> QaError:
    """Return an error with something in every field, and this machine in those that can name it."""
    of_disk = ("store", "folders", "holder", "suite", "one", "other", "source", "configured", "stored")
    given: dict[str, object] = {}
    for name in {*telling.fields(kind.en), *telling.fields(kind.zh)}:
        if name == "path" and issubclass(kind, errors.ResourceUnknown | errors.MethodUnknown):
            given[name] = "/v1/nothing"
        elif name == "path" or name in of_disk:
            given[name] = f"{SECRET}/a.md"
        elif name == "url":
            given[name] = ADDRESS
        elif name == "problem" and issubclass(
            kind, errors.ServerError | errors.LibraryError | errors.ConfigError
        ):
            given[name] = f"no such file: {SECRET}/a.md; {ADDRESS}"
        else:
            given[name] = (
                3 if name in ("seconds", "times", "status", "limit", "length", "size") else f"a-{name}"
            )
    return kind(**given)


def test_there_are_errors() -> None:
    assert len(KINDS) > 70
    assert errors.ServerAnswerBroken in KINDS


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_error_tells_of_the_machine_or_the_command(kind: type[QaError], lang: Language) -> None:
    with language.spoken(lang):
        problem = problems.problem(made(kind), "r1")
    told = f"{problem['detail']} {problem['details']}".replace(" --- ", " ")
    for never in (SECRET, "10.9.8.7", "qa ", "QA_", "OPENAI_", " --", "chmod", "pip ", "`"):
        assert never not in told, told
    assert problem["code"] == kind.__name__
    assert any("\u4e00" <= character <= "\u9fff" for character in problem["detail"]) == (lang == "zh")
    # What happened, and what to do.
    assert len([part for part in problem["detail"].replace("。", ". ").split(". ") if part.strip()]) >= 2


@pytest.mark.parametrize("kind", TOLD, ids=lambda kind: kind.__name__)
def test_both_languages_tell_the_same_fields(kind: type[QaError]) -> None:
    english, chinese = telling.texts(kind)
    assert sorted(telling.fields(english)) == sorted(telling.fields(chinese))


def test_each_error_speaks_one_way() -> None:
    assert not telling.OWN & telling.TEXTS.keys()


def test_what_is_not_ours_says_only_that_it_happened() -> None:
    problem = problems.problem(ValueError(f"no such file {SECRET}"), "r1")
    assert (problem["code"], problem["status"], problem["details"]) == ("InternalError", 500, {})
    assert SECRET not in problem["detail"]
    assert problem["instance"] == "/requests/r1"


def test_the_message_of_an_error_within_a_result_is_the_clients() -> None:
    bad = IngestItem(
        f"{SECRET}/a.md",
        "failed",
        error=errors.FileEmpty(path=f"{SECRET}/a.md"),
        warnings=(errors.DateUnknown(path=f"{SECRET}/a.md", value="昨天"), OSError(f"{SECRET}/b")),
    )
    shown = showing.to_json(IngestReport((bad,), 0.1))
    assert SECRET not in str(shown)
    [item] = shown["items"]
    assert item["path"] == "a.md"
    assert item["error"]["message"].startswith("a.md is empty.")
    assert [warning["code"] for warning in item["warnings"]] == ["DateUnknown", "InternalError"]
    assert shown["failed"] == 1


def test_a_model_that_is_asked_for_and_not_there() -> None:
    error = errors.ArgumentInvalid(
        name="mode", value="generative", allowed="extractive, or set OPENAI_API_KEY"
    )
    assert "OPENAI" not in str(problems.problem(error))
    assert problems.problem(error)["details"] == {"value": "generative"}


def test_a_key_in_a_message_is_masked() -> None:
    error = errors.RequestInvalid(problem="sk-0123456789abcdef is not a date")
    assert "0123456789" not in str(problems.problem(error))


@pytest.mark.parametrize(
    ("error", "headers"),
    [
        (errors.ServiceBusy(seconds=3), {"Retry-After": "3"}),
        (errors.ServerPaused(url=ADDRESS, times=3, seconds=28.2, problem="p"), {"Retry-After": "29"}),
        (errors.LibraryUnreachable(store="s", problem="p"), {"Retry-After": "5"}),
        (errors.KeyMissing(), {"WWW-Authenticate": 'Bearer realm="zhangju"'}),
        (errors.MethodUnknown(path="/", method="PUT", allowed="GET"), {"Allow": "GET"}),
        (errors.QuestionEmpty(question=""), {}),
        (ValueError(), {}),
    ],
)
def test_headers(error: Exception, headers: dict[str, str]) -> None:
    assert problems.headers_of(error) == headers
