"""Prompts that cannot be used are found before they are needed, with the file, the line and the name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa.errors import PromptMissing
from qa.packaged import packaged
from qa.prompt_checks import SAMPLES, check_prompt, check_prompts, example
from qa.prompting import load_prompt, prompt_names
from tests.cli.conftest import Run, alone, run  # noqa: F401

HEAD = "---\nname: answer\nversion: 9\npurpose: a test\ninputs: [question, passages]\n---\n"
WHOLE = "# system\n\n按材料回答。\n\n# user\n\n{% for passage in passages %}\n{{ passage.text }}\n{% endfor %}\n{{ question }}\n"


@pytest.fixture(name="folder")
def own_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "prompts"
    folder.mkdir()
    return folder


def problems(folder: Path, text: str, name: str = "answer") -> str:
    (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return "\n".join(check_prompt(name, folder).problems)


def test_the_packaged_prompts_are_well() -> None:
    found = check_prompts()
    assert [checked.name for checked in found] == prompt_names()
    assert [checked.problems for checked in found] == [()] * len(found)
    assert not any(checked.is_own for checked in found)


@pytest.mark.parametrize("name", prompt_names())
def test_every_packaged_prompt_has_samples_of_its_inputs(name: str) -> None:
    prompt = load_prompt(name)
    assert set(prompt.inputs) <= set(SAMPLES)
    assert all(message.content for message in example(prompt))


def test_a_prompt_of_ones_own_goes_first(folder: Path) -> None:
    assert problems(folder, HEAD + WHOLE) == ""
    checked = {each.name: each for each in check_prompts(folder)}
    assert checked["answer"].is_own
    assert checked["answer"].path == folder / "answer.md"
    assert not checked["rewrite"].is_own


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("# user\n\n{{ questoin }}\n{{ passages }}", "line 9: the variable 'questoin'"),
        ("# system\nx\n# user\n{% if\n", "line 10: "),
        ("# user\n\n\n{{ question }\n", "line 10: "),
        (
            "# user\n{% for passage in passages %}\n{{ passage.titel }}\n{% endfor %}",
            "line 9: there is no 'titel'",
        ),
        ("# user\n\n{{ question / 0 }}", "line 9: "),
        ("# user\n{{ question | shout }}", "line 8: "),
        ("# system\n{{ question }}\n", "no line '# user'"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(folder: Path, body: str, said: str) -> None:
    assert said in problems(folder, HEAD + body)


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (HEAD.replace("[question, passages]", "[question, passages, author]"), "'author' is not given"),
        (HEAD.replace("[question, passages]", "[question]"), "'passages' is not among its inputs"),
        (HEAD.replace("version: 9\n", ""), "front matter without version"),
        (HEAD.replace("purpose: a test", "purpose: [a"), "line 6: "),
        ("", "front matter without name"),
    ],
)
def test_what_is_wrong_with_the_front_matter(folder: Path, head: str, said: str) -> None:
    assert said in problems(folder, head + WHOLE)


def test_a_name_that_nothing_uses(folder: Path) -> None:
    said = problems(folder, HEAD + WHOLE, "anwser")
    assert "nothing uses" in said
    assert "is answer meant?" in said
    with pytest.raises(PromptMissing):
        check_prompt("nope", folder)


def test_an_input_without_a_sample_may_be_used_as_anything(folder: Path) -> None:
    head = HEAD.replace("[question, passages]", "[question, passages, author]")
    body = "# user\n{{ author.name | fenced }} {% for each in author %}{{ each.title }}{% endfor %} {{ author | length }}"
    assert "line" not in problems(folder, head + body)


def test_the_commands(run: Run, folder: Path) -> None:  # noqa: F811
    (folder / "answer.md").write_text(HEAD + WHOLE, encoding="utf-8")
    variables = {"QA_PROMPTS": str(folder)}
    listed = run("prompts", "list", **variables).stdout
    assert "answer" in listed
    assert "package" in listed
    told = json.loads(run("prompts", "list", "--json", **variables).stdout)["prompts"]
    assert [each["own"] for each in told if each["name"] == "answer"] == [True]
    assert run("prompts", "check", **variables).exit_code == 0
    assert run("prompts", "show", "answer", **variables).stdout == HEAD + WHOLE
    rendered = run("prompts", "show", "answer", "--rendered", **variables).stdout
    assert rendered.startswith("# system\n\n按材料回答。\n\n# user\n\n")
    assert "{{" not in rendered
    shown = json.loads(run("prompts", "show", "answer", "--json", "--rendered", **variables).stdout)
    assert [message["role"] for message in shown["rendered"]] == ["system", "user"]
    assert json.loads(run("prompts", "show", "answer", "--json").stdout)["path"] == str(
        packaged("prompts") / "answer.md"
    )
    (folder / "answer.md").write_text(HEAD + "# user\n{{ nope }}", encoding="utf-8")
    (folder / "rewrite.md").write_text("nothing", encoding="utf-8")
    bad = run("prompts", "check", **variables)
    assert bad.exit_code == 1
    assert "line 8: the variable 'nope'" in bad.stdout
    assert f"✗ rewrite {folder / 'rewrite.md'}" in bad.stdout
    assert run("prompts", "check", "opinion", **variables).exit_code == 0
    assert "第 8 行" in run("prompts", "check", "answer", **variables, QA_LANG="zh").stdout
    told = json.loads(run("prompts", "check", "--json", **variables).stdout)["prompts"]
    assert [bool(each["problems"]) for each in told if each["own"]] == [True, True]
    assert run("prompts", "list", **variables).exit_code == 0
    for arguments in (["show", "nope"], ["check", "nope"]):
        failed = run("prompts", *arguments, "--json", **variables)
        assert failed.exit_code == 1
        assert json.loads(failed.stdout)["error"]["code"] == "PromptMissing"
    assert run("prompts").exit_code == 2
    assert run("prompts", "list", "--no-such", "--json").exit_code == 2
