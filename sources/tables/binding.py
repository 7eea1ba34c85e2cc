"""A column map held against a table's heads: which column is which, or an error that proposes the map to write.

What belongs here: finding columns by head, telling unmapped and vanished ones, proposing. What does not: rows.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sources.tables import cells
from sources.tables.columns import FIELDS, HEADS, SDMX_BOOKKEEPING, Column, Figure, Table
from sources.tables.errors import TableError
from sources.tables.grid import Grid


@dataclass(frozen=True, slots=True)
class Bound:
    """A map with positions: what to look up in a row, and where its figures stand."""

    heads: tuple[str, ...]
    constants: dict[str, Any]
    lookups: tuple[tuple[str, int, Column], ...]
    """(field, column, translation)."""
    values: dict[int, Figure]
    """Columns that hold figures, with what their heads say of them."""
    ignored: tuple[int, ...]
    filters: tuple[tuple[int, frozenset[str]], ...]
    flags: int | None
    first: int
    """The first row of figures."""
    last: int
    """Behind the last row of figures."""


class ColumnError(TableError):
    """Columns that vanished, or that the map does not mention."""


def heads(grid: Grid, header: Sequence[int]) -> tuple[str, ...]:
    """The columns' names: heads above each other joined by ` / `, doubled ones numbered, blank ones by their letter."""
    if not all(0 <= row < len(grid.rows) for row in header):
        raise ColumnError(f"there is no row {max(header) + 1}: the table has {len(grid.rows)} rows; see `header:`")
    width = max(map(len, grid.rows))
    names: list[str] = []
    met: dict[str, int] = {}
    above: list[str] = [""] * len(header)
    for column in range(width):
        parts: list[str] = []
        for level, row in enumerate(header):
            cell = " ".join(grid.rows[row][column].split()) if column < len(grid.rows[row]) else ""
            # An upper head spans to the right until the next one, also where the file does not say so.
            if not cell and level < len(header) - 1:
                cell = above[level]
            above[level] = cell
            if cell and cell not in parts:
                parts.append(cell)
        name = " / ".join(parts) or f"({cells.address(0, column)[:-1]})"
        met[name] = met.get(name, 0) + 1
        names.append(name if met[name] == 1 else f"{name} ({met[name]})")
    return tuple(names)


def bind(table: Table, grid: Grid) -> Bound:
    """Find the map's columns among the grid's heads.

    Raises:
        ColumnError: with the map to write, when a column vanished or is not mentioned.
    """
    names = heads(grid, table.header_rows)
    position = {name: index for index, name in enumerate(names)}
    first = max(table.header_rows) + 1
    last = min(table.last_row, len(grid.rows)) if table.last_row else len(grid.rows)
    given = {name: getattr(table, name) for name in FIELDS}
    lookups = [(name, field) for name, field in given.items() if isinstance(field, Column)]
    if table.year == HEADS:
        figures = {name: Figure(year=year) for name in names if (year := _head_year(name)) is not None}
    elif isinstance(table.value, dict):
        figures = dict(table.value)
    else:
        figures = {str(table.value): Figure()}
    flags = table.flags.column if table.flags else None
    if table.file == "sdmx-csv" and flags is None and "OBS_FLAG" in position:
        flags = "OBS_FLAG"
    wanted = [*(c.column for _, c in lookups), *figures, *table.filters, *table.ignore, *([flags] if flags else [])]
    known = set(wanted) | (SDMX_BOOKKEEPING if table.file == "sdmx-csv" else set())
    vanished = [name for name in dict.fromkeys(wanted) if name not in position]
    unmapped = [name for name in names if name not in known and not _blank(grid, position[name], name, first, last)]
    if not figures:
        vanished.append("a head that is a year")
    if vanished or unmapped:
        raise ColumnError(_explanation(table, grid, names, vanished, unmapped, first, last))
    return Bound(
        heads=names,
        constants={name: field for name, field in given.items() if field is not None and not isinstance(field, Column)},
        lookups=tuple((name, position[column.column], column) for name, column in lookups),
        values={position[name]: figure for name, figure in figures.items()},
        ignored=tuple(position[name] for name in table.ignore if name not in figures),
        filters=tuple((position[name], frozenset(allowed)) for name, allowed in table.filters.items()),
        flags=position[flags] if flags else None,
        first=first,
        last=last,
    )


