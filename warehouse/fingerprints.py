"""From what a warehouse was made, and what is in it, as short fingerprints.

What belongs here: knowing whether a release, the code or the result changed. What does not: deciding what to do
about it.

They are kept in the schema `build` of the warehouse itself, so that a warehouse and the account of it cannot part.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from warehouse.definitions import definitions, tables

if TYPE_CHECKING:
    import pyarrow as pa

_UNTOLD = ("captured_at", "edition", "capture_sha256")
"""Columns of a release that no table but dim_release shows, which is made anew every time."""

_NAMES = ("label_en", "definition")
"""Columns of a breakdown that no table but dim_breakdown shows. The others decide which statements are compared."""

_ROWS = "count(*), coalesce(sum(cast(hash(hash({columns})) as hugeint)), 0)"
"""A table's rows, whatever their order.

Of several columns DuckDB's `hash` only exclusive-ors the last one in: hashed once, or combined by exclusive or, values
that two rows exchange, or a change made to an even number of rows, would cancel out.
"""


def releases(files: Mapping[str, Path], table: pa.Table) -> dict[str, str]:
    """Release id → fingerprint of its statements (the file's bytes) and of what the catalogue says of it."""
    made = {}
    for row in table.drop_columns(list(_UNTOLD)).to_pylist():
        digest = hashlib.sha256(files[row["release_id"]].read_bytes())
        digest.update(_canonical(row))
        made[row["release_id"]] = digest.hexdigest()
    return made


def code(reference: Mapping[str, pa.Table]) -> str:
    """Fingerprint of all that judges every release alike: the SQL, DuckDB, and the reference tables it reads.

    With how contents are told apart: fingerprints made another way are no earlier ones, and are made anew.
    Not `release`, which counts release by release (with the role of its source), and not what only dimensions are made
    of: they are made anew every time.
    """
    digest = hashlib.sha256(duckdb.__version__.encode())
    digest.update(_canonical(_ROWS))
    for d in sorted(definitions(), key=lambda d: d.name):
        digest.update(_canonical([d.name, d.rebuilt, d.parameters, d.body]))
    judging = {**reference, "breakdown": reference["breakdown"].drop_columns(list(_NAMES))}
    for name in sorted(judging.keys() - {"release", "organisation"}):
        digest.update(_canonical([name, judging[name].to_pylist()]))
    return digest.hexdigest()


def content(con: duckdb.DuckDBPyConnection) -> str:
    """Fingerprint of every published table of the current database, whatever the order of its rows."""
    digest = hashlib.sha256()
    for d in tables():
        con.execute(f"from {d.name} limit 0")
        columns = ", ".join(f'"{c[0]}"' for c in con.description or [])
        found = con.execute(f"select {_ROWS.format(columns=columns)} from {d.name}").fetchone()
        digest.update(_canonical([d.name, columns, found]))
    return digest.hexdigest()


def store(con: duckdb.DuckDBPyConnection, made_from: Mapping[str, str], made_by: str, contents: str) -> None:
    """Write the account into the schema `build` of the current database."""
    import pyarrow as pa

    con.execute("create schema if not exists build")
    con.register(
        "account",
        pa.table({"release_id": list(made_from), "fingerprint": list(made_from.values())}),
    )
    con.execute("create or replace table build.release as select * from account order by release_id")
    con.unregister("account")
    # Both are hexadecimal; a parameter would make DuckDB import pandas.
    con.execute(f"create or replace table build.warehouse as select '{made_by}' as code, '{contents}' as content")
    con.execute("comment on table build.release is 'From which statements each release was loaded, as a fingerprint.'")
    con.execute("comment on table build.warehouse is 'By which code this warehouse was made, and its contents.'")


def load(con: duckdb.DuckDBPyConnection, made_by: str) -> dict[str, str]:
    """Release id → fingerprint of what the current database was made from; nothing when other code made it."""
    try:
        found = con.execute("select code from build.warehouse").fetchone()
        if found is None or found[0] != made_by:
            return {}
        return dict(con.execute("select release_id, fingerprint from build.release").fetchall())
    except duckdb.CatalogException:
        return {}


def stored_content(con: duckdb.DuckDBPyConnection) -> str:
    """The fingerprint of its tables that the current database was given when it was made."""
    [(found,)] = con.execute("select content from build.warehouse").fetchall()
    return str(found)


def _canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str).encode() + b"\n"
