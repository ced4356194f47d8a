"""Threads for the synchronous core: so many at once, so many more in line, the rest refused at once.

A place is taken until the thread is really done with it, however early the request went away: no crowd of clients
that hang up can make more threads than there are places.
"""

from __future__ import annotations

import asyncio
import contextvars
import math
import time
import weakref
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing
from typing import TypeVar

from qa.errors import QaError, ServiceBusy
from qa.service.stopping import Stop, Stopped

P = TypeVar("P")
T = TypeVar("T")

LONGEST_WAIT_TOLD = 60
"""The most seconds that a client is told to wait before it comes again."""


class Workers:
    """A bounded number of threads with a bounded line before them, first come, first served.

    :param name: What the threads are called.
    :param at_once: How many work at the same time.
    :param waiting: How many may wait for a place; 0 for none.
    :param door: Called before a request gets in line and again when its turn has come; what it raises is raised to
        the request.
    """

    def __init__(
        self, name: str, at_once: int, waiting: int, door: Callable[[], object] = lambda: None
    ) -> None:
        self.name, self.at_once, self.most_waiting = name, at_once, waiting
        self._door = door
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix=name)
        self._places = asyncio.Semaphore(at_once)
        self.working = 0
        """How many places are taken."""
        self.waiting = 0
        """How many requests are in line."""
        self._seconds = 0.1  # what one took of late, to tell how long the line is
        self._ended: QaError | None = None
        self._under_way: set[Callable[[], object]] = set()  # what ends each of them

    async def run(self, work: Callable[[], T], stop: Stop | None = None) -> T:
        """Return what ``work`` returns, from a thread. Being cancelled stops it.

        :raises ServiceBusy: there is no place, neither at work nor in line.
        """
        stop = stop or Stop()

        def working() -> T:
            with stop.working():
                stop.check()
                return work()

        async with self._to_the_end():
            future = await self._started(working)
            try:
                return await asyncio.shield(future)
            except asyncio.CancelledError:
                stop.stop()
                raise

    async def stream(
        self, prepare: Callable[[], object], make: Callable[[], Generator[T]], stop: Stop | None = None
    ) -> AsyncGenerator[T]:
        """Return what a generator yields, from a thread; closing it stops the generator.

        ``prepare`` is called first, and what it raises is raised here, before anything is yielded. The thread does
        not wait for who reads: a client that stalls holds no place.

        :raises ServiceBusy: there is no place, neither at work nor in line.
        """

        def work(_: object, tell: Callable[[T], None]) -> None:
            with closing(make()) as made:
                for piece in made:
                    tell(piece)

        return await self.listen(prepare, work, stop)

    async def listen(
        self,
        prepare: Callable[[], P],
        work: Callable[[P, Callable[[T], None]], None],
        stop: Stop | None = None,
    ) -> AsyncGenerator[T]:
        """Return what ``work`` tells while it works, from a thread: as :meth:`stream`, for what calls back.

        ``work`` is given what ``prepare`` returned, and the function that it tells with.

        :raises ServiceBusy: there is no place, neither at work nor in line.
        """
        stop = stop or Stop()
        loop = asyncio.get_running_loop()
        pieces: asyncio.Queue[T | _Begun | _End] = asyncio.Queue()

        def put(piece: T | _Begun | _End) -> None:
            loop.call_soon_threadsafe(pieces.put_nowait, piece)

        def tell(piece: T) -> None:
            put(piece)
            stop.check()

        def working() -> None:
            failure: BaseException | None = None
            try:
                with stop.working():
                    stop.check()
                    prepared = prepare()
                    put(_Begun())
                    work(prepared, tell)
            except Stopped:
                failure = self._ended
            except Exception as error:
                failure = error
            finally:
                put(_End(failure))

        async with self._to_the_end():
            await self._started(working)
            try:
                first = await pieces.get()
            except asyncio.CancelledError:
                stop.stop()
                raise
        if isinstance(first, _End) and first.failure is not None:
            raise first.failure
        reading = self._read(pieces, stop)
        # A generator that is dropped before it was begun has no end of its own.
        weakref.finalize(reading, stop.stop).atexit = False
        return reading

    async def _read(self, pieces: asyncio.Queue[T | _Begun | _End], stop: Stop) -> AsyncGenerator[T]:
        def end() -> None:
            stop.stop()
            pieces.put_nowait(_End(self._ended))  # after what was made before it

        self._under_way.add(end)
        try:
            if self._ended is not None:
                end()
            while True:
                piece = await pieces.get()
                if isinstance(piece, _End):
                    if piece.failure is not None:
                        raise piece.failure
                    return
                assert not isinstance(piece, _Begun)
                yield piece
        finally:
            self._under_way.discard(end)
            stop.stop()

    def end(self, because: QaError) -> None:
        """End what is at work and in line, and whatever comes later: with this error, and without waiting for threads."""
        self._ended = because
        for end in tuple(self._under_way):
            end()

    @asynccontextmanager
    async def _to_the_end(self) -> AsyncIterator[None]:
        """Leave the block with the error of :meth:`end` as soon as it is called."""
        if self._ended is not None:
            raise self._ended
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(None) as limit:
                end = lambda: limit.reschedule(loop.time())  # noqa: E731
                self._under_way.add(end)
                try:
                    yield
                finally:
                    self._under_way.discard(end)
        except TimeoutError:
            if self._ended is None or not limit.expired():
                raise
            raise self._ended from None

    def close(self) -> None:
        """Let the threads go when they are done."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _started(self, work: Callable[[], T]) -> asyncio.Future[T]:
        self._door()
        await self._take_place()
        began = time.monotonic()
        context = contextvars.copy_context()
        try:
            self._door()
            future = asyncio.get_running_loop().run_in_executor(self._pool, context.run, work)
        except BaseException:  # nobody is let in any more, or the threads are closed
            self._give_place_back(began)
            raise
        future.add_done_callback(lambda done: self._done(done, began))
        return future

    async def _take_place(self) -> None:
        if self._places.locked() and self.waiting >= self.most_waiting:
            raise ServiceBusy(seconds=self.seconds_to_wait())
        self.waiting += 1
        try:
            await self._places.acquire()
        finally:
            self.waiting -= 1
        self.working += 1

    def _done(self, future: asyncio.Future[T], began: float) -> None:
        if not future.cancelled():
            future.exception()  # seen, also where nobody waits for it any more
        self._give_place_back(began)

    def _give_place_back(self, began: float) -> None:
        self._seconds += 0.2 * (time.monotonic() - began - self._seconds)
        self.working -= 1
        self._places.release()

    def seconds_to_wait(self) -> int:
        """Return in how many seconds there will be a place, going by how long requests took of late."""
        line = (self.waiting + 1) * self._seconds / self.at_once
        return max(1, min(LONGEST_WAIT_TOLD, math.ceil(line)))


class _Begun:
    pass


class _End:
    def __init__(self, failure: BaseException | None) -> None:
        self.failure = failure
