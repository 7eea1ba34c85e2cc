"""A DuckLake whose catalogue is in PostgreSQL: its address, reaching it, and what to tell when that fails.

What belongs here: DuckDB's extensions, passwords and keys, attaching, transactions that meet others', the lock that
machines share. What does not: which tables are in it (`warehouse.loading`), or what is published (`warehouse.shelf`).

A password is never shown: it goes to DuckDB as a secret, and is kept out of messages.
"""

from __future__ import annotations

import importlib
import os
import random
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib import resources
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

from sources.model import UsageError, YearbookError

if TYPE_CHECKING:
    import duckdb

PREFIX = "ducklake:postgres:"
EXTENSIONS = ("ducklake", "postgres_scanner")
"""What DuckDB needs to reach a lake; `httpfs` besides where its data path is on S3 or a web server."""
REMOTE = ("s3://", "s3a://", "gs://", "r2://", "http://", "https://")
ATTEMPTS = 8
"""How often a transaction is tried that meets another's."""

_T = TypeVar("_T")


class LakeError(YearbookError):
    """A DuckLake cannot be reached or used; what was published is untouched."""


class NoLake(LakeError):  # noqa: N818 - reads as what it is
    """The PostgreSQL database answers, and holds no DuckLake yet."""


@dataclass(frozen=True, slots=True)
class Lake:
    """The address of a DuckLake."""

    dsn: str
    """PostgreSQL's connection parameters (`dbname=… host=…`), without the password."""
    data: str
    """Where a new lake keeps its Parquet files: a folder, or `s3://bucket/path`. A lake that exists knows where."""
    password: str | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return PREFIX + self.dsn


@dataclass(frozen=True, slots=True)
class Version:
    """A lake as one of its snapshots has it."""

    lake: Lake
    number: int
    """DuckLake's snapshot id."""

    def __str__(self) -> str:
        return f"{self.lake} at snapshot {self.number}"


def parse(setting: str, data: str) -> Lake:
    """The lake that `ducklake:postgres:…` names: connection parameters, or an address as `//user@host:5432/name`.

    Args:
        setting: what libpq takes: `dbname=yearbook host=db user=loader`, `//loader@db/yearbook`, or
            `postgresql://loader@db/yearbook`, each after `ducklake:postgres:`.
        data: where a new lake keeps its files.

    Raises:
        UsageError: when it is something else.
    """
    rest = setting.removeprefix(PREFIX)
    if rest.startswith("//"):
        rest = "postgresql:" + rest
    if rest.startswith(("postgres://", "postgresql://")):
        rest = _parameters(rest)
    if not setting.startswith(PREFIX) or not re.match(r"\s*\w+\s*=", rest):
        raise UsageError(
            "YEARBOOK_WAREHOUSE is no DuckLake: write ducklake:postgres:dbname=yearbook host=db.example user=loader, "
            "or ducklake:postgres://loader@db.example/yearbook; leave it unset for a DuckDB file"
        )
    found = re.search(r"\bpassword\s*=\s*('(?:[^'\\]|\\.)*'|\S+)\s*", rest)
    password = re.sub(r"\\(.)", r"\1", found[1].strip("'")) if found else None
    dsn = (rest[: found.start()] + rest[found.end() :] if found else rest).strip()
    return Lake(dsn, data if data.startswith(REMOTE) else os.path.abspath(data), password)  # noqa: PTH100 - a text


def _parameters(address: str) -> str:
    """A PostgreSQL address as connection parameters: the extension takes only these."""
    parts = urlsplit(address)
    named = {
        "dbname": parts.path.lstrip("/"),
        "host": parts.hostname,
        "port": str(parts.port) if parts.port else None,
        "user": parts.username,
        "password": parts.password,
    }
    told = [(name, unquote(value)) for name, value in named.items() if value] + parse_qsl(parts.query)
    return " ".join(f"{name}={_value(value)}" for name, value in told)


def _value(text: str) -> str:
    if re.fullmatch(r"[\w./:@-]+", text):
        return text
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def memory(**config: str) -> duckdb.DuckDBPyConnection:
    """A connection in memory, for statements of our own, that loads an extension without checking its signature.

    The check reads forty megabytes and takes a third of a second each time. pip has held the wheels against their
    hashes, as it has DuckDB itself. People's own statements (`yearbook sql`) get a connection that checks.
    """
    import duckdb

    return duckdb.connect(":memory:", config={"allow_unsigned_extensions": "true", **config})


