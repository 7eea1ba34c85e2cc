"""Building: in full or for what changed only, always the same; and what is missing is said."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.warehouse.world import Said, World, change, level, share, unsure
from warehouse import exports
from warehouse.build import BuildError, Candidate
from warehouse.definitions import tables


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every published table's rows, sorted."""
    with duckdb.connect(str(path), read_only=True) as con:
        return {d.name: con.execute(f"from {d.name} order by all").fetchall() for d in tables()}


def unsorted(path: Path) -> list[str]:
    """The marts whose rows do not come in the order of their key to who asks for no order."""
    with duckdb.connect(str(path), read_only=True) as con:
        marts = [d for d in tables() if d.folder == "marts"]
        return [d.name for d in marts if _rows(con, d.name) != _rows(con, f"{d.name} order by {d.order}")]


def _rows(con: duckdb.DuckDBPyConnection, table: str) -> list[tuple[object, ...]]:
    return con.execute(f"from {table}").fetchall()


def marts(path: Path, folder: Path) -> dict[str, bytes]:
    with duckdb.connect(str(path), read_only=True) as con:
        return {file.name: file.read_bytes() for file in exports.marts(con, folder)}


def years_of(world: World) -> None:
    """Four years of two organisations and a newspaper."""
    for year in (2019, 2020, 2021, 2022):
        cases = 500 + 40 * (year - 2019)
        says = [
            level("runaway", year, cases),
            level("runaway", year - 1, cases - 40),
            change("runaway", year, 8, year - 1),
            level("runaway", year, cases // 4, breakdown="girls"),
            share("runaway", year, 25, "girls"),
            unsure(level("grooming", year, year - 2000)),
        ]
        world.release(f"r{year}", year, says)
        world.release(f"paper-{year}", year, [unsure(level("grooming", year, year - 2000))], source="gazette")
        world.release(f"harbour-{year}", year, [level("csam", year, 10 * year)], source="harbour", subject="harbour")


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Candidate]:
    """The four years, built."""
    folder = tmp_path_factory.mktemp("before")
    made = World(folder / "statements")
    years_of(made)
    return made, made.build(folder / "work")


@pytest.fixture
def four_years(before: tuple[World, Candidate], world: World) -> World:
    """The four years, to be edited."""
    shutil.copytree(before[0].folder, world.folder)
    world.releases, world.says = dict(before[0].releases), dict(before[0].says)
    return world


def test_nothing_changed_builds_the_same(before: tuple[World, Candidate], tmp_path: Path) -> None:
    world, full = before
    again = world.build(tmp_path / "again", full.database)
    assert (again.mode, again.changed) == ("incremental", ())
    assert again.content == full.content
    assert marts(again.database, tmp_path / "a") == marts(full.database, tmp_path / "b")


EDITS: dict[str, Callable[[World], object]] = {
    "a new year": lambda w: w.release("r2023", 2023, [level("runaway", 2023, 700), level("runaway", 2022, 625)]),
    "a release withdrawn": lambda w: w.remove("r2020"),
    "another value": lambda w: w.release("r2021", 2021, [level("runaway", 2021, 999)]),
    "a contradiction": lambda w: w.release("herald", 2022, [level("runaway", 2022, 1)], source="herald"),
    "a first voice lost": lambda w: w.remove("paper-2022"),
    "a release without a number": lambda w: w.release("r2025", 2025, []),
    "the day of publication": lambda w: w.release("r2022", 2022, w.says["r2022"], published="2024-02-02"),
    "another subject": lambda w: w.release("r2022", 2022, [level("csam", 2022, 9, subject="harbour")]),
}


@pytest.mark.parametrize("edit", EDITS)
def test_what_is_rebuilt_for_a_change_is_what_everything_gives(
    before: tuple[World, Candidate], four_years: World, tmp_path: Path, edit: str
) -> None:
    EDITS[edit](four_years)
    after = four_years.build(tmp_path / "after", before[1].database)
    full = four_years.build(tmp_path / "full")
    assert len(after.changed) == 1
    assert (after.mode, full.mode) == ("incremental", "full")
    assert contents(after.database) == contents(full.database)
    assert marts(after.database, tmp_path / "a") == marts(full.database, tmp_path / "b")
    assert after.content == full.content


SAYS = st.lists(
    st.builds(
        Said,
        st.sampled_from(["runaway", "missing_children", "grooming"]),
        st.sampled_from([None, 2020, 2021, 2022]),
        st.sampled_from([10.0, 100.0, 104.0, 640.0, 5000.0]),
        kind=st.sampled_from(["level", "share", "change"]),
        breakdown=st.sampled_from(["total", "girls"]),
        unit=st.just("count"),
        base_year=st.sampled_from([None, 2020]),
        qualifier=st.sampled_from([None, "about", "at_least"]),
        status=st.sampled_from(["auto", "review"]),
        reason=st.just("uncorroborated"),
        subject=st.sampled_from(["beacon", "harbour"]),
    ),
    max_size=5,
)


