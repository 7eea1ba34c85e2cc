"""The rules as macros: what a rounded number may stand for, said twice (`verdict`, `roundings_at`), never otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.definitions import definitions
from warehouse.making import make

MACROS = [
    "grain",
    "rounding_step",
    "words_tolerance",
    "number_text",
    "is_in_words",
    "hedge",
    "verdict",
    "rounding_steps",
    "roundings_at",
    "is_paid",
]
HEDGES = ["", "almost", "about", "more_than", "at_least", "at_most", "words", "loose words"]


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        for d in definitions():
            if d.name in MACROS:
                make(made, d)
        yield made


def verdict(
    con: duckdb.DuckDBPyConnection, expected: float, stated: float, hedge: str = "", unit: str = "count"
) -> str:
    row = con.execute("select verdict(?::double, ?::double, ?, ?)", [expected, stated, hedge, unit]).fetchone()
    assert row
    return str(row[0])


@pytest.mark.parametrize(
    ("expected", "stated", "hedge", "unit", "is_told"),
    [
        (1394, 1394, "", "count", "agrees"),
        (253_617, 254_000, "", "count", "rounds_to"),
        (253_617, 253_000, "", "count", "truncates_to"),
        (253_617, 250_000, "", "count", "rounds_to"),
        (253_617, 300_000, "", "count", "contradicts"),
        (253_617, 300_000, "about", "count", "contradicts"),
        (276_000, 300_000, "about", "count", "rounds_to"),
        (1_394, 1_300, "about", "count", "truncates_to"),
        (1_999, 1_000, "about", "count", "contradicts"),
        (22.4, 20, "about", "percent", "contradicts"),
        (5.6, 5, "about", "percent", "truncates_to"),
        (4_987, 5_000, "almost", "count", "rounds_to"),
        (4_500, 5_000, "almost", "count", "rounds_to"),
        (4_499, 5_000, "almost", "count", "contradicts"),
        (5_003, 5_000, "almost", "count", "contradicts"),
        (1_001, 2_000, "almost", "count", "contradicts"),
        (1_999, 1_000, "almost", "count", "contradicts"),
        (250_000, 254_000, "almost", "count", "contradicts"),
        (-18.3, -20, "almost", "percent", "rounds_to"),
        (2.6, 3, "almost", "percent", "rounds_to"),
        (2.1, 3, "almost", "percent", "contradicts"),
        (3_029, 3_000, "more_than", "count", "agrees"),
        (2_990, 3_000, "more_than", "count", "contradicts"),
        (2_990, 3_000, "at_most", "count", "agrees"),
        (640, 604, "", "count", "contradicts"),
        (22.5, 22, "", "percent", "truncates_to"),
        (22.5, 23, "", "percent", "rounds_to"),
        (-15.8, -15, "more_than", "percent", "agrees"),
        (43.5, 50, "", "percent", "contradicts"),
        (34.1, 33.33, "words", "percent", "rounds_to"),
        (96, 100, "words", "percent", "rounds_to"),
        (60, 100, "words", "percent", "contradicts"),
        (-20, 20, "", "percent", "contradicts"),
        (0.3, 0, "", "percent", "rounds_to"),
        (-0.3, 0, "", "percent", "rounds_to"),
        (1.3, 0, "", "percent", "contradicts"),
        (0, 0.3, "", "percent", "contradicts"),
        (3, 0, "", "count", "contradicts"),
        (0, 5, "at_most", "count", "agrees"),
        (0, 5, "at_least", "count", "contradicts"),
    ],
)
def test_a_verdict(
    con: duckdb.DuckDBPyConnection, expected: float, stated: float, hedge: str, unit: str, is_told: str
) -> None:
    assert verdict(con, expected, stated, hedge, unit) == is_told


@given(
    exact=st.one_of(st.integers(1, 10**7), st.integers(1, 1000).map(lambda n: n / 10)),
    unit=st.sampled_from(["count", "percent"]),
)
@settings(max_examples=80, deadline=None)
def test_whatever_a_rounder_may_write_is_no_contradiction(
    con: duckdb.DuckDBPyConnection, exact: float, unit: str
) -> None:
    """What statements meet on (`roundings_at`) and how they are judged (`verdict`) are one rule."""
    if unit == "count":
        exact = float(int(exact)) or 1.0
    elif exact > 100:
        exact %= 100
    wrong = con.execute(
        """
        with number as (select ?::double as x, ? as unit),
        spread as (select x, unit, unnest(rounding_steps(x, unit)) as step from number),
        forms as (select unnest(roundings_at(x, unit, step), recursive := true) from spread)
        select form, owes, hedge from forms, unnest(?) as hedges(hedge)
        where is_paid(owes, hedge) and verdict(?::double, form, hedge, ?) = 'contradicts'
        """,
        [exact, unit, HEDGES, exact, unit],
    ).fetchall()
    assert wrong == []


@given(
    unit=st.sampled_from(["count", "percent"]),
    number=st.integers(1, 10**6),
    step=st.sampled_from([10**n for n in range(7)]),
    more=st.integers(-2, 2),
    hedge=st.sampled_from(["", "almost"]),
)
@settings(max_examples=80, deadline=None)
def test_what_a_verdict_lets_pass_is_among_the_roundings(
    con: duckdb.DuckDBPyConnection, unit: str, number: int, step: int, more: int, hedge: str
) -> None:
    exact, stated = float(number), float(max(0, number // step + more) * step)
    if unit == "percent":  # of two decimals, and whole points
        exact, stated = number % 10**4 / 100, float(max(0, number % 10**4 // 100 + more))
    if verdict(con, exact, stated, hedge, unit) != "contradicts":
        found = con.execute(
            """
            with number as (select ?::double as x, ? as unit),
            spread as (select x, unit, unnest(rounding_steps(x, unit)) as step from number),
            forms as (select unnest(roundings_at(x, unit, step), recursive := true) from spread)
            select count(*) from forms where form = ? and is_paid(owes, ?)
            """,
            [exact, unit, stated, hedge],
        ).fetchone()
        assert found
        assert found[0] >= 1


@pytest.mark.parametrize(
    ("text", "value", "is_told"),
    [("one in five", 20, True), ("20 %", 20, False), ("3 out of 4", 75, True), ("1.394", 1394, False)],
)
def test_a_number_is_told_in_words_when_its_digits_are_not_there(
    con: duckdb.DuckDBPyConnection, text: str, value: float, is_told: bool
) -> None:
    assert con.execute("select is_in_words(?, ?::double)", [text, value]).fetchone() == (is_told,)
