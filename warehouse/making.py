"""Carrying out the files of `sql/` in a database: making tables and macros, and writing their meaning onto them.

What belongs here: one connection and the definitions it is given. What does not: which are made, from what, and where
(`warehouse.build`, `warehouse.portions`), or reading the files (`warehouse.definitions`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from sources.model import YearbookError
from warehouse.definitions import Definition, definitions

if TYPE_CHECKING:
    import duckdb


LOOKED_THROUGH = 20_000
"""Rows that somebody may look through."""


class BuildError(YearbookError):
    """A candidate cannot be built from these inputs."""


def run(con: duckdb.DuckDBPyConnection, wanted: Sequence[Definition]) -> None:
    """Make these definitions in the current database, in the order given; stepping stones are temporary."""
    for d in wanted:
        make(con, d)
    for d in wanted:
        if not d.is_published:
            con.execute(f"drop table temp.{d.name}")


def make(con: duckdb.DuckDBPyConnection, d: Definition) -> None:
    """Make one definition in the current database; a stepping stone as a temporary table."""
    if d.is_macro:
        table = "table" if _is_table_macro(d) else ""
        con.execute(f"create or replace macro {d.name}({d.parameters}) as {table} {d.body}")
    else:
        where = "" if d.is_published else "temp"
        con.execute(f"create or replace {where} table {d.name} as {d.body}")


def arrange(con: duckdb.DuckDBPyConnection, wanted: Collection[Definition]) -> list[Definition]:
    """Put the rows of these tables in the order of their keys, as people see them who ask for none; which were put so.

    A table of more than `LOOKED_THROUGH` rows is left as it is: nobody looks it through, and to write it twice costs.
    """
    arranged = []
    for d in wanted:
        [(rows,)] = con.execute(f"select count(*) from {d.name}").fetchall()
        if rows <= LOOKED_THROUGH:
            con.execute(f"create temp table arranged as from {d.name} order by {d.order}")
            con.execute(f"create or replace table {d.name} as from temp.arranged")
            con.execute("drop table temp.arranged")
            arranged.append(d)
    return arranged


def _is_table_macro(d: Definition) -> bool:
    return d.body.lower().startswith(("select", "with"))


def describe(con: duckdb.DuckDBPyConnection, names: Collection[str]) -> None:
    """Write the heads of the files onto these tables, their columns, and macros.

    Raises:
        BuildError: a head misses a column, or names one that is not there.
    """
    labels = dict(con.execute("select category_id, label_en from dim_category").fetchall())
    found: dict[str, list[str]] = {}
    for table, column in con.execute("""
      select table_name, column_name from duckdb_columns()
      where database_name = current_database() and schema_name = 'main' order by table_name, column_index
    """).fetchall():
        found.setdefault(table, []).append(column)
    (catalogue,) = con.execute(
        "select type from duckdb_databases() where database_name = current_database()"
    ).fetchall()[0]
    said = []
    for d in definitions():
        if d.name not in names or (d.is_macro and catalogue == "ducklake"):
            continue  # DuckLake keeps comments of tables and columns only
        if d.is_macro:
            kind = "macro table" if _is_table_macro(d) else "macro"
            said.append(f"comment on {kind} {d.name} is {quoted(d.description)}")
        elif d.is_published:
            said.append(f"comment on table {d.name} is {quoted(d.comment)}")
            # A wide table has a column for each category, which only the vocabulary knows.
            meanings = {c: f"{labels[c]}: the headline figure" for c in found[d.name] if c in labels} | d.columns
            if set(meanings) != set(found[d.name]):
                differing = ", ".join(sorted(set(meanings) ^ set(found[d.name])))
                raise BuildError(f"sql/{d.path}: its head and its columns differ: {differing}")
            said += [f'comment on column {d.name}."{c}" is {quoted(meanings[c])}' for c in found[d.name]]
    if said:
        con.execute("; ".join(said))


def quoted(text: str) -> str:
    """A text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"
