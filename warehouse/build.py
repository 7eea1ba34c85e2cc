"""Building a candidate warehouse from statements and reference tables, aside from what is published.

What belongs here: running the files of `sql/` in a candidate database, in full or for what changed only. What does
not: judging the candidate (`expectations`), making it the published one (`warehouse.snapshots`), where it lies
(a DuckDB file here, a DuckLake in `warehouse.loading`), or any SQL that makes a table.

A full build runs every file over all statements. A candidate that holds an earlier build is brought up to date: the
same files run over a small world, which holds the touched subjects and years only, and what they make there replaces
those rows; all others stay. A file's head says along which lines its rows are independent (`rebuilt: by subject and
year`), and that is what makes the two ways equal, which the tests prove.

Three databases are attached while building. `candidate` is the current one. `inputs` (statement) and `reference` (the
catalogue's tables) hold what the files read; neither is in the result. Stepping stones and the small world are
temporary tables, whose names come before the candidate's. The result carries a schema `build` that says from what it
was made.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import duckdb
import pyarrow as pa

from warehouse import ducklake, fingerprints, portions
from warehouse.database import Database, one_thread
from warehouse.definitions import Definition, definition, definitions, marts, tables
from warehouse.making import BuildError, arrange, describe, quoted, run

SMALL = 16 * 2**20
"""Bytes of statements up to which DuckDB takes one thread: it shares work out by row groups of 122,880, and with two or
three of them a second thread costs a third more processor time than it saves."""
FORMAT = "v1.4.0"
"""DuckDB's storage format of a candidate file, which that version and later ones read. What came with it since the
default of 1.0, strings in dictionaries, is written in two thirds of the time and takes less room."""
WORTH_DEALING = 2**20
"""Bytes of statements from which a full build with one thread is dealt out to the other processors in portions."""
MOST_PORTIONS = 4
"""Each has a table of its own for each of ours, and fewer subjects."""


TINY = 2**20
"""Mean bytes of a statement file below which one thread reads them: each is a batch of its own, and two threads take
twice the processor time to put batches in order."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A built warehouse that nobody reads yet."""

    database: Database
    """Where it can be read."""
    mode: Literal["full", "incremental"]
    changed: tuple[str, ...]
    """Releases that are new, gone or different since the candidate's earlier build; all of them in a full build."""
    seconds: float
    rows: Mapping[str, int] = field(default_factory=dict)
    """Rows per published table."""
    content: str = ""
    """Fingerprint of everything published in it: equal contents, equal fingerprints."""


@dataclass(frozen=True, slots=True)
class Stated:
    """The statements a warehouse is made from, wherever they lie."""

    releases: Mapping[str, str]
    """Release id → fingerprint of its statements and of what the catalogue says of it."""
    rows: Callable[[Sequence[str]], str]
    """These releases' rows, as something to select from."""
    tiny: bool = False
    """Whether they lie in files so small that one thread reads them best."""
    portions: int = 1
    """In how many portions a full build is best made (`warehouse.portions`)."""


