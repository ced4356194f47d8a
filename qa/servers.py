"""A model's server, for chat or for embeddings: how it is reached, waited for, and how it fails.

Everything that can go wrong with one becomes a :class:`qa.errors.ServerError` here, and nowhere else. No
error holds the API key, and what a server says about itself is cut to one line before it is shown.

The waiting between two tries is done here and not by the OpenAI client: it has to be bounded as a whole
(:data:`WAITING_SECONDS`), to end when the caller gives up, and must not repeat a request that timed out: a
slow model would then be asked for the same answer several times over.
"""

from __future__ import annotations

import contextlib
import ipaddress
import json
import math
import random
import re
import sys
import weakref
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote, urlsplit

import qa
from qa.errors import (
    ArgumentInvalid,
    QaError,
    ServerAnswerBroken,
    ServerError,
    ServerFailed,
    ServerModelUnknown,
    ServerQuota,
    ServerRefused,
    ServerTimeout,
    ServerUnauthorized,
    ServerUnreachable,
)
from qa.language import say
from qa.server_texts import error_words, page_title, retry_after
from qa.sockets import Sockets

if TYPE_CHECKING:
    import ssl

    import openai

T = TypeVar("T")

OWN_NAME = "zhangju/"
"""How what is sent to servers says who sends it, before the version."""

CONNECT_SECONDS = 10.0
"""How long a connection may take, where the timeout is not shorter."""

WAITING_SECONDS = 60.0
"""How long one request may wait between its tries, all waits together."""

FIRST_WAIT_SECONDS = 0.5
"""How long the first wait is where the server does not say; each one after it is twice as long."""

PROBLEM_LENGTH = 200
"""How many characters of a server's own words an error shows."""

_SHORTEST_SECRET = 4
"""A key of fewer characters is none, and to hide it would make every message unreadable."""

_NO_KEY = "none"
"""What is sent where there is no key: the OpenAI client insists on one, a local server does not look."""


