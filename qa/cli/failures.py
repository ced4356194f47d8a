"""The one place where errors become messages and exit codes."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import typer
from typer.core import TyperGroup

from qa.cli.exits import INTERRUPTED, pipe_closed
from qa.cli.texts import text
from qa.errors import ConfigError, QaError

# Of its usage errors Typer exports this one class only; the one they share is its parent.
_TyperUsageError = cast("type[typer.BadParameter]", typer.BadParameter.__mro__[1])
_AS_JSON = "qa.json"


class Commands(TyperGroup):
    """The group of all commands, which reports whatever goes wrong in one of them."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        # A command that is misused has no parsed options yet, and still has to answer in JSON.
        options = args[: args.index("--")] if "--" in args else args
        ctx.meta[_AS_JSON] = "--json" in options
        try:
            return super().parse_args(ctx, args)
        except _TyperUsageError as error:
            _tell_misuse(error)
            raise

    def invoke(self, ctx: Any) -> Any:
        with _reported(as_json=ctx.meta[_AS_JSON]):
            return super().invoke(ctx)


@contextmanager
def _reported(*, as_json: bool) -> Iterator[None]:
    try:
        yield
    except (typer.Exit, typer.Abort):
        raise
    except BrokenPipeError:
        raise typer.Exit(pipe_closed()) from None  # Typer would make it exit code 1
    except KeyboardInterrupt:
        begin = "\n" if sys.stderr.isatty() else ""  # the terminal has just written ^C
        print(f"{begin}{text('error.interrupted')}", file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None
    except QaError as error:
        _report(error.code, str(error), error.details, as_json=as_json)
        raise typer.Exit(error.exit_code) from None
    except _TyperUsageError as error:
        if not as_json:
            _tell_misuse(error)
            raise  # Typer shows how the command is used
        _report("UsageError", error.format_message(), {}, as_json=True)
        raise typer.Exit(error.exit_code) from None
    except Exception as error:
        _report_unexpected(error, as_json=as_json)
        raise typer.Exit(1) from None


def _tell_misuse(error: Any) -> None:
    """Say how a command is misused, and leave, where Chinese is the language; else it is for Typer to say."""
    from qa.cli.misuse import in_chinese
    from qa.language import say

    error.message = error.message.removeprefix("Value error, ")  # where a value was read by pydantic
    # `qa` and `qa keys` alone are shown their help, whose texts are in Chinese already.
    if say("en", "zh") == "zh" and type(error).__name__ != "NoArgsIsHelpError":
        message = error.format_message()
        command = error.ctx.command_path if error.ctx else "qa"
        print(text("error", message=safe(in_chinese(message))), file=sys.stderr)
        print(text("misuse.help", command=command), file=sys.stderr)
        raise typer.Exit(error.exit_code) from None


def show_error(error: Exception) -> None:
    """Show an error that does not end the command, such as one input of many."""
    print(text("error", message=safe(str(error))), file=sys.stderr)


def show_warning(warning: Exception) -> None:
    """Show what went wrong without stopping anything."""
    print(text("warning", message=safe(str(warning))), file=sys.stderr)


def _report(code: str, message: str, details: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        from qa import output

        shape = output.failure(code, message, details, _secrets())
        print(json.dumps(shape, ensure_ascii=not speaks_utf8(sys.stdout.encoding), indent=2))
    else:
        print(text("error", message=safe(message)), file=sys.stderr)


def _report_unexpected(error: Exception, *, as_json: bool) -> None:
    kind = type(error).__name__
    if os.environ.get("QA_DEBUG", "") not in ("", "0"):
        import traceback

        print(safe("".join(traceback.format_exception(error))), file=sys.stderr)
    message = text("error.unexpected", kind=kind, message=error)
    _report("InternalError", message, {"kind": kind}, as_json=as_json)


def speaks_utf8(encoding: str | None) -> bool:
    """Return whether Chinese can be written as it is, and need not be escaped.

    >>> speaks_utf8("utf-8"), speaks_utf8("ascii")
    (True, False)
    """
    return (encoding or "").lower().replace("-", "").startswith("utf8")


def safe(message: str) -> str:
    """Keep keys out of the terminal, and what a server sends from steering it."""
    from qa.masking import mask
    from qa.text import clean

    # Bytes of a file name that are no UTF-8 are shown as what they are.
    message = message.encode(errors="backslashreplace").decode()
    return clean(mask(message, _secrets()))


def _secrets() -> tuple[str, ...]:
    # Asked for only when something went wrong, and then whatever state the configuration is in.
    from qa.settings import Settings

    try:
        return Settings().secrets
    except ConfigError:
        names = ("QA_LLM_API_KEY", "QA_EMBEDDING_API_KEY", "OPENAI_API_KEY")
        return tuple(value for name in names if (value := os.environ.get(name, "").strip()))
