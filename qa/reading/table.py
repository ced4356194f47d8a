"""A table's cells to paragraphs: one a row, each value with its column's heading, so that a row stands alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from qa.reading.block import Block

_SPAN_LIMIT = 100
"""No real cell spans more columns or rows; a hostile ``colspan`` would fill the memory."""

_COLUMN_LIMIT = 1000
"""In columns after these, nothing spans."""

_LAYOUT_LENGTH = 300
"""A cell of several paragraphs and more characters than this is a piece of page layout, not a value."""

_REPEAT_LENGTH = 60
"""A longer cell that spans rows stands in the first of them only."""


@dataclass(slots=True)
class Cell:
    """One cell: its blocks, whether it heads a column or row, and how far it reaches."""

    blocks: list[Block] = field(default_factory=list)
    heads: bool = False
    columns: int = 1
    rows: int = 1


@dataclass(slots=True)
class Row:
    """One row; ``heads`` says that it stands in the table's ``<thead>``."""

    cells: list[Cell] = field(default_factory=list)
    heads: bool = False


_Placed = list[tuple[int, Cell]]
"""The cells of a row with their columns, including those that reach down into it."""


def span(value: str | None) -> int:
    """Return the number in a ``colspan`` or ``rowspan``, at least 1.

    >>> span("3"), span("0"), span("many"), span(None)
    (3, 1, 1, 1)
    """
    digits = (value or "").strip()
    if not (digits.isascii() and digits.isdigit()):
        return 1
    return min(max(int(digits[:9]), 1), _SPAN_LIMIT)


def paragraphs(rows: Sequence[Row]) -> list[Block]:
    """Return the paragraphs of a table.

    >>> def row(*texts, heads=False):
    ...     return Row([Cell([Block(text)]) for text in texts], heads=heads)
    >>> [block.text for block in paragraphs([row("渠道", "成本", heads=True), row("网点", "186元")])]
    ['渠道：网点；成本：186元']
    """
    placed = _place(rows)
    top = _heading_rows(rows)
    headings = _headings(placed[:top])
    blocks: list[Block] = []
    for cells in placed[top:]:
        filled = [block for _, cell in cells for block in cell.blocks]
        if len(cells) == 1 or any(_is_layout(cell) for _, cell in cells):
            blocks += filled
        elif filled:
            blocks.append(Block(_row_text(cells, headings), quote=filled[0].quote, caption=filled[0].caption))
    return blocks


def _place(rows: Sequence[Row]) -> list[_Placed]:
    """Return the rows' cells with their columns; a cell that reaches down is repeated in the rows it reaches."""
    placed: list[_Placed] = []
    reaching: dict[int, tuple[Cell, int]] = {}  # column -> the cell from above, and how many rows it has left
    for row in rows:
        here: _Placed = []
        above, reaching = reaching, {}
        last = max(above, default=-1)
        column = 0
        own = iter(row.cells)
        cell = next(own, None)
        while cell is not None or column <= last:
            if column in above:
                taken, left = above[column]
            elif cell is not None:
                taken, left = cell, cell.rows
                cell = next(own, None)
            else:
                column += 1
                continue
            here.append((column, taken))
            if left > 1 and column < _COLUMN_LIMIT:
                short = len(_text(taken)) <= _REPEAT_LENGTH
                reaching[column] = taken if short else Cell(columns=taken.columns), left - 1
            column += taken.columns
        placed.append(here)
    return placed


def _heading_rows(rows: Sequence[Row]) -> int:
    """Return how many of the first rows head columns; none if there is no other row."""
    count = 0
    while count < len(rows) and rows[count].heads:
        count += 1
    if not count and rows and len(rows[0].cells) > 1 and all(cell.heads for cell in rows[0].cells):
        count = 1
    return count if count < len(rows) else 0


def _headings(rows: Sequence[_Placed]) -> dict[int, str]:
    parts: dict[int, list[str]] = {}
    for cells in rows:
        for start, cell in cells:
            text = _text(cell).rstrip("：:")
            for column in range(start, min(start + cell.columns, _COLUMN_LIMIT)):
                if text and text not in parts.setdefault(column, []):
                    parts[column].append(text)
    return {column: " ".join(texts) for column, texts in parts.items()}


def _row_text(cells: _Placed, headings: dict[int, str]) -> str:
    values: list[str] = []
    for column, cell in cells:
        heading = headings.get(column) if cell.columns == 1 else None
        if text := _text(cell).rstrip("；;"):
            values.append(f"{heading}：{text}" if heading else text)
    names_row = not headings and len(cells) == 2 and cells[0][1].heads and not cells[1][1].heads
    return ("：" if names_row else "；").join(values)


def _is_layout(cell: Cell) -> bool:
    return len(cell.blocks) > 1 and sum(len(block.text) for block in cell.blocks) > _LAYOUT_LENGTH


def _text(cell: Cell) -> str:
    """Return a cell's paragraphs on one line."""
    return " ".join(block.text.replace("\n", " ") for block in cell.blocks)
