"""docs/queries.md and README.md: every question there is answered by the warehouse of the bundled edition."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from warehouse import query

ROOT = Path(__file__).parents[2]
QUESTIONS = re.findall(
    r"^## (\d+\. .+?)\n.*?```sql\n(.+?)```",
    (ROOT / "docs" / "queries.md").read_text(encoding="utf-8"),
    re.DOTALL | re.MULTILINE,
)
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
    years = published.execute(QUESTIONS[0][1]).fetchall()
    assert any(reason for *_, reason in years)
    assert [year for year, *_ in years] == sorted({year for year, *_ in years})
