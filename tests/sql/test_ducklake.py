"""The same files of `sql/` on DuckLake, with a catalogue that needs no server (`test_lake.py` has PostgreSQL)."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.warehouse.world import World, change, level, share
from warehouse import build, ducklake, making
from warehouse.definitions import definitions, tables

pytest.importorskip("duckdb_extension_ducklake", reason="the wheels of DuckDB's extensions are not installed")


def test_every_table_is_made_by_the_same_files(world: World, tmp_path: Path) -> None:
    for year in (2021, 2022):
        says = [
            level("runaway", year, 500 + year),
            change("runaway", year, 2, year - 1),
            share("runaway", year, 20, "girls"),
        ]
        world.release(f"r{year}", year, says)
    with duckdb.connect(str(world.build(tmp_path / "file").database), read_only=True) as con:
        expected = {d.name: con.execute(f"from {d.name} order by all").fetchall() for d in tables()}
        known = con.execute("from figures_as_of(date '2022-12-31') order by all").fetchall()
    with duckdb.connect() as con:
        ducklake.load(con, "ducklake")
        con.execute(f"attach 'ducklake:{tmp_path}/lake.ducklake' as lake (data_path '{tmp_path}/lake')")
        con.execute("use lake")
        build.attach_reference(con, world.reference)
        con.register("said", world.statements())
        con.execute("create table inputs.statement as from said")
        con.execute("begin")
        making.run(con, definitions())
        making.describe(con, {d.name for d in definitions()})
        con.execute("commit")
        assert {d.name: con.execute(f"from {d.name} order by all").fetchall() for d in tables()} == expected
        assert con.execute("from figures_as_of(date '2022-12-31') order by all").fetchall() == known
