"""Snapshots: publishing a candidate, listing, going back, tagging, thinning out.

What belongs here: which snapshot is published, which stay and which go. What does not: where snapshots lie (a
`Shelf`: `warehouse.folder` for DuckDB files, `warehouse.shelf` for a DuckLake), building or judging a candidate.

On every shelf a snapshot is complete and durable before the one pointer, the name `current`, moves to it.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from sources.model import UsageError, YearbookError
from warehouse.folder import CURRENT, DATABASE, Folder
from warehouse.folder import export as write_exports

if TYPE_CHECKING:
    import pyarrow as pa

    from warehouse.build import Candidate
    from warehouse.database import Database

KEEP = 5
"""How many of the last snapshots stay when older ones are thinned out."""


class SnapshotError(YearbookError):
    """A snapshot cannot be made, found or removed; what was published is untouched."""


class Shelf(Protocol):
    """The warehouse as the place where snapshots lie, and candidates are built."""

    @property
    def address(self) -> str:
        """Where readers find what is published, for people; without a password."""

    def read(self) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
        """The names, `current` and tags, each with its snapshot id; and what `snapshot.json` says of each complete
        snapshot, by id, oldest first.
        """

    def files(self, account: Mapping[str, Any]) -> Path:
        """The folder of what goes with a snapshot (marts, validation), on the machine that published it."""

    def database(self, account: Mapping[str, Any]) -> Database:
        """A snapshot's tables."""

    def is_whole(self, account: Mapping[str, Any]) -> bool:
        """Whether a snapshot's tables are there, as far as can be told without reading them."""

    def load(self, statements: Path, releases: pa.Table) -> object:
        """Take in this machine's statements; others may do so at the same time."""

    def build(
        self, work: Path, statements: Path, reference: Mapping[str, pa.Table], catalogue: Collection[str]
    ) -> Candidate:
        """A candidate of all that was loaded of the catalogue's releases (ids)."""

    def alone(self, wait: float, on_wait: Callable[[str], None] | None = None) -> AbstractContextManager[None]:
        """Be the only one of all machines that builds, judges and publishes."""

    def add(
        self, account: dict[str, Any], candidate: Candidate, validation: Path | None, exported: Path | None = None
    ) -> None:
        """Put a candidate on the shelf as the snapshot of this account, durably; nobody reads it yet."""

    def name(self, label: str, snapshot_id: str) -> None:
        """Give a snapshot a name, `current` or a tag, in one step; its old holder loses it."""

    def of_others(self, database: Database, mine: pa.Table, folder: Path) -> pa.Table:
        """Write the statements that other machines loaded into a statement store; the rows of `release` for them.

        Args:
            database: a snapshot's tables.
            mine: the reference table `release` of what this machine read.
        """

    def remove(self, snapshot_ids: Collection[str]) -> None:
        """Take snapshots off the shelf."""


Place = Shelf | Path
"""A shelf; a path is the folder of one."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One publication of the warehouse."""

    snapshot_id: str
    """UTC time to the millisecond and eight digits of the content's fingerprint; sorts by time."""
    path: Path
    """What goes with it: marts, validation. On a DuckLake, only the machine that published it has them."""
    database: Database
    """Its tables."""
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
    is_whole: bool = True
    """Its database is there, and of the size that was published."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What became of a candidate: a new snapshot, or none because nothing in it is new."""

    outcome: Literal["published", "unchanged"]
    snapshot: Snapshot


def export(candidate: Candidate, place: Place, folder: Path) -> Path:
    """Write into a new folder what `publish` would, while others judge the candidate: marts and their description.

    Returns:
        The folder, for `publish`; it is empty when a snapshot of this content is current already.
    """
    folder.mkdir(parents=True)
    before = current(place)
    if before is None or not _holds(before, candidate):
        write_exports(candidate.database, folder)
    return folder


def publish(
    candidate: Candidate,
    place: Place,
    *,
    validation: Path | None = None,
    exported: Path | None = None,
    details: Mapping[str, Any] | None = None,
    before_it_moves: Callable[[], None] = lambda: None,
) -> Publication:
    """Make a judged candidate the published snapshot. The caller holds the writer's lock (`warehouse.lock`, `alone`).

    Args:
        candidate: a DuckDB file moves into the snapshot and is gone from the work folder afterwards.
        place: where snapshots lie; made when missing.
        validation: a folder of validation results to keep with it.
        exported: what `export` wrote for this candidate; it moves into the snapshot.
        details: what to write into its account about the run.
        before_it_moves: called when all is written, right before the pointer moves; where it raises, nothing moves and
            the snapshot is taken off the shelf again.

    Returns:
        The new snapshot, or the current one when its content is the same and it is whole.

    Raises:
        SnapshotError: the disk is full or not writable; what was published is untouched.
    """
    shelf = _shelf(place)
    before = current(shelf)
    if before is not None and _holds(before, candidate):
        return Publication("unchanged", before)
    now = dt.datetime.now(dt.UTC)
    snapshot_id = f"{now:%Y%m%dT%H%M%S}{now.microsecond // 1000:03d}Z-{candidate.content[:8]}"
    account = {
        "snapshot_id": snapshot_id,
        "published_at": now.isoformat(timespec="seconds"),
        "content": candidate.content,
        "rows": dict(candidate.rows),
        "previous": before.snapshot_id if before else None,
        "bytes": candidate.database.stat().st_size if isinstance(candidate.database, Path) else None,
        "details": dict(details or {}) | {"mode": candidate.mode, "changed": list(candidate.changed)},
    }
    try:
        shelf.add(account, candidate, validation, exported)
        try:
            before_it_moves()
        except BaseException:
            shelf.remove([snapshot_id])
            raise
        shelf.name(CURRENT, snapshot_id)
    except OSError as error:
        raise SnapshotError(
            f"the snapshot could not be written to {shelf}: {error.strerror or error}. What was published is "
            "untouched; make room or mend the permissions, then `yearbook run`."
        ) from error
    return Publication("published", find(shelf, snapshot_id))


