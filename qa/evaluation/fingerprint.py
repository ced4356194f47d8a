"""What tells two suites apart: a hash of what is asked and what is expected."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace

from qa.evaluation.suite import Suite

_DIGITS = 16


def fingerprint(suite: Suite) -> str:
    """Return the first 16 hex digits of the SHA-256 of a suite's questions, notes and sentences.

    The names of files, the order of keys and of lines, remarks, gates and the name of the suite do not count. The
    articles do not either: their revisions have a hash of their own in each run.

    >>> from pathlib import Path
    >>> from qa.evaluation.suite import Question
    >>> one, other = Question("a", "桥是什么？", line=1), Question("b", "车是什么？", line=2)
    >>> fingerprint(Suite("x", Path("x"), (one, other))) == fingerprint(Suite("y", Path("y"), (other, one)))
    True
    """
    content = [
        suite.protocol,
        sorted(_written(replace(question, line=0, note="")) for question in suite.questions),
        sorted(_written(replace(note, line=0)) for note in suite.notes),
        sorted(_written(replace(sentence, line=0)) for sentence in suite.sentences),
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:_DIGITS]


def _written(record: object) -> str:
    return json.dumps(asdict(record), sort_keys=True)  # type: ignore[call-overload]
