"""`yearbook status`: per source and year, how far each release is."""

from __future__ import annotations

import json
from typing import Annotated, Literal

import typer

from flows.commands import options


def status(
    source: options.Sources = None,
    years: options.Years = None,
    format: Annotated[Literal["table", "json"], typer.Option(help="How to print it.")] = "table",
    home: options.Home = None,
    catalogue: options.Catalogue = None,
) -> None:
    """Per source and year: captured, read, published, in review, failed, overdue."""
    from flows import settings
    from flows.standing import standing
    from sources import catalogue as catalogues

    loaded = catalogues.load(catalogue)
    rows = standing(settings.home(home), loaded, loaded.select(source, settings.years(years)))
    if format == "json":
        typer.echo(json.dumps([row.as_dict() for row in rows], indent=1, ensure_ascii=False))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, justify in (
        ("source", "left"),
        ("year", "right"),
        ("releases", "right"),
        ("captured", "right"),
        ("read", "right"),
        ("published", "right"),
        ("review", "right"),
        ("rejected", "right"),
        ("state", "left"),
    ):
        table.add_column(name, justify=justify)  # type: ignore[arg-type]
    for row in rows:
        table.add_row(
            row.source_id,
            str(row.year),
            *(
                str(n) if n else "·"
                for n in (row.releases, row.captured, row.read, row.published, row.review, row.rejected)
            ),
            row.state,
        )
    Console().print(table)
