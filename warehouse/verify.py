"""Proving a published snapshot: that it follows from the archive, the catalogue and the code, byte for byte.

What belongs here: rebuilding aside and comparing. What does not: reading captures (the caller does, and hands over
statements).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from warehouse import exports, snapshots
from warehouse.build import Candidate, build
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
) -> list[Check]:
    """Rebuild everything and compare it with a snapshot.

    Args:
        snapshot: the published one.
        statements: the statement store it was loaded from.
        reread: a statement store read anew from the archive.
        reference: the reference tables, of the catalogue as it is now.
        work: an empty folder for what is built.
        years: years to rebuild one by one; the last one when not given.

    Returns:
        The checks: the statement store's bytes, the snapshot's own fingerprint, the rebuilt marts' bytes, and that
        rebuilding a year by itself gives what rebuilding everything gives.
    """
    full = build(work / "full", reread, reference)
    checks = [
        _same_files("statements", "read anew from the archive", statements, reread, "source=*/year=*/*.parquet"),
        _intact(snapshot),
        _same_marts("marts", snapshot.path / "marts", full, work / "full"),
    ]
    known = sorted(set(reference["release"]["reference_year"].to_pylist()))
    chosen = years if years is not None else known[-1:]
    return checks + [_one_year(year, reread, reference, work, full) for year in chosen]


def _intact(snapshot: Snapshot) -> Check:
    holds = snapshots.is_intact(snapshot)
    told = f"its tables give the fingerprint {snapshot.content[:12]}" if holds else "its tables are not those published"
    return Check("snapshot", holds, f"{snapshot.snapshot_id}: {told}")


def _same_marts(name: str, published: Path, candidate: Candidate, work: Path) -> Check:
    folder = work / "marts"
    with duckdb.connect(str(candidate.path), read_only=True) as con:
        exports.marts(con, folder)
    return _same_files(name, "rebuilt from the archive", published, folder, "*.parquet")


def _same_files(name: str, how: str, one: Path, other: Path, pattern: str) -> Check:
    here = {file.relative_to(one) for file in one.glob(pattern)}
    there = {file.relative_to(other) for file in other.glob(pattern)}
    differing = sorted(
        str(path)
        for path in here | there
        if path not in here or path not in there or (one / path).read_bytes() != (other / path).read_bytes()
    )
    if differing:
        rest = f" and {len(differing) - 3} more" if len(differing) > 3 else ""
        return Check(name, False, f"{', '.join(differing[:3])}{rest} differ when {how}")
    return Check(name, True, f"{len(here)} files are byte for byte the same when {how}")


def _one_year(year: int, statements: Path, reference: Mapping[str, pa.Table], work: Path, full: Candidate) -> Check:
    """Build without a year, then add the year to that: the result must be what building everything gives."""
    releases = reference["release"]
    without = dict(reference) | {"release": releases.filter(pc.not_equal(releases["reference_year"], year))}
    before = build(work / f"without-{year}", statements, without)
    after = build(work / f"with-{year}", statements, reference, before.path)
    holds = after.content == full.content
    added = releases.num_rows - without["release"].num_rows
    told = "gives what rebuilding everything gives" if holds else "gives something else than rebuilding everything"
    return Check(f"year {year}", holds, f"rebuilding its {added} releases by themselves ({after.mode}) {told}")
