"""The statement store: a file per release, where the catalogue says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sources import statements
from sources.catalogue import load
from sources.statements import SCHEMA, MadeFrom


def test_a_release_that_the_catalogue_moved_leaves_nothing_behind(tmp_path: Path) -> None:
    one, other = load().releases[:2]
    for release in (one, other):
        statements.write(tmp_path, release, SCHEMA.empty_table(), MadeFrom("fingerprint", "capture"))
    moved = replace(one, reference_year=one.reference_year - 1)
    now = statements.write(tmp_path, moved, SCHEMA.empty_table(), MadeFrom("fingerprint", "capture"))
    statements.remove_moved(tmp_path, [moved])
    assert sorted(tmp_path.rglob("*.parquet")) == sorted([now, statements.path(tmp_path, other)])
    statements.remove_moved(tmp_path / "not there yet", [moved])
