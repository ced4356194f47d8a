"""Rows of a table, each a line of labelled cells: what a sentence gives to another cell than its table does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from qa.grounding.amounts import Amount, amounts
from qa.grounding.fitting import fits
from qa.grounding.parts import Parts, parts
from qa.grounding.scales import opposite
from qa.language import say

_CELL = re.compile(r"(?P<label>[^:：;；]{1,16})[:：](?P<value>[^;；]+)")
_FEWEST_CELLS = 2
_LONGEST_VALUE = 24
_LEAST_OF_LABEL = 0.5
_STANDARD = re.compile(r"比[^，。；]{2,16}$")
_ASIDE = re.compile(r"[(（](?P<aside>[^()（）]+)[)）]")
_END = r"(?=$|[的了得地，,。;；])"


class Row(NamedTuple):
    """One row: what it is called, and its cells by the labels of their columns; all folded."""

    text: str
    label: str
    cells: tuple[tuple[str, str], ...]


def misread(said: Parts, sources: Sequence[str]) -> str | None:
    """Return why a sentence takes a value from another cell of a table than it names; None if it does not.

    >>> table = "项目：票价；东线渡船：8元；西线渡船：5元\\n项目：班次；东线渡船：每天12班；西线渡船：每天20班"
    >>> misread(parts("东线渡船的票价是5元"), [table])
    'the table has it otherwise: 项目:票价;东线渡船:8元;西线渡船:5元'
    >>> misread(parts("东线渡船的票价是8元"), [table]) is None
    True
    """
    for source in sources:
        for table in tables(source):
            for clause in said.clauses:
                row = _mixed(clause.text, table) or _otherwise(clause.text, table)
                if row is not None:
                    return say(f"the table has it otherwise: {row.text}", f"表格不是这样写的：{row.text}")
    return None


@lru_cache(maxsize=512)
def tables(source: str) -> tuple[tuple[Row, ...], ...]:
    """Return the tables of a text: rows of the same columns that stand one after the other."""
    found: list[list[Row]] = []
    columns: tuple[str, ...] = ()
    for line in parts(source).folded.split("\n"):
        if not line.strip():
            continue
        row = _row(line)
        if row is None:
            columns = ()
            continue
        own = tuple(label for label, _ in row.cells)
        if own != columns:
            found.append([])
        found[-1].append(row)
        columns = own
    return tuple(map(tuple, found))


def _row(line: str) -> Row | None:
    pieces = [piece.strip() for piece in re.split("[;；]", line.strip(" 。.")) if piece.strip()]
    if len(pieces) <= _FEWEST_CELLS or len(line) > _LONGEST_VALUE * len(pieces):
        return None
    cells = [_CELL.fullmatch(piece) for piece in pieces]
    if None in cells[1:]:
        return None
    label = cells[0]["value"] if cells[0] is not None else pieces[0]
    return Row(
        line.strip(), label, tuple((cell["label"], cell["value"].strip()) for cell in cells[1:] if cell)
    )


def _mixed(clause: str, table: Sequence[Row]) -> Row | None:
    """Return a row whose columns 甲（自建） and 乙（租用） a clause mixes: 甲租用."""
    named = []
    for label, _ in table[0].cells:
        found = _ASIDE.search(label)
        if found is None:
            return None
        named.append((_ASIDE.sub("", label), found["aside"]))
    for name, aside in named:
        if name in clause and aside not in clause:
            for other, others in named:
                if other != name and others in clause and other not in clause:
                    return table[0]
    return None


def _otherwise(clause: str, table: Sequence[Row]) -> Row | None:
    """Return the row that has another value where a clause names the row and the column."""
    columns = [label for label, _ in table[0].cells]
    compared = _STANDARD.search(clause)
    holder = clause[: compared.start()] if compared else clause
    named = {column for column in columns if _names_column(holder, column, columns)}
    shares = {row.label: _share(row.label, clause) for row in table}
    rows = [row for row in table if shares[row.label] >= _LEAST_OF_LABEL]
    if not named or not rows or len(named) == len(columns):
        return None
    stated = amounts(clause)
    for row in rows:
        cells = dict(row.cells)
        for column, value in row.cells:
            if column in named or not _has(clause, stated, value):
                continue
            own = [cells[name] for name in named]
            if any(_has(clause, stated, mine) or mine == value for mine in own):
                continue
            if _names_column(clause, column, columns) and not compared:
                continue  # it speaks of the other column too
            # The value may be right for another row that is named as well.
            if not any(
                _has(clause, stated, v)
                for other in rows
                if other != row
                for c, v in other.cells
                if c in named
            ):
                return row
    # 甲的丙是… where that is the 乙 of 甲.
    return _other_row(clause, stated, named, rows, table)


def _other_row(
    clause: str, stated: Sequence[Amount], named: set[str], rows: Sequence[Row], table: Sequence[Row]
) -> Row | None:
    if len(rows) != 1 or len(named) != 1:
        return None
    [row], [column] = rows, named
    mine = dict(row.cells)[column]
    if _has(clause, stated, mine) or not any(character.isdigit() for character in mine):
        return None
    for other in table:
        value = dict(other.cells)[column]
        if other is not row and value != mine and stated and _has(clause, stated, value):
            return row
    return None


def _names_column(text: str, column: str, columns: Sequence[str]) -> bool:
    """Whether a text names a column, or the two characters of it that no other one has."""
    name = _ASIDE.sub("", column)
    if name in text:
        return True
    for start in (name[:2], name[-2:]):
        if len(start) > 1 and start in text and sum(start in other for other in columns) == 1:
            return True
    return False


def _share(label: str, text: str) -> float:
    characters = {character for character in label if character.isalnum()} - set("的一个是")
    if label.isascii():
        return float(label in text)
    return sum(character in text for character in characters) / len(characters) if characters else 0.0


def _has(clause: str, stated: Sequence[Amount], value: str) -> bool:
    """Whether a clause has the value of a cell."""
    given = amounts(value)
    if given:
        return any(fits(one, other) for one in stated for other in given)
    if len(value) == 1:
        if opposite(value) is None:
            return False
        return re.search(re.escape(value) + _END, clause) is not None
    return value in clause
