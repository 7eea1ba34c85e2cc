"""A warehouse that machines share: DuckLake, its catalogue in a real PostgreSQL, Parquet in a data path."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from sources.model import UsageError
from tests.warehouse.test_build import EDITS, contents, years_of
from tests.warehouse.world import World, level
from warehouse import database, ducklake, loading, query, snapshots
from warehouse.build import Candidate
from warehouse.definitions import tables
from warehouse.ducklake import Lake, LakeError
from warehouse.folder import Folder
from warehouse.shelf import LakeShelf


@pytest.fixture
def shelf(lake: str, tmp_path: Path) -> LakeShelf:
    """The shared warehouse, as one machine sees it."""
    return LakeShelf(ducklake.parse(lake, str(tmp_path / "parquet")), Folder(tmp_path / "home" / "published"))


def build(shelf: LakeShelf, world: World) -> Candidate:
    """Load what the world says and bring the candidate up to date."""
    shelf.load(world.folder, world.reference["release"])
    return shelf.build(world.folder.parent / "work", world.folder, world.reference, list(world.releases))


def one_figure(world: World, value: int) -> World:
    return world.release("r2022", 2022, [level("runaway", 2022, value)])


def figure(shelf: LakeShelf, snapshot: str = "current") -> float:
    with query.connect(shelf, snapshot) as con:
        return float(con.execute("select value from fact_figure").fetchall()[0][0])


def with_value(shelf: LakeShelf, candidate: Candidate, value: int) -> Candidate:
    """Another candidate, without building it from its statements."""
    with duckdb.connect() as con:
        ducklake.attach_latest(con, "lake", shelf.lake)
        con.execute("update lake.fact_figure set value = ?", [value])
        [(number,)] = con.execute("from ducklake_current_snapshot('lake')").fetchall()
    return replace(candidate, database=ducklake.Version(shelf.lake, number), content=f"{value:08d}")


def versions(lake: Lake) -> list[int]:
    with duckdb.connect() as con:
        ducklake.attach_now(con, "lake", lake)
        return [v for (v,) in con.execute("select snapshot_id from lake.snapshots()").fetchall()]


# The same SQL, the same tables.


def test_a_lake_holds_what_a_file_holds_whatever_changes(shelf: LakeShelf, world: World, tmp_path: Path) -> None:
    years_of(world)
    modes = []
    for number, edit in enumerate([lambda _: None, *(EDITS[e] for e in ("a new year", "a contradiction"))]):
        edit(world)
        candidate, file = build(shelf, world), world.build(tmp_path / f"file-{number}")
        with database.connect(candidate.database) as con:
            assert {d.name: con.execute(f"from {d.name} order by all").fetchall() for d in tables()} == contents(
                file.database
            )
            assert con.execute("select comment from duckdb_tables() where table_name = 'fact_figure'").fetchall()[0][0]
        assert candidate.content == file.content
        modes.append(candidate.mode)
    assert modes == ["full", "incremental", "incremental"]
    before = versions(shelf.lake)
    assert build(shelf, world).changed == ()
    assert versions(shelf.lake) == before, "nothing changed: nothing is written"


# Publishing by snapshot id.


def test_a_question_reads_the_lake_and_writes_nothing_into_it(
    shelf: LakeShelf, world: World, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    snapshots.publish(build(shelf, one_figure(world, 640)), shelf)
    target = tmp_path / "parquet" / "x.parquet"
    with query.session(shelf) as con:
        query.answer(con, "select value from fact_figure", "csv")
        for asked in (f"copy (select 1) to '{target}'", f"explain analyze copy (select 1) to '{target}'"):
            with pytest.raises(query.QueryError, match="copy is no question here"):
                query.answer(con, asked)
        with pytest.raises(duckdb.PermissionException):
            con.execute(f"copy (select 1) to '{tmp_path}/x.parquet'")
    assert b"640" in capfdbinary.readouterr().out
    assert not target.exists()


def test_readers_keep_the_version_they_opened_and_others_see_the_new_one(
    shelf: LakeShelf, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = snapshots.publish(build(shelf, one_figure(world, 640)), shelf)
    assert first.outcome == "published"
    with query.connect(shelf) as con:
        candidate = build(shelf, one_figure(world, 652))
        assert figure(shelf) == 640, "a candidate is in the lake, and nobody reads it"
        second = snapshots.publish(candidate, shelf).snapshot
        assert con.execute("select value from fact_figure").fetchall() == [(640,)]
        assert con.execute("select count(*) from mart_category_year").fetchall() == [(1,)]
        with pytest.raises(duckdb.InvalidInputException, match="read-only"):
            con.execute("delete from fact_figure")
    assert figure(shelf) == 652
    assert snapshots.is_intact(second)
    assert snapshots.publish(build(shelf, world), shelf).outcome == "unchanged"
    assert (second.path / "marts" / "mart_category_year.parquet").exists()
    snapshots.rollback(shelf, first.snapshot.snapshot_id)
    assert figure(shelf) == 640
    assert [s.is_current for s in snapshots.list_all(shelf)] == [True, False]
    # Thinned out are neither the last, nor the tagged, nor the current one.
    third = snapshots.publish(with_value(shelf, candidate, 3), shelf).snapshot
    snapshots.tag(shelf, first.snapshot.snapshot_id, "paper-2023")
    with query.connect(shelf, second.snapshot_id) as reader:
        assert snapshots.prune(shelf, keep=1) == [second.snapshot_id]
        assert reader.execute("select value from fact_figure").fetchall() == [(652,)], "readers have a day"
    assert not second.path.exists()
    monkeypatch.setattr("warehouse.shelf.GRACE", "0 seconds")
    shelf.remove([])
    assert isinstance(second.database, ducklake.Version)
    with pytest.raises(LakeError, match="it was thinned out"):
        database.connect(second.database)
    assert [s.snapshot_id for s in snapshots.list_all(shelf)] == [first.snapshot.snapshot_id, third.snapshot_id]
    assert (figure(shelf, "paper-2023"), figure(shelf)) == (640, 3)


# More than one machine.

LOADING = """
import sys
from pathlib import Path
from tests.warehouse.world import World, level
from warehouse import ducklake, loading

