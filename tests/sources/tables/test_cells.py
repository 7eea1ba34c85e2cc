"""The number in a cell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.tables import cells
from sources.tables.cells import AmbiguousNumberError, Cell, parse

GAPS = st.sampled_from(["", " ", "\u00a0", "\u202f", "\u2009", "'", "’"])


def grouped(number: int, gap: str) -> str:
    return f"{number:,}".replace(",", gap)


@given(st.integers(0, 10**9), GAPS)
def test_groups_of_three_by_any_gap_are_one_number(number: int, gap: str) -> None:
    assert parse(grouped(number, gap)) == Cell(float(number))


@given(st.integers(0, 10**9), st.integers(0, 99), st.sampled_from([(".", ","), (",", ".")]))
def test_a_declared_decimal_mark_makes_the_other_one_separate_thousands(
    whole: int, fraction: int, marks: tuple[str, str]
) -> None:
    thousands, decimal = marks
    text = f"{grouped(whole, thousands)}{decimal}{fraction:02d}"
    assert parse(text, decimal) == Cell(float(f"{whole}.{fraction:02d}"))


@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from(".,"))
def test_three_digits_behind_an_undeclared_mark_are_not_guessed(whole: int, fraction: int, mark: str) -> None:
    text = f"{whole}{mark}{fraction:03d}"
    with pytest.raises(AmbiguousNumberError):
        parse(text)
    assert parse(text, mark) == Cell(float(f"{whole}.{fraction:03d}"))
    assert parse(text, "," if mark == "." else ".") == Cell(float(whole * 1000 + fraction))


@given(st.text())
def test_any_text_is_a_cell_or_is_not_without_breaking(text: str) -> None:
    for decimal in (".", ",", None):
        try:
            cell = parse(text.strip(), decimal)
        except AmbiguousNumberError:
            assert decimal is None
        else:
            assert cell is None or cell.value is None or cell.value == cell.value


@pytest.mark.parametrize("text", [":", "..", "…", "-", "–", "n/a", "N/A", "n.b.", "x", ": c", ":c", "- p"])
def test_marks_for_no_value(text: str) -> None:
    cell = parse(text)
    assert cell is not None
    assert cell.value is None


@pytest.mark.parametrize("text", ["9999", "9999 p", "9999*", "-1", "?"])
def test_a_publishers_own_marks_for_no_value_may_be_numbers(text: str) -> None:
    cell = parse(text, missing=cells.MISSING | {"9999", "-1", "?"})
    assert cell is not None
    assert cell.value is None
    assert parse("-9999", missing=frozenset({"9999"})) == Cell(-9999.0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1234 p", Cell(1234.0, "p")),
        ("1234bp", Cell(1234.0, "bp")),
        ("1234 (e)", Cell(1234.0, "e")),
        ("1234*", Cell(1234.0, marked=True)),
        ("1234 [1]", Cell(1234.0, marked=True)),
        ("1234 (2)", Cell(1234.0, marked=True)),
        ("1234¹", Cell(1234.0, marked=True)),
        ("12.5 %", Cell(12.5, percent=True)),
        ("12,5%", Cell(12.5, percent=True)),
        ("-12", Cell(-12.0)),
        ("−12", Cell(-12.0)),
        ("+12", Cell(12.0)),
        ("€ 1 200", Cell(1200.0)),
        ("<5", Cell(5.0, qualifier="at_most")),
        ("≥ 10", Cell(10.0, qualifier="at_least")),
        ("ca. 300", Cell(300.0, qualifier="about")),
    ],
)
def test_flags_signs_bounds_and_footnotes(text: str, expected: Cell) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    "text", ["Weglopers", "2019-2020", "12/03/24", "A1", "12 34", "1.23.456", "1234 xyz", "1 000 00"]
)
def test_what_is_no_number(text: str) -> None:
    assert parse(text, ".") is None


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2019", 2019),
        ("2019.0", 2019),
        ("2019 [1]", 2019),
        ("2019*", 2019),
        ("2019p", 2019),
        ("2019-2020", None),
        ("2019-06", None),
        ("3019", None),
    ],
)
def test_a_cell_names_one_year_or_none(text: str, year: int | None) -> None:
    assert cells.year(text) == year


@pytest.mark.parametrize("text", ["2019-06", "2019-S1", "2019-Q3", "2019Q3", "2019M06"])
def test_months_quarters_and_half_years_are_parts(text: str) -> None:
    assert cells.part_of_year(text)


@given(st.integers(0, 10_000), st.integers(0, 20_000))
def test_a_cells_address_is_what_spreadsheets_write(row: int, column: int) -> None:
    letters = cells.address(row, column).rstrip("0123456789")
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    assert (number - 1, cells.address(row, column)) == (column, f"{letters}{row + 1}")
