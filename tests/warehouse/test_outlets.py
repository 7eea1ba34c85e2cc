"""Data out of the warehouse: queries, exports, differences, the dictionary."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from tests.warehouse.world import World, level, share
from warehouse import dictionary, diff, exports, query, snapshots, verify
from warehouse.definitions import tables

ROOT = Path(__file__).parents[2]


@pytest.fixture
def published(world: World, tmp_path: Path) -> Path:
    says = [level("runaway", 2022, 640), level("runaway", 2021, 500), share("runaway", 2022, 20, "girls")]
    world.release("r2022", 2022, says)
    folder = tmp_path / "home" / "published"
    snapshots.publish(world.build(tmp_path / "home" / "work"), folder)
    return folder


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("csv", "year,value\n2021,500.0\n2022,640.0\n"),
        ("json", '[{"year":2021,"value":500.0},{"year":2022,"value":640.0}]'),
    ],
)
def test_an_answer_in_the_format_asked_for(
    published: Path, capfdbinary: pytest.CaptureFixture[bytes], form: query.Format, expected: str
) -> None:
    with query.session(published) as con:
        query.answer(con, "select year, value from fact_figure order by 1;", form)
    printed = capfdbinary.readouterr().out.decode()
    assert re.sub(r"\s", "", printed) == re.sub(r"\s", "", expected)


def test_an_answer_as_parquet_and_as_a_table(published: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    with query.session(published) as con:
        query.answer(con, "from fact_figure", "parquet")
        parquet = capfdbinary.readouterr().out
        query.answer(con, "select year from fact_figure", "table")
    assert pq.read_table(io.BytesIO(parquet)).num_rows == 2
    assert "2022" in capfdbinary.readouterr().out.decode()


def test_a_query_that_cannot_be_answered_says_where(published: Path) -> None:
    with query.session(published) as con, pytest.raises(query.QueryError, match="fact_figures does not exist"):
        query.answer(con, "from fact_figures")


def test_nothing_can_be_changed(published: Path) -> None:
    with query.session(published) as con, pytest.raises(query.QueryError, match="read-only"):
        query.answer(con, "delete from fact_figure")


@pytest.mark.parametrize("form", ["table", "csv", "json", "parquet"])
def test_a_question_is_of_any_shape(
    published: Path, capfdbinary: pytest.CaptureFixture[bytes], form: query.Format
) -> None:
    shapes = {
        "pivot fact_figure on year using sum(value)": b"640",
        "explain analyze select 1": b"Total Time",
        "describe fact_figure": b"obs_status",
        "summarize dim_measure": b"reports",
        "show tables": b"mart_shares",
        "select year as answer, value from fact_figure -- of all": b"answer",
        "from fact_figure order by year limit 1; -- the first": b"2021",
        "create temp macro half(x) as x / 2; select half(value) as halved from fact_figure": b"halved",
    }
    with query.session(published) as con:
        for asked, seen in shapes.items():
            query.answer(con, asked, form)
            printed = capfdbinary.readouterr().out
            told = repr(pq.read_table(io.BytesIO(printed)).to_pylist()).encode() if form == "parquet" else printed
            assert seen in told
            assert form != "json" or json.loads(printed)


@pytest.mark.parametrize("form", ["table", "csv", "json", "parquet"])
def test_what_is_wrong_with_a_question_is_told_of_the_question(published: Path, form: query.Format) -> None:
    with query.session(published) as con:
        for asked, wrong in (("from fact_figure )", "syntax error"), ("select valeu from fact_figure", "valeu")):
            with pytest.raises(query.QueryError, match=wrong) as told:
                query.answer(con, asked, form)
            assert "copy" not in str(told.value)


@pytest.mark.parametrize(
    "asked",
    [
        "copy (select 1) to '{}'",
        "select 1; copy (select 1) to '{}'",
        "explain analyze copy (select 1) to '{}'",
        "/* */ explain analyze copy (select 1) to '{}'",
        "prepare written as copy (select 1) to '{}'",
        "select 1) to '{}'; --",
        "export database '{}'",
        "attach '{}' as other",
        "create persistent secret written (type http, bearer_token '{}')",
    ],
)
def test_no_question_writes_a_file(published: Path, asked: str) -> None:
    target = published / "marts" / "x.parquet"
    with query.session(published) as con:
        for form in ("table", "csv"):
            with pytest.raises(query.QueryError):
                query.answer(con, asked.format(target), form)
    assert not target.exists()


def test_each_of_several_questions_is_answered(published: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    asked = "select 641 as one; select 642 as two"
    with query.session(published) as con:
        query.answer(con, asked)
        printed = capfdbinary.readouterr().out
        assert (b"641" in printed, b"642" in printed) == (True, True)
        with pytest.raises(query.QueryError, match="no one answer as csv"):
            query.answer(con, asked, "csv")
    assert capfdbinary.readouterr().out == b""


def test_what_a_session_may_not_do_no_statement_can(published: Path, tmp_path: Path) -> None:
    """Whatever gets past the kinds of statements meets DuckDB's own lock."""
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with query.session(published) as con:
        for asked in (f"copy (select 1) to '{tmp_path}/x.csv'", "set enable_external_access = true"):
            with pytest.raises(duckdb.Error, match=r"disabled by configuration|has been locked"):
                con.execute(asked)
        with pytest.raises(query.QueryError, match="`yearbook export` writes tables"):
            query.answer(con, f"from '{tmp_path}/secret.csv'")