def _holds(snapshot: Snapshot, candidate: Candidate) -> bool:
    """Whether publishing the candidate would bring nothing: one whose database is damaged is published anew."""
    return snapshot.is_whole and snapshot.content == candidate.content


def current(place: Place) -> Snapshot | None:
    """The snapshot readers see; None before the first publication."""
    shelf = _shelf(place)
    names, accounts = shelf.read()
    return _found(shelf, names, accounts, CURRENT) if CURRENT in names else None


def list_all(place: Place) -> list[Snapshot]:
    """All complete snapshots, oldest first."""
    shelf = _shelf(place)
    names, accounts = shelf.read()
    return [_snapshot(shelf, account, names) for account in accounts.values()]


def find(place: Place, name: str) -> Snapshot:
    """A snapshot by its id, by a beginning of it that only one has, by a tag, or `current`.

    Raises:
        UsageError: none or several answer to that name.
    """
    shelf = _shelf(place)
    return _found(shelf, *shelf.read(), name)


def _found(shelf: Shelf, names: Mapping[str, str], accounts: Mapping[str, Mapping[str, Any]], name: str) -> Snapshot:
    wanted = names.get(name, name)
    near = [wanted] if wanted in accounts else [i for i in accounts if wanted and i.startswith(wanted)]
    if len(near) != 1:
        what = "several snapshots begin with" if near else "there is no snapshot"
        raise UsageError(f"{what} {name!r}; `yearbook snapshots` lists them")
    return _snapshot(shelf, accounts[near[0]], names)


def rollback(place: Place, name: str) -> Snapshot:
    """Make an earlier snapshot the current one; nothing is removed. The caller holds the writer's lock."""
    shelf = _shelf(place)
    snapshot = find(shelf, name)
    shelf.name(CURRENT, snapshot.snapshot_id)
    return find(shelf, snapshot.snapshot_id)


def tag(place: Place, name: str, label: str) -> Snapshot:
    """Give a snapshot a name that keeps it from being thinned out; an old holder of the name loses it."""
    if not label.replace("-", "").replace("_", "").replace(".", "").isalnum() or label == CURRENT:
        raise UsageError(f"{label!r} is no tag: use letters, digits, '-', '_' and '.'")
    shelf = _shelf(place)
    snapshot = find(shelf, name)
    shelf.name(label, snapshot.snapshot_id)
    return find(shelf, snapshot.snapshot_id)


def prune(place: Place, keep: int = KEEP) -> list[str]:
    """Remove snapshots but the last `keep`, the current one and all tagged ones; the ids of those removed."""
    shelf = _shelf(place)
    names, accounts = shelf.read()
    kept = {*list(accounts)[max(0, len(accounts) - keep) :], *names.values()}
    removed = [snapshot_id for snapshot_id in accounts if snapshot_id not in kept]
    if removed:
        shelf.remove(removed)
    return removed


def keep_failed(candidate: Candidate, failed: Path, *, validation: Path | None = None, keep: int = KEEP) -> Path:
    """Put a refused candidate, as a DuckDB file, and what was found wrong with it where a person can look.

    The last `keep` refused ones stay.

    Returns:
        The folder it is in.
    """
    from warehouse.database import write_file

    now = dt.datetime.now(dt.UTC)
    folder = failed / f"{now:%Y%m%dT%H%M%S}{now.microsecond // 1000:03d}Z-{candidate.content[:8]}"
    folder.mkdir(parents=True)
    if isinstance(candidate.database, Path):
        shutil.move(candidate.database, folder / DATABASE)
    else:
        write_file(candidate.database, folder / DATABASE)
    if validation is not None and validation.exists():
        shutil.copytree(validation, folder / "validation")
    for old in sorted(f for f in failed.iterdir() if f.is_dir())[:-keep]:
        shutil.rmtree(old, ignore_errors=True)
    return folder


def is_intact(snapshot: Snapshot) -> bool:
    """Whether the database still holds what was published: its tables give the fingerprint of its account."""
    from warehouse import fingerprints
    from warehouse.database import connect

    with connect(snapshot.database) as con:
        return fingerprints.content(con) == snapshot.content


def _shelf(place: Place) -> Shelf:
    return Folder(place) if isinstance(place, Path) else place


def _snapshot(shelf: Shelf, account: Mapping[str, Any], names: Mapping[str, str]) -> Snapshot:
    snapshot_id = account["snapshot_id"]
    return Snapshot(
        snapshot_id=snapshot_id,
        path=shelf.files(account),
        database=shelf.database(account),
        published_at=account["published_at"],
        content=account["content"],
        rows=account["rows"],
        previous=account["previous"],
        details=account["details"],
        tags=tuple(sorted(tag for tag, of in names.items() if of == snapshot_id and tag != CURRENT)),
        is_current=snapshot_id == names.get(CURRENT),
        is_whole=shelf.is_whole(account),
    )