def build(
    work: Path,
    statements: Path,
    reference: Mapping[str, pa.Table],
    previous: Database | None = None,
    *,
    threads: int | None = None,
    portions: int | None = None,
) -> Candidate:
    """Build the candidate database `work/yearbook.duckdb` from the statement store and the reference tables.

    Args:
        work: an empty or missing folder; what an earlier attempt left in it is replaced.
        statements: the statement store, `source=<id>/year=<year>/<release_id>.parquet`.
        reference: the tables of `sources.reference`, by name. Only releases in `release` count.
        previous: a DuckDB file built before; only what changed since is computed. None: everything is.
        threads: DuckDB's threads; None: one for small stores, where a second only waits, else one per core.
        portions: of a full build; None: for stores that are small and not tiny one per core, else one.

    Raises:
        BuildError: a release without its statements.
    """
    began = time.perf_counter()
    work.mkdir(parents=True, exist_ok=True)
    target = work / "yearbook.duckdb"
    files = statement_files(statements, reference["release"])
    size = sum(file.stat().st_size for file in files.values())
    if threads is None and size < SMALL:
        threads = 1
        if portions is None and size > WORTH_DEALING:
            subjects = set(reference["release"]["subject_id"].to_pylist())
            portions = min(os.cpu_count() or 1, MOST_PORTIONS, len(subjects))

    def rows(releases: Sequence[str]) -> str:
        names = ", ".join(quoted(str(files[release])) for release in releases if release in files)
        return f"read_parquet([{names}], hive_partitioning = false)" if names else f"({_NO_STATEMENTS})"

    made_from = fingerprints.releases(files, reference["release"])
    stated = Stated(made_from, rows, tiny=size < TINY * len(files), portions=portions or 1)
    with scratch(work, threads) as con:
        con.execute("set enable_external_file_cache = false")  # each statement file is read once
        _begin_with(con, target, previous)
        mode, changed, content = bring_up_to_date(con, stated, reference)
        counted = {d.name: _count(con, d.name) for d in tables()}
        con.execute("use memory")
        con.execute("detach candidate")
    return Candidate(target, mode, changed, time.perf_counter() - began, counted, content)


