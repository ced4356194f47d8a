"""Where the command starts and ends. Nothing else is imported until something is asked for."""

from __future__ import annotations

import gc
import os
import sys

from qa.cli.exits import INTERRUPTED, pipe_closed


def main() -> None:
    """Run ``qa`` with the arguments of the process, and leave the process with its exit code."""
    _make_streams_safe()
    # Importing makes hundreds of thousands of objects that all stay: looking for garbage among them takes a
    # twentieth of what `qa ask` takes. Work that is long enough to make garbage turns it on again (see session).
    gc.disable()
    try:
        try:
            from qa.cli.app import app

            app(prog_name="qa")
        finally:
            # A reader that went away is noticed here, where it can be handled, not at the interpreter's end.
            sys.stdout.flush()
            gc.freeze()  # nor is there anything to be gained by looking on the way out
    except BrokenPipeError:
        sys.exit(pipe_closed())
    except KeyboardInterrupt:  # before the command itself had begun, or while it was cleaning up
        sys.exit(INTERRUPTED)


def _make_streams_safe() -> None:
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by the shell: qa list >&-
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        else:
            # A file name need not be valid UTF-8, and a terminal need not know Chinese: show, never fail.
            stream.reconfigure(errors="backslashreplace")
