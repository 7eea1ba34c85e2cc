"""Snapshots: publishing a candidate, listing, going back, tagging, thinning out.

What belongs here: everything that writes under `published/`. What does not: building or judging a candidate.

    published/<snapshot_id>/{yearbook.duckdb, marts/*.parquet, datapackage.json, validation/, snapshot.json}
    published/current          → <snapshot_id>               the one pointer; it moves by rename, so atomically
    published/yearbook.duckdb  → current/yearbook.duckdb     these two never change
    published/marts            → current/marts

A snapshot is complete and on the disk (files and folders fsynced) under a name no reader follows before the pointer
moves; a run that dies at any moment leaves the pointer where it was. Nothing under a snapshot is ever opened for
writing again.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import duckdb

from sources.model import UsageError, YearbookError
from warehouse import exports, fingerprints

if TYPE_CHECKING:
    from warehouse.build import Candidate

DATABASE = "yearbook.duckdb"
KEEP = 5
"""How many of the last snapshots stay when older ones are thinned out."""

_POINTER = "current"
_FIXED_LINKS = {DATABASE: f"{_POINTER}/{DATABASE}", "marts": f"{_POINTER}/marts"}


class SnapshotError(YearbookError):
    """A snapshot cannot be made, found or removed; what was published is untouched."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One publication of the warehouse."""

    snapshot_id: str
    """UTC time to the millisecond and eight digits of the content's fingerprint; sorts by time."""
    path: Path
    published_at: str
    content: str
    """Fingerprint of everything in it."""
    rows: Mapping[str, int]
    previous: str | None
    """The snapshot that was current when this one was published."""
    details: Mapping[str, Any] = field(default_factory=dict)
    """What the run wrote about it: mode, changed releases, what the gate said."""
    tags: tuple[str, ...] = ()
    is_current: bool = False

    @property
    def database(self) -> Path:
        """Its DuckDB file; open it read-only."""
        return self.path / DATABASE


@dataclass(frozen=True, slots=True)
class Publication:
    """What became of a candidate: a new snapshot, or none because nothing in it is new."""

    outcome: Literal["published", "unchanged"]
    snapshot: Snapshot


def publish(
    candidate: Candidate, published: Path, *, validation: Path | None = None, details: Mapping[str, Any] | None = None
) -> Publication:
    """Make a judged candidate the published snapshot. The caller holds the writer's lock (`warehouse.lock`).

    Args:
        candidate: moves into the snapshot; its file is gone from the work folder afterwards.
        published: the folder of snapshots; made when missing.
        validation: a folder of validation results to keep with it.
        details: what to write into `snapshot.json` about the run.

    Returns:
        The new snapshot, or the current one when its content is the same.

    Raises:
        SnapshotError: the disk is full or not writable; what was published is untouched.
    """
    before = current(published)
    if before is not None and before.content == candidate.content:
        return Publication("unchanged", before)
    now = dt.datetime.now(dt.UTC)
    snapshot_id = f"{now:%Y%m%dT%H%M%S}{now.microsecond // 1000:03d}Z-{candidate.content[:8]}"
    aside = published / f".{snapshot_id}.part"
    try:
        published.mkdir(parents=True, exist_ok=True)
        _clear_leftovers(published)
        aside.mkdir()
        shutil.move(candidate.database, aside / DATABASE)
        with duckdb.connect(str(aside / DATABASE), read_only=True) as con:
            exports.marts(con, aside / "marts")
            exports.write_json(aside / "datapackage.json", exports.datapackage(con, "marts", "parquet"))
        if validation is not None and validation.exists():
            shutil.copytree(validation, aside / "validation")
        exports.write_json(
            aside / "snapshot.json",
            {
                "snapshot_id": snapshot_id,
                "published_at": now.isoformat(timespec="seconds"),
                "content": candidate.content,
                "rows": dict(candidate.rows),
                "previous": before.snapshot_id if before else None,
                "details": dict(details or {}) | {"mode": candidate.mode, "changed": list(candidate.changed)},
            },
        )
        (aside / DATABASE).chmod(0o444)
        _make_durable(aside)
        aside.rename(published / snapshot_id)
        _sync(published)
        _point_to(published, snapshot_id)
    except OSError as error:
        shutil.rmtree(aside, ignore_errors=True)
        raise SnapshotError(
            f"the snapshot could not be written to {published}: {error.strerror or error}. What was published is "
            "untouched; make room or mend the permissions, then `yearbook run`."
        ) from error
    return Publication("published", find(published, snapshot_id))


def current(published: Path) -> Snapshot | None:
    """The snapshot readers see; None before the first publication."""
    pointer = published / _POINTER
    while pointer.is_symlink():
        snapshot_id = str(pointer.readlink())
        try:
            return find(published, snapshot_id)
        except UsageError:
            # Thinned out since the pointer was read: then the pointer has moved on, or something else is wrong.
            if str(pointer.readlink()) == snapshot_id:
                raise
    return None


def list_all(published: Path) -> list[Snapshot]:
    """All complete snapshots, oldest first."""
    names = sorted(file.parent.name for file in published.glob("[!.]*/snapshot.json") if file.parent.name != _POINTER)
    return [find(published, name) for name in names]