def bring_up_to_date(
    con: duckdb.DuckDBPyConnection, stated: Stated, reference: Mapping[str, pa.Table]
) -> tuple[Literal["full", "incremental"], tuple[str, ...], str]:
    """Make the attached database `candidate`, empty or of an earlier build, follow from these statements.

    One transaction: an attempt that dies leaves the database as it was.

    Returns:
        How it was done, which releases had changed, and the fingerprint of what it holds now.
    """
    attach_reference(con, reference)
    con.execute("use candidate")
    code = fingerprints.code(reference)
    earlier = fingerprints.load(con, code)
    changed = sorted(r for r in stated.releases.keys() | earlier.keys() if stated.releases.get(r) != earlier.get(r))
    incremental = bool(earlier) and len(changed) <= max(1, len(stated.releases) // 2)
    dealt = 0
    if incremental:
        _find_touched(con, stated, changed)
    elif stated.portions > 1:
        dealt = portions.prepare(con, stated.rows, reference["release"], stated.portions)
    else:
        # Read once: the files of `sql/` scan it more than once, and a store of small files is slow to read.
        with one_thread(con) if stated.tiny else nullcontext():
            con.execute(f"create table inputs.statement as select * from {stated.rows(sorted(stated.releases))}")
    con.execute("begin")
    try:
        if incremental:
            anew = _rebuild_changed(con)
        else:
            if dealt:
                portions.gather(con, dealt)
            else:
                run(con, definitions())
            anew = {d.name for d in definitions()}
        if changed or anew:
            anew |= {d.name for d in arrange(con, marts())}
        describe(con, anew)
        if changed or anew:
            content = fingerprints.content(con)
            fingerprints.store(con, stated.releases, code, content)
        else:
            content = fingerprints.stored_content(con)
        con.execute("commit")
    except BaseException:
        with suppress(duckdb.Error):  # a commit that failed has ended the transaction
            con.execute("rollback")
        raise
    return "incremental" if incremental else "full", tuple(changed), content


def corroborate(statements: pa.Table, reference: Mapping[str, pa.Table]) -> pa.Table:
    """What releases say about each other's statements, without a warehouse: the rows of `fact_statement`.

    Args:
        statements: rows of the statement store, of one or more releases.
        reference: the reference tables by name, as for `build`.

    Returns:
        The statements in the order given, with the status and reason they have among each other.
    """
    with duckdb.connect(":memory:") as con:
        attach_reference(con, reference)
        numbered = statements.append_column("_row", pa.array(range(statements.num_rows), pa.int64()))
        con.register("given", numbered)
        con.execute("create table inputs.statement as select * exclude (_row) from given")
        wanted = definition("fact_statement")
        run(con, [d for d in definitions() if d.name in _closure(wanted)])
        judged = con.execute(
            "select fact_statement.* from fact_statement inner join given using (statement_id) order by given._row"
        ).to_arrow_table()
    return judged.cast(statements.schema.remove_metadata())


@contextmanager
def scratch(work: Path, threads: int | None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to build with; what does not fit into memory goes to `work`."""
    with ducklake.memory(temp_directory=str(work / "spill")) as con:
        con.execute("set enable_progress_bar = false")
        if threads:
            con.execute(f"set threads = {threads}")
        yield con


def _begin_with(con: duckdb.DuckDBPyConnection, target: Path, previous: Database | None) -> None:
    """Attach `candidate`: a copy of the previous warehouse, or an empty one where that cannot serve as a beginning."""
    for stale in (target, target.with_suffix(".duckdb.wal")):
        stale.unlink(missing_ok=True)
    attach = f"attach {quoted(str(target))} as candidate (storage_version '{FORMAT}')"
    if isinstance(previous, Path) and previous.exists():
        shutil.copyfile(previous, target)  # without its permissions: what is published is read-only
        try:
            con.execute(attach)
            return
        except duckdb.Error:  # damaged, or of another DuckDB: everything is built anew
            target.unlink()
    con.execute(attach)


def attach_reference(con: duckdb.DuckDBPyConnection, reference: Mapping[str, pa.Table]) -> None:
    """Attach `inputs`, empty, and `reference` with these tables."""
    con.execute("attach ':memory:' as inputs")
    con.execute("attach ':memory:' as reference")
    for name, table in reference.items():
        con.register("arriving", table)
        con.execute(f'create table reference."{name}" as select * from arriving')
        con.unregister("arriving")


def _statement_view(con: duckdb.DuckDBPyConnection, rows: str) -> None:
    """Make `inputs.statement` these rows, read as they are needed."""
    con.execute(f"create or replace view inputs.statement as select * from {rows}")


_NO_STATEMENTS = """
  select
    '' as statement_id, '' as release_id, '' as subject_id, '' as category_id, '' as measure_id, '' as breakdown_id,
    '' as ref_area, 0 as year, '' as kind, 0.0::double as value, '' as unit, 0 as base_year, '' as qualifier,
    '' as status, '' as reason, '' as rule, '' as text, 0 as start, 0 as "end", '' as text_sha256, '' as excerpt
  where false
"""


def _closure(wanted: Definition, done: Collection[str] = ()) -> set[str]:
    """A definition and everything it needs and is not done, by name."""
    names, waiting = set[str](), [wanted]
    while waiting:
        d = waiting.pop()
        if d.name not in names:
            names.add(d.name)
            waiting += [definition(n) for n in d.needs if n not in done]
    return names


def _find_touched(con: duckdb.DuckDBPyConnection, stated: Stated, changed: Sequence[str]) -> None:
    """Make `temp.touched` (subject and year) and narrow `inputs.statement` to it."""
    con.register("changed", pa.table({"release_id": pa.array(changed, pa.string())}))
    _statement_view(con, stated.rows([release for release in changed if release in stated.releases]))
    # What the changed releases say now and what they said before; a release without a number still covers its year.
    con.execute("""
      create temp table touched as
      select subject_id, year from inputs.statement
      union select subject_id, year from candidate.fact_statement semi join changed using (release_id)
      union select subject_id, reference_year from reference.release semi join changed using (release_id)
      union select subject_id, reference_year from candidate.dim_release semi join changed using (release_id)
    """)
    # To judge them, every release is needed that speaks of the same subject and year.
    speaking = con.execute("""
      select release_id from changed
      union select release_id from candidate.fact_statement as s
      semi join temp.touched as t on t.subject_id = s.subject_id and t.year is not distinct from s.year
      order by release_id
    """).fetchall()
    con.unregister("changed")
    _statement_view(con, stated.rows([release for (release,) in speaking if release in stated.releases]))
    con.execute("alter view inputs.statement rename to speaking")
    con.execute("""
      create table inputs.statement as
      select s.* from inputs.speaking as s
      semi join temp.touched as t on t.subject_id = s.subject_id and t.year is not distinct from s.year
    """)


def _rebuild_changed(con: duckdb.DuckDBPyConnection) -> set[str]:
    """Compute what is touched in the small world and put it into the candidate; the tables that were made anew."""
    [(is_touched,)] = con.execute("select count(*) > 0 from temp.touched").fetchall()
    if not is_touched:
        return _in_small_world(con, [d for d in definitions() if d.rebuilt == "whole"])
    facts = {name for d in definitions() if d.rebuilt == "subject and year" for name in _closure(d)}
    anew = _in_small_world(con, [d for d in definitions() if d.name in facts])
    # Facts are settled. What is made from them looks at every year of a touched subject.
    settled = [d.name for d in definitions() if d.name in facts and d.is_published and d.rebuilt != "whole"]
    for name in settled:
        con.execute(f"""
          create temp table {name} as
          select * from candidate.{name} semi join (from temp.touched) using (subject_id)
        """)
    # A stepping stone of the facts is made again where the rest stands on it too: there it spans the years.
    done = {name for name in facts if definition(name).is_published}
    rest = {name for d in definitions() if d.name not in facts for name in _closure(d, done)}
    return anew | _in_small_world(con, [d for d in definitions() if d.name in rest], settled)


def _in_small_world(
    con: duckdb.DuckDBPyConnection, wanted: Sequence[Definition], there: Sequence[str] = ()
) -> set[str]:
    """Make these definitions for what is touched; the tables that were made anew as a whole.

    Touched rows of the published ones take the place of the candidate's. What is rebuilt whole looks past the small
    world at the candidate's tables, and is replaced where it comes out differently.

    Args:
        there: temporary tables that belong to the small world already. None is left afterwards.
    """
    anew, small = set(), list(there)
    for d in wanted:
        if d.is_macro:
            continue  # other macros are other code, and then everything is built anew
        if d.rebuilt == "whole":
            with _aside(con, small):
                con.execute(f"create temp table fresh as {d.body}")
                if not _is_same(con, "temp.fresh", f"candidate.{d.name}"):
                    con.execute(f"create or replace table candidate.{d.name} as from temp.fresh")
                    anew.add(d.name)
                con.execute("drop table temp.fresh")
        else:
            con.execute(f"create temp table {d.name} as {d.body}")
            small.append(d.name)
            if d.is_published:
                _replace_touched(con, d)
    for name in small:
        con.execute(f"drop table temp.{name}")
    return anew


@contextmanager
def _aside(con: duckdb.DuckDBPyConnection, small: Sequence[str]) -> Iterator[None]:
    """The small world out of sight, so that names mean the candidate's tables."""
    for name in small:
        con.execute(f"alter table temp.{name} rename to small_{name}")
    yield
    for name in small:
        con.execute(f"alter table temp.small_{name} rename to {name}")


def _replace_touched(con: duckdb.DuckDBPyConnection, d: Definition) -> None:
    same_year = "and t.year is not distinct from p.year" if d.rebuilt == "subject and year" else ""
    con.execute(f"""
      delete from candidate.{d.name} as p
      where exists (from temp.touched as t where t.subject_id = p.subject_id {same_year})
    """)
    con.execute(f"""
      insert into candidate.{d.name} by name
      select p.* from temp.{d.name} as p semi join temp.touched as t on t.subject_id = p.subject_id {same_year}
    """)


def _is_same(con: duckdb.DuckDBPyConnection, one: str, other: str) -> bool:
    """Whether two tables have the same columns and rows."""
    columns = [[c[0] for c in con.execute(f"from {table} limit 0").description or []] for table in (one, other)]
    if columns[0] != columns[1] or _count(con, one) != _count(con, other):
        return False
    return con.execute(f"select 1 from (from {one} except all from {other}) limit 1").fetchone() is None


def statement_files(statements: Path, releases: pa.Table) -> dict[str, Path]:
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
