"""Building a candidate warehouse from statements and reference tables, aside from what is published.

What belongs here: running the files of `sql/` in a fresh database, in full or for what changed only. What does not:
judging the candidate (`expectations`), making it the published one (`warehouse.snapshots`), or any SQL that makes a
table.

A full build runs every file over all statements. With a previous warehouse only what the changed releases touch is
computed: the same files run over a small world, a database in memory that holds the touched subjects and years
only, and what they make there replaces those rows; all other rows are taken over. A file's head says along which
lines its rows are independent (`rebuilt: by subject and year`), and that is what makes the two ways equal, which
the tests prove.

While building, the attached databases `inputs` (statement) and `reference` (the catalogue's tables) hold what the
files read; neither is in the result. The result carries a schema `build` that says from what it was made.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import duckdb
import pyarrow as pa

from sources.model import YearbookError
from warehouse import fingerprints
from warehouse.definitions import Definition, definition, definitions, tables

SMALL = 32 * 2**20
"""Bytes of statements up to which a build takes one thread: below, time goes into planning, not into rows."""


class BuildError(YearbookError):
    """A candidate cannot be built from these inputs."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A built warehouse that nobody reads yet."""

    path: Path
    """The DuckDB file."""
    mode: Literal["full", "incremental"]
    changed: tuple[str, ...]
    """Releases that are new, gone or different since the previous warehouse; all of them in a full build."""
    seconds: float
    rows: Mapping[str, int] = field(default_factory=dict)
    """Rows per published table."""
    content: str = ""
    """Fingerprint of everything published in it: equal contents, equal fingerprints."""


