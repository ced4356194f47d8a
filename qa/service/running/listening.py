"""The addresses that the service listens on, taken before anything else is done."""

from __future__ import annotations

import contextlib
import errno
import socket
from collections.abc import Sequence

from qa.errors import PortTaken
from qa.language import say

LINE = 2048
"""How many connections may wait to be taken up."""


def listen(host: str, port: int) -> list[socket.socket]:
    """Return the sockets of an address, listening; a name such as ``localhost`` can stand for several addresses.

    :param port: 0 for any that is free.
    :raises PortTaken: one of them cannot be had.

    >>> sockets = listen("127.0.0.1", 0)
    >>> len(sockets), sockets[0].getsockname()[0]
    (1, '127.0.0.1')
    >>> sockets[0].close()
    """
    with contextlib.ExitStack() as stack:
        sockets: list[socket.socket] = []
        try:
            found = socket.getaddrinfo(
                host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE | socket.AI_NUMERICSERV
            )
            for family, kind, protocol, _, address in dict.fromkeys(found):
                if sockets and not port:
                    address = (address[0], sockets[0].getsockname()[1], *address[2:])
                opened = stack.enter_context(socket.socket(family, kind, protocol))
                _bind(opened, address, alone=len(found) == 1)
                sockets.append(opened)
        except OSError as problem:
            taken = problem.errno == errno.EADDRINUSE
            raise PortTaken(
                host=host,
                port=port,
                problem=say("another program listens there", "已有程序在监听") if taken else _words(problem),
                next=port % 65535 + 1 if taken or problem.errno == errno.EACCES else port,
            ) from problem
        stack.pop_all()
        return sockets


def _bind(opened: socket.socket, address: tuple[object, ...], *, alone: bool) -> None:
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if opened.family == socket.AF_INET6:
        # "::" alone means every address, of either kind; beside 0.0.0.0 it must keep to its own.
        opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, not alone)
    opened.bind(address)
    # At once: until one listens, a second one can bind the same address.
    opened.listen(LINE)
    opened.setblocking(False)


def _words(problem: OSError) -> str:
    return problem.strerror or str(problem)


def urls(sockets: Sequence[socket.socket]) -> list[str]:
    """Return where the sockets are reached.

    >>> sockets = listen("::1", 0)
    >>> urls(sockets)[0].startswith("http://[::1]:")
    True
    >>> sockets[0].close()
    """
    names = [opened.getsockname()[:2] for opened in sockets]
    return [f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}" for host, port in names]
