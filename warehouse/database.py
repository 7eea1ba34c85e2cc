"""A warehouse at one moment, as something DuckDB reads: a file, or a version of a DuckLake.

What belongs here: attaching it read-only, so that nobody else asks which of the two it is, and confining a connection
to it. What does not: writing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sources.model import YearbookError
from warehouse import ducklake
from warehouse.ducklake import Lake, Version, attach_version
from warehouse.making import quoted

if TYPE_CHECKING:
    import duckdb

Database = Path | Version
"""The DuckDB file, or the DuckLake and its snapshot id."""

ADVICE = (
    "`yearbook doctor` says whether what is published is whole; `yearbook rollback` goes back to an earlier of "
    "`yearbook snapshots` (without one, move the folder `published` aside); then `yearbook run` publishes anew"
)
"""For a database that cannot be read."""


def is_damage(error: Exception) -> bool:
    """Whether DuckDB could not read on in a database; where it was never imported, it was something else."""
    if (duckdb := sys.modules.get("duckdb")) is None:
        return False
    return isinstance(error, duckdb.IOException | duckdb.SerializationException | duckdb.FatalException)


class DamagedError(YearbookError):
    """A database is there, and DuckDB cannot read it."""


def attach(con: duckdb.DuckDBPyConnection, name: str, database: Database) -> None:
    """Attach a warehouse read-only under a name."""
    if isinstance(database, Version):
        attach_version(con, name, database)
    else:
        address = str(database).replace("'", "''")
        with _damage_told(database):
            con.execute(f"attach '{address}' as {name} (read_only)")


@contextmanager
def _damage_told(file: Path) -> Iterator[None]:
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        if not file.exists():
            raise
        raise DamagedError(f"{file} cannot be read: {str(error).splitlines()[0]}. {ADVICE}") from error


def connect(database: Database, *, signed: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection that reads one warehouse; in a DuckLake it stays with its version whatever others write.

    Args:
        database: the warehouse.
        signed: take extensions with their signature only: for statements that are not our own.

    Raises:
        DamagedError: the file is there and cannot be read.
    """
    import duckdb

    if isinstance(database, Path):
        with _damage_told(database):
            return duckdb.connect(str(database), read_only=True)
    con = duckdb.connect(":memory:") if signed else ducklake.memory()
    try:
        attach(con, "yearbook", database)
        con.execute("use yearbook")
    except BaseException:
        con.close()
        raise
    return con


def confine(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Let a connection of `connect` reach no file but its warehouse's and, for what it must put aside, a folder's.

    For good: no statement can take it back.
    """
    allowed = [str(folder)]
    if con.execute("from duckdb_databases() where database_name = 'yearbook' and type = 'ducklake'").fetchall():
        allowed.append(ducklake.data_path(con, "yearbook"))
    con.execute(f"set temp_directory = {quoted(str(folder))}")
    con.execute(f"set allowed_directories = [{', '.join(map(quoted, allowed))}]")
    con.execute("set enable_external_access = false")
    con.execute("set lock_configuration = true")


@contextmanager
def connected_to(**databases: Database) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in memory with warehouses attached read-only under these names, to compare them."""
    with ducklake.memory() as con:
        for name, database in databases.items():
            attach(con, name, database)
        yield con


@contextmanager
def one_thread(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """One thread while it lasts."""
    [(threads,)] = con.execute("select current_setting('threads')").fetchall()
    con.execute("set threads = 1")
    try:
        yield
    finally:
        con.execute(f"set threads = {threads}")


def write_file(database: Database, target: Path) -> None:
    """Copy a warehouse's published tables into a DuckDB file of its own."""
    from warehouse.definitions import tables

    with connected_to(original=database) as con:
        address = str(target).replace("'", "''")
        con.execute(f"attach '{address}' as copied")
        for d in tables():
            con.execute(f"create table copied.{d.name} as from original.{d.name}")


def to_json(database: Database) -> dict[str, Any]:
    """For another process of this machine; a lake's password is in it."""
    if isinstance(database, Path):
        return {"file": str(database)}
    lake = database.lake
    return {"lake": {"dsn": lake.dsn, "data": lake.data, "password": lake.password}, "number": database.number}


def from_json(told: dict[str, Any]) -> Database:
    """What `to_json` told."""
    return Path(told["file"]) if "file" in told else Version(Lake(**told["lake"]), told["number"])
