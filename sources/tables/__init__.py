"""Structured releases: CSV, spreadsheets, HTML tables and SDMX-CSV, read exactly through a column map.

What belongs here: bytes and a column map in, canonical text and statements out, with the cell each was read from.
What does not: prose (`sources.reading`); fetching; the warehouse.

The canonical text of a table release is its mapped tables, a line per row with tabs between the cells; a block's
locator is `table:<sheet>!A5:F5`, so any offset leads to a cell (`cell_at`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sources.model import Block, Document, Release, Statement
from sources.tables import cells
from sources.tables.binding import bind
from sources.tables.columns import Table, compiled
from sources.tables.errors import TableError
from sources.tables.figures import COLUMNS, Row, Words, figures
from sources.tables.grid import Grid, grids
from sources.tables.proposal import proposal

if TYPE_CHECKING:
    import pyarrow as pa

    from sources.rulings import Ruling
    from sources.vocabulary import Vocabulary

__all__ = ["Reading", "TableError", "cell_at", "document", "read"]


@dataclass(frozen=True)
class _Text:
    """Grids as one text."""

    text: str
    starts: tuple[list[int], ...]
    """Per grid, the offset of each row's line."""


@dataclass(frozen=True)
class Reading:
    """What a table release says. `rows` are in the order of their cells, with the fields of `figures.COLUMNS`."""

    text: str
    rows: list[Row]
    grids: tuple[Grid, ...]
    title: str | None = None

    @cached_property
    def text_sha256(self) -> str:
        """Identity of the canonical text."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()

    @cached_property
    def document(self) -> Document:
        """The canonical text with a block per row."""
        return _document(self.grids, self.text)

    def statements(self) -> list[Statement]:
        """The rows as statements, in order."""
        return [_statement(row) for row in self.rows]

    def ruled(self, rulings: Iterable[Ruling], problems: Callable[[Statement], Iterable[str]]) -> Reading:
        """The same reading with the rulings on this very text carried out.

        Args:
            problems: what keeps a statement from being published.

        Raises:
            RulingError: as `rulings.apply`.
        """
        from sources.rulings import apply

        theirs = [r for r in rulings if r.text_sha256 == self.text_sha256]
        if not theirs:
            return self
        places = {(r.start, r.end) for r in theirs}
        hit = [i for i, row in enumerate(self.rows) if (row[12], row[13]) in places]
        decided = apply([_statement(self.rows[i]) for i in hit], self.document, theirs, problems)
        rows = list(self.rows)
        for index, statement in zip(hit, decided, strict=True):
            rows[index] = (*(getattr(statement, name) for name in COLUMNS[:-1]), rows[index][-1])
        return Reading(self.text, rows, self.grids, self.title)

    def table(self, release: Release, areas: dict[str, str]) -> pa.Table:
        """The rows of the statement store."""
        from sources import statements

        columns: Sequence[Sequence[Any]] = list(zip(*self.rows, strict=True)) or [()] * len(COLUMNS)
        return statements.from_columns(release, self.text_sha256, dict(zip(COLUMNS, columns, strict=True)), areas)


def read(payload: bytes, content_type: str, release: Release, vocabulary: Vocabulary) -> Reading:
    """Read a table release through its column map.

    Raises:
        TableError: naming release, sheet and column: a damaged file, columns or labels that the map does not explain,
            slugs that the vocabulary lacks; with the map to write. What was read from the release before stays.
    """
    words = _words(vocabulary)
    try:
        if not release.columns:
            raise TableError(
                "a table needs `columns:` in releases.yml\n" + proposal(grids(payload, content_type), words)
            )
        tables = compiled(release.columns)
        loaded = tuple(_grid(payload, content_type, table) for table in tables)
        laid = _laid_out(loaded)
        rows = [
            row
            for table, grid, starts in zip(tables, loaded, laid.starts, strict=True)
            for row in figures(table, bind(table, grid), grid, starts, release.subject_id, words)
        ]
    except TableError as error:
        raise TableError(
            f"{release.source_id}/releases.yml: {release.release_id}: {error}\nWhat was read from it before stays."
        ) from error
    return Reading(laid.text, rows, loaded, release.title)


def document(payload: bytes, content_type: str, columns: dict[str, Any] | None = None) -> Document:
    """Canonical text of a table file: of the mapped tables, or of all when there is no map.

    Raises:
        TableError: when the file is damaged or lacks a mapped sheet.
    """
    if columns:
        loaded = tuple(_grid(payload, content_type, table) for table in compiled(columns))
    else:
        loaded = tuple(grids(payload, content_type))
    return _document(loaded, _laid_out(loaded).text)


def cell_at(document: Document, start: int) -> str:
    """The cell at an offset, as `sheet!C5`.

    Raises:
        ValueError: when no row stands there.
    """
    for block in document.blocks:
        if block.start <= start < block.end and block.kind == "table":
            sheet, _, area = block.locator.removeprefix("table:").rpartition("!")
            column = document.text.count("\t", block.start, start)
            row = int("".join(c for c in area.partition(":")[0] if c.isdigit()))
            return f"{sheet}!{cells.address(row - 1, column)}"
    raise ValueError(f"no row of the table stands at {start}")


def _grid(payload: bytes, content_type: str, table: Table) -> Grid:
    found = grids(payload, content_type, table.wanted, table.separator, table.decimal)
    if len(found) > 1:
        names = ", ".join(repr(grid.sheet) for grid in found)
        raise TableError(f"there are {len(found)} sheets or tables ({names}): say which with `sheet:` or `table:`")
    if not found or not any(any(row) for row in found[0].rows):
        raise TableError("there is no table in it")
    return found[0]


def _laid_out(loaded: Sequence[Grid]) -> _Text:
    """Grids below each other, a line per row; more than one, each under its name."""
    parts: list[str] = []
    starts: list[list[int]] = []
    position = 0
    for grid in loaded:
        if len(loaded) > 1:
            parts.append(grid.sheet)
            position += len(grid.sheet) + 1
        own = []
        for row in grid.rows:
            line = "\t".join(row)
            own.append(position)
            parts.append(line)
            position += len(line) + 1
        starts.append(own)
    return _Text("\n".join(parts), tuple(starts))


def _document(loaded: Sequence[Grid], text: str) -> Document:
    blocks = []
    position = 0
    for grid in loaded:
        if len(loaded) > 1:
            blocks.append(Block("heading", position, position + len(grid.sheet), f"table:{grid.sheet}"))
            position += len(grid.sheet) + 1
        for number, row in enumerate(grid.rows):
            length = sum(map(len, row)) + max(0, len(row) - 1)
            if any(row):
                area = f"{cells.address(number, 0)}:{cells.address(number, len(row) - 1)}"
                blocks.append(Block("table", position, position + length, f"table:{grid.sheet}!{area}"))
            position += length + 1
    return Document(text=text, blocks=tuple(blocks), format="table")


def _statement(row: Row) -> Statement:
    return Statement(**dict(zip(COLUMNS[:-1], row[:-1], strict=True)))


def _words(vocabulary: Vocabulary) -> Words:
    return Words(
        categories={c.category_id: (c.label_en, c.label_nl, c.label_fr, c.label_de) for c in vocabulary.categories},
        units=vocabulary.units,
        breakdowns=frozenset({b.breakdown_id for b in vocabulary.breakdowns} | {"total"}),
    )
