"""`yearbook run`: the main job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from flows.commands import options

if TYPE_CHECKING:
    from flows.settings import Home

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
    from flows.commands.flow import ahead, call, close

    place = settings.home(home)

    def flow() -> Any:
        from flows.run import run

        return run

    with ahead(place):
        from flows.plan import plan
        from sources import catalogue as catalogues

        loaded = catalogues.load(catalogue)
        chosen = loaded.select(source, settings.years(years))
        planned = plan(place, loaded, chosen, edition)
        if planned.nothing_to_do:
            _idle(place, len(chosen), len(planned.without_edition))
            return
        summary = call(
            flow,
            sources=source,
            years=years,
            edition=edition,
            home=str(place.root),
            catalogue=str(catalogue) if catalogue else None,
        )
    close(summary)


def _idle(home: Home, chosen: int, without: int) -> None:
    typer.echo(f"Nothing to do: {chosen - without} releases are read and published as they are.")
    if without:
        typer.echo(f"{without} releases have no bundled edition: `yearbook run --edition live` fetches them.")
    typer.echo(f"data        {home.warehouse.address}")
