"""The figures of a bound table: every number in a cell as a statement, published, held or rejected.

What belongs here: going through rows, looking up what a row and a head say, judging a cell. What does not: finding
the columns (`sources.tables.binding`), Parquet (`sources.statements`).

Numbers are those of cells. The cells a figure is named by (category, year, area) are accounted for by the figure; a
number in an ignored column, in a row the filters leave out or in the notes around the table is rejected with the
reason. Text cells with digits in them (codes, times of update) are no numbers.

Two hundred thousand rows a second pass here, so rows become tuples, not objects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import add, itemgetter
from typing import Any

from sources.tables import cells
from sources.tables.binding import Bound, ColumnError, as_yaml, nearest
from sources.tables.cells import AmbiguousNumberError
from sources.tables.columns import FIELDS, Figure, Table
from sources.tables.grid import Grid

Row = tuple[Any, ...]
"""In the order of `COLUMNS`."""

COLUMNS = (
    *("subject", "category", "measure", "breakdown", "ref_area", "year", "kind", "value", "unit", "base_year"),
    *("qualifier", "text", "start", "end", "status", "reason", "rule", "excerpt"),
)

_EXCERPT = 300


@dataclass(frozen=True)
class Words:
    """What the vocabulary knows, by slug."""

    categories: Mapping[str, tuple[str, ...]]
    """Slug → its labels."""
    units: Mapping[str, str]
    """Measure → unit."""
    breakdowns: frozenset[str]


def figures(
    table: Table, bound: Bound, grid: Grid, starts: list[int], subject: str, words: Words, whole: bool = True
) -> list[Row]:
    """The table's numbers in order of their place.

    Args:
        starts: offset of each row's line in the canonical text.
        subject: whose figures they are, where the map does not say.
        whole: take columns of plain numbers as a whole, which is four times as fast and gives the same.

    Raises:
        ColumnError: for slugs or labels that nothing explains, with the translation to write.
    """
    _known_slugs(bound, words)
    body = _Body(table, bound, grid, starts, subject, words)
    rows = [row for number in (*range(bound.first), *range(bound.last, len(grid.rows))) for row in body.notes(number)]
    columns = [*bound.values, *bound.ignored]
    regular = body.regular() if whole else None
    plain = regular is not None
    for column in columns:
        taken = body.whole(column, regular) if regular and column in bound.values else None
        plain &= taken is not None
        rows += body.numbers(column) if taken is None else taken
    if not plain:
        rows += [row for number in range(bound.first, bound.last) for row in body.notes_beside(number)]
    if body.unknown or body.ambiguous:
        raise ColumnError(_explanation(table, body.unknown, body.ambiguous, words))
    if len(columns) > 1 or len(rows) != len(grid.rows) - bound.first:
        rows.sort(key=_START)
    return rows


_START = itemgetter(COLUMNS.index("start"))


class _Body:
    """A bound table on its way to rows: what was looked up so far, and what nothing explained."""

    def __init__(self, table: Table, bound: Bound, grid: Grid, starts: list[int], subject: str, words: Words) -> None:
        self.table, self.bound, self.grid, self.starts, self.subject = table, bound, grid, starts, subject
        self.units = words.units
        self.decimal = table.decimal or grid.decimal
        self.missing = cells.MISSING | {mark.lower() for mark in table.missing}
        self.marks = table.flags.marks if table.flags else {}
        self.keys = tuple(dict.fromkeys(column for _, column, _ in bound.lookups))
        self.translations = [(field, column, spec.values or {}, spec) for field, column, spec in bound.lookups]
        self.constants: dict[str, Any] = dict.fromkeys(FIELDS) | {"subject": subject} | bound.constants
        if self.constants["breakdown"] == "total":
            self.constants["breakdown"] = None
        self.rule = f"table:{table.layout}"
        self.unknown: dict[str, dict[str, None]] = {}
        """Column → cells that nothing translates."""
        self.ambiguous: list[str] = []
        self._years: dict[str, int | None] = {}
        self._said: dict[int, tuple[dict[str, Any], bool]] = {}

    def regular(self) -> list[tuple[str, ...]] | None:
        """The body by columns, where every row has every column and counts, and no cell is merged; else None."""
        rows = self.grid.rows[self.bound.first : self.bound.last]
        width = len(self.bound.heads)
        if not rows or self.grid.covered or any(len(row) != width for row in rows):
            return None
        columns = list(zip(*rows, strict=True))
        counted = all(set(columns[column]) <= allowed for column, allowed in self.bound.filters)
        return columns if counted else None

    def whole(self, column: int, columns: list[tuple[str, ...]]) -> list[Row] | None:
        """All figures of a column at once, where each is plain digits that are no mark for a missing value, and the map
        explains every row; else None.
        """
        texts = columns[column]
        digits = "".join(texts)
        if not (digits.isascii() and digits.isdigit() and all(texts) and self.missing.isdisjoint(texts)):
            return None
        flags = self.bound.flags
        if flags is not None and any(columns[flags]):
            return None
        figure, table, count = self.bound.values[column], self.table, len(texts)
        said: dict[str, Any] = {name: (value,) * count for name, value in self.constants.items()}
        for field, key, values, _ in self.translations:
            found = tuple(map(values.get, columns[key])) if values else columns[key]
            if field == "year" and not values:
                found = tuple(map({text: cells.year(text) for text in set(columns[key])}.get, columns[key]))
            if None in found or "" in found:
                return None
            said[field] = found
        said |= {name: (value,) * count for name in FIELDS if (value := getattr(figure, name)) is not None}
        kind = figure.kind or table.kind
        if kind != "level" or None in said["year"]:
            return None
        said["breakdown"] = [None if breakdown == "total" else breakdown for breakdown in said["breakdown"]]
        unit = figure.unit or table.unit
        values_read = map(float, texts)
        begins = [start + column for start in self.starts[self.bound.first : self.bound.last]]
        for earlier in columns[:column]:
            begins = list(map(add, begins, map(len, earlier)))
        heads = self.bound.heads
        pattern = "".join(f"{_escaped(heads[key])}: {{}} | " for key in self.keys) + f"{_escaped(heads[column])}: {{}}"
        excerpts = list(map(pattern.format, *(columns[key] for key in self.keys), texts))
        if max(map(len, excerpts)) > _EXCERPT:
            return None
        units = repeat(unit) if unit else map(self.units.get, said["measure"])
        if table.factor != 1.0:
            return None
        nothing, auto = repeat(None), repeat("auto")
        return list(
            zip(
                *(said[name] for name in FIELDS),
                *(repeat(kind), values_read, units, nothing, nothing, texts, begins),
                *(map(add, begins, map(len, texts)), auto, nothing, repeat(self.rule), excerpts),
                strict=False,
            )
        )

    def numbers(self, column: int) -> Iterator[Row]:
        """The numbers of a column, cell by cell."""
        bound, grid = self.bound, self.grid
        figure = bound.values.get(column)
        for number in range(bound.first, bound.last):
            row = grid.rows[number]
            if column >= len(row) or not row[column] or (number, column) in grid.covered:
                continue
            text = row[column]
            counts = figure is not None and all(c < len(row) and row[c] in allowed for c, allowed in bound.filters)
            start = self.starts[number] + sum(map(len, row[:column])) + column
            excerpt = _excerpt(bound.heads, row, self.keys, column)
            reason = "unmapped_column" if figure is None else "filtered_out"
            try:
                cell = cells.parse(_unmarked(text, self.marks), self.decimal, self.missing)
            except AmbiguousNumberError:
                if counts:
                    self.ambiguous.append(text)
                else:
                    yield self._rejected(text, None, start, reason, excerpt)
                continue
            if cell is None:
                if figure is None or not any(c.isdigit() for c in text):
                    continue
                cell = cells.Cell(None)  # a number that cannot be read: a person should
            elif cell.value is None:
                continue
            said, skipped = self._says(number) if counts else ({}, True)
            if figure is None or skipped:
                yield self._rejected(text, cell.value, start, reason, excerpt)
            else:
                yield self._figure(figure, said, cell, self._letters(text, cell, row), text, start, excerpt)

    def notes(self, number: int) -> Iterator[Row]:
        """Digits in a row that is no row of figures: a title, a source, a footnote. Heads are the columns' names."""
        if number not in self.table.header_rows:
            yield from self._digits(number)

    def notes_beside(self, number: int) -> Iterator[Row]:
        """Digits in a row among the figures that is a line of text: nothing but its first cell."""
        row = self.grid.rows[number]
        filled = [c for c, text in enumerate(row) if text and (number, c) not in self.grid.covered]
        if len(filled) == 1 and filled[0] not in self.bound.values:
            yield from self._digits(number)

    def _digits(self, number: int) -> Iterator[Row]:
        start = self.starts[number]
        for column, text in enumerate(self.grid.rows[number]):
            if (number, column) not in self.grid.covered:
                for match in _DIGITS.finditer(text):
                    row = self._rejected(match[0], None, start + match.start(), "table_note", text[:_EXCERPT])
                    yield (*row[:-2], "table:note", row[-1])
            start += len(text) + 1

    def _says(self, number: int) -> tuple[dict[str, Any], bool]:
        """What a row's cells say of its figures, and whether the map says that none of them counts."""
        if number not in self._said:
            self._said[number] = self._look_up(self.grid.rows[number])
        return self._said[number]

    def _look_up(self, row: list[str]) -> tuple[dict[str, Any], bool]:
        said = dict(self.constants)
        for field, column, values, spec in self.translations:
            text = row[column] if column < len(row) else ""
            if text in values:
                if values[text] is None:
                    return said, True
                said[field] = values[text]
            elif not values or spec.otherwise == "keep":
                said[field] = (text or None) if field != "year" else self._year(text)
                if field == "year":
                    said["year_text"] = text
            elif spec.otherwise == "skip":
                return said, True
            else:
                self.unknown.setdefault(spec.column, {})[text] = None
        return said, False

    def _year(self, text: str) -> int | None:
        if text not in self._years:
            self._years[text] = cells.year(text)
        return self._years[text]

    def _letters(self, text: str, cell: cells.Cell, row: list[str]) -> str:
        """The flags of an observation: behind the number, in the column of flags, or by the publisher's own marks."""
        flags = self.bound.flags
        beside = row[flags] if flags is not None and flags < len(row) else ""
        own = "".join(letter for mark, letter in self.marks.items() if text.endswith(mark))
        return f"{cell.flags}{beside}{own}"

    def _figure(
        self,
        figure: Figure,
        said: Mapping[str, Any],
        cell: cells.Cell,
        letters: str,
        text: str,
        start: int,
        excerpt: str,
    ) -> Row:
        table = self.table
        kind = figure.kind or table.kind
        measure = figure.measure or said["measure"]
        year = figure.year or said["year"]
        breakdown = figure.breakdown or said["breakdown"]
        unit = figure.unit or table.unit or ("percent" if kind != "level" else self.units.get(measure, "count"))
        value = cell.value
        if value is not None and unit != "percent":
            value *= table.factor
        base_year = (figure.base_year or table.base_year or (year - 1 if year else None)) if kind == "change" else None
        qualifier = cell.qualifier or ("about" if "e" in letters or "s" in letters else None)
        reason = None
        if year is None:
            reason = "part_of_year" if cells.part_of_year(said.get("year_text", "")) else "not_one_year"
        elif cell.percent and unit != "percent":
            reason = "ambiguous_kind"
        elif value is None or (kind != "change" and value < 0) or (unit == "count" and not value.is_integer()):
            reason = "ambiguous_number"
        elif "f" in letters:
            reason = "part_of_year"
        elif set(letters) & _DOUBTFUL:
            reason = "flagged"
        return (
            *(figure.subject or said["subject"], figure.category or said["category"], measure),
            *(
                None if breakdown == "total" else breakdown,
                figure.ref_area or said["ref_area"],
                year,
                kind,
                value,
                unit,
            ),
            *(base_year, qualifier, text, start, start + len(text), "review" if reason else "auto", reason),
            *(f"{self.rule}/{letters}" if letters else self.rule, excerpt),
        )

    def _rejected(self, text: str, value: float | None, start: int, reason: str, excerpt: str) -> Row:
        unread = (None,) * 6
        return (
            *(self.subject, *unread, value, None, None, None, text, start, start + len(text)),
            *("rejected", reason, self.rule, excerpt),
        )


