"""Rows of figures under a row of years or of categories: tables flattened to text.

What belongs here: giving each figure its column's year or category, and what its row's label makes of it. What does
not: where rows stand in a text (`layout`), HTML tables with their markup (`sources/canonical`), prose.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple, TypeVar

from sources.reading.measures import default_measure
from sources.reading.number import Number, percent_at_end
from sources.reading.rows import give
from sources.reading.scene import Reading, Scene
from sources.reading.segmentation import Line
from sources.reading.senses import Sense, distinct, senses_of, total_of

Head = TypeVar("Head")

_MARKS = " |:\n\t-•*"
_UNSAID = (None, "default", "profile", "carried", "partner")
"""How a measure is known that no word of a row says."""
_NO_FIGURE = re.compile(r"(?<!\S)(?:n\. ?[abcd]\.|n/a|nvt|n\.v\.t\.|k\. ?a\.|[–—-])(?!\S)")
"""A cell that says there is no figure."""
_CELLS = re.compile(r"\s*\|\s*|\t+|\s{2,}")


class Cell(NamedTuple):
    """What the head of its column, or the rows above it, say of a figure."""

    year: int | None = None
    sense: Sense | None = None
    placed: bool = False
    """Whether its row is of a country or region."""
    unnamed: bool = False
    """Whether the rows are of categories and its own label names none: what was said before it is not its."""
    part: str | None = None
    """The part that the head of its column names; where other columns are of parts, "" for one that is not."""
    counted: str | None = None
    """What a line above its row says that the rows below count: "Table 2. Reports"."""


def cells(scene: Scene, all_lines: list[Line]) -> dict[int, Cell]:
    """What is said of each number that stands in a table by its column, by the number's place.

    A head of years names at least two and no other number; each row below it holds as many numbers as the head has
    years, or a number in each cell that has a year over it, "Runaways | 867 | 1,138 | +31%". Below a head of
    categories, or of parts, "Year | Cases | Solved", each row opens with its year. A row of "others" is what the rows
    above it leave of their kind.
    """
    out: dict[int, Cell] = {}
    years: list[tuple[int, int]] = []
    names: list[tuple[int, Cell]] = []
    kinds: set[str] = set()
    counted: str | None = None
    above: Sense | None = None
    for line in all_lines:
        numbers = [n for n in scene.numbers_between(line.start, line.end) if n.reject in (None, "year") and n.digits]
        said = [n for n in numbers if n.year is not None]
        if not _row(scene, line):
            kinds, counted, above = set(), None, None
            if line.end - line.start > 100:
                years = [head for head in years if head[0]]  # a table of cells may go on behind a paragraph
        elif len(said) > 1 and len(said) == len(numbers):
            years, names = [(_place(scene, line, n.start), n.year) for n in said if n.year is not None], []
            kinds = set()
        elif not _figures(scene, numbers) and (noun := _heads_count(scene, line)):
            counted = noun
        elif not numbers and (found := _names(scene, line) or _parts(scene, line)):
            names = found
        elif names and said and said[0].start == line.start:
            row = _below(scene, line, _figures(scene, numbers[1:]), names)
            out |= {n.start: column._replace(year=said[0].year) for n, column in row}
        else:
            told, own, above = _row_of_kind(scene, line, numbers, years, kinds, above)
            if not numbers:
                counted = None
            elif counted and own and {m.value for m in scene.between(line.start, line.end, "mea")} <= {"children"}:
                told |= {n.start: told.get(n.start, Cell())._replace(counted=counted) for n in _figures(scene, numbers)}
            out |= told
            kinds |= own
    return out


def _heads_count(scene: Scene, line: Line) -> str | None:
    """What a line counts that says nothing else: "Table 2. Reports", "Number of files"."""
    found = set(scene.between(line.start, line.end, "mea"))
    if len(found) != 1 or senses_of(scene, line.start, line.end) or scene.has(line.start, line.end, "brk"):
        return None
    noun = found.pop()
    rest = scene.lowered[line.start : noun.start] + " " + scene.lowered[noun.end : line.end]
    return str(noun.value) if len(re.findall(r"[^\W\d_]+", rest)) <= 1 else None


def _row_of_kind(
    scene: Scene,
    line: Line,
    numbers: list[Number],
    years: list[tuple[int, int]],
    kinds: set[str],
    above: Sense | None,
) -> tuple[dict[int, Cell], set[str], Sense | None]:
    """What is said of the numbers of one row, the categories that its label names, and of what the row is, where that
    is one thing.

    Args:
        above: of what the row above is, where it is of one thing.
    """
    label = (line.start, numbers[0].start) if numbers else (line.start, line.start)
    named = set(distinct(scene, senses_of(scene, *label)))
    own = {sense[0] for sense in named}
    said = scene.lowered[slice(*label)].strip(_MARKS)
    told = None if own else _of_rows(scene, label, said, kinds)
    cue = next(iter(scene.between(*label, "part")), None)
    if above is not None and not own and cue is not None and not scene.lowered[line.start : cue.start].strip(_MARKS):
        # "Total 1,794 1,727 / of which worrying 294 279": of what the row above is of.
        part = next((str(m.value) for m in scene.between(*label, "brk")), "part")
        told = (above[0], above[1], part)
    placed = any(m.value not in scene.home for m in scene.between(*label, "place"))
    unnamed = bool(kinds or years) and not own and told is None and not placed and _says_nothing(scene, label, said)
    row = {number.start: Cell(None, told) for number in numbers} if told else {}
    for number, year in _below(scene, line, _figures(scene, numbers), years):
        number.year, number.reject = None, None
        row[number.start] = Cell(year, told, placed, unnamed)
    return row, own, told or (named.pop() if len(named) == 1 else None)


def _place(scene: Scene, line: Line, place: int) -> int:
    """The cell of its row that a place stands in; 0 where nothing parts the cells."""
    return scene.text.count("|", line.start, place)


def _below(scene: Scene, line: Line, figures: list[Number], heads: list[tuple[int, Head]]) -> list[tuple[Number, Head]]:
    """The figures of a row with the heads of their columns; none where they do not fit."""
    over = dict(heads)
    if len(over) == len(heads) and "|" in scene.text[line.start : line.end]:
        row = [(n, over[place]) for n in figures if (place := _place(scene, line, n.start)) in over]
        return row if len(row) == len(heads) else []
    if len(figures) > len(heads):
        figures = [n for n in figures if n.shape == "count"]
    cells: list[tuple[int, Number | None]] = [(n.start, n) for n in figures]
    if len(cells) < len(heads):
        # "- Abductions n.a. 17 33": behind the label a cell without a figure.
        label = next((place for place in range(line.start, line.end) if scene.text[place].isalpha()), line.end)
        cells += [(m.start(), None) for m in _NO_FIGURE.finditer(scene.lowered, label, line.end)]
        cells.sort(key=lambda cell: cell[0])
    if len(cells) != len(heads):
        return []
    return [(number, head) for (_, number), (_, head) in zip(cells, heads, strict=True) if number is not None]


def _names(scene: Scene, line: Line) -> list[tuple[int, Cell]]:
    """The categories that name the columns of a head, one in each cell or each different; none where it is one."""
    named = {m.start: sense for m, sense in senses_of(scene, line.start, line.end)}
    found = [(_place(scene, line, start), Cell(sense=sense)) for start, sense in named.items()]
    different = len({sense[0] for sense in named.values()}) == len(found)
    return found if different and len(found) > 1 else []


def _parts(scene: Scene, line: Line) -> list[tuple[int, Cell]]:
    """The columns behind the first of a head of which some are named as parts: "Year | Cases | Solved"; else none."""
    bounds = [line.start, *(b for m in _CELLS.finditer(scene.text, line.start, line.end) for b in m.span()), line.end]
    columns = [(start, end) for start, end in zip(bounds[::2], bounds[1::2], strict=True) if start < end]
    parts = [next((str(m.value) for m in scene.between(*column, "brk")), None) for column in columns]
    if len(columns) < 3 or parts[0] or not any(parts):
        return []
    return [
        (_place(scene, line, column[0]), Cell(part=part or ""))
        for column, part in zip(columns[1:], parts[1:], strict=True)
    ]


def _of_rows(scene: Scene, label: tuple[int, int], said: str, kinds: set[str]) -> Sense | None:
    """What a row labelled "others" or "total" is of, where the rows above it are of one wider kind; a total over more
    kinds is of all that the publisher counts.
    """
    wider = {scene.vocabulary.parents.get(kind) for kind in kinds}
    parent = wider.pop() if len(wider) == 1 and len(kinds) > 1 else None
    tops = {[kind, *scene.vocabulary.ancestors(kind)][-1] for kind in kinds}
    if parent is None:
        total = total_of(scene)
        over_all = total and len(tops) > 1 and scene.near.sum_row.fullmatch(said)
        if not over_all:
            return None
        measure, _ = default_measure(scene, total["category"], None)
        return total["category"], measure, total.get("breakdown")
    if scene.near.sum_row.fullmatch(said):
        return parent, None, None
    others = any(said == scene.lowered[m.start : m.end] for m in scene.between(*label, "rest"))
    rest = scene.vocabulary.rests.get(parent)
    return (rest, None, None) if others and rest else None


def _says_nothing(scene: Scene, label: tuple[int, int], said: str) -> bool:
    """Whether a label has words, and none of them is the name of a part or of what is counted."""
    aged = any(label[0] <= age.start < label[1] for age in scene.ages)
    counted = scene.near.number_of.fullmatch(said) or scene.near.sum_row.fullmatch(said)
    return any(map(str.isalpha, said)) and not aged and not counted and not scene.between(*label, "brk", "mea")


def percentages(scene: Scene, all_lines: list[Line]) -> None:
    """Bare numbers in rows below "Age of the children (%)", or behind such a label, are percentages."""
    unit = percent_at_end(scene.pack)
    below = False
    for line in all_lines:
        numbers = scene.figures_between(line.start, line.end)
        years = any(n.year is not None for n in scene.numbers_between(line.start, line.end))
        if not numbers and not (below and years):
            below = unit.search(scene.lowered, line.start, line.end) is not None
        elif not _row(scene, line):
            below = False
        elif below or unit.search(scene.lowered[line.start : numbers[0].start].rstrip()):
            for number in numbers:
                if number.shape == "count" and number.digits and (number.value or 0) <= 100:
                    number.shape, number.plain = "percent", False


def _figures(scene: Scene, numbers: list[Number]) -> list[Number]:
    """Amounts and shares, without the changes that a last column may hold."""
    return [n for n in numbers if n.shape in ("count", "percent") and scene.text[n.start] not in "+-−–"]


def _row(scene: Scene, line: Line) -> bool:
    """Whether a line is cells rather than a sentence."""
    body = scene.text[line.start : line.end]
    return (
        line.role == "table" or len(_CELLS.findall(body)) >= 2 or (not re.search(r"[.!?]\s*$", body) and len(body) < 90)
    )


def settle(readings: list[Reading], table: Mapping[int, Cell]) -> None:
    """Figures of a table: the year and the category of their column; amounts unless the row is of percentages."""
    for reading in readings:
        year, sense, placed, unnamed, part, counted = table.get(reading.number.start, Cell())
        unsaid = reading.evidence.get("measure") in _UNSAID or reading.measure == "children"
        if counted and reading.kind == "level" and unsaid:
            reading.measure, reading.evidence["measure"] = counted, "column"
        if unnamed:
            reading.flags.add("unnamed")
        if placed:
            reading.flags.add("scope")
            reading.breakdown, reading.evidence["part"] = reading.breakdown or "region", "scope"
        if year is not None:
            reading.year, reading.evidence["year"] = year, "column"
            reading.rule = "table_row"
            reading.flags.add("table")
        if sense is not None:
            give(reading, sense)
            reading.breakdown, reading.evidence["part"] = sense[2], "column"
            reading.flags.discard("one_source")
        if part is not None and reading.kind == "level" and (part or reading.evidence.get("part") == "carried"):
            reading.breakdown, reading.evidence["part"] = part or None, "column"