def build(
    work: Path,
    statements: Path,
    reference: Mapping[str, pa.Table],
    previous: Path | None = None,
    *,
    threads: int | None = None,
) -> Candidate:
    """Build the candidate database `work/yearbook.duckdb` from the statement store and the reference tables.

    Args:
        work: an empty or missing folder; what an earlier attempt left in it is replaced.
        statements: the statement store, `source=<id>/year=<year>/<release_id>.parquet`.
        reference: the tables of `sources.reference`, by name. Only releases in `release` count.
        previous: a warehouse built before; only what changed since is computed. None: everything is.
        threads: DuckDB's threads; None: one for small stores, where a second only waits, else one per core.

    Raises:
        BuildError: a release without its statements.
    """
    began = time.perf_counter()
    work.mkdir(parents=True, exist_ok=True)
    target = work / "yearbook.duckdb"
    for stale in (target, target.with_suffix(".duckdb.wal")):
        stale.unlink(missing_ok=True)
    files = _statement_files(statements, reference["release"])
    if threads is None and sum(file.stat().st_size for file in files.values()) < SMALL:
        threads = 1
    releases = fingerprints.releases(files, reference["release"])
    code = fingerprints.code(reference)
    with _database(target, reference, threads, work) as con:
        earlier = _earlier(con, previous, code)
        changed = sorted(r for r in releases.keys() | earlier.keys() if releases.get(r) != earlier.get(r))
        incremental = bool(earlier) and len(changed) <= max(1, len(releases) // 2)
        if incremental:
            _rebuild_changed(con, files, changed)
        else:
            _statement_view(con, list(files.values()))
            _run(con, definitions())
        _describe(con)
        content = fingerprints.content(con)
        fingerprints.store(con, releases, code, content)
        rows = {d.name: _count(con, d.name) for d in tables()}
    return Candidate(
        path=target,
        mode="incremental" if incremental else "full",
        changed=tuple(changed),
        seconds=time.perf_counter() - began,
        rows=rows,
        content=content,
    )


def corroborate(statements: pa.Table, releases: pa.Table, reasons: pa.Table, measures: pa.Table) -> pa.Table:
    """What releases say about each other's statements, without a warehouse: the rows of `fact_statement`.

    Args:
        statements: rows of the statement store, of one or more releases.
        releases, reasons, measures: the reference tables `release`, `reason` and `measure`.

    Returns:
        The statements in the order given, with the status and reason they have among each other.
    """
    reference = {"release": releases, "reason": reasons, "measure": measures}
    with duckdb.connect(":memory:") as con:
        _attach_reference(con, reference)
        numbered = statements.append_column("_row", pa.array(range(statements.num_rows), pa.int64()))
        con.register("given", numbered)
        con.execute("create table inputs.statement as select * exclude (_row) from given")
        wanted = definition("fact_statement")
        _run(con, [d for d in definitions() if d.name in _closure(wanted)])
        judged = con.execute(
            "select fact_statement.* from fact_statement inner join given using (statement_id) order by given._row"
        ).to_arrow_table()
    return judged.cast(statements.schema.remove_metadata())


@contextmanager
def _database(
    target: Path, reference: Mapping[str, pa.Table], threads: int | None, work: Path
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose current database is the candidate, with `inputs` and `reference` beside it."""
    con = duckdb.connect(":memory:", config={"temp_directory": str(work / "spill")})
    con.execute("set enable_progress_bar = false")
    try:
        if threads:
            con.execute(f"set threads = {threads}")
        _attach_reference(con, reference)
        con.execute(f"attach '{_quoted(target)}' as candidate")
        con.execute("use candidate")
        yield con
        con.execute("use memory")
        con.execute("detach candidate")
    finally:
        con.close()


def _attach_reference(con: duckdb.DuckDBPyConnection, reference: Mapping[str, pa.Table]) -> None:
    con.execute("attach ':memory:' as inputs")
    con.execute("attach ':memory:' as reference")
    for name, table in reference.items():
        con.register("arriving", table)
        con.execute(f'create table reference."{name}" as select * from arriving')
        con.unregister("arriving")


def _statement_view(con: duckdb.DuckDBPyConnection, files: Sequence[Path], where: str = "true") -> None:
    """Make `inputs.statement` the rows of these files, read as they are needed."""
    names = ", ".join(f"'{_quoted(file)}'" for file in files)
    source = f"read_parquet([{names}], hive_partitioning = false)" if files else f"({_NO_STATEMENTS})"
    con.execute(f"create or replace view inputs.statement as select * from {source} where {where}")


_NO_STATEMENTS = """
  select
    '' as statement_id, '' as release_id, '' as subject_id, '' as category_id, '' as measure_id, '' as breakdown_id,
    '' as ref_area, 0 as year, '' as kind, 0.0::double as value, '' as unit, 0 as base_year, '' as qualifier,
    '' as status, '' as reason, '' as rule, '' as text, 0 as start, 0 as "end", '' as text_sha256, '' as excerpt
  where false
"""


def _run(con: duckdb.DuckDBPyConnection, wanted: Sequence[Definition]) -> None:
    """Make these definitions in the current database, in the order given, and take the stepping stones away."""
    for d in wanted:
        _make(con, d)
    for d in wanted:
        if not d.is_published:
            con.execute(f"drop table {d.name}")


def _make(con: duckdb.DuckDBPyConnection, d: Definition) -> None:
    if d.is_macro:
        table = "table" if _is_table_macro(d) else ""
        con.execute(f"create or replace macro {d.name}({d.parameters}) as {table} {d.body}")
    else:
        con.execute(f"create or replace table {d.name} as {d.body}")


def _is_table_macro(d: Definition) -> bool:
    return d.body.lower().startswith(("select", "with"))


def _closure(wanted: Definition) -> set[str]:
    """A definition and everything it needs, by name."""
    names, waiting = set[str](), [wanted]
    while waiting:
        d = waiting.pop()
        if d.name not in names:
            names.add(d.name)
            waiting += [definition(n) for n in d.needs]
    return names


def _rebuild_changed(con: duckdb.DuckDBPyConnection, files: Mapping[str, Path], changed: Sequence[str]) -> None:
    """Compute what the changed releases touch in a small world, `delta`, and take over the rest from `previous`."""
    con.execute("attach ':memory:' as delta")
    _find_touched(con, files, changed)
    facts = {name for d in definitions() if d.rebuilt == "subject and year" for name in _closure(d)}
    for d in definitions():
        if d.name in facts:
            _remake(con, d)
    # Facts are settled. What is made from them looks at every year of a touched subject.
    for d in definitions():
        if d.rebuilt == "subject and year" and d.is_published and not d.is_macro:
            con.execute(f"drop table delta.{d.name}")
            con.execute(f"""
              create view delta.{d.name} as
              select * from candidate.{d.name} semi join (from delta.touched) using (subject_id)
            """)
    for d in definitions():
        # a stepping stone of the facts is one of the rest as well, where it spans the years
        if d.name not in facts or not d.is_published:
            _remake(con, d)
    con.execute("use candidate")
    con.execute("detach delta")


def _find_touched(con: duckdb.DuckDBPyConnection, files: Mapping[str, Path], changed: Sequence[str]) -> None:
    """Make `delta.touched` (subject and year) and narrow `inputs.statement` to it."""
    con.register("changed", pa.table({"release_id": pa.array(changed, pa.string())}))
    _statement_view(con, [files[release] for release in changed if release in files])
    # What the changed releases say now and what they said before; a release without a number still covers its year.
    con.execute("""
      create table delta.touched as
      select subject_id, year from inputs.statement
      union select subject_id, year from previous.fact_statement semi join changed using (release_id)
      union select subject_id, reference_year from reference.release semi join changed using (release_id)
      union select subject_id, reference_year from previous.dim_release semi join changed using (release_id)
    """)
    # To judge them, every release is needed that speaks of the same subject and year.
    speaking = con.execute("""
      select release_id from changed
      union select release_id from previous.fact_statement as s
      semi join delta.touched as t on t.subject_id = s.subject_id and t.year is not distinct from s.year
    """).fetchall()
    _statement_view(con, sorted(files[release] for (release,) in speaking if release in files))
    con.execute("alter view inputs.statement rename to speaking")
    con.execute("""
      create table inputs.statement as
      select s.* from inputs.speaking as s
      semi join delta.touched as t on t.subject_id = s.subject_id and t.year is not distinct from s.year
    """)
    con.unregister("changed")


def _remake(con: duckdb.DuckDBPyConnection, d: Definition) -> None:
    """Make one definition in the small world and in the candidate, the latter with the untouched rows of before."""
    if d.is_macro:
        for database in ("delta", "candidate"):
            con.execute(f"use {database}")
            _make(con, d)
    elif d.rebuilt == "whole":
        con.execute("use candidate")
        _make(con, d)
        con.execute(f"create view delta.{d.name} as select * from candidate.{d.name}")
    else:
        con.execute("use delta")
        _make(con, d)
        if d.is_published:
            same_year = "and t.year is not distinct from p.year" if d.rebuilt == "subject and year" else ""
            con.execute(f"""
              create table candidate.{d.name} as
              select * from previous.{d.name} as p
              anti join delta.touched as t on t.subject_id = p.subject_id {same_year}
              union all by name
              select * from delta.{d.name} as p
              semi join delta.touched as t on t.subject_id = p.subject_id {same_year}
            """)


def _describe(con: duckdb.DuckDBPyConnection) -> None:
    """Write the heads of the files onto tables, columns and macros.

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
        if d.is_macro and catalogue == "ducklake":
            continue  # DuckLake keeps comments of tables and columns only
        if d.is_macro:
            kind = "macro table" if _is_table_macro(d) else "macro"
            said.append(f"comment on {kind} {d.name} is {_literal(d.description)}")
        elif d.is_published:
            said.append(f"comment on table {d.name} is {_literal(d.comment)}")
            # A wide table has a column for each category, which only the vocabulary knows.
            meanings = {c: f"{labels[c]}: the headline figure" for c in found[d.name] if c in labels} | d.columns
            if set(meanings) != set(found[d.name]):
                differing = ", ".join(sorted(set(meanings) ^ set(found[d.name])))
                raise BuildError(f"sql/{d.path}: its head and its columns differ: {differing}")
            said += [f'comment on column {d.name}."{c}" is {_literal(meanings[c])}' for c in found[d.name]]
    con.execute("; ".join(["begin", *said, "commit"]))


def _earlier(con: duckdb.DuckDBPyConnection, previous: Path | None, code: str) -> dict[str, str]:
    """Attach the previous warehouse; the releases it was made from. Nothing when it cannot serve as a beginning."""
    if previous is None or not previous.exists():
        return {}
    try:
        con.execute(f"attach '{_quoted(previous)}' as previous (read_only)")
    except duckdb.Error:
        return {}  # damaged, or of another DuckDB: everything is built anew
    return fingerprints.load(con, "previous", code)


def _statement_files(statements: Path, releases: pa.Table) -> dict[str, Path]:
    """Release id → its Parquet file, in order.

    Raises:
        BuildError: a release of the catalogue without its file.
    """
    files = {}
    for row in releases.select(["release_id", "source_id", "reference_year"]).to_pylist():
        folder = statements / f"source={row['source_id']}" / f"year={row['reference_year']}"
        files[row["release_id"]] = folder / f"{row['release_id']}.parquet"
    missing = [f"{release} ({file})" for release, file in files.items() if not file.exists()]
    if missing:
        raise BuildError(
            f"{len(missing)} releases have no statements: {', '.join(missing[:3])}. They were captured and not read: "
            "run `yearbook run`. What is published is untouched."
        )
    return dict(sorted(files.items()))


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    row = con.execute(f"select count(*) from {table}").fetchone()
    return int(row[0]) if row else 0


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