_DIGITS = re.compile(r"\d+(?:[.,\u00a0\u202f\u2009]\d+)*")
_DOUBTFUL = frozenset("und")
"""Flags that hold a figure back: low reliability, not significant, another definition."""


def _excerpt(heads: Sequence[str], row: Sequence[str], keys: Sequence[int], column: int) -> str:
    """The figure with what names it: head and cell of its key columns, then of its own."""
    named = "".join(f"{heads[key]}: {row[key] if key < len(row) else ''} | " for key in keys)
    own = f"{heads[column]}: {row[column]}"
    return named[: max(0, _EXCERPT - len(own))] + own[-_EXCERPT:]


def _escaped(head: str) -> str:
    return head.replace("{", "{{").replace("}", "}}")


def _unmarked(text: str, marks: Mapping[str, str]) -> str:
    for mark in marks:
        text = text.removesuffix(mark).rstrip()
    return text


def _known_slugs(bound: Bound, words: Words) -> None:
    """Slugs the map names must be in the vocabulary: a typing error would make a series of its own."""
    named = [(name, getattr(figure, name)) for figure in bound.values.values() for name in _LISTS]
    named += [(name, bound.constants.get(name)) for name in _LISTS]
    named += [
        (name, slug) for name, _, spec in bound.lookups if name in _LISTS for slug in (spec.values or {}).values()
    ]
    lists: dict[str, Any] = {"category": words.categories, "measure": words.units, "breakdown": words.breakdowns}
    for name, slug in dict.fromkeys(named):
        if (
            slug is not None
            and slug not in lists[name]
            and not re.fullmatch(r"age_(under_|over_)?\d+(_\d+)?", str(slug))
        ):
            near = nearest(str(slug), lists[name])
            raise ColumnError(
                f"columns: {name}: {slug!r} is not in the vocabulary" + (f"; did you mean {near!r}?" if near else "")
            )


