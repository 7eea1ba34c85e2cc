"""Asking the published warehouse.

What belongs here: a read-only connection to one snapshot, and its answers as a table, CSV, JSON or Parquet. What
does not: anything that writes a warehouse.

A connection is to the snapshot the pointer named when it was made, and stays with it: publications do not disturb
it, and no session sees two snapshots.
"""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Literal

import duckdb

from sources.model import UsageError, YearbookError
from warehouse import database, snapshots
from warehouse.snapshots import Place

Format = Literal["table", "csv", "json", "parquet"]


class QueryError(YearbookError):
    """DuckDB cannot answer the query."""


def connect(place: Place, snapshot: str = "current") -> duckdb.DuckDBPyConnection:
    """A read-only connection to a snapshot, the current one when none is named.

    Raises:
        UsageError: nothing is published yet, or there is no such snapshot.
    """
    for attempt in range(5):
        found = snapshots.current(place) if snapshot == "current" else snapshots.find(place, snapshot)
        if found is None:
            raise UsageError(f"nothing is published in {place} yet; `yearbook run` publishes the bundled releases")
        try:
            con = database.connect(found.database, signed=True)
            con.execute("set enable_progress_bar = false")  # it would get into the answer
            return con
        except duckdb.IOException:
            # The snapshot was thinned out between reading the pointer and opening the file: read the pointer again.
            if attempt == 4 or not isinstance(found.database, Path) or found.database.exists():
                raise
    raise AssertionError("unreachable")


def answer(con: duckdb.DuckDBPyConnection, query: str, form: Format = "table") -> None:
    """Print the answer to a query on standard output.

    Raises:
        QueryError: with DuckDB's own message, which names the place and near names.
    """
    query = query.strip().rstrip(";")
    try:
        if form == "table":
            relation = con.sql(query)
            if relation is not None:
                relation.show(max_width=_width(), max_rows=10_000)
            return
        options = {"csv": "format csv, header", "json": "format json, array true", "parquet": "format parquet"}[form]
        # Standard output may be a pipe or a file others append to; DuckDB would open it anew and truncate it.
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "answer"
            con.execute(f"copy ({query}) to '{file}' ({options})")
            sys.stdout.flush()
            with file.open("rb") as written:
                shutil.copyfileobj(written, sys.stdout.buffer)
            sys.stdout.buffer.flush()
    except duckdb.Error as error:
        raise QueryError(str(error)) from None


def shell(con: duckdb.DuckDBPyConnection) -> None:
    """Read queries from the terminal, each ended by a semicolon, and answer them until the input ends."""
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401 - gives `input` its history and line editing
    print("The published snapshot, read-only. End a query with ;  .tables lists what there is, Ctrl-D leaves.")
    waiting: list[str] = []
    while True:
        try:
            line = input("     ... " if waiting else "yearbook> ")
        except EOFError:
            print()
            return
        except KeyboardInterrupt:
            waiting.clear()
            print()
            continue
        if not waiting and line.strip() in (".quit", ".exit"):
            return
        if not waiting and line.strip() == ".tables":
            line = TABLES
        waiting.append(line)
        if line.rstrip().endswith(";"):
            try:
                answer(con, "\n".join(waiting))
            except QueryError as error:
                print(error, file=sys.stderr)
            waiting.clear()


TABLES = """
  select table_name, estimated_size as rows, split_part(comment, chr(10), 1) as meaning
  from duckdb_tables() where schema_name = 'main' order by table_name;
"""
"""What `.tables` asks."""


def _width() -> int:
    return shutil.get_terminal_size((160, 40)).columns if sys.stdout.isatty() else 400