class Server:
    """One OpenAI-compatible server and one model on it.

    :param base_url: Where it is, with ``/v1``: ``https://api.openai.com/v1``, ``http://127.0.0.1:11434/v1``.
    :param model: The model's name on that server.
    :param api_key: The key; ``None`` or an empty text for a server that wants none.
    :param timeout_seconds: How long it may stay silent: before the first byte, and between two.
    :param retries: How often a request is repeated that was refused for the moment (429, 5xx) or cut off.
    :raises ArgumentInvalid: one of them cannot be meant.

    >>> Server("http://127.0.0.1:8000/v1", "qwen", timeout_seconds=60).url
    'http://127.0.0.1:8000/v1'
    >>> Server("127.0.0.1:8000", "qwen", timeout_seconds=60)
    Traceback (most recent call last):
    qa.errors.usage.ArgumentInvalid: ...
    """

    url: str
    """The base URL as it may be shown: without a password, without a query."""
    local: bool
    """Whether the server is on this machine."""

    def __init__(
        self,
        base_url: str,
        model: str,
        api_key: str | None = None,
        *,
        timeout_seconds: float,
        retries: int = 3,
    ) -> None:
        self.base_url = base_url.strip()
        self.model = _required("model", model)
        self.timeout_seconds = timeout_seconds
        self.retries = retries
        self._key = _header_value(api_key)
        self.url, self.host, secrets = _parts(self.base_url)
        self.local = _is_local(self.host)
        self._secrets = [secret for secret in {*secrets, self._key} if len(secret) >= _SHORTEST_SECRET]
        if not (timeout_seconds > 0 and math.isfinite(timeout_seconds)):
            raise ArgumentInvalid(name="timeout_seconds", value=timeout_seconds, allowed="> 0")
        if retries < 0:
            raise ArgumentInvalid(name="retries", value=retries, allowed=">= 0")

    def connect(self) -> Connection:
        """Return a new connection. Nothing is sent yet.

        :raises ServerUnreachable: the proxy or the certificates that the environment names cannot be used.
        """
        try:
            return Connection(self, self._key or _NO_KEY)
        except QaError:
            raise
        except Exception as error:
            # Whatever the HTTP client has to say about proxies, certificates and hosts.
            raise self.error(ServerUnreachable, problem=self.one_line(str(error))) from None

    def one_line(self, text: str) -> str:
        """Return a server's words as they may be shown: one line, without the key, not too long.

        >>> server = Server("http://localhost/v1", "m", "sk-secret", timeout_seconds=1)
        >>> server.one_line("Bad key:\\n sk-secret")
        'Bad key: ****'
        """
        for secret in self._secrets:
            text = text.replace(secret, "****")
        beginning = text[: 10 * PROBLEM_LENGTH]
        printable = "".join(letter if letter.isprintable() else " " for letter in beginning)
        line = " ".join(printable.split()).rstrip(" .。")
        return line if len(line) <= PROBLEM_LENGTH else line[: PROBLEM_LENGTH - 1] + "…"

    def error(self, kind: type[ServerError], **details: object) -> ServerError:
        """Return an error of this server."""
        return kind(url=self.url, model=self.model, **details)

    def broken(self, en: str, zh: str, said: str = "") -> ServerError:
        """Return the error of an answer against the protocol; ``said`` is what came instead."""
        problem = say(en, zh)
        return self.error(
            ServerAnswerBroken, problem=f"{problem}: {self.one_line(said)}" if said else problem
        )

    def silent(self, seconds: float | None = None) -> ServerError:
        """Return the error of an answer that does not come."""
        return self.error(ServerTimeout, seconds=seconds or self.timeout_seconds)

    def refusal(self, status: int, body: object, headers: Mapping[str, str]) -> ServerError:
        """Return the error for a status that is not 200, with what the server says about it."""
        inner = body.get("error", body) if isinstance(body, dict) else body
        problem = self.one_line(error_words(body)) or say("no reason is given", "没有说明原因")
        details: dict[str, object] = {"status": status, "problem": problem}
        if isinstance(inner, dict) and isinstance(inner.get("param"), str):
            details["param"] = self.one_line(inner["param"])
        if status in (401, 403):
            return self.error(ServerUnauthorized, **details)
        if status == 404:
            return self.error(ServerModelUnknown, **details)
        if status == 429:
            wait = retry_after(headers)
            return self.error(ServerQuota, wait="" if wait is None else f" {math.ceil(wait)} s", **details)
        if 400 <= status < 500:
            return self.error(ServerRefused, **details)
        if status >= 500:
            return self.error(ServerFailed, **details)
        target = headers.get("location", "")
        return self.broken(f"a redirect ({status})", f"重定向（{status}）", target or problem)

    def payload(self, text: str | bytes) -> dict[str, Any]:
        """Return the JSON object that an answer, or one event of it, must be.

        :raises ServerAnswerBroken: it is none.
        :raises ServerError: it is an error, which some servers send with the status 200 or within a stream.
        """
        try:
            payload = json.loads(text)
        except (ValueError, RecursionError):
            payload = None
        if not isinstance(payload, dict):
            said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
            raise self.broken("it is not a JSON object", "不是 JSON 对象", page_title(said))
        error = payload.get("error")
        if error:
            code = error.get("code") if isinstance(error, dict) else None
            raise self.refusal(code if isinstance(code, int) and 400 <= code < 600 else 500, payload, {})
        return payload

    def failure(self, caught: Exception) -> ServerError | None:
        """Return what an exception of the OpenAI or the HTTP client means; ``None`` for any other."""
        import openai

        if isinstance(caught, openai.APIStatusError):
            return self.refusal(caught.status_code, caught.body, caught.response.headers)
        if isinstance(caught, openai.APIConnectionError) and isinstance(caught.__cause__, Exception):
            caught = caught.__cause__
        words = self.one_line(str(caught)) or type(caught).__name__
        if isinstance(caught, _http_errors("ConnectTimeout")):
            return self.error(ServerUnreachable, problem=say("the connection takes too long", "连接超时"))
        if isinstance(caught, _http_errors("ConnectError", "ProxyError", "UnsupportedProtocol")):
            return self.error(ServerUnreachable, problem=words)
        if isinstance(caught, (openai.APITimeoutError, *_http_errors("TimeoutException"))):
            return self.silent()
        if isinstance(caught, UnicodeError):
            return self.broken("it is not UTF-8", "不是 UTF-8 编码")
        if isinstance(caught, (ValueError, RecursionError)):
            return self.broken("it is not JSON", "不是 JSON", words)
        if isinstance(caught, (openai.OpenAIError, *_http_errors("HTTPError", "StreamError"), OSError)):
            return self.broken("the connection was closed", "连接被中断", words)
        return None


