"""`yearbook doctor`: whether everything a run needs is there, and how to mend what is not."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated, Literal

import typer

from flows.commands import options


def doctor(
    format: Annotated[Literal["table", "json"], typer.Option("--format", help="How to print it.")] = "table",
    home: options.Home = None,
    catalogue: options.Catalogue = None,
) -> None:
    """Look at versions, server, extensions, disk, clock, permissions, catalogue and lock; exit 1 where one is wrong."""
    from flows import settings
    from flows.doctor import examine

    checks = examine(settings.home(home), settings.catalogue(catalogue))
    if format == "json":
        typer.echo(json.dumps([asdict(check) for check in checks], indent=1, ensure_ascii=False))
    else:
        marks = {"fine": "ok     ", "warning": "warning", "wrong": "WRONG  "}
        width = max(len(check.name) for check in checks)
        for check in checks:
            typer.echo(f"{marks[check.health]}  {check.name:<{width}}  {check.found}")
            if check.fix:
                typer.echo(f"{'':9}{'':<{width}}  fix: {check.fix}")
    raise typer.Exit(1 if any(check.health == "wrong" for check in checks) else 0)
