"""A server that keeps failing is left alone, and tried again by one request at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from qa.circuit import Circuit, GuardedChat
from qa.errors import ServerError, ServerFailed, ServerPaused, ServerRefused
from qa.llm import ChatModel, Message, OpenAIChat
from tests.openai_server import MODEL, OpenAIServer, answer, cut, hang, status

QUESTION = [Message("user", "什么是备付金？")]
DOWN = ServerFailed(url="http://here/v1", model="m", status=500, problem="no")


class Clock:
    """The time, as a test wants it."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def circuit(clock: Clock) -> Circuit:
    return Circuit(failures=3, rest_seconds=30, now=clock)


def fail(circuit: Circuit, times: int = 1) -> None:
    for _ in range(times):
        circuit.enter()
        circuit.failed(DOWN)


def test_it_opens_after_so_many_failures_in_a_row(circuit: Circuit, clock: Clock) -> None:
    fail(circuit, 2)
    circuit.enter()
    circuit.succeeded()
    fail(circuit, 3)
    clock.now += 10
    with pytest.raises(ServerPaused) as caught:
        circuit.enter()
    assert "failed 3 times in a row and is not asked again for 20 s" in str(caught.value)
    assert str(DOWN) in str(caught.value)
    assert caught.value.details["url"] == "http://here/v1"


def test_one_may_try_after_the_rest(circuit: Circuit, clock: Clock) -> None:
    fail(circuit, 3)
    clock.now += 30
    circuit.enter()
    for _ in range(2):
        with pytest.raises(ServerPaused):
            circuit.enter()
    circuit.failed(DOWN)
    clock.now += 29
    with pytest.raises(ServerPaused):
        circuit.enter()
    clock.now += 1
    circuit.enter()
    circuit.succeeded()
    fail(circuit, 2)
    circuit.enter()


def test_one_that_was_left_lets_the_next_one_try(circuit: Circuit, clock: Clock) -> None:
    fail(circuit, 3)
    clock.now += 30
    circuit.enter()
    circuit.left()
    circuit.enter()


def test_one_that_never_comes_back_is_not_waited_for(circuit: Circuit, clock: Clock) -> None:
    fail(circuit, 3)
    clock.now += 30
    circuit.enter()
    clock.now += 30
    circuit.enter()


def test_of_many_threads_one_tries(circuit: Circuit, clock: Clock) -> None:
    fail(circuit, 3)
    clock.now += 30
    through: list[int] = []
    start = threading.Barrier(16)

    def enter(number: int) -> None:
        start.wait()
        try:
            circuit.enter()
        except ServerPaused:
            return
        through.append(number)

    threads = [threading.Thread(target=enter, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(through) == 1


# --- over HTTP ------------------------------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer("好。") as running:
        yield running


@pytest.fixture
def guarded(server: OpenAIServer, circuit: Circuit) -> GuardedChat:
    return GuardedChat(lambda: OpenAIChat(server.url, MODEL, retries=0, timeout_seconds=5), circuit)


def say(chat: ChatModel) -> str:
    with chat.stream(QUESTION) as stream:
        return "".join(stream)


def test_a_server_that_fails_is_not_asked_and_then_tried(
    guarded: GuardedChat, server: OpenAIServer, clock: Clock
) -> None:
    server.script(status(500), cut(), status(429))
    for _ in range(3):
        with pytest.raises(ServerError):
            say(guarded)
    for _ in range(5):
        with pytest.raises(ServerPaused):
            say(guarded)
    assert len(server.requests) == 3
    clock.now += 30
    assert [say(guarded), say(guarded)] == ["好。", "好。"]


def test_a_request_that_was_refused_says_nothing_of_the_next(
    guarded: GuardedChat, server: OpenAIServer
) -> None:
    server.script(*[status(413)] * 9)
    for _ in range(9):
        with pytest.raises(ServerRefused):
            say(guarded)
    assert say(guarded) == "好。"


def test_an_answer_that_somebody_closes_is_no_failure(guarded: GuardedChat, server: OpenAIServer) -> None:
    server.script(status(500), status(500), answer("好" * 1000, pause=0.01), status(500), hang(), status(500))
    for _ in range(2):
        with pytest.raises(ServerFailed):
            say(guarded)
    with guarded.stream(QUESTION) as stream:
        next(stream)
    with pytest.raises(ServerFailed):
        say(guarded)
    with guarded.stream(QUESTION) as stream:
        threading.Timer(0.1, stream.close).start()
        assert list(stream) == []
    with pytest.raises(ServerFailed):
        say(guarded)
    assert say(guarded) == "好。"


def test_a_stream_that_is_not_asked_for_is_nothing(guarded: GuardedChat, server: OpenAIServer) -> None:
    for _ in range(9):
        guarded.stream(QUESTION).close()
    assert server.requests == []
    assert guarded.id == MODEL


def test_a_model_without_a_name_is_asked_for_only_so_often(circuit: Circuit, clock: Clock) -> None:
    made: list[int] = []
    is_down = True

    def make() -> ChatModel:
        made.append(1)
        if is_down:
            raise DOWN
        return OpenAIChat("http://127.0.0.1:9/v1", MODEL)

    chat = GuardedChat(make, circuit)
    for _ in range(3):
        with pytest.raises(ServerFailed):
            _ = chat.id
    with pytest.raises(ServerPaused):
        say(chat)
    assert len(made) == 3
    clock.now += 30
    is_down = False
    assert (chat.id, chat.id) == (MODEL, MODEL)
    assert len(made) == 4
