"""Data out of a warehouse: Parquet and CSV of its tables, SDMX-CSV of its figures, and the data package that describes
them.

What belongs here: formats. What does not: which snapshot (callers connect), or what a column means (`sql/` says, by
the comments that every table and column carries).

The same tables give the same bytes: rows leave in the order of their key, and nothing here knows the time.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warehouse.database import one_thread
from warehouse.definitions import Definition, definition
from warehouse.definitions import marts as mart_definitions
from warehouse.definitions import tables as table_definitions
from warehouse.making import quoted

if TYPE_CHECKING:
    import duckdb

_FRICTIONLESS = {
    "VARCHAR": "string",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "HUGEINT": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
    "VARCHAR[]": "array",
}


def marts(con: duckdb.DuckDBPyConnection, folder: Path) -> list[Path]:
    """Every mart as `<folder>/<mart>.parquet`."""
    return parquet(con, folder, [d.name for d in mart_definitions()])


def parquet(con: duckdb.DuckDBPyConnection, folder: Path, names: Sequence[str]) -> list[Path]:
    """Tables as Parquet (zstd), one file each."""
    return _copy(con, folder, names, "parquet", "format parquet, compression zstd")


def csv(con: duckdb.DuckDBPyConnection, folder: Path, names: Sequence[str]) -> list[Path]:
    """Tables as CSV with a head line (RFC 4180, UTF-8), one file each."""
    return _copy(con, folder, names, "csv", "format csv, header")


def sdmx_csv(con: duckdb.DuckDBPyConnection, folder: Path) -> list[Path]:
    """Figures in SDMX-CSV 2.0: one row per observation, dimensions and attributes under their SDMX names.

    OBS_STATUS is of the code list CL_OBS_STATUS: A for a normal value, P (provisional) for what one release alone
    states, U (low reliability) for what others dispute. Yearbook's own word stands in OBS_STATUS_DETAIL.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "figures.sdmx.csv"
    with one_thread(con):
        con.execute(f"copy ({_SDMX}) to {quoted(str(target))} (format csv, header)")
    return [target]


_SDMX = """
  select
    'dataflow' as "STRUCTURE",
    'YEARBOOK:FIGURES(1.0)' as "STRUCTURE_ID",
    'I' as "ACTION",
    'A' as "FREQ",
    ref_area as "REF_AREA",
    subject_id as "SUBJECT",
    category_id as "CATEGORY",
    measure_id as "MEASURE",
    breakdown_id as "BREAKDOWN",
    year as "TIME_PERIOD",
    value as "OBS_VALUE",
    unit as "UNIT_MEASURE",
    case obs_status when 'reported' then 'P' when 'disputed' then 'U' else 'A' end as "OBS_STATUS",
    obs_status as "OBS_STATUS_DETAIL",
    release_id as "SOURCE_RELEASE",
    statement_id as "SOURCE_STATEMENT"
  from fact_figure
  order by subject_id, ref_area, category_id, measure_id, breakdown_id, year
"""


def datapackage(con: duckdb.DuckDBPyConnection, folder: str, suffix: str, names: Sequence[str] = ()) -> dict[str, Any]:
    """A Frictionless data package of tables that lie as `<folder>/<table>.<suffix>`; the marts when none are named.

    Fields, descriptions and keys are those of the tables themselves.
    """
    chosen = [definition(name) for name in names] or list(mart_definitions())
    published = {d.name for d in table_definitions()}
    resources = []
    for d in chosen:
        if d.name not in published:
            continue
        resources.append(
            {
                "name": d.name.replace("_", "-"),
                "path": f"{folder}/{d.name}.{suffix}" if folder else f"{d.name}.{suffix}",
                "format": suffix,
                "mediatype": {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}[suffix],
                "description": d.comment,
                "schema": {"fields": _fields(con, d), "primaryKey": list(d.key)},
            }
        )
    return {
        "profile": "data-package",
        "name": "yearbook",
        "title": "Yearly figures of child-protection organisations, by category and year, each with its evidence",
        "resources": resources,
    }


def write_json(path: Path, value: Any) -> None:
    """Write JSON that a person can read and that is always the same for the same value."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8")


def _fields(con: duckdb.DuckDBPyConnection, d: Definition) -> list[dict[str, Any]]:
    # Without a parameter, for which DuckDB would import pandas.
    rows = con.execute(f"""
        select column_name, data_type, comment from duckdb_columns()
        where table_name = '{d.name}' and schema_name = 'main' and database_name = current_database()
        order by column_index
    """).fetchall()
    return [
        {"name": name, "type": _FRICTIONLESS.get(data_type, "string"), "description": comment}
        | ({"constraints": {"required": True}} if name in d.key and name != "ref_area" else {})
        for name, data_type, comment in rows
    ]


def _copy(con: duckdb.DuckDBPyConnection, folder: Path, names: Sequence[str], suffix: str, options: str) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with one_thread(con):  # several would write the same rows into differently cut row groups
        for name in names:
            target = folder / f"{name}.{suffix}"
            con.execute(f"copy (from {name} order by {definition(name).order}) to {quoted(str(target))} ({options})")
            written.append(target)
    return written
