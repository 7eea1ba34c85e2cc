"""Looking at everything a run needs: what is found, whether it will do, and how to mend it.

What belongs here: checks that change nothing. What does not: printing them, or mending.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import importlib.util
import json
import os
import shutil
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

from flows import notify, server, settings
from sources import catalogue as catalogues
from sources.model import YearbookError

if TYPE_CHECKING:
    import duckdb

Health = Literal["fine", "warning", "wrong"]

LEAST = {
    "prefect": ("3.8.8", "4"),
    "fastapi": ("0.139", "0.141"),
    "sqlalchemy": ("2.0.40", "2.1"),
    "duckdb": ("1.5.5", "3"),
    "pyarrow": ("21", None),
    "great-expectations": ("1.24", "2"),
}
"""Versions that work together: from, below. `pyproject.toml` says why."""
NEEDED_BYTES = 500 * 1024**2
WANTED_BYTES = 5 * 1024**3
DRIFT = 60.0
"""Seconds by which this clock may differ from the server's."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    health: Health
    found: str
    fix: str = ""


def examine(home: settings.Home, catalogue: Path | None) -> list[Check]:
    """Look at everything; a check that cannot be made is wrong, and the others are made all the same."""
    checks: list[Check] = []
    looks: list[tuple[str, Callable[[], Iterator[Check]]]] = [
        ("versions", _versions),
        ("prefect server", _server),
        ("batches", _runner),
        ("duckdb extensions", _extensions),
        ("warehouse", lambda: _warehouse(home)),
        ("disk", lambda: _disk(home)),
        ("permissions", lambda: _permissions(home)),
        ("clock", lambda: _clock(home)),
        ("catalogue", lambda: _catalogue(catalogue)),
        ("lock", lambda: _lock(home)),
        ("published", lambda: _published(home)),
        ("notification", _notification),
    ]
    for name, look in looks:
        try:
            checks += look()
        except Exception as error:
            checks.append(Check(name, "wrong", str(error) or type(error).__name__))
    return checks


def _versions() -> Iterator[Check]:
    python = ".".join(map(str, sys.version_info[:3]))
    yield (
        Check("python", "fine", python)
        if sys.version_info >= (3, 11)
        else Check("python", "wrong", python, "Yearbook needs Python 3.11 or newer")
    )
    yield Check("yearbook", "fine", metadata.version("yearbook"))
    for package, (least, below) in LEAST.items():
        found = metadata.version(package)
        right = _number(least) <= _number(found) and (below is None or _number(found) < _number(below))
        span = f"{least} or newer" + (f", below {below}" if below else "")
        fix = f"{span} is needed: `make setup`, or `pip install --require-hashes -r requirements.lock`"
        yield Check(package, "fine" if right else "wrong", found, "" if right else fix)
    if os.environ.get("PYTHONDONTWRITEBYTECODE"):
        yield Check(
            "bytecode", "warning", "PYTHONDONTWRITEBYTECODE is set: every start takes seconds longer", "unset it"
        )


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:3] if part.isdigit())


def _server() -> Iterator[Check]:
    address = server.configured()
    if address is None:
        yield Check("prefect server", "fine", "none configured: each run starts a temporary one")
        return
    try:
        server.reachable()
    except YearbookError:
        yield Check(
            "prefect server",
            "wrong",
            f"{address} does not answer",
            "start it with `prefect server start` (systemctl start prefect-server), or unset PREFECT_API_URL for a "
            "temporary one",
        )
        return
    with urllib.request.urlopen(f"{address.rstrip('/')}/admin/version", timeout=5) as answer:
        theirs = str(json.loads(answer.read()))
    ours = metadata.version("prefect")
    if theirs.split(".")[:2] != ours.split(".")[:2]:
        yield Check(
            "prefect server", "warning", f"{address} is {theirs}, here is {ours}", "upgrade the older of the two"
        )
    else:
        yield Check("prefect server", "fine", f"{address} answers, {theirs}")


