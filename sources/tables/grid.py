"""From the bytes of a file to grids of cells: one per sheet, per HTML table, or one for a CSV file.

What belongs here: separators, sheets, spans and merged cells, what a cell's text is. What does not: what a column means
(`sources.tables.columns`), or what a cell's number is (`sources.tables.cells`).

A cell's text is what stands in it, on one line. A merged cell stands in each place it covers, so that a row can be
read by itself; only its first place counts as a number.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sources.canonical.text import decode, decode_page
from sources.tables.errors import TableError

Place = tuple[int, int]
"""Row and column, from 0."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells by row. Rows of a file that are blank are empty lists, so that positions are those a person sees."""

    sheet: str
    """The sheet's name, `table1` for the first table of a page, `csv` for a file without sheets."""
    rows: list[list[str]]
    covered: frozenset[Place] = frozenset()
    """Places that repeat a merged cell."""
    decimal: str | None = None
    """The decimal mark, where the file settles it by itself."""


def grids(
    payload: bytes,
    content_type: str,
    wanted: str | int | None = None,
    separator: str | None = None,
    decimal: str | None = None,
) -> list[Grid]:
    """The grids of a file: all of them, or the one that is wanted.

    Args:
        wanted: a sheet's name or number from 1; a page's table by number from 1, or by words of its caption.
        separator: between the cells of a CSV file; found out from its first line when None.
        decimal: the mark with which fractional numbers of a spreadsheet are written out; `.` when None.

    Raises:
        TableError: when the file is damaged, or what is wanted is not in it.
    """
    head = payload[:4096].lstrip().lower()
    if head.startswith((b"pk\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _workbook(payload, wanted, decimal or ".")
    if head.startswith(b"<") or "html" in content_type:
        return _page(payload, content_type, wanted)
    return [_csv(payload, content_type, separator)]


def _csv(payload: bytes, content_type: str, separator: str | None) -> Grid:
    text = decode(payload, content_type)
    if separator is None:
        separator = _separator(text)
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter=separator)]
    except csv.Error as error:
        raise TableError(f"not a readable CSV file ({error})") from error
    # Only quoted cells can hold what would break the row's line.
    if '"' in text:
        rows = [[_line(cell) for cell in row] for row in rows]
    return Grid("csv", rows)


def _separator(text: str) -> str:
    """The mark that stands equally often in most of the first lines."""
    lines = [line for line in text[:8192].split("\n", 40)[:40] if line.strip()]

    def steadiness(mark: str) -> tuple[int, int]:
        counts = Counter(line.count(mark) for line in lines if mark in line)
        often, times = counts.most_common(1)[0] if counts else (0, 0)
        return times, often

    return max(",;\t|", key=steadiness)


def _workbook(payload: bytes, wanted: str | int | None, decimal: str) -> list[Grid]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(payload))
        names = book.sheet_names
        if wanted is None:
            chosen = list(names)
        elif isinstance(wanted, int):
            chosen = names[wanted - 1 : wanted] if wanted > 0 else []
        else:
            chosen = [name for name in names if name.strip() == wanted.strip()]
        if not chosen:
            raise TableError(f"there is no sheet {wanted!r}; sheets are: {', '.join(map(repr, names))}")
        return [_sheet(book.get_sheet_by_name(name), name, decimal) for name in chosen]
    except CalamineError as error:
        raise TableError(f"not a readable spreadsheet ({error})") from error


def _sheet(sheet: Any, name: str, decimal: str) -> Grid:
    rows = [[_written(cell, decimal) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    covered = set()
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        for row in range(top, min(bottom + 1, len(rows))):
            for column in range(left, min(right + 1, len(rows[row]))):
                if (row, column) != (top, left):
                    rows[row][column] = rows[top][left]
                    covered.add((row, column))
    return Grid(name, rows, frozenset(covered), decimal)


def _written(cell: object, decimal: str) -> str:
    """A spreadsheet's cell as text: its value, not its number format."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        return repr(cell).replace(".", decimal)
    if isinstance(cell, (dt.date, dt.time)):
        return cell.isoformat()
    return _line(str(cell))


def _line(cell: str) -> str:
    return re.sub(r"\s*[\t\r\n\v\f]\s*", " ", cell.strip())


def _page(payload: bytes, content_type: str, wanted: str | int | None) -> list[Grid]:
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(decode_page(payload, content_type))
    for mark in tree.css("td sup, th sup"):
        # A footnote's mark must not become a digit of the number before it.
        mark.replace_with(f" [{mark.text(deep=True).strip()}]")
    tables = [t for t in tree.css("table") if t.css_first("table table") is None and t.css_first("td, th") is not None]
    captions = [_caption(table) for table in tables]
    if wanted is None:
        chosen = list(range(len(tables)))
    elif isinstance(wanted, int):
        chosen = [wanted - 1] if 0 < wanted <= len(tables) else []
    else:
        chosen = [i for i, caption in enumerate(captions) if wanted.casefold() in caption.casefold()]
    if not chosen or (wanted is not None and len(chosen) > 1):
        there = "; ".join(f"{i} {caption!r}" for i, caption in enumerate(captions, 1)) or "none"
        problem = "more than one table answers to" if chosen else "there is no table"
        raise TableError(f"{problem} {wanted!r}; tables of the page are: {there}")
    return [_table(tables[index], f"table{index + 1}") for index in chosen]


def _caption(table: Any) -> str:
    caption = table.css_first("caption")
    if caption is not None:
        return _words(caption)
    before = table.prev
    while before is not None and before.tag not in {"h1", "h2", "h3", "h4", "h5", "h6", "p"}:
        before = before.prev
    return _words(before)[:80] if before is not None else ""


def _table(table: Any, name: str) -> Grid:
    rows: list[list[str]] = []
    covered: dict[Place, str] = {}
    for number, line in enumerate(table.css("tr")):
        row: list[str] = []
        for cell in line.css("td, th"):
            while (number, len(row)) in covered:
                row.append(covered[number, len(row)])
            words, place = _words(cell), (number, len(row))
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            covered |= {
                (place[0] + r, place[1] + c): words for r in range(down) for c in range(across) if (r, c) != (0, 0)
            }
            row.append(words)
        while (number, len(row)) in covered:
            row.append(covered[number, len(row)])
        rows.append(row)
    return Grid(name, rows, frozenset(covered))


def _span(cell: Any, name: str) -> int:
    value = cell.attributes.get(name) or "1"
    return min(max(int(value), 1), 1000) if value.isdigit() else 1


def _words(node: Any) -> str:
    # No-break spaces are kept: they may separate the digits of one number.
    return re.sub(r"[ \t\r\n\f\v]+", " ", node.text(deep=True)).strip()
