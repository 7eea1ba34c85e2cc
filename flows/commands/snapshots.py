"""`yearbook snapshots` and `yearbook rollback`: what was published when, and going back to it."""

from __future__ import annotations

import json
from typing import Annotated, Literal

import typer

from flows.commands import options, writing

PATIENCE = 10.0
"""Seconds to wait for another machine that publishes."""


def snapshots(
    tag: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="SNAPSHOT TAG", help="Name a snapshot; named ones are never removed."),
    ] = None,
    prune: Annotated[int | None, typer.Option(min=1, help="Remove all but the last N and those tagged.")] = None,
    format: Annotated[Literal["table", "json"], typer.Option("--format", help="How to print them.")] = "table",
    home: options.Home = None,
) -> None:
    """List the published snapshots, newest last; the current one is marked."""
    from flows import settings
    from warehouse import lock
    from warehouse import snapshots as store

    at = settings.home(home)
    if tag or prune:
        with writing.to(at.root), lock.writer(at.root), at.warehouse.alone(PATIENCE):
            if tag:
                store.tag(at.warehouse, *tag)
            if prune:
                for removed in store.prune(at.warehouse, prune):
                    typer.echo(f"removed {removed}", err=True)
    found = store.list_all(at.warehouse)
    if format == "json":
        rows = [
            {
                "snapshot_id": s.snapshot_id,
                "published_at": s.published_at,
                "current": s.is_current,
                "tags": list(s.tags),
                "previous": s.previous,
                "content": s.content,
                "rows": dict(s.rows),
            }
            for s in found
        ]
        typer.echo(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    if not found:
        typer.echo(f"Nothing is published in {at.warehouse} yet; `yearbook run` publishes the bundled releases.")
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("")
    table.add_column("snapshot", no_wrap=True)
    table.add_column("releases", justify="right")
    table.add_column("statements", justify="right")
    table.add_column("figures", justify="right")
    table.add_column("tags")
    for s in found:
        counts = (str(s.rows.get(name, 0)) for name in ("dim_release", "fact_statement", "fact_figure"))
        table.add_row("→" if s.is_current else "", s.snapshot_id, *counts, " ".join(s.tags))
    Console(soft_wrap=True).print(table)


def rollback(
    snapshot: Annotated[str, typer.Argument(help="An id, its beginning, or a tag; `yearbook snapshots` lists them.")],
    home: options.Home = None,
) -> None:
    """Make an earlier snapshot the published one. Nothing is removed; rolling forward works the same way."""
    from flows import settings
    from warehouse import lock
    from warehouse import snapshots as store

    at = settings.home(home)
    with writing.to(at.root), lock.writer(at.root), at.warehouse.alone(PATIENCE):
        now = store.rollback(at.warehouse, snapshot)
    typer.echo(f"Published is {now.snapshot_id} again.")
