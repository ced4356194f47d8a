"""Where the service listens, by which names it is called, and whose pages may use it."""

from __future__ import annotations

import functools
import ipaddress
import re
from collections.abc import Iterator

from qa.errors import AddressOpen, ConfigInvalid
from qa.language import say
from qa.service.access.keys import Keys
from qa.settings import Settings

DEFAULT_PORTS = {"http": ":80", "https": ":443"}

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^\s:/@*?#\[\],]+)(?::\d{1,5})?", re.ASCII)
_ORIGIN = re.compile(rf"(https?)://({_HOST.pattern})", re.ASCII)


@functools.lru_cache(1024)
def is_loopback(host: str) -> bool:
    """Whether a name or an address means this machine, and nothing that others can reach.

    >>> [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "page.localhost")]
    [True, True, True, True]
    >>> [is_loopback(host) for host in ("", "0.0.0.0", "::", "192.168.1.7", "localhost.example")]
    [False, False, False, False, False]
    """
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost" or host.lower().endswith(".localhost")


def require_closed(settings: Settings, keys: Keys) -> None:
    """Go on only if nobody can use the service who may not: it is asked for before the address is bound.

    :raises AddressOpen: others can reach the address, and there is no key that is valid.
    :raises KeysUnusable: the file of keys cannot be read.
    :raises ConfigInvalid: a name or an origin in the settings is none.
    """
    names(settings)
    origins(settings)
    valid = [key for key in keys.all() if not key.is_expired]
    if not valid and not is_loopback(settings.serve_host):
        raise AddressOpen(host=settings.serve_host or "*")


def name_of(host: str) -> str | None:
    """Return the name in a Host header, without the port; None where it is none.

    >>> name_of("Notes.Example:8642"), name_of("[::1]:8642"), name_of("notes.example."), name_of("a b")
    ('notes.example', '::1', 'notes.example', None)
    """
    found = _HOST.fullmatch(host.strip().lower())
    return found[1].strip("[]").removesuffix(".") if found else None


def origin_of(origin: str) -> tuple[str, str] | None:
    """Return the scheme and the host of an origin, with the port if it is not the scheme's own; None if it is none.

    >>> origin_of("https://Notes.Example:443"), origin_of("http://[::1]:8642"), origin_of("null")
    (('https', 'notes.example'), ('http', '[::1]:8642'), None)
    """
    found = _ORIGIN.fullmatch(origin.strip().lower())
    return (found[1], found[2].removesuffix(DEFAULT_PORTS[found[1]])) if found else None


def names(settings: Settings) -> frozenset[str]:
    """Return the names of ``serve_hosts``.

    :raises ConfigInvalid: one of them is none.
    """
    found = set()
    for each in _parts(settings.serve_hosts):
        name = name_of(each)
        if name is None:
            problem = say(
                f"{each!r} is no name; write it without https://", f"{each!r} 不是名称；请不要写 https://"
            )
            raise _invalid(settings, "serve_hosts", problem)
        found.add(name)
    return frozenset(found)


def origins(settings: Settings) -> frozenset[tuple[str, str]]:
    """Return the origins of ``serve_origins``.

    :raises ConfigInvalid: one of them is none. ``*`` is none: then every page that is open in a browser could ask.
    """
    found = set()
    for each in _parts(settings.serve_origins):
        origin = origin_of(each.rstrip("/"))
        if origin is None:
            problem = say(
                f"{each!r} is no origin; write each one out, such as https://notes.example",
                f"{each!r} 不是网页来源；请逐个写出，例如 https://notes.example",
            )
            raise _invalid(settings, "serve_origins", problem)
        found.add(origin)
    return frozenset(found)


def _parts(value: str | None) -> Iterator[str]:
    return filter(None, map(str.strip, re.split("[,，、]", value or "")))


def _invalid(settings: Settings, name: str, problem: str) -> ConfigInvalid:
    value, source = getattr(settings, name), settings.sources()[name]
    return ConfigInvalid(name=name, value=value, source=source, problem=problem)
