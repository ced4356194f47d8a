"""The exit codes of a command that was broken off, by its user or by whoever read what it wrote."""

from __future__ import annotations

import os
import sys

INTERRUPTED = 130
PIPE_CLOSED = 141
"""128 + SIGPIPE, what the shell's own tools leave behind when their reader goes away."""


def pipe_closed() -> int:
    """Let what is still to be written go nowhere, and return the exit code for it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())
    return PIPE_CLOSED