_LISTS = ("category", "measure", "breakdown")


def _explanation(table: Table, unknown: Mapping[str, Mapping[str, None]], ambiguous: list[str], words: Words) -> str:
    lines = []
    if ambiguous:
        lines.append(
            f"{len(ambiguous)} numbers such as {ambiguous[0]!r} can be read in two ways: write "
            '`decimal: ","` where a dot separates thousands, `decimal: "."` where a comma does'
        )
    proposed = table.written()
    for column, texts in unknown.items():
        lines.append(f"column {column!r} holds what `values` does not translate: {', '.join(map(repr, texts))}")
        for name, field in proposed.items():
            if isinstance(field, dict) and field.get("column") == column and field.get("values"):
                proposed[name] = field | {"values": field["values"] | {t: guess(name, t, words) for t in texts}}
    if unknown:
        lines += ["Write in releases.yml, with `null` for rows that hold no figure of ours:", as_yaml(proposed)]
    return "\n".join(lines)


def guess(field: str, label: str, words: Words) -> str | None:
    """The slug whose name or label is most like a cell's words; None when none is."""
    if field == "category":
        labels = {name: slug for slug, names in words.categories.items() for name in (slug, *names)}
    else:
        labels = {name: name for name in (words.units if field == "measure" else words.breakdowns)}
    near = nearest(label, labels)
    return labels[near] if near else None
