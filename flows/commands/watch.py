"""`yearbook watch`: what the schedule runs."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from flows.commands import options


def watch(
    source: options.Sources = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what was found, and do nothing.")] = False,
    home: options.Home = None,
    catalogue: options.Catalogue = None,
) -> None:
    """Discover new releases, run for the sure ones, keep the others for `yearbook add`, and say what is overdue."""
    from flows import settings
    from flows.commands.flow import call

    def flow() -> Any:
        from flows.watch import watch as watching

        return watching

    found: Any = call(
        flow,
        validating=False,  # most weeks bring nothing
        sources=source,
        dry_run=dry_run,
        home=str(settings.home(home).root),
        catalogue=str(catalogue) if catalogue else None,
    )
    from flows.summary import text as summary_text
    from flows.watch import text

    typer.echo(text(found))
    if found.run is not None:
        typer.echo("\n".join(part for part in ("", found.run.report, summary_text(found.run)) if part))
    raise typer.Exit(found.exit_status)