@given(
    first=st.dictionaries(st.sampled_from(["a", "b", "c", "d", "e", "f"]), SAYS, min_size=4),
    then=st.dictionaries(st.sampled_from(["a", "g"]), st.one_of(st.none(), SAYS), min_size=1),
)
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_however_the_work_is_split_the_result_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, first: dict[str, list[Said]], then: dict[str, list[Said] | None]
) -> None:
    folder = tmp_path_factory.mktemp("split")
    world = World(folder / "statements")

    def put(name: str, says: list[Said] | None) -> None:
        if says is None:
            world.remove(name)
        else:
            number = ord(name)
            source = ("beacon", "harbour", "gazette")[number % 3]
            world.release(name, 2020 + number % 3, says, source=source, subject="beacon", language="en")

    for name, says in first.items():
        put(name, says)
    before = world.build(folder / "before")
    for name, says in then.items():
        put(name, says)
    after, full = world.build(folder / "after", before.database, threads=2), world.build(folder / "full", threads=1)
    dealt = world.build(folder / "dealt", threads=1, portions=3)
    assert contents(after.database) == contents(full.database) == contents(dealt.database)
    assert marts(after.database, folder / "a") == marts(full.database, folder / "b")
    assert dealt.content == full.content
    assert [unsorted(made.database) for made in (after, full, dealt)] == [[], [], []]


def test_subjects_dealt_out_meet_in_a_release_that_speaks_of_several(four_years: World, tmp_path: Path) -> None:
    four_years.breaks = [{"subject_id": "nobody", "category_id": "runaway", "year": 2021, "reason": "recount"}]
    both = [level("runaway", 2022, 1, subject="harbour"), level("csam", 2021, 20_210, subject="harbour")]
    four_years.release("r2022", 2022, [*four_years.says["r2022"], *both])
    four_years.release("harbour-2023", 2023, [level("runaway", 2022, 2)], source="harbour", subject="harbour")
    four_years.release("herald", 2023, [level("csam", 2021, 20_210, subject="lantern")], source="herald")
    four_years.release("empty", 2023, [], source="lighthouse", subject="lighthouse")
    alone = four_years.build(tmp_path / "alone", threads=1)
    dealt = four_years.build(tmp_path / "dealt", threads=1, portions=4)
    assert contents(dealt.database) == contents(alone.database)
    assert marts(dealt.database, tmp_path / "a") == marts(alone.database, tmp_path / "b")
    assert dealt.content == alone.content


def test_only_releases_of_the_catalogue_count_whatever_lies_in_the_store(world: World, tmp_path: Path) -> None:
    world.release("r2022", 2022, [level("runaway", 2022, 640)])
    world.release("r2021", 2021, [level("runaway", 2021, 600)])
    del world.releases["r2021"]
    assert world.build(tmp_path / "work").rows["fact_statement"] == 1


RECOUNT = {"subject_id": "beacon", "category_id": "runaway", "year": 2021, "reason": "recount"}
GIRLS = {"breakdown_id": "girls", "label_en": "Girls", "definition": "Girls.", "role": "group", "is_specific": False}
RULES: dict[str, Callable[[World], object]] = {
    "a declared break": lambda w: w.breaks.append(RECOUNT),
    "a part that is not specific": lambda w: w.breakdowns.append(GIRLS),
    "a part that is a rate": lambda w: w.breakdowns.append(GIRLS | {"role": "rate", "is_specific": True}),
}


@pytest.mark.parametrize("rule", RULES)
def test_another_rule_rebuilds_everything(
    before: tuple[World, Candidate], four_years: World, tmp_path: Path, rule: str
) -> None:
    RULES[rule](four_years)
    after = four_years.build(tmp_path / "after", before[1].database)
    assert contents(after.database) == contents(four_years.build(tmp_path / "full").database)
    assert after.mode == "full"


def test_another_name_of_a_part_rebuilds_its_dimension_only(
    before: tuple[World, Candidate], four_years: World, tmp_path: Path
) -> None:
    four_years.breakdowns[0] = four_years.breakdowns[0] | {"label_en": "All"}
    after = four_years.build(tmp_path / "after", before[1].database)
    assert (after.mode, after.changed) == ("incremental", ())
    assert contents(after.database) == contents(four_years.build(tmp_path / "full").database)


def test_a_damaged_previous_warehouse_is_no_obstacle(world: World, tmp_path: Path) -> None:
    world.release("r2022", 2022, [level("runaway", 2022, 640)])
    damaged = tmp_path / "damaged.duckdb"
    damaged.write_bytes(b"not a database")
    assert world.build(tmp_path / "work", damaged).mode == "full"


def test_a_release_without_statements_is_named(world: World, tmp_path: Path) -> None:
    world.release("r2022", 2022, [level("runaway", 2022, 640)])
    next(world.folder.rglob("*.parquet")).unlink()
    with pytest.raises(BuildError, match=r"r2022.*run `yearbook run`"):
        world.build(tmp_path / "work")


def test_every_table_and_column_carries_its_meaning(world: World, tmp_path: Path) -> None:
    world.release("r2022", 2022, [level("runaway", 2022, 640)])
    with duckdb.connect(str(world.build(tmp_path / "work").database), read_only=True) as con:
        silent = con.execute("""
          select table_name, column_name from duckdb_columns()
          where database_name = current_database() and not internal and schema_name = 'main' and comment is null
          union all select table_name, null from duckdb_tables() where comment is null
          union all select function_name, null from duckdb_functions()
          where database_name = current_database() and function_type like '%macro' and comment is null
        """).fetchall()
        assert silent == []
        assert con.execute("select count(*) from duckdb_tables() where table_name like 'check_%'").fetchone() == (0,)