def _runner() -> Iterator[Check]:
    chosen = settings.runner()
    if chosen.address is None:
        yield Check("batches", "fine", f"{chosen.kind}, {chosen.workers} at once")
        return
    place = urlsplit(chosen.address)
    try:
        with socket.create_connection((place.hostname or "", place.port or 8786), timeout=3):
            pass
        metadata.version("prefect-dask")
    except OSError as error:
        yield Check(
            "batches", "wrong", f"{chosen.address}: {error}", "start the cluster's scheduler, or unset YEARBOOK_RUNNER"
        )
    except metadata.PackageNotFoundError:
        yield Check("batches", "wrong", "prefect-dask is not installed", "pip install 'yearbook[dask]'")
    else:
        yield Check("batches", "fine", f"Dask at {chosen.address}")


def _extensions() -> Iterator[Check]:
    import duckdb

    wanted = ["parquet", "json"]
    if os.environ.get("YEARBOOK_WAREHOUSE"):
        wanted += ["ducklake", "postgres_scanner"]
        if os.environ.get("YEARBOOK_WAREHOUSE_DATA", "").startswith("s3://"):
            wanted.append("httpfs")
    with duckdb.connect() as con:
        missing = [extension for extension in wanted if not _is_present(con, extension)]
    if missing:
        yield Check(
            "duckdb extensions",
            "wrong",
            f"missing: {', '.join(missing)}",
            "pip install 'yearbook[ducklake]' (wheels), or `INSTALL` them in DuckDB where the network allows",
        )
    else:
        yield Check("duckdb extensions", "fine", ", ".join(wanted))


def _is_present(con: duckdb.DuckDBPyConnection, extension: str) -> bool:
    """Whether an extension is built in, was installed by DuckDB, or came as a wheel."""
    import duckdb

    try:
        con.load_extension(extension)
    except duckdb.Error:
        return importlib.util.find_spec(f"duckdb_extension_{extension}") is not None
    return True


def _warehouse(home: settings.Home) -> Iterator[Check]:
    """A DuckLake's server answers, and its files are in reach of this machine."""
    import duckdb

    from warehouse import ducklake
    from warehouse.shelf import LakeShelf

    shelf = home.warehouse
    if not isinstance(shelf, LakeShelf):
        yield Check("warehouse", "fine", f"a DuckDB file per snapshot in {shelf}")
        return
    with ducklake.memory() as con:
        try:
            ducklake.attach_now(con, "lake", shelf.lake)
        except ducklake.NoLake:
            found = f"{shelf} answers and holds no lake yet; its files will lie in {shelf.lake.data}"
            yield Check("warehouse", "fine", found)
            return
        except ducklake.LakeError as error:
            fix = "start PostgreSQL and let this machine in (pg_hba.conf), or correct YEARBOOK_WAREHOUSE"
            yield Check("warehouse", "wrong", str(error), fix)
            return
        data = ducklake.data_path(con, "lake")
        try:
            con.execute("select excerpt from lake.store.statement limit 1").fetchone()
        except duckdb.CatalogException:
            pass  # nothing was loaded yet
        except duckdb.Error as error:
            fix = f"mount {data} on this machine under the same path, or give it the keys (AWS_ACCESS_KEY_ID …)"
            yield Check("warehouse", "wrong", f"{data} cannot be read: {str(error).splitlines()[0]}", fix)
            return
    wanted = os.environ.get("YEARBOOK_WAREHOUSE_DATA")
    if wanted and wanted.rstrip("/") != data.rstrip("/"):
        fix = "a lake stays where it was made: unset YEARBOOK_WAREHOUSE_DATA"
        yield Check("warehouse", "warning", f"its files are in {data}, not in {wanted}", fix)
        return
    yield Check("warehouse", "fine", f"{shelf}, files in {data}")


def _disk(home: settings.Home) -> Iterator[Check]:
    free = shutil.disk_usage(_existing(home.root)).free
    found = f"{free / 1024**3:.1f} GB free for {home.root}"
    if free < NEEDED_BYTES:
        yield Check("disk", "wrong", found, "make room: `yearbook snapshots --prune 2` removes older snapshots")
    elif free < WANTED_BYTES:
        yield Check("disk", "warning", found, "a candidate is built beside what is published: keep some GB free")
    else:
        yield Check("disk", "fine", found)


