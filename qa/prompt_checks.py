"""Whether prompts can be used: each is looked through, and rendered with made-up inputs, before it is needed."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType, SimpleNamespace

import jinja2
import jinja2.meta
import jinja2.nodes

from qa.errors import PromptError, PromptMissing
from qa.language import say
from qa.llm import Message
from qa.models import Passage
from qa.packaged import packaged
from qa.prompting import Prompt, environment, load_prompt, prompt_names

_PASSAGE = Passage("a1", "渡口与桥", ("一、渡口",), None, 0, "c1", 0, 8, "渡船每天开六班。", 1.0)

SAMPLES = MappingProxyType[str, object](
    {
        "question": "渡船每天开几班？",
        "passages": [_PASSAGE],
        "turns": [SimpleNamespace(question="渡船每天开几班？", sentences=("渡船每天开六班。",))],
        "sentence": "渡船每天开六班。",
        "title": "渡口与桥",
        "heading": "一、渡口",
        "text": "渡船每天开六班，末班是傍晚六点。",
        "sections": [SimpleNamespace(heading="一、渡口", text="渡船每天开六班，末班是傍晚六点。")],
        "problems": ["文中没有谈到：票价"],
        "least": 70,
        "most": 110,
        "style": "用平实的短句。",
        "audience": "坐船上班的人",
        "attempt": 1,
        "theme": "渡口",
        "articles": [SimpleNamespace(number=1, text="渡船每天开六班，末班是傍晚六点。")],
        "sources": ["渡船每天开六班，末班是傍晚六点。"],
        "sentences": [
            SimpleNamespace(
                text="渡船每天开六班。", citations=[SimpleNamespace(number=1, quote="渡船每天开六班。")]
            )
        ],
        "references": ["每天六班"],
        "unanswerable": 1,
    }
)
"""What each input of a prompt may be, by its name."""


@dataclass(frozen=True, slots=True)
class CheckedPrompt:
    """A prompt that was checked. ``prompt`` is None where it cannot be read; ``problems`` is empty if all is well."""

    name: str
    path: Path
    prompt: Prompt | None
    problems: tuple[str, ...] = ()

    @property
    def is_own(self) -> bool:
        """Whether it is in a folder of one's own, and not one that comes with the package."""
        return self.path.parent != packaged("prompts")


def check_prompts(folder: Path | None = None) -> list[CheckedPrompt]:
    """Check every prompt that there is: one's own in ``folder``, the others from the package.

    >>> any(checked.problems for checked in check_prompts())
    False
    """
    return [check_prompt(name, folder) for name in prompt_names(folder)]


def check_prompt(name: str, folder: Path | None = None) -> CheckedPrompt:
    """Check one prompt. Raises :class:`PromptMissing` if there is none of the name."""
    try:
        prompt = load_prompt(name, folder)
    except PromptMissing:
        raise
    except PromptError as error:
        return CheckedPrompt(name, Path(str(error.details["path"])), None, (_told(error),))
    checked = CheckedPrompt(name, prompt.path, prompt)
    problems = _not_as_packaged(name, prompt) if checked.is_own else []
    problems += _undeclared(prompt) or _failing(prompt)
    return replace(checked, problems=tuple(problems))


def example(prompt: Prompt) -> list[Message]:
    """Return a prompt's messages for made-up inputs. Raises what :meth:`Prompt.render` raises.

    >>> print(example(load_prompt("opinion"))[1].content.splitlines()[-1])
    这些材料支持这个句子吗？只回答“支持”或“不支持”。
    """
    return prompt.render(**{name: SAMPLES.get(name, _Anything(f"〈{name}〉")) for name in prompt.inputs})


class _Anything(str):
    """Stands for an input that there is no sample of: it is a text, and a list, and has everything."""

    def __getattr__(self, name: str) -> _Anything:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Anything(f"〈{name}〉")

    def __iter__(self) -> Iterator[str]:
        yield _Anything(str(self))


def _not_as_packaged(name: str, prompt: Prompt) -> list[str]:
    """Say what a prompt of one's own has to do with the program."""
    known = prompt_names()
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1) or known
        return [
            say(
                f"nothing uses a prompt of this name; the program's are called {', '.join(known)} (is {near[0]} meant?)",
                f"没有地方用到这个名字的提示词；程序用到的是 {'、'.join(known)}（是不是 {near[0]}？）",
            )
        ]
    try:
        original = load_prompt(name)
    except PromptError:
        return []
    given, own = ", ".join(original.inputs), set(prompt.inputs)
    unknown = [each for each in prompt.inputs if each not in original.inputs]
    missing = [each for each in original.inputs if each not in own]
    problems = [
        say(
            f"its input {each!r} is not given by the program, which gives: {given}",
            f"程序不提供输入 {each!r}；可用的有：{given}",
        )
        for each in unknown
    ]
    return problems + [
        say(
            f"the program's input {each!r} is not among its inputs",
            f"程序提供的输入 {each!r} 没有列在 inputs 中",
        )
        for each in missing
    ]


def _undeclared(prompt: Prompt) -> list[str]:
    """Name every variable that is used and is no input; a template that does not parse is left to rendering."""
    problems = []
    for _, body, first_line in prompt.turns:
        try:
            tree = environment().parse(body)
            used = jinja2.meta.find_undeclared_variables(tree)
        except jinja2.TemplateSyntaxError:
            continue
        for name in sorted(used - set(prompt.inputs)):
            found = [node.lineno for node in tree.find_all(jinja2.nodes.Name) if node.name == name]
            line = first_line + min(found, default=1) - 1
            inputs = ", ".join(prompt.inputs)
            problems.append(
                say(
                    f"line {line}: the variable {name!r} is not among its inputs: {inputs}",
                    f"第 {line} 行：变量 {name!r} 不在 inputs 之中：{inputs}",
                )
            )
    return problems


def _failing(prompt: Prompt) -> list[str]:
    try:
        example(prompt)
    except PromptError as error:
        return [_told(error)]
    return []


def _told(error: PromptError) -> str:
    """Return what is wrong, without the path, which stands beside it."""
    if "variable" in error.details:
        line, name, given = (error.details[each] for each in ("line", "variable", "given"))
        return say(
            f"line {line}: there is no {name!r} in what it is given: {given}",
            f"第 {line} 行：提供的内容（{given}）中没有 {name!r}",
        )
    return str(error.details.get("problem") or error)