def find(published: Path, name: str) -> Snapshot:
    """A snapshot by its id, by a beginning of it that only one has, by a tag, or `current`.

    Raises:
        UsageError: none or several answer to that name.
    """
    tags = _tags(published)
    pointer = published / _POINTER
    pointed = str(pointer.readlink()) if pointer.is_symlink() else None
    wanted = pointed if name == _POINTER and pointed else tags.get(name, name)
    file = published / wanted / "snapshot.json"
    if not file.is_file():
        near = sorted(f.parent.name for f in published.glob(f"{wanted}*/snapshot.json")) if wanted else []
        if len(near) != 1:
            what = "several snapshots begin with" if near else "there is no snapshot"
            raise UsageError(f"{what} {name!r}; `yearbook snapshots` lists them")
        file = published / near[0] / "snapshot.json"
    told = json.loads(file.read_text(encoding="utf-8"))
    return Snapshot(
        snapshot_id=told["snapshot_id"],
        path=file.parent,
        published_at=told["published_at"],
        content=told["content"],
        rows=told["rows"],
        previous=told["previous"],
        details=told["details"],
        tags=tuple(sorted(tag for tag, tagged in tags.items() if tagged == told["snapshot_id"])),
        is_current=told["snapshot_id"] == pointed,
    )


def rollback(published: Path, name: str) -> Snapshot:
    """Make an earlier snapshot the current one; nothing is removed. The caller holds the writer's lock."""
    snapshot = find(published, name)
    _point_to(published, snapshot.snapshot_id)
    return find(published, snapshot.snapshot_id)


def tag(published: Path, name: str, label: str) -> Snapshot:
    """Give a snapshot a name that keeps it from being thinned out; an old holder of the name loses it."""
    if not label.replace("-", "").replace("_", "").replace(".", "").isalnum() or label == _POINTER:
        raise UsageError(f"{label!r} is no tag: use letters, digits, '-', '_' and '.'")
    snapshot = find(published, name)
    aside = published / ".tags.json.part"
    exports.write_json(aside, _tags(published) | {label: snapshot.snapshot_id})
    _sync(aside)
    aside.replace(published / "tags.json")
    _sync(published)
    return find(published, snapshot.snapshot_id)


def prune(published: Path, keep: int = KEEP) -> list[str]:
    """Remove snapshots but the last `keep`, the current one and all tagged ones; the ids of those removed.

    A reader that has one of them open keeps reading it: the file lives on until it is closed.
    """
    snapshots = list_all(published)
    recent = {s.snapshot_id for s in snapshots[max(0, len(snapshots) - keep) :]}
    removed = []
    for snapshot in snapshots:
        if snapshot.snapshot_id not in recent and not snapshot.tags and not snapshot.is_current:
            aside = published / f".{snapshot.snapshot_id}.gone"
            snapshot.path.rename(aside)
            shutil.rmtree(aside, ignore_errors=True)
            removed.append(snapshot.snapshot_id)
    return removed


def keep_failed(candidate: Candidate, failed: Path, *, validation: Path | None = None, keep: int = KEEP) -> Path:
    """Put a refused candidate and what was found wrong with it where a person can look; the folder it is in.

    The last `keep` refused ones stay.
    """
    now = dt.datetime.now(dt.UTC)
    folder = failed / f"{now:%Y%m%dT%H%M%S}{now.microsecond // 1000:03d}Z-{candidate.content[:8]}"
    folder.mkdir(parents=True)
    shutil.move(candidate.database, folder / DATABASE)
    if validation is not None and validation.exists():
        shutil.copytree(validation, folder / "validation")
    for old in sorted(f for f in failed.iterdir() if f.is_dir())[:-keep]:
        shutil.rmtree(old, ignore_errors=True)
    return folder


def is_intact(snapshot: Snapshot) -> bool:
    """Whether the database still holds what was published: its tables give the fingerprint in `snapshot.json`."""
    with duckdb.connect(str(snapshot.database), read_only=True) as con:
        return fingerprints.content(con) == snapshot.content


def _point_to(published: Path, snapshot_id: str) -> None:
    """Move the pointer: a new link is made aside and renamed over the old one."""
    for name, target in _FIXED_LINKS.items():
        link = published / name
        if not link.is_symlink():
            link.symlink_to(target)
    aside = published / f".{_POINTER}.{os.getpid()}"
    aside.unlink(missing_ok=True)
    aside.symlink_to(snapshot_id)
    aside.replace(published / _POINTER)
    _sync(published)


def _clear_leftovers(published: Path) -> None:
    """Remove what runs that died left behind; only the holder of the lock writes here."""
    for pattern in (".*.part", ".*.gone"):
        for leftover in published.glob(pattern):
            if leftover.is_dir():
                shutil.rmtree(leftover, ignore_errors=True)
            else:
                leftover.unlink(missing_ok=True)


def _make_durable(folder: Path) -> None:
    """Flush every file and folder under `folder`, folders after what is in them."""
    for parent, _, names in os.walk(folder, topdown=False):
        for name in names:
            _sync(Path(parent) / name)
        _sync(Path(parent))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _tags(published: Path) -> dict[str, str]:
    file = published / "tags.json"
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else {}
