"""Keys and passwords kept out of what is shown: errors, logs, JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable

HIDDEN = "****"
# What is shorter is what one writes for a server that wants no key, such as "none", and may be in any text.
_SHORTEST_SECRET = 8
# What servers repeat in their error messages: an OpenAI-like key, a key of the service, a bearer token, a password in
# a URL.
_SECRETS = re.compile(r"\bsk-[\w-]{8,}|\bzj_[0-9a-f]{8}_[\w-]+|(?<=Bearer )\S+|(?<=://)[^/@\s]+(?=@)")


def mask(text: str, secrets: Iterable[str] = ()) -> str:
    """Return the text without the secrets that are given, nor anything that looks like one.

    >>> mask("401: wrong key sk-0123456789abcdef"), mask("my-password is wrong", ["my-password"])
    ('401: wrong key ****', '**** is wrong')
    >>> mask("who is zj_0a1b2c3d_Hk-9_x2?")
    'who is ****?'
    """
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, HIDDEN)
    return _SECRETS.sub(HIDDEN, text)
