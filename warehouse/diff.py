"""What changed between two snapshots, row by row, by the key of each table.

What belongs here: comparing two warehouses. What does not: whether a change may be published (`expectations.gate`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from warehouse.database import Database, connected_to
from warehouse.definitions import Definition, tables


@dataclass(frozen=True, slots=True)
class Change:
    """One row that is in one snapshot only, or differs in some columns."""

    table: str
    what: str
    """added, removed or changed."""
    key: dict[str, Any]
    before: dict[str, Any]
    """The differing columns' values in the first snapshot; empty for an added row."""
    after: dict[str, Any]
    """Theirs in the second; empty for a removed row."""


@dataclass(frozen=True, slots=True)
class TableDiff:
    """How a table changed."""

    table: str
    added: int
    removed: int
    changed: int
    changes: tuple[Change, ...]
    """The first of them, in order of the key."""

    @property
    def is_same(self) -> bool:
        """Whether nothing changed."""
        return not (self.added or self.removed or self.changed)


def compare(one: Database, other: Database, limit: int = 50) -> list[TableDiff]:
    """Compare two warehouses, table by table.

    Args:
        one, other: the earlier and the later.
        limit: how many changed rows to give per table; all are counted.
    """
    with connected_to(one=one, other=other) as con:
        return [_compare(con, d, limit) for d in tables()]


def _compare(con: Any, d: Definition, limit: int) -> TableDiff:
    columns = _columns(con, "one", d.name)
    columns_now = _columns(con, "other", d.name)
    if not columns or not columns_now:  # a table that the code of one of the two did not have
        there = "one" if columns else "other"
        rows = con.execute(f"select count(*) from {there}.main.{d.name}").fetchone()[0] if columns or columns_now else 0
        return TableDiff(d.name, rows if columns_now else 0, rows if columns else 0, 0, ())
    keys = [c for c in d.key if c in columns and c in columns_now]
    values = [c for c in columns if c in columns_now and c not in keys]
    same_key = " and ".join(f'before_row."{c}" is not distinct from after_row."{c}"' for c in keys)
    differs = " or ".join(f'before_row."{c}" is distinct from after_row."{c}"' for c in values) or "false"
    con.execute(f"""
      create or replace temp table compared as
      select
        case
          when before_row.is_here is null then 'added'
          when after_row.is_here is null then 'removed'
          else 'changed'
        end as what,
        {", ".join(f'coalesce(before_row."{c}", after_row."{c}") as "{c}"' for c in keys)},
        before_row, after_row
      from (select *, true as is_here from one.main.{d.name}) as before_row
      full join (select *, true as is_here from other.main.{d.name}) as after_row on {same_key}
      where before_row.is_here is null or after_row.is_here is null or {differs}
    """)
    counts = dict(con.execute("select what, count(*) from compared group by what").fetchall())
    order = ", ".join(f'"{c}"' for c in keys)
    con.execute(f"from compared order by {order}, what limit {int(limit)}")
    return TableDiff(
        table=d.name,
        added=counts.get("added", 0),
        removed=counts.get("removed", 0),
        changed=counts.get("changed", 0),
        changes=tuple(_changes(d.name, keys, values, con.fetchall())),
    )


def _changes(table: str, keys: list[str], values: list[str], rows: list[Any]) -> Iterator[Change]:
    for what, *key, before, after in rows:
        differing = [c for c in values if what != "changed" or before[c] != after[c]]
        yield Change(
            table=table,
            what=what,
            key=dict(zip(keys, key, strict=True)),
            before={c: before[c] for c in differing} if what != "added" else {},
            after={c: after[c] for c in differing} if what != "removed" else {},
        )


def _columns(con: Any, database: str, table: str) -> list[str]:
    return [
        name
        for (name,) in con.execute(
            "select column_name from duckdb_columns() where database_name = ? and table_name = ? order by column_index",
            [database, table],
        ).fetchall()
    ]
