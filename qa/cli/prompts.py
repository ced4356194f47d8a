"""The commands that show and check the prompts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from qa.cli import session
from qa.cli.arguments import AsJson
from qa.cli.screen import console, show_json
from qa.cli.texts import text

if TYPE_CHECKING:
    from qa.prompt_checks import CheckedPrompt

app = typer.Typer(no_args_is_help=True)

Name = Annotated[str, typer.Argument(help=text("help.prompt"), metavar="NAME")]


@app.command("list", help=text("help.prompts.list"))
def list_prompts(json: AsJson = False) -> None:
    """List the prompts."""
    from qa.prompt_checks import check_prompts

    found = check_prompts(session.configured().prompts)
    if json:
        from qa.output import prompts

        show_json(prompts(found))
    else:
        from qa.cli import tables

        console().print(tables.prompts(found))


@app.command("show", help=text("help.prompts.show"))
def show(
    name: Name,
    rendered: Annotated[bool, typer.Option("--rendered", help=text("help.rendered"))] = False,
    json: AsJson = False,
) -> None:
    """Show one prompt."""
    from qa.prompt_checks import example
    from qa.prompting import load_prompt

    prompt = load_prompt(name, session.configured().prompts)
    messages = example(prompt) if rendered else None
    if json:
        from qa.output import shown_prompt

        show_json(shown_prompt(prompt, messages))
    elif messages is None:
        print(prompt.path.read_text(encoding="utf-8-sig"), end="")
    else:
        print("\n\n".join(f"# {message.role}\n\n{message.content}" for message in messages))


@app.command("check", help=text("help.prompts.check"))
def check(
    names: Annotated[list[str] | None, typer.Argument(help=text("help.prompt"), metavar="[NAME...]")] = None,
    json: AsJson = False,
) -> None:
    """Check the prompts."""
    from qa.prompt_checks import check_prompt, check_prompts

    folder = session.configured().prompts
    found = [check_prompt(name, folder) for name in names] if names else check_prompts(folder)
    if json:
        from qa.output import prompts

        show_json(prompts(found))
    else:
        for checked in found:
            _show_checked(checked)
    if any(checked.problems for checked in found):
        raise typer.Exit(1)


def _show_checked(checked: CheckedPrompt) -> None:
    label = checked.prompt.label if checked.prompt else checked.name
    mark, style = ("✗", "red") if checked.problems else ("✓", "green")
    console().print(Text(f"{mark} {label} {checked.path}", style=style), soft_wrap=True)
    for problem in checked.problems:
        console().print(Text(f"    {problem}"), soft_wrap=True)
