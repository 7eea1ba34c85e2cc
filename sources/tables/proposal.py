"""A first column map for a table that has none: a proposal for a person to correct, never used by itself.

What belongs here: guessing the heads, the years, the categories and the figures of a grid. What does not: reading
figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sources.tables import cells
from sources.tables.binding import as_yaml, heads, nearest
from sources.tables.columns import SDMX_BOOKKEEPING
from sources.tables.figures import Words, guess
from sources.tables.grid import Grid

_YEAR_HEADS = ("year", "jaar", "année", "annee", "jahr", "time", "time_period", "période", "periode", "reference year")
_AREA_HEADS = ("geo", "ref_area", "country", "land", "pays", "staat")


def proposal(found: Sequence[Grid], words: Words) -> str:
    """YAML for releases.yml, with what could be found out about the largest of the grids, and its heads."""
    if not found or not any(any(row) for grid in found for row in grid.rows):
        return "There is no table in it."
    number, grid = max(enumerate(found, 1), key=lambda pair: sum(map(len, pair[1].rows)))
    first = next(i for i, row in enumerate(grid.rows) if sum(map(bool, row)) > 1 or i == len(grid.rows) - 1)
    names = heads(grid, (first,))
    columns: dict[str, Any] = {}
    if len(found) > 1:
        columns["table" if grid.sheet.startswith("table") else "sheet"] = (
            number if grid.sheet.startswith("table") else grid.sheet
        )
    if first:
        columns["header"] = first + 1
    if {"TIME_PERIOD", "OBS_VALUE"} <= set(names):
        columns["file"] = "sdmx-csv"
    columns |= _fields(grid, names, first + 1, words, "file" in columns)
    return "\n".join([f"Its columns are: {', '.join(map(repr, names))}. To begin with, write:", as_yaml(columns)])


def _fields(grid: Grid, names: Sequence[str], first: int, words: Words, sdmx: bool) -> dict[str, Any]:
    body = {name: [row[i] for row in grid.rows[first:] if len(row) > i and row[i]] for i, name in enumerate(names)}
    free = [name for name in names if body[name] and not (sdmx and name in SDMX_BOOKKEEPING)]
    result: dict[str, Any] = {}

    def take(field: str, name: str | None, value: Any) -> None:
        if name in free:
            free.remove(str(name))
            if value is not None:
                result[field] = value

    category = max(
        free, key=lambda name: sum(guess("category", t, words) is not None for t in body[name]), default=None
    )
    if category and any(guess("category", text, words) for text in body[category]):
        labels = dict.fromkeys(body[category])
        take("category", category, {"column": category, "values": {t: guess("category", t, words) for t in labels}})
    else:
        result["category"] = "missing_children"
    if sdmx:
        take("year", "TIME_PERIOD", None)
        take("value", "OBS_VALUE", None)
    head_years = [name for name in free if cells.year(name) is not None]
    if head_years:
        result["year"] = "heads"
        free = [name for name in free if name not in head_years]
    elif not sdmx:
        year = next((n for n in free if n.casefold() in _YEAR_HEADS), None) or next(
            (n for n in free if all(cells.year(t) is not None for t in body[n])), None
        )
        take("year", year, {"column": year})
    area = next((name for name in free if name.casefold() in _AREA_HEADS), None)
    take("ref_area", area, {"column": area})
    result["measure"] = "cases"
    if not head_years and not sdmx:
        numeric = [name for name in free if _mostly_numbers(body[name])]
        if len(numeric) == 1:
            take("value", numeric[0], numeric[0])
        elif numeric:
            result["value"] = {name: _head(name, words) for name in numeric}
            free = [name for name in free if name not in numeric]
    single = {name: body[name][0] for name in free if sdmx and len(set(body[name])) == 1}
    if single:
        result["filters"] = single
    if rest := [name for name in free if name not in single]:
        result["ignore"] = rest
    return result


def _head(name: str, words: Words) -> dict[str, str]:
    """What the head of a value column may say: the category or the measure it is named like."""
    if category := guess("category", name, words):
        return {"category": category}
    return {"measure": nearest(name, words.units) or "cases"}


def _mostly_numbers(texts: Sequence[str]) -> bool:
    found = 0
    for text in texts:
        try:
            cell = cells.parse(text)
        except cells.AmbiguousNumberError:
            found += 1
        else:
            found += cell is not None and cell.value is not None
    return found * 2 > len(texts)
