"""`yearbook status`: per source and year, how far each release is."""

from __future__ import annotations

import json
from collections import defaultdict
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
    chosen = settings.years(years)
    rows = standing(settings.home(home), loaded, loaded.select(source, chosen), years=chosen)
    if format == "json":
        typer.echo(json.dumps([row.as_dict() for row in rows], indent=1, ensure_ascii=False))
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.padding import Padding
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("source", no_wrap=True)
    for name in ("year", "releases", "captured", "read", "published", "review", "rejected"):
        table.add_column(name, justify="right", no_wrap=True)
    notes: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        counts = (row.releases, row.captured, row.read, row.published, row.review, row.rejected)
        table.add_row(row.source_id, str(row.year), *(str(n) if n else "·" for n in counts))
        if row.state:
            notes[row.state][row.source_id].append(str(row.year))
    console = Console(highlight=False)
    console.print(table)
    for state, sources in notes.items():
        names = "; ".join(f"{name} {', '.join(those)}" for name, those in sources.items())
        console.print(f"\n{escape(state)}:", style="bold")
        console.print(Padding(escape(names), (0, 0, 0, 2)))
