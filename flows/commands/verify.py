"""`yearbook verify`: proving what is published."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from flows.commands import options, writing


def verify(
    every_year: Annotated[
        bool, typer.Option("--every-year", help="Rebuild each year by itself, not only the last.")
    ] = False,
    home: options.Home = None,
    catalogue: options.Catalogue = None,
) -> None:
    """Rebuild from the archive and prove what is published: tables row by row, marts byte for byte. Changes nothing."""
    from flows import rebuild, settings
    from sources import catalogue as catalogues
    from sources.model import UsageError
    from warehouse import snapshots
    from warehouse import verify as proof

    place = settings.home(home)
    snapshot = snapshots.current(place.warehouse)
    if snapshot is None:
        raise UsageError(
            f"nothing is published in {place.warehouse} yet; `yearbook run` publishes the bundled releases"
        )
    loaded = catalogues.load(catalogue)
    with ExitStack() as stack:
        with writing.to(place.root):
            aside = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="verify-", dir=place.root)))
        rebuild.statements(place, loaded, aside / "statements")
        reference = rebuild.reference_tables(place, loaded, aside / "statements")
        theirs = place.warehouse.of_others(snapshot.database, reference["release"], aside / "statements")
        reference["release"] = proof.joined(reference["release"], theirs)
        years = tuple(sorted(set(reference["release"]["reference_year"].to_pylist()))) if every_year else None
        checks = proof.verify(
            snapshot, place.statements, aside / "statements", reference, aside, years, theirs["release_id"].to_pylist()
        )
    for check in checks:
        typer.echo(f"{'holds' if check.holds else 'FAILS'}  {check.name}: {check.detail}")
    if not all(check.holds for check in checks):
        typer.echo(
            "What is published does not follow from the archive, the catalogue and this code: one of them changed "
            "since. `yearbook run` publishes what follows from them now."
        )
        raise typer.Exit(1)
