"""Where output goes: JSON, lines and tables, as wide and as coloured as the reader can take."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

from qa.cli.failures import speaks_utf8

if TYPE_CHECKING:
    from rich.console import Console

PIPED_WIDTH = 100
"""Scripts and logs get the same lines whatever window they were started in."""


def show_json(shape: dict[str, Any]) -> None:
    """Print one JSON object."""
    print(json.dumps(shape, ensure_ascii=not speaks_utf8(sys.stdout.encoding), indent=2))


def show_json_line(shape: dict[str, Any]) -> None:
    """Print one JSON object on one line, for output that is several of them."""
    print(json.dumps(shape, ensure_ascii=not speaks_utf8(sys.stdout.encoding)), flush=True)


def console(*, stderr: bool = False) -> Console:
    """Return a console that takes text as it is: brackets in an article are no markup."""
    from rich.console import Console

    class Screen(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # rich would exit by itself, with exit code 1

    terminal = (sys.stderr if stderr else sys.stdout).isatty()
    return Screen(
        stderr=stderr,
        width=None if terminal else PIPED_WIDTH,
        # NO_COLOR means no codes at all, where rich would still print bold.
        color_system=None if os.environ.get("NO_COLOR") else "auto",
        markup=False,
        emoji=False,
        highlight=False,
    )
