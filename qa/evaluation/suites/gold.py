"""The sections that a suite names, found in the library; those that are not there are named, never scored as misses."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import NamedTuple

from qa import text as zh
from qa.errors import GoldMissing
from qa.evaluation.suites.suite import Place, SectionRef, Suite
from qa.indexing.records import CARD_INDEX
from qa.language import say
from qa.models import CARD, ArticleRecord

_ANCHOR = "#"
_NEAREST = 3
_SHOWN = 20
"""How many missing sections a message names; the details have all."""


class Missing(NamedTuple):
    """What a suite names and the library has not: where it is named, and what comes near it."""

    id: str
    place: str
    reference: str
    problem: str
    nearest: tuple[str, ...]

    def __str__(self) -> str:
        near = say("; nearest: ", "；相近的有：") + " | ".join(self.nearest) if self.nearest else ""
        return f"  {self.id} ({self.place}): {self.reference} — {self.problem}{near}"


def article_names(records: Iterable[ArticleRecord]) -> dict[str, str]:
    """Return the ids of articles by everything that they may be called.

    Names are, from strong to weak: the whole path (or the name that a benchmark gives), the id, the file's name or any
    end of its path, and the title. What would be the name of several articles in the same way is none.
    """
    return {name: ids[0] for name, ids in _names(records).items() if len(ids) == 1}


def places(suite: Suite, records: Sequence[ArticleRecord]) -> dict[SectionRef, Place]:
    """Return where each section that the suite's questions rest on is in the library.

    A heading path may be the end of a section's path. The section whose whole path it is goes before those that only end so;
    several different ones are ambiguous. What stands under the section's subheadings belongs to it.

    :raises GoldMissing: naming each section and article that is not there, or is not one, with the question, its line and
        the nearest headings.
    """
    names = _names(records)
    by_id = {record.id: record for record in records}
    found: dict[SectionRef, Place] = {}
    missing: list[Missing] = []

    def article(name: str, who: str, where: str) -> ArticleRecord | None:
        ids = names.get(_normal(name), [])
        if len(ids) == 1:
            return by_id[ids[0]]
        problem = (
            say("names several articles", "对应多篇文章") if ids else say("no such article", "没有这篇文章")
        )
        # Comparing with every name of a large library takes a while, and no more than some are shown.
        known = [_called(record) for record in records] if len(missing) < _SHOWN else []
        shown = [str(by_id[each].origin) for each in ids] or _near(name, known)
        missing.append(Missing(who, where, name, problem, tuple(shown[:_NEAREST])))
        return None

    for question in suite.questions:
        where = _place(suite, "questions", question.line)
        for name in question.within:
            article(name, question.id, where)
        for ref in dict.fromkeys(ref for gold in question.gold for ref in gold.sections):
            record = None if ref in found else article(ref.article, question.id, where)
            if record is None:
                continue
            sections = _sections(ref.path, record)
            if isinstance(sections, Missing):
                missing.append(sections._replace(id=question.id, place=where))
            else:
                found[ref] = Place(ref, record.id, sections)
    for note in suite.notes:
        article(note.article, say("note", "编辑导语"), _place(suite, "notes", note.line))
    for sentence in suite.sentences:
        if sentence.article:
            article(sentence.article, sentence.id, _place(suite, "sentences", sentence.line))
    if missing:
        raise _error(suite, list(dict.fromkeys(missing)))
    return found


def _names(records: Iterable[ArticleRecord]) -> dict[str, list[str]]:
    """Return the ids by name; a name has those of its strongest way only."""
    ways: tuple[dict[str, list[str]], ...] = ({}, {}, {}, {})
    for record in records:
        origin = record.origin or ""
        parts = PurePath(origin.replace("\\", "/")).parts
        ends = ["/".join(parts[at:]) for at in range(1, len(parts))]
        for way, names in zip(ways, ([origin], [record.id], ends, [record.title]), strict=True):
            for name in filter(None, names):
                way.setdefault(_normal(name), []).append(record.id)
    merged: dict[str, list[str]] = {}
    for way in ways:
        for name, ids in way.items():
            merged.setdefault(name, list(dict.fromkeys(ids)))
    return merged


def _sections(path: tuple[str, ...], record: ArticleRecord) -> tuple[int, ...] | Missing:
    """Return the indices of the sections that a path names, or why it names none."""
    headings = [
        (section.index, tuple(map(_folded, section.path)), section.anchor) for section in record.headings
    ]
    if not path:
        return (CARD_INDEX, *(index for index, _, _ in headings))
    wanted = tuple(map(_folded, path))
    if len(path) == 1 and path[0].startswith(_ANCHOR):
        roots = {whole for _, whole, anchor in headings if anchor == path[0][1:]}
    else:
        ending = {whole for _, whole, _ in headings if whole[-len(wanted) :] == wanted}
        roots = {wanted} if wanted in ending else ending
        if not roots and path == (CARD,) and record.title:
            return (CARD_INDEX,)
    if len(roots) == 1:
        [root] = roots
        return tuple(index for index, whole, _ in headings if whole[: len(root)] == root)
    reference = " > ".join((_called(record), *path))
    written = {" > ".join(section.path): tuple(map(_folded, section.path)) for section in record.headings}
    if roots:
        several = tuple(name for name, whole in written.items() if whole in roots)
        return Missing("", "", reference, say("names several sections", "对应多个章节"), several)
    last = {" > ".join(section.path): section.heading for section in record.headings}
    known = list(dict.fromkeys(last.values()))
    near = _near(path[-1], known) or known[:_NEAREST]
    shown = tuple(next(name for name, heading in last.items() if heading == each) for each in near)
    return Missing("", "", reference, say("no such section", "没有这个章节"), shown)


def _near(name: str, known: Sequence[str]) -> list[str]:
    """Return what comes nearest, at most three; names of a few characters have little to compare, hence the low bound."""
    folded = {_folded(each): each for each in known}
    return [folded[each] for each in difflib.get_close_matches(_folded(name), folded, n=_NEAREST, cutoff=0.3)]


def _error(suite: Suite, missing: list[Missing]) -> GoldMissing:
    lines = [str(each) for each in missing[:_SHOWN]]
    if len(missing) > _SHOWN:
        lines.append(say(f"  … and {len(missing) - _SHOWN} more", f"  …… 另有 {len(missing) - _SHOWN} 处"))
    return GoldMissing(count=len(missing), suite=suite.name, missing="\n".join(lines), entries=tuple(missing))


def _place(suite: Suite, kind: str, line: int) -> str:
    return f"{suite.files.get(kind, suite.path).name}:{line}"


def _called(record: ArticleRecord) -> str:
    return PurePath(record.origin.replace("\\", "/")).name if record.origin else record.title


def _normal(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _folded(heading: str) -> str:
    return "".join(zh.fold(_normal(heading)).split())
