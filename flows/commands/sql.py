"""`yearbook sql`: ad-hoc questions to the published snapshot, read-only."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from flows.commands import options


def sql(
    query: Annotated[
        str | None, typer.Argument(help="The question; without one it is read from a pipe, or a shell opens.")
    ] = None,
    format: Annotated[
        Literal["table", "csv", "json", "parquet"], typer.Option("--format", help="How to print the answer.")
    ] = "table",
    snapshot: Annotated[str, typer.Option(help="Another snapshot: an id, its beginning, or a tag.")] = "current",
    home: options.Home = None,
) -> None:
    """Ask the published snapshot in SQL (DuckDB's); nothing can be changed or written and no run is waited for.

    yearbook sql "select category_id, year, value from mart_category_year where subject_id = 'childfocus' order by 1, 2"
    """
    import sys

    from flows import settings
    from warehouse import query as queries

    with queries.session(settings.home(home).warehouse, snapshot) as con:
        if query is None:
            failed = queries.shell(con, format)
            if failed and not sys.stdin.isatty():
                raise typer.Exit(1)
        else:
            queries.answer(con, query, format)
