"""The shelf of snapshots in a DuckLake: what is published is a name and a DuckLake snapshot id.

What belongs here: accounts and names of snapshots in the lake, what goes with them on this machine, thinning out. What
does not: which snapshot is published, kept or removed (`warehouse.snapshots`), loading and building
(`warehouse.loading`), reaching a lake (`warehouse.ducklake`).

    publication.account   snapshot id, the DuckLake snapshot it stands for, and its account
    publication.name      `current` and every tag, each with a snapshot id

A candidate is committed to the lake before it is judged; that publishes nothing, since readers attach the version that
`current` stands for. A refused candidate leaves the name where it was, and the next build goes on from it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warehouse import ducklake
from warehouse.ducklake import Lake, NoLake, Version
from warehouse.folder import CURRENT, Folder

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from warehouse.build import Candidate
    from warehouse.database import Database

GRACE = "1 day"
"""How old a version of the lake is at least when it goes, and how long its files stay then: for readers still at it."""


@dataclass(frozen=True, slots=True)
class LakeShelf:
    """A DuckLake, and the folder for what goes with the snapshots that this machine published."""

    lake: Lake
    folder: Folder

    def __str__(self) -> str:
        return str(self.lake)

    @property
    def address(self) -> str:
        """What to open, for people."""
        return str(self.lake)

    def read(self) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
        """The names, `current` and tags, each with its snapshot id; and the accounts by snapshot id, oldest first.

        Nothing while there is no lake, or nothing was published in it.
        """
        import duckdb

        with ducklake.memory() as con:
            try:
                ducklake.attach_now(con, "lake", self.lake)
                con.execute("begin")  # both as of one moment
                names = con.execute("select name, snapshot_id from lake.publication.name").fetchall()
                rows = con.execute("from lake.publication.account order by snapshot_id").fetchall()
            except (NoLake, duckdb.CatalogException):
                return {}, {}
            except duckdb.Error as error:
                raise ducklake.explained(error, self.lake) from error
        return dict(names), {snapshot_id: json.loads(account) for snapshot_id, _, account in rows}

    def files(self, account: Mapping[str, Any]) -> Path:
        """The folder of what goes with a snapshot, on the machine that published it."""
        return self.folder.files(account)

    def database(self, account: Mapping[str, Any]) -> Version:
        """The lake as the snapshot has it."""
        return Version(self.lake, int(account["version"]))

    def is_whole(self, account: Mapping[str, Any]) -> bool:  # noqa: ARG002
        """The lake's own affair."""
        return True

    def load(self, statements: Path, releases: pa.Table) -> tuple[str, ...]:
        """Bring this machine's releases in the lake up to date; the ids of those that were news."""
        from warehouse import loading

        return loading.load(self.lake, statements, releases)

    def build(
        self,
        work: Path,
        statements: Path,  # noqa: ARG002 - loaded before
        reference: Mapping[str, pa.Table],
        catalogue: Collection[str],
    ) -> Candidate:
        """Bring the lake's candidate up to date with what all machines loaded of the catalogue's releases."""
        from warehouse import loading

        return loading.build(self.lake, work, reference, catalogue)

    def alone(self, wait: float, on_wait: Callable[[str], None] | None = None) -> AbstractContextManager[None]:
        """Hold the lake's lock."""
        return ducklake.one_at_a_time(self.lake, wait, on_wait)

    def add(
        self, account: dict[str, Any], candidate: Candidate, validation: Path | None, exported: Path | None = None
    ) -> None:
        """Write down which version of the lake a snapshot is, and put beside it here what goes with it."""
        assert isinstance(candidate.database, Version)
        told = account | {"version": candidate.database.number}
        self.folder.add_files(told, candidate, validation, exported)
        row = [account["snapshot_id"], candidate.database.number, json.dumps(told, ensure_ascii=False, default=str)]
        with self._written() as con:
            self._change(con, "insert into lake.publication.account values (?, ?, ?)", row)

    def name(self, label: str, snapshot_id: str) -> None:
        """Give a snapshot a name, in one transaction; its old holder loses it."""
        with self._written() as con:
            self._change(
                con,
                "delete from lake.publication.name where name = ?",
                [label],
                "insert into lake.publication.name values (?, ?)",
                [label, snapshot_id],
            )
        # The folder's own pointer is for the files beside it, where this machine has them.
        if label == CURRENT and self.folder.files({"snapshot_id": snapshot_id}).is_dir():
            self.folder.name(CURRENT, snapshot_id)

    def remove(self, snapshot_ids: Collection[str]) -> None:
        """Forget snapshots, and every version of the lake that no snapshot stands for any more.

        Versions go when they are a day old, and their Parquet files a day after that: readers keep reading until then.
        """
        with self._written() as con:
            for snapshot_id in snapshot_ids:
                self._change(con, "delete from lake.publication.account where snapshot_id = ?", [snapshot_id])
            stay = {v for (v,) in con.execute("select version from lake.publication.account").fetchall()}
            latest = con.execute("from ducklake_current_snapshot('lake')").fetchall()[0][0]
            old = f"select snapshot_id from lake.snapshots() where snapshot_time <= now() - interval '{GRACE}'"
            versions = [v for (v,) in con.execute(old).fetchall()]
            gone = ", ".join(str(v) for v in versions if v not in stay and v != latest)
            if gone:
                con.execute(f"call ducklake_expire_snapshots('lake', versions => [{gone}])")
            con.execute(f"call ducklake_cleanup_old_files('lake', older_than => now() - interval '{GRACE}')")
            con.execute(f"call ducklake_delete_orphaned_files('lake', older_than => now() - interval '{GRACE}')")
        here = [i for i in snapshot_ids if self.folder.files({"snapshot_id": i}).is_dir()]
        self.folder.remove(here)

    def of_others(self, database: Database, mine: pa.Table, folder: Path) -> pa.Table:
        """Fetch the statements that other machines loaded into a store; their releases."""
        from warehouse import loading

        assert isinstance(database, Version)
        return loading.of_others(database, mine, folder)

    @contextmanager
    def _written(self) -> Iterator[duckdb.DuckDBPyConnection]:
        import duckdb

        with ducklake.memory() as con:
            ducklake.attach_latest(con, "lake", self.lake)
            try:
                found = "select count(*) from duckdb_tables() where schema_name = 'publication'"
                if con.execute(found).fetchall() != [(2,)]:
                    self._change(
                        con,
                        "create schema if not exists lake.publication",
                        [],
                        "create table if not exists lake.publication.account "
                        "(snapshot_id varchar, version bigint, account varchar)",
                        [],
                        "create table if not exists lake.publication.name (name varchar, snapshot_id varchar)",
                        [],
                    )
                yield con
            except duckdb.Error as error:
                raise ducklake.explained(error, self.lake) from error

    def _change(self, con: duckdb.DuckDBPyConnection, *steps: Any) -> None:
        """Carry out statements, each followed by its parameters, in one transaction."""

        def change() -> None:
            for statement, parameters in zip(steps[::2], steps[1::2], strict=True):
                con.execute(statement, parameters)

        ducklake.retried(con, change, self.lake)
