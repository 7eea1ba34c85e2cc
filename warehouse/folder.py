"""The shelf of snapshots as a folder: one DuckDB file per snapshot, and a symbolic link that names the current one.

What belongs here: everything that writes under `published/`. What does not: which snapshot is published, kept or
removed (`warehouse.snapshots`).

    published/<snapshot_id>/{yearbook.duckdb, marts/*.parquet, datapackage.json, validation/, snapshot.json}
    published/current          → <snapshot_id>               the one pointer; it moves by rename, so atomically
    published/yearbook.duckdb  → current/yearbook.duckdb     these two never change
    published/marts            → current/marts

A snapshot is complete and on the disk (files and folders fsynced) under a name no reader follows before the pointer
moves; a run that dies at any moment leaves the pointer where it was. Nothing under a snapshot is ever opened for
writing again.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warehouse import exports

if TYPE_CHECKING:
    import pyarrow as pa

    from warehouse.build import Candidate
    from warehouse.database import Database

DATABASE = "yearbook.duckdb"
CURRENT = "current"

_FIXED_LINKS = {DATABASE: f"{CURRENT}/{DATABASE}", "marts": f"{CURRENT}/marts"}


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of snapshots, and the warehouse of one machine."""

    root: Path

    def __str__(self) -> str:
        return str(self.root)

    @property
    def address(self) -> str:
        """What to open, for people."""
        return str(self.root / DATABASE)

    def read(self) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
        """The names, `current` and tags, each with its snapshot id; and the accounts by snapshot id, oldest first."""
        while True:
            names, accounts = self._names(), self._accounts()
            # Thinned out since the pointer was read: then the pointer has moved on, or something else is wrong.
            if names.get(CURRENT) in {None, *accounts} or self._names() == names:
                return names, accounts

    def _names(self) -> dict[str, str]:
        file = self.root / "tags.json"
        tags = dict(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else {}
        pointer = self.root / CURRENT
        return tags | ({CURRENT: str(pointer.readlink())} if pointer.is_symlink() else {})

    def _accounts(self) -> dict[str, dict[str, Any]]:
        found = {}
        for file in sorted(self.root.glob("[!.]*/snapshot.json")):
            if file.parent.name != CURRENT:
                try:
                    found[file.parent.name] = json.loads(file.read_text(encoding="utf-8"))
                except FileNotFoundError:
                    continue  # thinned out this moment
        return found

    def files(self, account: Mapping[str, Any]) -> Path:
        """The folder of a snapshot's files."""
        return self.root / str(account["snapshot_id"])

    def database(self, account: Mapping[str, Any]) -> Path:
        """A snapshot's DuckDB file; open it read-only."""
        return self.files(account) / DATABASE

    def is_whole(self, account: Mapping[str, Any]) -> bool:
        """Whether a snapshot's file is there, of the size that was published."""
        try:
            size = self.database(account).stat().st_size
        except OSError:
            return False
        return size == (account.get("bytes") or size) > 0

    def load(self, statements: Path, releases: pa.Table) -> None:
        """Nothing is loaded ahead: a build reads the statement store."""

    def build(
        self,
        work: Path,
        statements: Path,
        reference: Mapping[str, pa.Table],
        catalogue: Collection[str],  # noqa: ARG002 - other machines have none of them here
    ) -> Candidate:
        """Build a candidate in `work` from what changed since the current snapshot."""
        from warehouse.build import build

        names, accounts = self.read()
        current = accounts.get(names.get(CURRENT, ""))
        return build(
            work, statements, reference, self.database(current) if current and self.is_whole(current) else None
        )

    @contextmanager
    def alone(self, wait: float, on_wait: Callable[[str], None] | None = None) -> Iterator[None]:  # noqa: ARG002
        """The home directory's lock (`warehouse.lock`), which the caller holds, is enough."""
        yield

    def add(
        self, account: dict[str, Any], candidate: Candidate, validation: Path | None, exported: Path | None = None
    ) -> None:
        """Put a candidate on the shelf as a snapshot; its file moves there.

        Raises:
            OSError: the disk is full or not writable; nothing was added.
        """
        aside = self._made_aside(account)
        try:
            assert isinstance(candidate.database, Path)
            shutil.move(candidate.database, aside / DATABASE)
            _fill(aside, account, aside / DATABASE, validation, exported)
            (aside / DATABASE).chmod(0o444)
            self._put(aside, account)
        except OSError:
            shutil.rmtree(aside, ignore_errors=True)
            raise

    def add_files(
        self, account: dict[str, Any], candidate: Candidate, validation: Path | None, exported: Path | None = None
    ) -> None:
        """Put what goes with a snapshot on the shelf, of one whose tables are elsewhere."""
        aside = self._made_aside(account)
        try:
            _fill(aside, account, candidate.database, validation, exported)
            self._put(aside, account)
        except OSError:
            shutil.rmtree(aside, ignore_errors=True)
            raise

    def name(self, label: str, snapshot_id: str) -> None:
        """Give a snapshot a name, `current` or a tag; its old holder loses it."""
        if label == CURRENT:
            _point_to(self.root, snapshot_id)
            return
        aside = self.root / ".tags.json.part"
        tags = {name: of for name, of in self._names().items() if name != CURRENT}
        exports.write_json(aside, tags | {label: snapshot_id})
        _sync(aside)
        aside.replace(self.root / "tags.json")
        _sync(self.root)

    def remove(self, snapshot_ids: Collection[str]) -> None:
        """Take snapshots off the shelf. A reader that has one open keeps reading it: the file lives until then."""
        for snapshot_id in snapshot_ids:
            aside = self.root / f".{snapshot_id}.gone"
            (self.root / snapshot_id).rename(aside)
            shutil.rmtree(aside, ignore_errors=True)

    def of_others(self, database: Database, mine: pa.Table, folder: Path) -> pa.Table:  # noqa: ARG002
        """No other machine writes here."""
        return mine.slice(0, 0)

    def _made_aside(self, account: Mapping[str, Any]) -> Path:
        self.root.mkdir(parents=True, exist_ok=True)
        _clear_leftovers(self.root)
        aside = self.root / f".{account['snapshot_id']}.part"
        aside.mkdir()
        return aside

    def _put(self, aside: Path, account: Mapping[str, Any]) -> None:
        _make_durable(aside)
        aside.rename(self.files(account))
        _sync(self.root)


def export(database: Database, folder: Path) -> None:
    """Write a snapshot's marts and their description."""
    from warehouse.database import connect

    with connect(database) as con:
        exports.marts(con, folder / "marts")
        exports.write_json(folder / "datapackage.json", exports.datapackage(con, "marts", "parquet"))


def _fill(
    folder: Path, account: Mapping[str, Any], database: Database, validation: Path | None, exported: Path | None
) -> None:
    """Write what goes with a database: marts and their description (or move them in), validation, the account."""
    if exported is None:
        export(database, folder)
    else:
        for made in exported.iterdir():
            shutil.move(made, folder / made.name)
    if validation is not None and validation.exists():
        shutil.copytree(validation, folder / "validation")
    exports.write_json(folder / "snapshot.json", account)


def _point_to(published: Path, snapshot_id: str) -> None:
    """Move the pointer: a new link is made aside and renamed over the old one."""
    for name, target in _FIXED_LINKS.items():
        link = published / name
        if not link.is_symlink():
            link.symlink_to(target)
    aside = published / f".{CURRENT}.{os.getpid()}"
    aside.unlink(missing_ok=True)
    aside.symlink_to(snapshot_id)
    aside.replace(published / CURRENT)
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
