"""Rows of figures under a row of years or of categories: tables flattened to text.

What belongs here: giving each figure its column's year or category, and what its row's label makes of it. What does
not: where rows stand in a text (`layout`), HTML tables with their markup (`sources/canonical`), prose.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple, TypeVar

from sources.reading.number import Number, percent_at_end
from sources.reading.scene import Reading, Scene
from sources.reading.segmentation import Line
from sources.reading.senses import Sense, senses_of

Head = TypeVar("Head")

_CELLS = re.compile(r"\s*\|\s*|\t+|\s{2,}")


class Cell(NamedTuple):
    """What the head of its column, or the rows above it, say of a figure."""

    year: int | None = None
    sense: Sense | None = None


def cells(scene: Scene, all_lines: list[Line]) -> dict[int, Cell]:
    """What is said of each number that stands in a table by its column, by the number's place.

    A head of years names at least two and no other number; each row below it holds as many numbers as the head has
    years, or a number in each cell that has a year over it, "Runaways | 867 | 1,138 | +31%". Below a head of categories
    each row opens with its year. A row of "others" is what the rows above it leave of their kind.
    """
    out: dict[int, Cell] = {}
    years: list[tuple[int, int]] = []
    names: list[tuple[int, Sense]] = []
    kinds: set[str] = set()
    for line in all_lines:
        numbers = [n for n in scene.numbers_between(line.start, line.end) if n.reject in (None, "year") and n.digits]
        said = [n for n in numbers if n.year is not None]
        if not _row(scene, line):
            kinds = set()
            if line.end - line.start > 100:
                years = [head for head in years if head[0]]  # a table of cells may go on behind a paragraph
        elif len(said) > 1 and len(said) == len(numbers):
            years, names = [(_place(scene, line, n.start), n.year) for n in said if n.year is not None], []
            kinds = set()
        elif not numbers and len(found := _names(scene, line)) > 1:
            names = found
        elif names and said and said[0].start == line.start:
            row = _below(scene, line, _figures(scene, numbers[1:]), names)
            out |= {n.start: Cell(said[0].year, sense) for n, sense in row}
        else:
            figures = _figures(scene, numbers)
            rest = _rest(scene, line, numbers, kinds)
            row_of_years = _below(scene, line, figures, years)
            for number, year in row_of_years:
                number.year, number.reject = None, None
                out[number.start] = Cell(year, rest)
            if rest:
                out |= {n.start: Cell(None, rest) for n in numbers if n.start not in out}
            elif numbers:
                kinds |= {sense[0] for _, sense in senses_of(scene, line.start, numbers[0].start)}
    return out


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
    return list(zip(figures, (head for _, head in heads), strict=True)) if len(figures) == len(heads) else []


def _names(scene: Scene, line: Line) -> list[tuple[int, Sense]]:
    """The categories that name the columns of a head, one in each cell or each different."""
    named = {m.start: sense for m, sense in senses_of(scene, line.start, line.end)}
    found = [(_place(scene, line, start), sense) for start, sense in named.items()]
    return found if len({sense[0] for _, sense in found}) == len(found) else []


def _rest(scene: Scene, line: Line, numbers: list[Number], kinds: set[str]) -> Sense | None:
    """The kind that a row labelled "others" is of, where those above it are of one wider kind."""
    start, end = line.start, numbers[0].start if numbers else line.start
    said = scene.lowered[start:end].strip(" |:\n\t-•*")
    wider = {scene.vocabulary.parents.get(kind) for kind in kinds}
    if (
        len(kinds) < 2
        or len(wider) > 1
        or not any(said == scene.lowered[m.start : m.end] for m in scene.between(start, end, "rest"))
    ):
        return None
    rest = scene.vocabulary.rests.get(wider.pop() or "")
    return (rest, None, None) if rest else None


def percentages(scene: Scene, all_lines: list[Line]) -> None:
    """Bare numbers in rows below "Age of the children (%)" are percentages."""
    unit = percent_at_end(scene.pack)
    below = False
    for line in all_lines:
        numbers = scene.figures_between(line.start, line.end)
        if not numbers:
            below = unit.search(scene.lowered, line.start, line.end) is not None
        elif not _row(scene, line):
            below = False
        elif below:
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
        year, sense = table.get(reading.number.start, Cell())
        if year is not None:
            reading.year, reading.evidence["year"] = year, "column"
            reading.rule = "table_row"
            reading.flags.add("table")
        if sense is not None:
            reading.category, reading.evidence["category"] = sense[0], "row"
            if sense[1]:
                reading.measure, reading.evidence["measure"] = sense[1], "topic"
            reading.breakdown, reading.evidence["part"] = sense[2], "column"
            reading.flags -= {"several_categories", "joined", "weak_partner", "one_source"}
            reading.partner = None
