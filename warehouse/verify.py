"""Proving a published snapshot: that it follows from the archive, the catalogue and the code.

Marts are compared byte for byte. Tables are compared row by row: a DuckDB file has other bytes when it is brought up to
date than when it is made anew.

What belongs here: rebuilding aside and comparing. What does not: reading captures (the caller does, and hands over
statements).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse import exports, snapshots
from warehouse.build import Candidate, build
from warehouse.database import connect
from warehouse.snapshots import Snapshot


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was proved, or was not."""

    name: str
    holds: bool
    detail: str


def verify(
    snapshot: Snapshot,
    statements: Path,
    reread: Path,
    reference: Mapping[str, pa.Table],
    work: Path,
    years: tuple[int, ...] | None = None,
    others: Collection[str] = (),
) -> list[Check]:
    """Rebuild everything and compare it with a snapshot.

    Args:
        snapshot: the published one.
        statements: the statement store it was loaded from.
        reread: a statement store read anew from the archive.
        reference: the reference tables, of the catalogue as it is now.
        work: an empty folder for what is built.
        years: years to rebuild one by one; the last one when not given.
        others: releases in `reread` that another machine captured; their statements are taken as they were loaded.

    Returns:
        The checks: the statement store's rows, the snapshot's own fingerprint, the rebuilt tables' rows, the rebuilt
        marts' bytes, and that rebuilding a year by itself gives what rebuilding everything gives.
    """
    full = build(work / "full", reread, reference)
    checks = [
        _same_files(
            "statements",
            "read anew from the archive" + (f" ({len(others)} more are of other machines)" if others else ""),
            statements,
            reread,
            "source=*/year=*/*.parquet",
            _same_rows,
            others,
        ),
        _intact(snapshot),
        _same_tables(snapshot, full),
        _same_marts("marts", _marts(snapshot, work / "published"), full, work / "full"),
    ]
    known = sorted(set(reference["release"]["reference_year"].to_pylist()))
    chosen = years if years is not None else known[-1:]
    return checks + [_one_year(year, reread, reference, work, full) for year in chosen]


def _intact(snapshot: Snapshot) -> Check:
    holds = snapshots.is_intact(snapshot)
    told = f"its tables give the fingerprint {snapshot.content[:12]}" if holds else "its tables are not those published"
    return Check("snapshot", holds, f"{snapshot.snapshot_id}: {told}")


def _same_tables(snapshot: Snapshot, rebuilt: Candidate) -> Check:
    holds = rebuilt.content == snapshot.content
    told = "are the same, row by row," if holds else "are not those published"
    return Check("tables", holds, f"{len(rebuilt.rows)} tables {told} when rebuilt from the archive")


def joined(mine: pa.Table, theirs: pa.Table) -> pa.Table:
    """The reference table `release` of this machine's releases and other machines', which come before its own."""
    own = mine.filter(pc.invert(pc.is_in(mine["release_id"], theirs["release_id"])))
    return pa.concat_tables([own, theirs]).sort_by("release_id")


def _marts(snapshot: Snapshot, folder: Path) -> Path:
    """The published marts' files: of a DuckLake, they are written from it."""
    if isinstance(snapshot.database, Path):
        return snapshot.path / "marts"
    with connect(snapshot.database) as con:
        exports.marts(con, folder)
    return folder


def _same_marts(name: str, published: Path, candidate: Candidate, work: Path) -> Check:
    folder = work / "marts"
    with connect(candidate.database) as con:
        exports.marts(con, folder)
    return _same_files(name, "rebuilt from the archive", published, folder, "*.parquet")


def _same_bytes(one: Path, other: Path) -> bool:
    return one.read_bytes() == other.read_bytes()


def _same_rows(one: Path, other: Path) -> bool:
    """Whether two statement files hold the same rows; they also name the code that read them, which may be newer.

    A file that cannot be read holds none.
    """
    try:
        return _same_bytes(one, other) or pq.read_table(one, partitioning=None).equals(
            pq.read_table(other, partitioning=None)
        )
    except (pa.ArrowException, OSError):
        return False


def _same_files(
    name: str,
    how: str,
    one: Path,
    other: Path,
    pattern: str,
    same: Callable[[Path, Path], bool] = _same_bytes,
    but: Collection[str] = (),
) -> Check:
    here = {file.relative_to(one) for file in one.glob(pattern) if file.stem not in but}
    there = {file.relative_to(other) for file in other.glob(pattern) if file.stem not in but}
    differing = sorted(
        str(path)
        for path in here | there
        if path not in here or path not in there or not same(one / path, other / path)
    )
    if differing:
        rest = f" and {len(differing) - 3} more" if len(differing) > 3 else ""
        return Check(name, False, f"{', '.join(differing[:3])}{rest} differ when {how}")
    exactly = "byte for byte the same" if same is _same_bytes else "the same, row by row,"
    return Check(name, True, f"{len(here)} files are {exactly} when {how}")


def _one_year(year: int, statements: Path, reference: Mapping[str, pa.Table], work: Path, full: Candidate) -> Check:
    """Build without a year, then add the year to that: the result must be what building everything gives."""
    releases = reference["release"]
    without = dict(reference) | {"release": releases.filter(pc.not_equal(releases["reference_year"], year))}
    before = build(work / f"without-{year}", statements, without)
    after = build(work / f"with-{year}", statements, reference, before.database)
    holds = after.content == full.content
    added = releases.num_rows - without["release"].num_rows
    told = "gives what rebuilding everything gives" if holds else "gives something else than rebuilding everything"
    return Check(f"year {year}", holds, f"rebuilding its {added} releases by themselves ({after.mode}) {told}")
