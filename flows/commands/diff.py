"""`yearbook diff`: what changed between two snapshots."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from flows.commands import options

if TYPE_CHECKING:
    from warehouse.diff import TableDiff


def diff(
    one: Annotated[
        str | None, typer.Argument(metavar="[A]", help="A snapshot; the one before the current when not given.")
    ] = None,
    other: Annotated[str, typer.Argument(metavar="[B]", help="Another.")] = "current",
    table: Annotated[str | None, typer.Option(help="Only this table.")] = None,
    limit: Annotated[int, typer.Option(min=0, help="Rows to show per table; all are counted.")] = 20,
    format: Annotated[Literal["table", "json"], typer.Option("--format", help="How to print it.")] = "table",
    home: options.Home = None,
) -> None:
    """Compare two snapshots table by table, row by row, by the key of each table."""
    from flows import settings
    from sources.model import UsageError
    from warehouse import diff as differ
    from warehouse import snapshots as store
    from warehouse.definitions import tables

    names = [d.name for d in tables()]
    if table is not None and table not in names:
        raise UsageError(f"there is no table named {table}; there are: {', '.join(names)}")
    published = settings.home(home).warehouse
    later = store.find(published, other)
    if one is None:
        if later.previous is None:
            raise UsageError(f"{later.snapshot_id} is the first snapshot: there is nothing to compare it with")
        one = later.previous
    earlier = store.find(published, one)
    found = [d for d in differ.compare(earlier.database, later.database, limit) if table in (None, d.table)]
    if format == "json":
        told = {"from": earlier.snapshot_id, "to": later.snapshot_id, "tables": [asdict(d) for d in found]}
        typer.echo(json.dumps(told, indent=1, ensure_ascii=False, default=str))
        return
    typer.echo(f"{earlier.snapshot_id} → {later.snapshot_id}")
    for d in found:
        if not d.is_same:
            _show(d)
    if all(d.is_same for d in found):
        typer.echo("no differences")


def _show(d: TableDiff) -> None:
    typer.echo(f"\n{d.table}: {d.added} added, {d.removed} removed, {d.changed} changed")
    mark = {"added": "+", "removed": "-", "changed": "~"}
    for change in d.changes:
        key = " ".join(_word(v) for v in change.key.values() if v is not None)
        if change.what == "changed":
            told = ", ".join(f"{c} {_word(change.before[c])} → {_word(change.after[c])}" for c in change.before)
        else:
            row = change.after or change.before
            told = ", ".join(f"{c} {_word(row[c])}" for c in ("value", "share_pct", "state", "verdict") if c in row)
        typer.echo(f"  {mark[change.what]} {key}  {told}".rstrip())
    rest = d.added + d.removed + d.changed - len(d.changes)
    if rest > 0:
        typer.echo(f"  … and {rest} more")


def _word(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return f"{value:,.0f}"
    text = "—" if value is None else str(value)
    return text if len(text) <= 60 else text[:57] + "…"
