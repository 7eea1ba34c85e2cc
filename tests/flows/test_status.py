"""`yearbook status`: what stands in its table, and that it fits a terminal of 80 columns."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from flows import settings
from flows.cli import app
from flows.standing import refused, standing
from sources import catalogue as catalogues
from tests.warehouse.world import World, level
from warehouse import snapshots


def status(home: Path, *options: str) -> str:
    result = CliRunner().invoke(app, ["status", "--home", str(home), *options], env={"COLUMNS": "80"})
    assert result.exit_code == 0, result.output
    return result.output


def test_every_source_is_named_in_full_on_80_columns(tmp_path: Path) -> None:
    printed = status(tmp_path)
    assert max(map(len, printed.splitlines())) <= 80
    assert "…" not in printed
    assert "missingchildreneurope 2013" in printed
    header = printed.splitlines()[0].split()
    assert header == ["source", "year", "releases", "captured", "read", "published", "review", "rejected"]


def test_what_is_not_captured_is_listed_below_the_table(tmp_path: Path) -> None:
    printed = " ".join(status(tmp_path, "--source", "childfocus", "--years", "2016..2018").split())
    assert "not captured: childfocus 2016, 2017, 2018" in printed


@pytest.mark.parametrize("years", ["2016", "2016..2018"])
def test_json_says_the_same(tmp_path: Path, years: str) -> None:
    rows = json.loads(status(tmp_path, "--source", "childfocus", "--years", years, "--format", "json"))
    waiting = [row["year"] for row in rows if row["state"] == "not captured"]
    assert waiting == ([2016] if years == "2016" else [2016, 2017, 2018])


@pytest.mark.parametrize(("today", "overdue"), [(dt.date(2025, 8, 31), []), (dt.date(2026, 9, 1), [2025])])
def test_last_years_report_is_overdue_in_september(tmp_path: Path, today: dt.date, overdue: list[int]) -> None:
    catalogue = catalogues.load()
    rows = standing(settings.home(tmp_path), catalogue, catalogue.select(["childfocus"]), today)
    assert [row.year for row in rows if row.overdue] == overdue


@pytest.mark.parametrize(("years", "overdue"), [("2015..2016", []), ("2016..2025", [2025])])
def test_overdue_is_only_what_was_asked_for(tmp_path: Path, years: str, overdue: list[int]) -> None:
    catalogue, asked = catalogues.load(), settings.years(years)
    chosen = catalogue.select(["childfocus"], asked)
    rows = standing(settings.home(tmp_path), catalogue, chosen, dt.date(2026, 9, 1), asked)
    assert [row.year for row in rows if row.overdue] == overdue


def test_the_counts_are_those_of_the_published_warehouse(bundled_home: Path) -> None:
    rows = json.loads(status(bundled_home, "--format", "json"))
    with duckdb.connect(str(bundled_home / "published" / "yearbook.duckdb"), read_only=True) as db:
        counts = dict(db.sql("select status, count(*) from fact_statement group by status").fetchall())
    told = {name: sum(row[name] for row in rows) for name in ("published", "review", "rejected", "unpublished")}
    assert told == {
        "published": counts["auto"] + counts.get("ruled", 0),
        "review": counts["review"],
        "rejected": counts["rejected"],
        "unpublished": 0,
    }


def test_what_was_refused_last_is_told_until_something_is_published(tmp_path: Path) -> None:
    home, catalogue = settings.home(tmp_path / "home"), catalogues.load()
    world = World(tmp_path / "statements").release("r2021", 2021, [level("runaway", 2021, 600)])
    assert refused(home, catalogue) is None
    snapshots.keep_failed(world.build(home.work), home.failed)
    last = snapshots.keep_failed(world.build(home.work), home.failed)
    assert refused(home, catalogue) == last, "before the first publication"
    snapshots.publish(world.build(home.work), home.warehouse)
    assert refused(home, catalogue) is None
    last = snapshots.keep_failed(world.build(home.work), home.failed)
    assert refused(home, catalogue) == last
