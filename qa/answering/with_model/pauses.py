"""A model's pauses: what it has said is complete when it says no more for a while, and need not wait for what is next."""

from __future__ import annotations

import contextvars
import queue
import threading
from collections.abc import Iterable, Iterator

PAUSE_SECONDS = 0.15
"""How long a model is silent before what it has said is looked at: many times what one takes for a token, and half of
what a reader may be kept waiting."""

_AHEAD = 256
_LOOK_SECONDS = 0.5


def with_pauses(pieces: Iterable[str], seconds: float = PAUSE_SECONDS) -> Iterator[str]:
    """Yield the pieces as they come, and an empty one where none has come for so long, once in each silence.

    The pieces are read in a thread, at most 256 ahead, which ends with them: whoever gives this up has to close what
    they come from. What reading raises, is raised here.

    >>> list(with_pauses(["商户", "要登记。"]))
    ['商户', '要登记。']
    """
    read: queue.Queue[str | _End] = queue.Queue(_AHEAD)
    given_up = threading.Event()

    def put(item: str | _End) -> bool:
        while not given_up.is_set():
            try:
                read.put(item, timeout=_LOOK_SECONDS)
            except queue.Full:
                continue
            return True
        return False

    def reading() -> None:
        failure: BaseException | None = None
        try:
            for piece in pieces:
                if piece and not put(piece):
                    return
        except BaseException as error:
            failure = error
        put(_End(failure))

    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(reading,), name="model", daemon=True).start()
    try:
        patience: float | None = seconds
        while True:
            try:
                item = read.get(timeout=patience)
            except queue.Empty:
                patience = None  # one silence is told once
                yield ""
                continue
            patience = seconds
            if isinstance(item, _End):
                if item.failure is not None:
                    raise item.failure
                return
            yield item
    finally:
        given_up.set()


class _End:
    def __init__(self, failure: BaseException | None) -> None:
        self.failure = failure
