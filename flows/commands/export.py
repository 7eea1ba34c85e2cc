"""`yearbook export`: data out, in the formats others read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from flows.commands import options, writing


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write; made when missing.", file_okay=False)],
    format: Annotated[
        Literal["csv", "parquet", "sdmx-csv", "datapackage"],
        typer.Option(
            "--format",
            help="csv, parquet: every table. sdmx-csv: the figures under SDMX names. datapackage: the marts as CSV "
            "with a Frictionless datapackage.json.",
        ),
    ] = "csv",
    snapshot: Annotated[str, typer.Option(help="Another snapshot: an id, its beginning, or a tag.")] = "current",
    home: options.Home = None,
) -> None:
    """Write the published tables to a folder; the same snapshot gives the same bytes."""
    from flows import settings
    from warehouse import exports, query
    from warehouse.definitions import marts, tables

    every = [d.name for d in tables()]
    with query.connect(settings.home(home).warehouse, snapshot) as con, writing.to(folder):
        if format == "sdmx-csv":
            written = exports.sdmx_csv(con, folder)
        elif format == "datapackage":
            names = [d.name for d in marts()]
            written = exports.csv(con, folder, names)
            exports.write_json(folder / "datapackage.json", exports.datapackage(con, "", "csv", names))
            written.append(folder / "datapackage.json")
        elif format == "csv":
            written = exports.csv(con, folder, every)
        else:
            written = exports.parquet(con, folder, every)
    typer.echo(f"{len(written)} files in {folder}")
