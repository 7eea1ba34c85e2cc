"""The files of `sql/`: each says what it makes, and none can grow with the square of its rows."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.warehouse.world import World, change, level, share
from warehouse import making
from warehouse.definitions import Definition, definition, definitions, tables

QUADRATIC = ("CROSS_PRODUCT", "NESTED_LOOP_JOIN", "BLOCKWISE_NL_JOIN", "IE_JOIN", "PIECEWISE_MERGE_JOIN")


def test_a_path_is_a_name() -> None:
    assert definition("mart_category_year").path == "marts/category_year.sql"
    assert definition("figures_as_of").path == "macros/figures_as_of.sql"
    assert {d.name for d in tables()} >= {"dim_release", "fact_statement", "fact_figure", "mart_coverage"}


def test_every_file_comes_after_those_it_needs() -> None:
    made: set[str] = set()
    for d in definitions():
        assert d.needs <= made, d.path
        made.add(d.name)


@pytest.mark.parametrize("d", tables(), ids=lambda d: d.name)
def test_every_table_says_its_grain_key_and_meaning(d: Definition) -> None:
    assert d.description.endswith((".", ")"))
    assert d.grain
    assert set(d.key) <= set(d.columns)


def test_no_statement_is_quadratic(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every join has an equality to hash by: the plans show it, whatever the size of the data."""
    for year in (2020, 2021, 2022):
        says = [level("runaway", year, year), share("runaway", year, 20, "girls"), change("runaway", year, 5, year - 1)]
        world.release(f"r{year}", year, says)
    plans: dict[str, str] = {}
    make = making.make

    def explained(con: duckdb.DuckDBPyConnection, d: Definition) -> None:
        if not d.is_macro:
            plans[d.name] = "\n".join(row[1] for row in con.execute(f"explain {d.body}").fetchall())
        make(con, d)

    monkeypatch.setattr(making, "make", explained)
    world.build(tmp_path / "work")
    assert plans.keys() >= {"fact_statement", "fact_figure", "mart_reconciliation"}
    assert {name: word for name, plan in plans.items() for word in QUADRATIC if word in plan} == {}