def load(con: duckdb.DuckDBPyConnection, *names: str) -> None:
    """Load extensions: from their wheels, else from where DuckDB installs them.

    Raises:
        LakeError: one is neither here nor there.
    """
    import duckdb

    for name in names:
        try:
            con.execute(f"load '{_wheel(name)}'")
        except (ModuleNotFoundError, FileNotFoundError, duckdb.Error):
            try:
                con.execute(f"load {name}")
            except duckdb.Error as error:
                raise LakeError(
                    f"DuckDB's extension {name} is missing. `pip install 'yearbook[ducklake]'` brings it for DuckDB "
                    f"1.5; or, where the network allows, `INSTALL {name}` in DuckDB {duckdb.__version__}. "
                    "Then `yearbook doctor`."
                ) from error


def _wheel(name: str) -> str:
    import duckdb

    folder = resources.files(importlib.import_module(f"duckdb_extension_{name}"))
    file = folder / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
    if not file.is_file():
        raise FileNotFoundError(str(file))
    return str(file)


def attach_version(con: duckdb.DuckDBPyConnection, name: str, version: Version) -> None:
    """Attach a lake as one of its snapshots has it, read-only.

    Raises:
        LakeError: it cannot be reached, or has no such snapshot any more.
    """
    _attach(con, name, version.lake, f"read_only, snapshot_version {version.number}")


def attach_now(con: duckdb.DuckDBPyConnection, name: str, lake: Lake) -> None:
    """Attach a lake as it is now, read-only.

    Raises:
        NoLake: there is none yet.
        LakeError: it cannot be reached.
    """
    _attach(con, name, lake, "read_only")


def attach_latest(con: duckdb.DuckDBPyConnection, name: str, lake: Lake) -> None:
    """Attach a lake as it is now, to write to it; a lake that is not there yet is made.

    Raises:
        LakeError: it cannot be reached.
    """
    for attempt in range(ATTEMPTS):
        try:
            _attach(con, name, lake, "create_if_not_exists false")
            break
        except NoLake:
            _reach(con, lake.data)
        try:
            _attach(con, name, lake, f"data_path '{_escaped(lake.data)}'")
            break
        except LakeError as error:  # another machine makes it this moment, and one of the two fails
            if "Failed to initialize" not in str(error) or attempt == ATTEMPTS - 1:
                raise
            _wait(attempt)
    con.execute("set ducklake_max_retry_count = 50")


def _attach(con: duckdb.DuckDBPyConnection, name: str, lake: Lake, options: str) -> None:
    import duckdb

    load(con, *EXTENSIONS)
    if lake.password is not None:
        con.execute(f"create or replace secret yearbook_postgres (type postgres, password '{_escaped(lake.password)}')")
        options += ", meta_secret 'yearbook_postgres'"
    try:
        con.execute(f"attach '{_escaped(PREFIX + _patient(lake))}' as {name} ({options})")
    except duckdb.Error as error:
        raise explained(error, lake) from None
    _reach(con, data_path(con, name))


def data_path(con: duckdb.DuckDBPyConnection, name: str) -> str:
    """Where an attached lake keeps its files."""
    found = con.execute(
        f"select value from __ducklake_metadata_{name}.ducklake_metadata where key = 'data_path'"
    ).fetchone()
    return str(found[0]) if found else ""


def _reach(con: duckdb.DuckDBPyConnection, data: str) -> None:
    """Make a data path on S3 readable, with the keys of the environment under their usual names."""
    if not data.startswith(REMOTE):
        return
    load(con, "httpfs")
    # what the extension does not take from the environment by itself
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    given = {
        "key_id": os.environ.get("AWS_ACCESS_KEY_ID"),
        "secret": os.environ.get("AWS_SECRET_ACCESS_KEY"),
        "session_token": os.environ.get("AWS_SESSION_TOKEN"),
        "region": os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION"),
    }
    if endpoint:
        parts = urlsplit(endpoint)
        given |= {"endpoint": parts.netloc + parts.path.rstrip("/"), "url_style": "path"}
        given["use_ssl"] = "true" if parts.scheme == "https" else "false"
    told = "".join(f", {name} '{_escaped(value)}'" for name, value in given.items() if value)
    con.execute(f"create or replace secret yearbook_s3 (type s3{told})")


