"""docs/queries.md and README.md: every question there is answered by the warehouse of the bundled edition."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.world import Said, World, level
from warehouse import query

ROOT = Path(__file__).parents[2]
QUESTIONS = re.findall(
    r"^## (\d+\. .+?)\n.*?```sql\n(.+?)```",
    (ROOT / "docs" / "queries.md").read_text(encoding="utf-8"),
    re.DOTALL | re.MULTILINE,
)
SQL = {question.split()[0]: sql for question, sql in QUESTIONS}
FIRST_TRIED = re.findall(r"(?:yearbook sql |con\.sql\()\"(.+?)\"", (ROOT / "README.md").read_text(encoding="utf-8"))
MAY_BE_EMPTY = {"3."}
"""Whether a publisher revised a figure is the releases' business."""


@pytest.fixture(scope="module")
def published(bundled_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with query.connect(bundled_home / "published") as con:
        yield con


def test_there_are_fifteen() -> None:
    assert [question.split()[0] for question, _ in QUESTIONS] == [f"{n}." for n in range(1, 16)]


@pytest.mark.parametrize(("question", "sql"), QUESTIONS, ids=[q.split()[0] for q, _ in QUESTIONS])
def test_a_question_is_answered(published: duckdb.DuckDBPyConnection, question: str, sql: str) -> None:
    answer = published.execute(sql).fetchall()
    assert answer or question.split()[0] in MAY_BE_EMPTY, question


def test_the_readme_asks() -> None:
    assert len(FIRST_TRIED) >= 4


@pytest.mark.parametrize("sql", FIRST_TRIED)
def test_what_the_readme_asks_is_answered(published: duckdb.DuckDBPyConnection, sql: str) -> None:
    assert published.execute(sql).fetchall(), sql


def test_the_runaway_series_shows_its_break(published: duckdb.DuckDBPyConnection) -> None:
    years = published.execute(SQL["1."]).fetchall()
    assert any(reason for *_, reason in years)
    assert [year for _, year, *_ in years] == sorted({year for _, year, *_ in years})


@pytest.mark.parametrize("sql", SQL.values(), ids=SQL)
def test_a_figure_is_shown_with_what_it_counts_and_where(published: duckdb.DuckDBPyConnection, sql: str) -> None:
    columns = set(published.sql(sql).columns)
    if columns & {"value", "value_today", "known_today", "new_value", "share_pct"}:
        assert columns >= {"measure_id", "ref_area"}


def test_what_is_only_held_is_not_shown_as_what_a_newspaper_tells(published: duckdb.DuckDBPyConnection) -> None:
    told = published.sql(SQL["7."])
    assert ("review",) in told.select("told_status").distinct().fetchall()


class Reports(World):
    """Releases of the organisation that the questions are about."""

    def of(self, year: int, *says: Said) -> None:
        self.release(f"r{year}", year, says, source="childfocus", subject="childfocus")


@pytest.fixture
def reports(tmp_path: Path) -> Reports:
    return Reports(tmp_path / "statements")


def test_figures_of_two_areas_do_not_meet(reports: Reports) -> None:
    reports.of(2015, level("runaway", 2015, 600, area="NL"), level("runaway", 2015, 300))
    then_and_today = [(area, then, today) for area, *_, then, today, _ in reports.ask(SQL["4."])]
    assert then_and_today == [("BE", 300, 300), ("NL", 600, 600)]
    first_and_today = [(area, first, today) for area, *_, first, today, _ in reports.ask(SQL["5."])]
    assert first_and_today == [("BE", 300, 300), ("NL", 600, 600)]


def test_what_was_first_published_stands_beside_what_is_said_now(reports: Reports) -> None:
    reports.of(2015, level("runaway", 2015, 600))
    reports.of(2016, level("runaway", 2015, 612), level("runaway", 2016, 640))
    shown = [(year, first, now, status) for *_, year, _, _, _, first, now, status in reports.ask(SQL["5."])]
    assert shown == [(2015, 600, 612, "revised"), (2016, 640, 640, "reported")]


def test_a_series_shows_each_break_once_beside_the_year_that_follows_it(reports: Reports) -> None:
    reports.of(2015, level("runaway", 2015, 600), level("runaway", 2015, 300, area="NL"))
    reports.of(2016, level("runaway", 2016, 610), level("runaway", 2016, 310, area="NL"))
    reports.of(2018, level("runaway", 2018, 90, measure="children"))
    reports.breaks = [
        {"subject_id": "childfocus", "category_id": "runaway", "year": 2017, "reason": "Redefined."},
        {"subject_id": "childfocus", "category_id": "runaway", "year": 2016, "reason": "Boys.", "breakdown_id": "boys"},
        {"subject_id": "childfocus", "category_id": "runaway", "year": 2016, "reason": "Calls.", "measure_id": "calls"},
    ]
    shown = [(area, year, reason) for area, year, *_, reason in reports.ask(SQL["1."])]
    assert shown == [
        ("BE", 2015, None),
        ("BE", 2016, None),
        ("BE", 2018, "Redefined.; counts cases until 2016, children from 2018"),
        ("NL", 2015, None),
        ("NL", 2016, None),
    ]
