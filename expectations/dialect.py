"""DuckDB's SQLAlchemy dialect, for validating a file that is open read-only.

Great Expectations reads a result after it gave the connection back to the pool, and SQLAlchemy rolls back on
return, which throws DuckDB's pending result away ("list index out of range"). Nothing is written while validating,
so there is nothing to begin, to commit or to roll back.
"""

from __future__ import annotations

from typing import Any

import duckdb_engine
from sqlalchemy.dialects import registry


class ReadOnlyDialect(duckdb_engine.Dialect):
    """DuckDB without transactions."""

    supports_statement_cache = True

    def do_begin(self, connection: Any) -> None:
        """Do nothing."""

    def do_commit(self, connection: Any) -> None:
        """Do nothing."""

    def do_rollback(self, connection: Any) -> None:
        """Do nothing."""


def install() -> None:
    """Make `duckdb:///…` use it, in this process."""
    registry.register("duckdb", __name__, ReadOnlyDialect.__name__)