class Connection:
    """A client of a server whose requests can be broken off from any thread.

    ``client`` is the OpenAI client; what is asked of it goes through :meth:`call`, and what is read from it
    afterwards through :meth:`reading`.
    """

    def __init__(self, server: Server, key: str) -> None:
        import openai

        self.server = server
        self._sockets = Sockets(server.host)
        seconds = server.timeout_seconds
        timeout = openai.Timeout(seconds, connect=min(CONNECT_SECONDS, seconds))
        # A redirect would carry the texts to a server that nobody configured, and a proxy does not know this
        # machine's own addresses.
        http = openai.DefaultHttpxClient(
            timeout=timeout,
            follow_redirects=False,
            trust_env=not server.local,
            verify=_certificates(trust_env=server.url.startswith("https:")),
            event_hooks={"request": [self._sockets.prepare]},
        )
        self._close = weakref.finalize(self, http.close)
        self.client = openai.OpenAI(
            base_url=server.base_url,
            api_key=key,
            http_client=http,
            timeout=timeout,
            max_retries=0,
            default_headers={"User-Agent": OWN_NAME + qa.__version__},
        )

    def call(self, request: Callable[[openai.OpenAI], T]) -> T:
        """Return what a request gives, after as many tries as it takes and is worth.

        A server's ``Retry-After`` is obeyed; without one the waits grow, each with some chance in it. A wait
        that would exceed :data:`WAITING_SECONDS` is not begun.

        :raises ServerError: what the last try ended with.
        """
        waited = 0.0
        for attempt in range(self.server.retries + 1):
            try:
                return request(self.client)
            except Exception as caught:
                failure = self.server.failure(caught)
                if failure is None:
                    raise
                error, wait = failure, self._wait(caught, failure, attempt)
            waited += wait
            if attempt == self.server.retries or waited > WAITING_SECONDS:
                break
            if self._sockets.broken_off.wait(wait):
                break
        # Not chained: the exception underneath carries the request, and that carries the key.
        raise error

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """Turn what goes wrong inside into the errors of the server."""
        try:
            yield
        except Exception as caught:
            failure = None if isinstance(caught, QaError) else self.server.failure(caught)
            if failure is None:
                raise
            raise failure from None

    def abort(self) -> None:
        """Break off every request of this connection, whichever thread it is in, and every wait for one."""
        self._sockets.break_off()

    def close(self) -> None:
        """Release the connection; to be called by the thread that used it, or after :meth:`abort`."""
        self._close()

    def _wait(self, caught: Exception, failure: ServerError, attempt: int) -> float:
        """Return how long to wait before the next try; infinite when another one is no use."""
        import openai

        if isinstance(failure, (ServerTimeout, ServerUnauthorized, ServerModelUnknown)):
            return math.inf
        if isinstance(failure, ServerUnreachable) and self.server.local:
            return math.inf  # nothing listens there, and nothing will within seconds
        told = None
        if isinstance(caught, openai.APIStatusError):
            again = caught.status_code in (408, 409, 429) or caught.status_code >= 500
            if not again or caught.code == "insufficient_quota":
                return math.inf
            told = retry_after(caught.response.headers)
        # Requests that were refused together should not come back together.
        return (
            FIRST_WAIT_SECONDS * 2**attempt * random.uniform(0.5, 1.0)
            if told is None
            else told * random.uniform(1.0, 1.1)
        )


@cache
def _certificates(trust_env: bool) -> ssl.SSLContext:
    # What the HTTP client would read for itself from the disk, for each connection anew.
    context: ssl.SSLContext = _http_modules()[0].create_ssl_context(trust_env=trust_env)
    return context


def _http_modules() -> list[Any]:
    # The OpenAI client is built on httpx up to version 2, and on httpx2 from version 3 on.
    return [sys.modules[name] for name in ("httpx2", "httpx") if name in sys.modules]


def _http_errors(*names: str) -> tuple[type[Exception], ...]:
    return tuple(getattr(module, name) for module in _http_modules() for name in names)


def _required(name: str, value: str) -> str:
    if not value.strip():
        raise ArgumentInvalid(name=name, value=value, allowed=say("a name", "名称"))
    return value.strip()


def _header_value(api_key: str | None) -> str:
    key = (api_key or "").strip()
    if not all("!" <= letter <= "~" for letter in key):
        raise ArgumentInvalid(
            name="api_key",
            value="****",
            allowed=say("letters, digits and signs of ASCII without spaces", "不含空格的 ASCII 字符"),
        )
    return key


def _parts(base_url: str) -> tuple[str, str, set[str]]:
    """Return a URL as it may be shown, its host, and what of it is secret."""
    try:
        parts = urlsplit(base_url)
        host, port = (parts.hostname or "").lower(), parts.port
        host.encode("idna")
    except (ValueError, UnicodeError):
        parts, host, port = urlsplit(""), "", None
    if parts.scheme not in ("http", "https") or not host or re.search(r"[\s\x00-\x1f]", base_url):
        shown = re.sub(r"(?<=//)[^/@]+(?=@)", "****", base_url)
        raise ArgumentInvalid(name="base_url", value=shown, allowed="http://…/v1, https://…/v1")
    place = f"[{host}]" if ":" in host else host
    shown = f"{parts.scheme}://{place}{'' if port is None else f':{port}'}{parts.path.rstrip('/')}"
    return shown, host, {unquote(parts.password), parts.password} if parts.password else set()


def _is_local(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
