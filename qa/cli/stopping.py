"""Ctrl-C in the middle of many articles: the one in hand is finished, and what is done is kept."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from qa.cli.texts import text


@contextmanager
def stopping(articles: int) -> Iterator[Callable[[], bool]]:
    """Give a function that tells whether Ctrl-C was pressed; pressed again, it interrupts as it always does.

    Where there is one article only, there is nothing to go on with, and it interrupts at once.
    """
    is_asked = False

    def ask(number: int, frame: FrameType | None) -> None:
        nonlocal is_asked
        if is_asked:
            signal.default_int_handler(number, frame)
        is_asked = True
        print(text("summary.stopping"), file=sys.stderr, flush=True)

    # Where Ctrl-C is ignored, as in a job in the background, it stays so.
    is_usual = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if articles < 2 or not is_usual or threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: is_asked
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
