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

from warehouse import database
from warehouse.database import Database

_CANDIDATE: list[Database] = []
_OPEN: list[Any] = []


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


def install(candidate: Database) -> None:
    """Make `duckdb:///…` use it, in this process, to read a candidate."""
    _CANDIDATE[:] = [candidate]
    registry.register("duckdb", __name__, ReadOnlyDialect.__name__)


def close() -> None:
    """Close every connection to the candidate: Great Expectations keeps one that no engine of its disposes of."""
    while _OPEN:
        _OPEN.pop().close()
