"""Loading into a DuckLake: each machine its own releases' statements, all machines into one lake.

What belongs here: the lake's tables of statements as they were read, bringing them up to date, and building the
candidate from all of them. What does not: reaching a lake (`warehouse.ducklake`), the files of `sql/` and how a
candidate is brought up to date (`warehouse.build`), what is published (`warehouse.shelf`).

    store.statement    what each release says, as it was read: the statement store of all machines together
    store.release      each loaded release as the catalogue has it, with the fingerprint of its statements
    main, build        the candidate: what the last build made

Loading takes no lock: machines load at the same time, in transactions of their own. Building does: the caller holds
the lake's lock.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from sources.statements import SCHEMA
from warehouse import ducklake, fingerprints
from warehouse.build import Candidate, Stated, bring_up_to_date, scratch, statement_files
from warehouse.definitions import tables
from warehouse.ducklake import Lake, Version
from warehouse.making import quoted

_BATCH = 500
"""Files that one statement reads: a list of them all would be a long one."""


def load(lake: Lake, statements: Path, releases: pa.Table) -> tuple[str, ...]:
    """Bring this machine's releases in the lake up to date, in one transaction; the ids of those that were news.

    A release that another machine loaded from a newer capture stays as that machine read it.

    Args:
        statements: this machine's statement store.
        releases: the reference table `release` of what lies in it.

    Raises:
        BuildError: a release without its statements.
        LakeError: the lake cannot be reached, or others kept coming between.
    """
    files = statement_files(statements, releases)
    made = fingerprints.releases(files, releases)
    captured = dict(zip(releases["release_id"].to_pylist(), releases["captured_at"].to_pylist(), strict=True))
    with ducklake.memory() as con:
        ducklake.attach_latest(con, "lake", lake)
        con.register("mine", releases.append_column("fingerprint", pa.array(_in_order(made, releases), pa.string())))
        con.register("no_statements", SCHEMA.empty_table())
        ducklake.retried(con, lambda: _make_tables(con), lake)

        def bring() -> tuple[str, ...]:
            known = {
                release: (fingerprint, captured_at)
                for release, fingerprint, captured_at in con.execute(
                    "select release_id, fingerprint, captured_at from lake.store.release"
                ).fetchall()
            }
            news = sorted(
                release
                for release in files
                if release not in known
                or (known[release][0] != made[release] and not _is_newer(known[release][1], captured[release]))
            )
            if news:
                _replace(con, [r for r in news if r in known], {r: files[r] for r in news})
            return tuple(news)

        return ducklake.retried(con, bring, lake)


def build(
    lake: Lake, work: Path, reference: Mapping[str, pa.Table], catalogue: Collection[str], threads: int | None = None
) -> Candidate:
    """Bring the lake's candidate up to date with all that was loaded. The caller holds the lake's lock.

    Args:
        work: a folder for what does not fit into memory.
        reference: the reference tables; `release` is taken from the lake.
        catalogue: the ids of the catalogue's releases; what was loaded of others does not count.

    Raises:
        LakeError: the lake cannot be reached.
    """
    began = time.perf_counter()
    with scratch(work, threads) as con:
        ducklake.attach_latest(con, "candidate", lake)
        loaded = loaded_releases(con, "candidate", catalogue)
        releases = dict(zip(loaded["release_id"].to_pylist(), loaded["fingerprint"].to_pylist(), strict=True))
        stated = Stated(releases, _rows)
        known = dict(reference) | {"release": loaded.drop_columns(["fingerprint"])}
        try:
            mode, changed, content = bring_up_to_date(con, stated, known)
            counted = {d.name: con.execute(f"select count(*) from {d.name}").fetchall()[0][0] for d in tables()}
            [(number,)] = con.execute("from ducklake_current_snapshot('candidate')").fetchall()
        except duckdb.Error as error:
            raise ducklake.explained(error, lake) from error
    return Candidate(Version(lake, number), mode, changed, time.perf_counter() - began, counted, content)


def loaded_releases(con: duckdb.DuckDBPyConnection, database: str, catalogue: Collection[str]) -> pa.Table:
    """The releases of a catalogue that some machine loaded: the reference table `release`, and `fingerprint`."""
    con.register("listed", pa.table({"release_id": pa.array(sorted(catalogue), pa.string())}))
    found = con.execute(
        f"from {database}.store.release semi join listed using (release_id) order by release_id"
    ).to_arrow_table()
    con.unregister("listed")
    return found


def of_others(version: Version, mine: pa.Table, folder: Path) -> pa.Table:
    """Fetch what a snapshot holds of other machines' releases into a statement store, a file per release.

    Args:
        version: the snapshot.
        mine: the reference table `release` of this machine's store; a release that the lake has from another capture
            is another machine's.
        folder: the store to write to; a file of such a release is replaced.

    Returns:
        The rows of the reference table `release` of those written.
    """
    with ducklake.memory() as con:
        ducklake.attach_version(con, "lake", version)
        con.register("mine", mine)
        theirs = con.execute("""
          select r.* exclude (fingerprint) from lake.store.release as r
          semi join lake.build.release as b on b.release_id = r.release_id and b.fingerprint = r.fingerprint
          anti join mine on mine.release_id = r.release_id and mine.capture_sha256 = r.capture_sha256
          order by release_id
        """).to_arrow_table()
        for row in theirs.select(["release_id", "source_id", "reference_year"]).to_pylist():
            target = folder / f"source={row['source_id']}" / f"year={row['reference_year']}"
            target.mkdir(parents=True, exist_ok=True)
            file = target / f"{row['release_id']}.parquet"
            con.execute(
                f"copy (from lake.store.statement where release_id = {quoted(row['release_id'])}) "
                f"to {quoted(str(file))} (format parquet, compression zstd)"
            )
    return theirs.cast(mine.schema)


def _make_tables(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("create schema if not exists lake.store")
    con.execute("create table if not exists lake.store.statement as from no_statements")
    con.execute("create table if not exists lake.store.release as from mine limit 0")


def _replace(con: duckdb.DuckDBPyConnection, known: Sequence[str], files: Mapping[str, Path]) -> None:
    con.register("news", pa.table({"release_id": pa.array(sorted(files), pa.string())}))
    if known:
        for table in ("statement", "release"):
            con.execute(f"delete from lake.store.{table} where release_id in (select release_id from news)")
    paths = list(files.values())
    for first in range(0, len(paths), _BATCH):
        names = ", ".join(quoted(str(path)) for path in paths[first : first + _BATCH])
        con.execute(f"insert into lake.store.statement by name from read_parquet([{names}], hive_partitioning = false)")
    con.execute("insert into lake.store.release by name from mine semi join news using (release_id)")
    con.unregister("news")


def _rows(releases: Sequence[str]) -> str:
    listed = ", ".join(map(quoted, releases)) or "''"
    return f"(from candidate.store.statement where release_id in ({listed}))"


def _in_order(made: Mapping[str, str], releases: pa.Table) -> list[str]:
    return [made[release] for release in releases["release_id"].to_pylist()]


def _is_newer(one: object, other: object) -> bool:
    return one is not None and other is not None and one > other  # type: ignore[operator]