def _permissions(home: settings.Home) -> Iterator[Check]:
    if not home.root.exists():
        parent = _existing(home.root)
        if os.access(parent, os.W_OK | os.X_OK):
            yield Check("permissions", "fine", f"{home.root} is not there yet and can be made")
        else:
            yield Check("permissions", "wrong", f"{home.root} cannot be made", f"`chown {_me()} {parent}`, or --home")
        return
    folders = [home.root, *(f for f in home.root.iterdir() if f.is_dir())]
    barred = [str(f) for f in folders if not os.access(f, os.R_OK | os.W_OK | os.X_OK)]
    if barred:
        yield Check(
            "permissions", "wrong", f"not ours to write: {', '.join(barred)}", f"`chown -R {_me()} {home.root}`"
        )
    else:
        yield Check("permissions", "fine", f"{home.root} can be written")


def _clock(home: settings.Home) -> Iterator[Check]:
    now = dt.datetime.now(dt.UTC)
    fix = "set the clock: `timedatectl set-ntp true`"
    if now.year < 2025:
        yield Check("clock", "wrong", f"it says {now:%Y-%m-%d}", fix)
        return
    if address := server.configured():
        try:
            with urllib.request.urlopen(f"{address.rstrip('/')}/health", timeout=5) as answer:
                theirs = email.utils.parsedate_to_datetime(answer.headers["Date"])
        except (OSError, TypeError, ValueError):
            theirs = now
        drift = abs((now - theirs).total_seconds())
        if drift > DRIFT:
            yield Check("clock", "wrong", f"{drift:.0f} s apart from the Prefect server's", fix)
            return
    pointer = home.published / "current"
    if pointer.is_symlink() and str(pointer.readlink())[:15] > f"{now:%Y%m%dT%H%M%S}":
        yield Check("clock", "wrong", f"the published snapshot {pointer.readlink()} is of the future", fix)
        return
    yield Check("clock", "fine", f"{now:%Y-%m-%d %H:%M:%S} UTC")


def _catalogue(root: Path | None) -> Iterator[Check]:
    try:
        loaded = catalogues.load(root)
    except YearbookError as error:
        yield Check("catalogue", "wrong", str(error), "correct the entries named")
        return
    yield Check("catalogue", "fine", f"{len(loaded.releases)} releases in {loaded.root}")


def _lock(home: settings.Home) -> Iterator[Check]:
    from warehouse import lock

    file = home.root / ".writer.lock"
    if not file.exists():
        yield Check("lock", "fine", "nobody writes")
        return
    try:
        with FileLock(file, timeout=0):
            yield Check("lock", "fine", "nobody writes")
    except Timeout:
        who = lock.holder(home.root)
        yield Check(
            "lock", "warning", f"held by {who or 'a run without a name'}", "wait for it to end; readers need not"
        )


def _published(home: settings.Home) -> Iterator[Check]:
    import duckdb

    from warehouse import snapshots
    from warehouse.database import DamagedError, connect

    current = snapshots.current(home.warehouse)
    if current is None:
        yield Check("published", "fine", "nothing yet; `yearbook run` publishes the bundled releases")
        return
    try:
        with connect(current.database) as con:
            con.execute("select count(*) from fact_figure").fetchone()
    except (duckdb.Error, DamagedError) as error:
        fix = "`yearbook rollback` to an earlier of `yearbook snapshots`, or restore the backup"
        yield Check("published", "wrong", f"{current.snapshot_id}: {str(error).splitlines()[0]}", fix)
        return
    yield Check("published", "fine", f"{current.snapshot_id}, {current.rows.get('fact_figure', 0):,} figures")


def _notification() -> Iterator[Check]:
    try:
        told = notify.targets()
    except YearbookError as error:
        yield Check("notification", "wrong", str(error), "correct YEARBOOK_NOTIFY")
        return
    # The path of a webhook is its secret.
    names = [t if t.startswith("mailto:") else urlsplit(t).netloc for t in told]
    yield Check("notification", "fine", ", ".join(names) or "nobody is told (YEARBOOK_NOTIFY is not set)")


def _existing(path: Path) -> Path:
    return next(p for p in (path, *path.parents) if p.exists())


def _me() -> str:
    import getpass

    return getpass.getuser()