lake, folder, machine = ducklake.parse(*sys.argv[1:3]), Path(sys.argv[3]), sys.argv[4]
world = World(folder / machine)
for round in range(4):
    for number in range(5):
        world.release(f"{machine}-{number}", 2020, [level("runaway", 2020, round)], source=machine, subject=machine)
    world.release("both", 2021, [level("runaway", 2021, 640)], language=machine)
    loading.load(lake, world.folder, world.reference["release"])
"""


def test_machines_load_at_the_same_time(shelf: LakeShelf, world: World, tmp_path: Path) -> None:
    arguments = [str(shelf.lake), shelf.lake.data, str(tmp_path)]
    loaders = [subprocess.Popen([sys.executable, "-c", LOADING, *arguments, machine]) for machine in ("east", "west")]
    assert [loader.wait(100) for loader in loaders] == [0, 0]
    ids = ["both", *(f"{machine}-{number}" for machine in ("east", "west") for number in range(5))]
    candidate = shelf.build(tmp_path / "work", world.folder, world.reference, ids)
    with database.connect(candidate.database) as con:
        assert con.execute("select release_id from dim_release order by 1").fetchall() == [(i,) for i in sorted(ids)]
        told = con.execute("select year, count(*), min(value), max(value) from fact_statement group by 1 order by 1")
        assert told.fetchall() == [(2020, 10, 3, 3), (2021, 1, 640, 640)], "the last that each loaded, once"


def test_the_newer_capture_stays_whoever_loads_last(shelf: LakeShelf, world: World, tmp_path: Path) -> None:
    other = World(tmp_path / "other" / "statements")
    one_figure(world, 652).releases["r2022"]["captured_at"] += dt.timedelta(days=1)
    one_figure(other, 640)
    for machine in (world, other):
        shelf.load(machine.folder, machine.reference["release"])
    candidate = shelf.build(tmp_path / "work", other.folder, other.reference, ["r2022"])
    with database.connect(candidate.database) as con:
        assert con.execute("select value from fact_statement").fetchall() == [(652,)]


def test_one_machine_publishes_at_a_time_and_a_killed_one_lets_go(shelf: LakeShelf) -> None:
    holding = (
        "import sys, time; from warehouse import ducklake\n"
        "with ducklake.one_at_a_time(ducklake.parse(*sys.argv[1:]), 0): print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", holding, str(shelf.lake), shelf.lake.data], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    waited: list[str] = []
    with pytest.raises(LakeError, match="another machine is publishing"), shelf.alone(0.1, waited.append):
        raise AssertionError("two at a time")
    assert waited == [f"yearbook on {os.uname().nodename} process {holder.pid}"]
    holder.kill()
    holder.wait()
    with shelf.alone(20):
        pass


def test_a_build_that_dies_or_is_refused_publishes_nothing_and_the_next_goes_on(
    shelf: LakeShelf, world: World, tmp_path: Path
) -> None:
    snapshots.publish(build(shelf, one_figure(world, 640)), shelf)
    one_figure(world, 1)
    shelf.load(world.folder, world.reference["release"])
    before = versions(shelf.lake)
    child = os.fork()
    if child == 0:
        try:
            loading.bring_up_to_date.__globals__["describe"] = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
            shelf.build(tmp_path / "killed", world.folder, world.reference, list(world.releases))
        finally:
            os._exit(1)  # it must never go on as a second test run
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    assert versions(shelf.lake) == before, "its transaction died with it"
    refused = snapshots.keep_failed(build(shelf, world), tmp_path / "failed")
    with duckdb.connect(str(refused / "yearbook.duckdb"), read_only=True) as con:
        assert con.execute("select value from fact_figure").fetchall() == [(1,)]
    assert figure(shelf) == 640
    snapshots.publish(build(shelf, one_figure(world, 652)), shelf)
    assert figure(shelf) == 652


# What people are told.


@pytest.mark.parametrize(
    ("setting", "dsn", "password"),
    [
        ("ducklake:postgres:dbname=yearbook host=db", "dbname=yearbook host=db", None),
        ("ducklake:postgres:dbname=y password=hush host=db", "dbname=y host=db", "hush"),
        (r"ducklake:postgres:dbname=y password='hu\'s h'", "dbname=y", "hu's h"),
        ("ducklake:postgres://loader:hu%20sh@db:5433/y", "dbname=y host=db port=5433 user=loader", "hu sh"),
        ("ducklake:postgres:postgresql://db/y?sslmode=require", "dbname=y host=db sslmode=require", None),
    ],
)
def test_an_address_is_taken_apart_and_keeps_its_password_to_itself(
    setting: str, dsn: str, password: str | None
) -> None:
    lake = ducklake.parse(setting, "/data")
    assert (lake.dsn, lake.password) == (dsn, password)
    assert str(lake) == f"ducklake:postgres:{dsn}"
    assert "hu" not in repr(lake)


@pytest.mark.parametrize("setting", ["ducklake:sqlite:a.db", "postgres:dbname=a", "ducklake:postgres:", "lake"])
def test_another_address_is_wrong_usage(setting: str) -> None:
    with pytest.raises(UsageError, match="write ducklake:postgres:"):
        ducklake.parse(setting, "/data")


def test_a_server_that_is_away_is_named_without_its_password() -> None:
    pytest.importorskip("duckdb_extension_ducklake", reason="the wheels of DuckDB's extensions are not installed")
    lake = ducklake.parse("ducklake:postgres://loader:hush@127.0.0.1:9/yearbook", "/data")
    for act in (lambda: LakeShelf(lake, Folder(Path("/none"))).read(), lambda: lake_lock(lake)):
        with pytest.raises(
            LakeError, match=r"host=127\.0\.0\.1 port=9 user=loader does not answer.*`yearbook doctor`"
        ) as told:
            act()
        assert "hush" not in str(told.value)


def lake_lock(lake: Lake) -> None:
    with ducklake.one_at_a_time(lake, 0):
        pass


def test_a_missing_extension_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    def lacking(name: str) -> str:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(ducklake, "_wheel", lacking)
    with (
        duckdb.connect(config={"extension_directory": "/nowhere"}) as con,
        pytest.raises(LakeError, match=r"pip install"),
    ):
        con.execute("set autoinstall_known_extensions = false")
        ducklake.load(con, "ducklake")
