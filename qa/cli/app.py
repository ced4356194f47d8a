"""The commands, in the order in which help shows them."""

from __future__ import annotations

from typing import Annotated

import typer

import qa
from qa.cli import (
    chat,
    checking,
    evaluation,
    keys,
    library,
    log,
    prompts,
    questions,
    serving,
    summaries,
    upkeep,
)
from qa.cli.failures import Commands
from qa.cli.texts import text

app = typer.Typer(
    name="qa",
    cls=Commands,
    help=text("help.qa"),
    epilog=text("help.qa.end"),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(asked: bool) -> None:
    if asked:
        print(f"qa {qa.__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", help=text("help.version"), callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    pass


app.command("ingest", help=text("help.ingest"))(library.ingest)
app.command("list", help=text("help.list"))(library.list_articles)
app.command("show", help=text("help.show"))(library.show)
app.command("search", help=text("help.search"))(questions.search)
app.command("ask", help=text("help.ask"))(questions.ask)
app.command("check", help=text("help.check"))(checking.check)
app.command("chat", help=text("help.chat"))(chat.chat)
app.command("note", help=text("help.note"))(summaries.note)
app.command("summarize", help=text("help.summarize"))(summaries.summarize)
app.command("digest", help=text("help.digest"))(summaries.digest)
app.command("log", help=text("help.log"))(log.log)
app.command("remove", help=text("help.remove"))(library.remove)
app.command("reindex", help=text("help.reindex"))(library.reindex)
app.command("serve", help=text("help.serve"))(serving.serve)
app.command("mcp", help=text("help.mcp"))(serving.mcp)
app.add_typer(keys.app, name="keys", help=text("help.keys"))
app.add_typer(evaluation.app, name="eval", help=text("help.eval"))
app.add_typer(prompts.app, name="prompts", help=text("help.prompts"))
app.command("doctor", help=text("help.doctor"))(upkeep.doctor)
app.command("config", help=text("help.config"))(upkeep.config)
