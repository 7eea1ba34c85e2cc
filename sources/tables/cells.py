"""The number in a cell: sign, digits, flags and footnote marks, by a declared decimal mark or none.

What belongs here: one cell's text. What does not: which cell, or what it counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sources.model import Qualifier

MISSING = frozenset(
    {"", ":", "..", "...", "…", ".", "-", "–", "—", "−", "/", "x", "c", "m", "z"}
    | {"n/a", "n.a.", "na", "nd", "n.d.", "n.b.", "k.a.", "s.o.", "nb", "nvt", "n.v.t.", "null", "nan"}
)
"""Marks that stand where there is no value, in lower case; a flag may follow (`: c`)."""

FLAGS = {
    "b": "break in the series",
    "c": "confidential",
    "d": "definition differs",
    "e": "estimated",
    "f": "forecast",
    "i": "see metadata",
    "n": "not significant",
    "p": "provisional",
    "r": "revised",
    "s": "estimate of the statistical office",
    "u": "low reliability",
    "z": "not applicable",
}
"""Flags of observations, by Eurostat's letters; several may stand together (`bp`)."""

_GAP = " \u00a0\u202f\u2009'’"
_NUMBER = re.compile(
    rf"(?P<bound>[<>≤≥~±]|ca\.?|±)?\s*(?P<sign>[-−–+])?\s*(?:€|EUR)?\s*"
    rf"(?P<digits>\d+(?:[.,{_GAP}]\d+)*)\s*(?P<percent>%)?\s*(?:€|EUR)?"
    rf"\s*(?P<flags>(?:\(?[a-z]{{1,3}}\)?)?)\s*(?P<marks>(?:\[[^\]]*\]|\(\d{{1,2}}\)|[*†‡¹²³⁴⁵⁶⁷⁸⁹]|\s)*)"
)
_FLAGGED_GAP = re.compile(r"(?P<mark>\S+?)\s*(?P<flags>[a-z]{1,3})")
_BOUNDS: dict[str, Qualifier] = {
    "<": "at_most",
    "≤": "at_most",
    ">": "more_than",
    "≥": "at_least",
    "~": "about",
    "ca": "about",
    "ca.": "about",
    "±": "about",
}


class AmbiguousNumberError(ValueError):
    """1.394 without a declared decimal mark: a thousand, or one and a bit."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell states. `value` is None where it says that there is none."""

    value: float | None
    flags: str = ""
    percent: bool = False
    qualifier: Qualifier | None = None
    marked: bool = False
    """A footnote's mark follows."""


def parse(cell: str, decimal: str | None = None, missing: frozenset[str] = MISSING) -> Cell | None:
    """The number of a cell; None for a cell that is something else.

    Args:
        cell: its text, stripped.
        decimal: `.` or `,`; the other one then separates thousands. None: only what can be read in one way.
        missing: marks for no value, in lower case.

    Raises:
        AmbiguousNumberError: when the decimal mark is not declared and matters.
    """
    if cell.lower() in missing:
        return Cell(None)
    if cell.isascii() and cell.isdigit():
        return Cell(float(cell))
    match = _NUMBER.fullmatch(cell)
    if match is None or set(match["flags"].strip("()")) - FLAGS.keys():
        gap = _FLAGGED_GAP.fullmatch(cell)
        if gap and gap["mark"].lower() in missing and not set(gap["flags"]) - FLAGS.keys():
            return Cell(None, gap["flags"])
        return None
    flags = match["flags"].strip("()")
    if (match["sign"] or "") + match["digits"] in missing:
        return Cell(None, flags)
    value = _value(match["digits"], decimal)
    if value is None:
        return None
    return Cell(
        -value if match["sign"] and match["sign"] != "+" else value,
        flags,
        match["percent"] is not None,
        _BOUNDS[match["bound"]] if match["bound"] else None,
        bool(match["marks"].strip()),
    )


def _value(digits: str, decimal: str | None) -> float | None:
    """None when the separators make no number: groups of another length than three."""
    marks = [c for c in digits if not c.isdigit()]
    if not marks:
        return float(digits)
    if decimal is None:
        decimal = _decimal(digits, [c for c in marks if c in ".,"])
    whole, point, fraction = digits.rpartition(decimal) if decimal and decimal in digits else (digits, "", "")
    first, *groups = re.split(rf"[.,{_GAP}]", whole)
    if not fraction.isdigit() and point:
        return None
    if len(set(re.findall(r"\D", whole))) > 1 or decimal in set(re.findall(r"\D", whole)):
        return None
    if groups and (len(first) > 3 or any(len(g) != 3 for g in groups)):
        return None
    return float(f"{first}{''.join(groups)}.{fraction or 0}")


def _decimal(digits: str, marks: list[str]) -> str:
    """The decimal mark, by the digits alone; empty when there is none."""
    if not marks:
        return ""
    last = marks[-1]
    if marks.count(last) > 1:
        return ""
    if len(set(marks)) > 1:
        return last
    before, _, after = digits.rpartition(last)
    if len(after) == 3 and len(before) <= 3 and before != "0":
        raise AmbiguousNumberError(digits)
    return last


_YEAR = re.compile(r"((?:19|20)\d\d)(?:\.0)?(?:\s*(?:\[[^\]]*\]|\([^)]*\)|[*†‡¹²³]|[a-z]))*")
_PART = re.compile(r"((?:19|20)\d\d)[- ]?(?:[SQMHTW]\d{1,2}|(?:0\d|1[0-2])(?:-\d\d)?)")


def year(cell: str) -> int | None:
    """The year a cell names, None when it names none or more than one (`2019-2020`)."""
    if len(cell) == 4 and cell.isascii() and cell.isdigit():
        return int(cell) if cell[:2] in {"19", "20"} else None
    match = _YEAR.fullmatch(cell.strip())
    return int(match[1]) if match else None


def part_of_year(cell: str) -> bool:
    """Whether a cell names a month, a quarter or a half-year."""
    return _PART.fullmatch(cell.strip()) is not None


def address(row: int, column: int) -> str:
    """A cell's name as spreadsheets write it, from 0: (4, 2) is C5."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
