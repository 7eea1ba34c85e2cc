"""DuckDB's SQLAlchemy dialect, for validating a candidate that is open read-only.

Great Expectations reads a result after it gave the connection back to the pool, and SQLAlchemy rolls back on
return, which throws DuckDB's pending result away ("list index out of range"). Nothing is written while validating,
so there is nothing to begin, to commit or to roll back.

A candidate may be a version of a DuckLake, which no address of SQLAlchemy's says: every connection of `duckdb:///…` is
one to the candidate, whatever stands there.
"""

from __future__ import annotations

from typing import Any

import duckdb_engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.types import NullType, TypeEngine

from warehouse import database
from warehouse.database import Database

_CANDIDATE: list[Database] = []
_OPEN: list[Any] = []


_COLUMNS = """
select column_name, data_type, is_nullable
from duckdb_columns()
where database_name = current_database() and schema_name = current_schema() and table_name = ?
order by column_index
"""


class ReadOnlyDialect(duckdb_engine.Dialect):
    """DuckDB without transactions."""

    supports_statement_cache = True

    def connect(self, *_: Any, **__: Any) -> Any:
        """A connection to the candidate."""
        _OPEN.append(database.connect(_CANDIDATE[-1]))
        return duckdb_engine.ConnectionWrapper(_OPEN[-1])

    def do_begin(self, connection: Any) -> None:
        """Do nothing."""

    def do_commit(self, connection: Any) -> None:
        """Do nothing."""

    def do_rollback(self, connection: Any) -> None:
        """Do nothing."""

    def get_columns(
        self,
        connection: Any,
        table_name: str,
        schema: str | None = None,  # noqa: ARG002
        **kw: Any,  # noqa: ARG002
    ) -> Any:
        """Names and types of a table's columns.

        PostgreSQL's query, which the dialect inherits, takes 80 ms in DuckDB, and Great Expectations asks per table.
        """
        described = connection.exec_driver_sql(_COLUMNS, (table_name,))
        return [
            {
                "name": row["column_name"],
                "type": _type(row["data_type"]),
                "nullable": row["is_nullable"],
                "default": None,
            }
            for row in described.mappings()
        ]

    def get_pk_constraint(self, *_asked: Any, **_more: Any) -> Any:
        """No table declares a primary key: the suites check keys."""
        return {"constrained_columns": [], "name": None}


def _type(name: str) -> TypeEngine[Any]:
    """SQLAlchemy's type of DuckDB's name for it."""
    known: type[TypeEngine[Any]] = ischema_names.get(name.lower(), NullType)
    return known()


def install(candidate: Database) -> None:
    """Make `duckdb:///…` use it, in this process, to read a candidate."""
    _CANDIDATE[:] = [candidate]
    registry.register("duckdb", __name__, ReadOnlyDialect.__name__)


def close() -> None:
    """Close every connection to the candidate: Great Expectations keeps one that no engine of its disposes of."""
    while _OPEN:
        _OPEN.pop().close()
