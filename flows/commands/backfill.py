"""`yearbook backfill`: past years, resumable."""

from __future__ import annotations

import json
from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from flows.commands import options
from flows.commands.run import Edition

if TYPE_CHECKING:
    from flows.agenda import Agenda


def backfill(
    years: Annotated[str, typer.Option("--years", help="The reference years: 2019, or 2015..2023.")],
    source: options.Sources = None,
    reprocess: Annotated[
        Literal["none", "failed", "all"],
        typer.Option(help="none: what was never done. failed: also what failed before. all: everything again."),
    ] = "none",
    max_active: Annotated[
        int | None,
        typer.Option(min=1, max=64, help="Batches in flight.", show_default="as YEARBOOK_RUNNER has workers"),
    ] = None,
    newest_first: Annotated[bool, typer.Option("--newest-first", help="The years backwards.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would run and why.")] = False,
    edition: Edition = "bundled",
    format: Annotated[Literal["table", "json"], typer.Option("--format", help="How to print the dry run.")] = "table",
    home: options.Home = None,
    catalogue: options.Catalogue = None,
) -> None:
    """Fetch, read and publish past years. Finished work is not repeated: run an interrupted backfill again."""
    from flows import settings
    from flows.commands import flow

    place = settings.home(home)

    def imported():  # type: ignore[no-untyped-def]
        from flows.backfill import backfill

        return backfill

    with nullcontext() if dry_run else flow.ahead(place):
        from flows.agenda import agenda
        from sources import catalogue as catalogues

        loaded = catalogues.load(catalogue)
        chosen = loaded.select(source, settings.years(years))
        planned = agenda(place, loaded, chosen, edition, reprocess, newest_first)
        if dry_run:
            _show(planned, format)
            return
        if planned.nothing_to_do:
            _idle(planned, place.warehouse.address)
            return
        summary = flow.call(
            imported,
            years=years,
            sources=source,
            reprocess=reprocess,
            max_active=max_active,
            newest_first=newest_first,
            edition=edition,
            home=str(place.root),
            catalogue=str(catalogue) if catalogue else None,
        )
    flow.close(summary)


def _show(planned: Agenda, format: str) -> None:
    from flows.agenda import rows

    if format == "json":
        listed = [
            {
                "release": item.release.release_id,
                "source": item.release.source_id,
                "year": item.release.reference_year,
                "action": item.action,
                "why": item.why,
            }
            for item in planned.items
        ]
        typer.echo(json.dumps(listed, indent=1, ensure_ascii=False))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("year", "source", "releases", "would"):
        table.add_column(name, justify="right" if name in {"year", "releases"} else "left", no_wrap=True)
    for name in ("why", "which"):
        table.add_column(name, overflow="fold")
    for year, source, count, action, why, which in rows(planned.items):
        table.add_row(year, source, str(count), action, why, which, style="dim" if action == "nothing" else "")
    console = Console()
    console.print(table)
    fetch = sum(item.fetch for item in planned.items)
    read = len(planned.work)
    typer.echo(
        f"{len(planned.items)} releases: {fetch} to fetch, {read} to read, {len(planned.items) - read} as they are"
    )


def _idle(planned: Agenda, address: str) -> None:
    lacking = sum(item.lacks_edition for item in planned.items)
    failed = sum(item.why.startswith("failed before") for item in planned.items)
    typer.echo(f"Nothing to do: {len(planned.items) - lacking - failed} releases are read and published as they are.")
    if failed:
        typer.echo(f"{failed} releases failed before: `--reprocess failed` tries them again.")
    if lacking:
        typer.echo(f"{lacking} releases have no bundled edition: `--edition live` fetches them.")
    typer.echo(f"data        {address}")
