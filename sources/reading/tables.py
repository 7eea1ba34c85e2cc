"""Rows of figures under a row of years: tables flattened to text.

What belongs here: finding such rows and giving each figure its row's label and its column's year. What does not: HTML
tables with their markup (`sources/canonical`), prose.
"""

from __future__ import annotations

import re

from sources.reading.number import Number, percent_at_end
from sources.reading.scene import Reading, Scene
from sources.reading.segmentation import Line

_LINE = re.compile(r"[^\n]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_FIGURE = re.compile(r"\d[\d.,]*%?")
_CELLS = re.compile(r"\s*\|\s*|\t+|\s{2,}")


def columns(scene: Scene, all_lines: list[Line]) -> dict[int, int]:
    """The year of each number that stands in a column under a year, by the number's place.

    A head row names at least two years and no other number; each row below it holds as many numbers as the head has
    years, or a number in each cell that has a year over it, "Runaways | 867 | 1,138 | +31%".
    """
    out: dict[int, int] = {}
    head: list[int] = []
    over: dict[int, int] = {}
    for line in all_lines:
        numbers = [n for n in scene.numbers_between(line.start, line.end) if n.reject in (None, "year") and n.digits]
        years = [n.year for n in numbers if n.year is not None]
        if len(years) >= 2 and len(years) == len(numbers) and _row(scene, line):
            head = [y for y in years if y is not None]
            over = {place: n.year for place, n in _in_cells(scene, line, numbers) if n.year is not None}
            continue
        figures = _figures(scene, numbers)
        below = [(number, over[place]) for place, number in _in_cells(scene, line, figures) if place in over]
        if over and len(below) == len(over):
            out |= {number.start: year for number, year in below}
        elif head and len(figures) == len(head) and _row(scene, line):
            for number, year in zip(figures, head, strict=True):
                number.year, number.reject = None, None
                out[number.start] = year
        elif line.end - line.start > 100:
            head = []
    return out


def _in_cells(scene: Scene, line: Line, numbers: list[Number]) -> list[tuple[int, Number]]:
    """Numbers with the cell of the row they stand in; none where nothing parts the cells."""
    row = scene.text[line.start : line.end]
    return [(row.count("|", 0, n.start - line.start), n) for n in numbers] if "|" in row else []


def rows(text: str) -> list[tuple[int, int]]:
    """Rows below a line of years alone, that hold as many figures: what a space parts there are two numbers.

    "2003 2004" over "Abuse 293 318".
    """
    out: list[tuple[int, int]] = []
    columns = 0
    for line in _LINE.finditer(text):
        words = line.group().split()
        if len(words) > 1 and all(_YEAR.fullmatch(word) for word in words):
            columns = len(words)
        elif columns and sum(map(str.isalpha, words)) < 7:
            figures = [word for word in words if _FIGURE.fullmatch(word)]
            if len(figures) == columns and words[-columns:] == figures:
                out.append(line.span())
        else:
            columns = 0
    return out


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


def settle(readings: list[Reading], years: dict[int, int]) -> None:
    """Figures of a table: the column's year; amounts unless the row is of percentages."""
    for reading in readings:
        year = years.get(reading.number.start)
        if year is None:
            continue
        reading.year, reading.evidence["year"] = year, "column"
        reading.rule = "table_row"
        reading.flags.add("table")