def _head_year(name: str) -> int | None:
    return cells.year(name.rpartition(" / ")[2])


def _blank(grid: Grid, column: int, name: str, first: int, last: int) -> bool:
    """Whether a column has neither a head nor a cell: spreadsheets have many."""
    return name.startswith("(") and not any(len(row) > column and row[column] for row in grid.rows[first:last])


def _explanation(
    table: Table,
    grid: Grid,
    names: Sequence[str],
    vanished: Sequence[str],
    unmapped: Sequence[str],
    first: int,
    last: int,
) -> str:
    lines = [f"sheet {grid.sheet}: the table does not answer to its column map"]
    free = list(unmapped)
    renamed: dict[str, str] = {}
    for name in vanished:
        near = nearest(name, free)
        lines.append(f"  vanished: {name!r}" + (f"; nearest there is {near!r}" if near else ""))
        if near:
            renamed[name] = near
            free.remove(near)
    for name in free:
        column = names.index(name)
        sample = [row[column] for row in grid.rows[first:last] if len(row) > column and row[column]][:3]
        lines.append(f"  unmapped: {name!r}, which holds {', '.join(map(repr, sample)) or 'nothing'}")
    proposed = _renamed(table.written(), renamed)
    for name in free:
        _placed(proposed, name)
    for name in [n for n in vanished if n not in renamed]:
        _dropped(proposed, name)
    return "\n".join([*lines, "If that is what the columns are now, write in releases.yml:", as_yaml(proposed)])


def nearest(name: str, among: Iterable[str]) -> str | None:
    """The most alike of some names, by letters alone; None when none is."""
    folded = {other.casefold(): other for other in among}
    found = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def _renamed(proposed: Any, renamed: dict[str, str]) -> Any:
    """The same map with columns called otherwise; heads stand under `column`, `value`, `ignore` and `filters`."""
    if not renamed:
        return proposed
    result = dict(proposed)
    for name, field in proposed.items():
        if isinstance(field, dict) and "column" in field:
            result[name] = field | {"column": renamed.get(field["column"], field["column"])}
        elif name in {"filters", "value"} and isinstance(field, dict):
            result[name] = {renamed.get(key, key): value for key, value in field.items()}
        elif name == "value" and isinstance(field, str):
            result[name] = renamed.get(field, field)
        elif name == "ignore":
            result[name] = [renamed.get(column, column) for column in field]
    return result


def _placed(proposed: dict[str, Any], name: str) -> None:
    """A new column: a further year where columns are years, else one to ignore until a person says what it is."""
    year = _head_year(name)
    value = proposed.get("value")
    if year and isinstance(value, dict) and value and all("year" in figure for figure in value.values()):
        value[name] = {**next(reversed(value.values())), "year": year}
    else:
        proposed["ignore"] = [*proposed.get("ignore", []), name]


def _dropped(proposed: dict[str, Any], name: str) -> None:
    if name in proposed.get("ignore", []):
        proposed["ignore"] = [n for n in proposed["ignore"] if n != name]
    if isinstance(proposed.get("value"), dict):
        proposed["value"].pop(name, None)


def as_yaml(columns: dict[str, Any]) -> str:
    """A map as it is written in releases.yml, under `columns:`."""
    import yaml

    text = yaml.safe_dump({"columns": columns}, allow_unicode=True, sort_keys=False, width=100, default_flow_style=None)
    return "\n".join(f"  {line}" for line in text.rstrip().split("\n"))