def explained(error: Exception, lake: Lake) -> LakeError:
    """An error of DuckDB's as what it means here, without the password."""
    text = str(error).replace(lake.password, "***") if lake.password else str(error)
    if "does not exist - and creating a new DuckLake" in text:
        return NoLake(f"there is no DuckLake in {lake} yet; `yearbook run` makes it")
    if "Unable to connect to Postgres" in text:
        why = text.split(": ")[-1].strip().splitlines()[0]
        return LakeError(
            f"the warehouse's catalogue {lake} does not answer: {why}. Nothing was changed. Start PostgreSQL, or "
            "correct YEARBOOK_WAREHOUSE (a password belongs into PGPASSWORD or ~/.pgpass); then `yearbook doctor`."
        )
    if "No snapshot found at version" in text:
        return LakeError(f"{lake}: {text.splitlines()[0]}: it was thinned out. `yearbook snapshots` lists what is kept")
    return LakeError(f"{lake}: {text.splitlines()[0]}. Nothing was changed; `yearbook doctor` looks at what is needed.")


def retried(con: duckdb.DuckDBPyConnection, work: Callable[[], _T], lake: Lake) -> _T:
    """Do something in one transaction, and again where another machine's came between.

    DuckLake's transactions are optimistic: of two that delete from the same file the second fails at its commit.

    Raises:
        LakeError: it met others again and again.
    """
    import duckdb

    for attempt in range(ATTEMPTS):
        try:
            con.execute("begin")
            done = work()
            con.execute("commit")
            return done
        except duckdb.Error as error:
            with suppress(duckdb.Error):
                con.execute("rollback")
            if "conflict" not in str(error).lower() or attempt == ATTEMPTS - 1:
                raise explained(error, lake) from error
            _wait(attempt)
        except BaseException:
            with suppress(duckdb.Error):
                con.execute("rollback")
            raise
    raise AssertionError("unreachable")


def _wait(attempt: int) -> None:
    time.sleep(random.uniform(0.5, 1) * 0.1 * 2**attempt)


LOCK = 0x59656172
"""The key of the advisory lock: one per PostgreSQL database, and so per lake."""


@contextmanager
def one_at_a_time(lake: Lake, wait: float, on_wait: Callable[[str], None] | None = None) -> Iterator[None]:
    """Hold the lake's lock: of all machines, one builds, judges and publishes at a time. Loading needs no lock.

    It is PostgreSQL's own (an advisory lock of an open transaction), so it ends with its process or its machine.

    Args:
        wait: seconds to wait for another machine to end.
        on_wait: told who holds it, once, before waiting.

    Raises:
        LakeError: another one still holds it after `wait` seconds, or the server is away.
    """
    import duckdb

    with memory() as con:
        load(con, "postgres_scanner")
        secret = ""
        if lake.password is not None:
            con.execute(f"create secret yearbook_postgres (type postgres, password '{_escaped(lake.password)}')")
            secret = ", secret yearbook_postgres"
        me = f"yearbook on {os.uname().nodename} process {os.getpid()}"
        try:
            named = _escaped(f"{_patient(lake)} application_name='{me}'")
            con.execute(f"attach '{named}' as shared (type postgres{secret})")
            con.execute("begin")
            deadline = time.monotonic() + wait
            told = False
            while not _ask(con, f"select pg_try_advisory_xact_lock({LOCK})"):
                if not told and on_wait:
                    on_wait(_holder(con))
                told = True
                if time.monotonic() > deadline:
                    raise LakeError(
                        f"another machine is publishing to {lake}: {_holder(con)}. What was loaded stays; wait for it "
                        "to end and run again. Readers are not affected."
                    )
                time.sleep(0.3)
        except duckdb.Error as error:
            raise explained(error, lake) from None
        yield
        try:
            con.execute("rollback")
        except duckdb.Error as error:
            raise explained(error, lake) from None


def _holder(con: duckdb.DuckDBPyConnection) -> str:
    return str(
        _ask(
            con,
            "select application_name from pg_locks join pg_stat_activity using (pid) "
            f"where locktype = 'advisory' and objid = {LOCK} and granted limit 1",
        )
        or "it left no name"
    )


def _ask(con: duckdb.DuckDBPyConnection, query: str) -> object:
    row = con.execute("from postgres_query('shared', ?)", [query]).fetchone()
    return row[0] if row else None


def _patient(lake: Lake) -> str:
    """The connection parameters; libpq waits for a server that is away for minutes unless told otherwise."""
    return lake.dsn if "connect_timeout" in lake.dsn else f"{lake.dsn} connect_timeout=10"


def _escaped(text: str) -> str:
    return text.replace("'", "''")
