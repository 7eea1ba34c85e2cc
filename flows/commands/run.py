"""`yearbook run`: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from flows.commands import options

Edition = Annotated[
    Literal["bundled", "live", "auto"],
    typer.Option(
        help="bundled: the texts that ship with Yearbook, no network. live: the original addresses. "
        "auto: live, else a web archive, else bundled."
    ),
]


def run(
    source: options.Sources = None,
    years: options.Years = None,
    edition: Edition = "bundled",
    home: options.Home = None,
    catalogue: options.Catalogue = None,
) -> None:
    """Fetch, read, load, validate and publish what is new. Without arguments: everything, from the bundled edition."""
    from flows import settings
    from flows.plan import plan
    from sources import catalogue as catalogues

    place = settings.home(home)
    loaded = catalogues.load(catalogue)
    chosen = loaded.select(source, settings.years(years))
    planned = plan(place, loaded, chosen, edition)
    if planned.nothing_to_do:
        _idle(place, len(chosen), len(planned.without_edition))
        return

    from expectations import standing_by
    from flows.server import temporary

    # Both come up on the other core while this process imports Prefect, fetches and reads.
    with standing_by(), temporary() as server:
        summary = _flow(source, years, edition, place.root, catalogue, server)
    from flows.summary import text

    if summary.report:
        typer.echo(summary.report)
    typer.echo(text(summary))
    if summary.gate != "refused" and not summary.failures:
        typer.echo(
            f"next        yearbook sql{_option(home)} \"from mart_category_year where subject_id = 'childfocus'\""
        )
    raise typer.Exit(summary.exit_status)


def _flow(source, years, edition, home: Path, catalogue: Path | None, server):  # type: ignore[no-untyped-def]
    import asyncio

    from flows import progress
    from flows.run import run as flow

    with progress.shown():
        progress.current.get().begin("waiting for Prefect", 1)
        if server is not None:
            server.ready()
        return asyncio.run(
            flow(
                sources=source,
                years=years,
                edition=edition,
                home=str(home),
                catalogue=str(catalogue) if catalogue else None,
            )
        )


def _idle(home, chosen: int, without: int) -> None:  # type: ignore[no-untyped-def]
    typer.echo(f"Nothing to do: {chosen - without} releases are read and published as they are.")
    if without:
        typer.echo(f"{without} releases have no bundled edition: `yearbook run --edition live` fetches them.")
    typer.echo(f"data        {home.published / 'yearbook.duckdb'}")


def _option(home: Path | None) -> str:
    return f" --home {home}" if home else ""