def test_the_same_snapshot_exports_the_same_bytes(published: Path, tmp_path: Path) -> None:
    names = [d.name for d in tables()]
    with query.connect(published) as con:
        for format_of in (exports.csv, exports.parquet):
            first, second = format_of(con, tmp_path / "a", names), format_of(con, tmp_path / "b", names)
            assert [f.name for f in first] == [f.name for f in second]
            assert [f.read_bytes() for f in first] == [f.read_bytes() for f in second]


def test_figures_under_their_sdmx_names(published: Path, tmp_path: Path) -> None:
    with query.connect(published) as con:
        [file] = exports.sdmx_csv(con, tmp_path)
    first, second = csv.DictReader(io.StringIO(file.read_text()))
    assert {"REF_AREA", "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS", "UNIT_MEASURE"} <= first.keys()
    assert (first["REF_AREA"], first["TIME_PERIOD"], float(first["OBS_VALUE"])) == ("BE", "2021", 500)
    assert second["UNIT_MEASURE"] == "count"


def test_the_data_package_describes_the_files_beside_it(published: Path) -> None:
    snapshot = snapshots.find(published, "current")
    package = json.loads((snapshot.path / "datapackage.json").read_text())
    for resource in package["resources"]:
        columns = pq.read_schema(snapshot.path / resource["path"]).names
        assert [field["name"] for field in resource["schema"]["fields"]] == columns
        assert all(field["description"] for field in resource["schema"]["fields"])
        assert set(resource["schema"]["primaryKey"]) <= set(columns)


def test_two_snapshots_are_compared_by_key(world: World, published: Path, tmp_path: Path) -> None:
    before = snapshots.find(published, "current")
    world.release("r2022", 2022, [level("runaway", 2022, 652), level("grooming", 2022, 12)])
    after = snapshots.publish(world.build(tmp_path / "home" / "work"), published).snapshot
    found = {d.table: d for d in diff.compare(before.database, after.database)}
    figures = found["fact_figure"]
    assert (figures.added, figures.removed, figures.changed) == (1, 1, 1)
    [changed] = [c for c in figures.changes if c.what == "changed"]
    assert (changed.key["year"], changed.before["value"], changed.after["value"]) == (2022, 640, 652)
    assert found["dim_category"].is_same
    assert all(d.is_same for d in diff.compare(after.database, after.database))


def test_a_published_snapshot_is_proved_and_a_forged_one_is_not(world: World, published: Path, tmp_path: Path) -> None:
    world.release("r2021", 2021, [level("runaway", 2021, 500)])
    snapshots.publish(world.build(tmp_path / "home" / "work"), published)
    snapshot = snapshots.find(published, "current")
    checks = verify.verify(snapshot, world.folder, world.folder, world.reference, tmp_path / "proof", (2021, 2022))
    assert [(c.name, c.holds) for c in checks] == [
        ("statements", True),
        ("snapshot", True),
        ("tables", True),
        ("marts", True),
        ("year 2021", True),
        ("year 2022", True),
    ]
    snapshot.database.chmod(0o644)
    with duckdb.connect(str(snapshot.database)) as con:
        con.execute("update fact_figure set value = 641 where year = 2022")
    (snapshot.path / "marts" / "mart_shares.parquet").write_bytes(b"")
    checks = verify.verify(snapshot, world.folder, world.folder, world.reference, tmp_path / "again", ())
    told = {c.name: c for c in checks}
    assert [name for name, check in told.items() if not check.holds] == ["snapshot", "marts"]
    assert "mart_shares.parquet" in told["marts"].detail


def test_a_table_that_no_mart_shows_is_proved_too(world: World, published: Path, tmp_path: Path) -> None:
    world.releases["r2022"]["title"] = "Another title"
    snapshot = snapshots.find(published, "current")
    checks = verify.verify(snapshot, world.folder, world.folder, world.reference, tmp_path / "proof", ())
    assert [c.name for c in checks if not c.holds] == ["tables"]


def test_the_data_dictionary_is_what_the_heads_say() -> None:
    written = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert written == dictionary.of_built_in_catalogue(), "`make dictionary` writes it anew"


def test_a_data_dictionary_that_is_out_of_step_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "data-dictionary.md"
    monkeypatch.setattr(sys, "argv", ["dictionary", str(file)])
    assert dictionary.main() == 0
    monkeypatch.setattr(sys, "argv", ["dictionary", str(file), "--check"])
    assert dictionary.main() == 0
    file.write_text(file.read_text(encoding="utf-8").replace("dim_category", "dim_kategory"), encoding="utf-8")
    assert dictionary.main() == 1
    assert "`make dictionary` writes it anew" in capsys.readouterr().err
