"""Asking the published warehouse.

What belongs here: a read-only connection to one snapshot, for our own statements or, as a session that reaches nothing
else, for people's; and the answers as a table, CSV, JSON or Parquet. What does not: anything that writes a warehouse.

A connection is to the snapshot the pointer named when it was made, and stays with it: publications do not disturb
it, and no session sees two snapshots.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
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


@contextlib.contextmanager
def session(place: Place, snapshot: str = "current") -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection for people's own statements: it reaches the snapshot, a folder that is gone afterwards, and no more.

    Raises:
        UsageError: nothing is published yet, or there is no such snapshot.
    """
    with tempfile.TemporaryDirectory() as folder, connect(place, snapshot) as con:
        database.confine(con, Path(folder))
        yield con


def answer(con: duckdb.DuckDBPyConnection, query: str, form: Format = "table") -> None:
    """Print the answer to a query of a session's on standard output; as a table, the answers to several.

    Raises:
        QueryError: with DuckDB's own message, which names the place and near names; or when it is no question, or
            several in a form that holds one answer.
        duckdb.IOException: the snapshot's file is damaged further in than what opening it reads.
    """
    try:
        _only_asks(con, query)
        kept = None
        for statement in con.extract_statements(query):
            relation: duckdb.DuckDBPyRelation | None = con.sql(statement)
            if relation is None:  # `create temp macro` asks nothing
                continue
            if form == "table":
                _print(con, relation, form)
            elif kept is not None:
                raise QueryError(f"several questions have no one answer as {form}: ask one at a time")
            else:
                kept = relation
        if kept is not None:
            _print(con, kept, form)
    except duckdb.PermissionException as error:
        raise QueryError(f"{error}\n{_READ_ONLY}") from None
    except duckdb.Error as error:
        if database.is_damage(error):
            raise
        raise QueryError(str(error)) from None


def _print(con: duckdb.DuckDBPyConnection, relation: duckdb.DuckDBPyRelation, form: Format) -> None:
    if form == "table":
        relation.show(max_width=_width(), max_rows=10_000)
        return
    # Standard output may be a pipe or a file others append to; DuckDB would open it anew and truncate it.
    [(given,)] = con.execute("select current_setting('temp_directory')").fetchall()
    with tempfile.TemporaryDirectory(dir=given) as folder:
        file = Path(folder) / "answer"
        # Not by `copy`, which takes a `select` and no `show`, `describe` or `explain`.
        if form == "csv":
            relation.write_csv(str(file))
        elif form == "parquet":
            relation.write_parquet(str(file))
        else:
            _write_json(relation, file)
        sys.stdout.flush()
        with file.open("rb") as written:
            shutil.copyfileobj(written, sys.stdout.buffer)
        sys.stdout.buffer.flush()


def _write_json(relation: duckdb.DuckDBPyRelation, file: Path) -> None:
    """A list of objects, one to a line."""
    rows = relation.project("to_json(struct_pack(*columns(*)))")
    with file.open("w", encoding="utf-8") as written:
        mark = "["
        while batch := rows.fetchmany(10_000):
            for (row,) in batch:
                written.write(f"{mark}\n\t{row}")
                mark = ","
        written.write("\n]\n" if mark == "," else "[]\n")


_READ_ONLY = (
    "The published snapshot is read-only, and a question reaches no other file. `--format csv`, `json` or `parquet` "
    "prints an answer to be kept; `yearbook export` writes tables to a folder."
)
_QUESTIONS = ("SELECT", "CREATE")
"""DuckDB's kinds of statements that only ask, by its names. It makes a `pivot` of a temporary type and a question."""
_EXPLAIN = re.compile(r"\s*explain(\s+analyze\b)?\s*(\([^()]*\))?", re.IGNORECASE)
"""What stands before an explained statement. A comment before it is not looked through: that is refused."""


def _only_asks(con: duckdb.DuckDBPyConnection, query: str) -> None:
    """Refuse what is no question: where a lake keeps its files, a session could still write."""
    for statement in con.extract_statements(query):
        kind = statement.type.name
        # with `analyze` it does what it explains
        explain = _EXPLAIN.match(statement.query) if kind == "EXPLAIN" else None
        if explain:
            _only_asks(con, statement.query[explain.end() :])
        elif kind not in _QUESTIONS:
            raise QueryError(f"{kind.lower()} is no question here. {_READ_ONLY}")


def shell(con: duckdb.DuckDBPyConnection, form: Format = "table") -> int:
    """Read queries, each ended by a semicolon or the end of the input, and answer them; how many could not be.

    On a terminal it asks for them; what a pipe holds it answers with nothing around the answers.
    """
    asking, failed = sys.stdin.isatty(), 0
    if asking:
        with contextlib.suppress(ImportError):
            import readline  # noqa: F401 - gives `input` its history and line editing
        print("The published snapshot, read-only. End a query with ;  .tables lists what there is, Ctrl-D leaves.")
    waiting: list[str] = []
    ended = False
    while not ended:
        try:
            line = input(("     ... " if waiting else "yearbook> ") if asking else "")
        except EOFError:
            if asking:
                print()
            line, ended = "", True
        except KeyboardInterrupt:
            if not asking:
                raise
            waiting.clear()
            print()
            continue
        if not waiting and line.strip() in (".quit", ".exit"):
            break
        if not waiting and line.strip() == ".tables":
            line = TABLES
        waiting.append(line)
        if line.rstrip().endswith(";") or (ended and not asking):
            try:
                answer(con, "\n".join(waiting), form)
            except QueryError as error:
                failed += 1
                print(error, file=sys.stderr)
            waiting.clear()
    return failed


TABLES = """
  select table_name, estimated_size as rows, split_part(comment, chr(10), 1) as meaning
  from duckdb_tables() where schema_name = 'main' order by table_name;
"""
"""What `.tables` asks."""


def _width() -> int:
    return shutil.get_terminal_size((160, 40)).columns if sys.stdout.isatty() else 400
