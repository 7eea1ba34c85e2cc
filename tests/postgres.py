"""A PostgreSQL of the tests' own, started from the programs that `pg_config --bindir` names."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from flows.server import free_port


@dataclass(frozen=True)
class Postgres:
    """A running server that trusts everybody who is on this machine."""

    programs: Path
    port: int

    def database(self, name: str) -> str:
        """Make a database; where it is, as `user@host:port/name`."""
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "yearbook"]
        subprocess.run([self.programs / "createdb", *where, name], check=True)
        return f"yearbook@127.0.0.1:{self.port}/{name}"


@contextmanager
def postgres(folder: Path) -> Iterator[Postgres]:
    """Start a server on a free port, as the user `postgres` where we are root; skip where there are no programs."""
    found = shutil.which("pg_config")
    if found is None:
        pytest.skip("PostgreSQL's programs are not installed (pg_config is not found)")
    programs = Path(subprocess.run([found, "--bindir"], capture_output=True, text=True, check=True).stdout.strip())
    if not (programs / "initdb").exists():
        pytest.skip(f"PostgreSQL's server programs are not installed ({programs}/initdb)")
    user = "postgres" if os.getuid() == 0 else None  # it refuses to run as root
    port = free_port()
    data = folder / "pg"
    data.mkdir(parents=True)
    if user:
        owner = pwd.getpwnam(user)
        os.chown(data, owner.pw_uid, owner.pw_gid)
        for parent in data.parents:
            if parent.stat().st_uid == os.getuid() and parent.stat().st_mode & 0o005 != 0o005:
                parent.chmod(parent.stat().st_mode | 0o055)
    as_user: dict[str, Any] = {"user": user, "cwd": "/"} if user else {}
    subprocess.run(
        [programs / "initdb", "--pgdata", data, "--auth", "trust", "--username", "yearbook", "--no-sync"],
        check=True,
        capture_output=True,
        **as_user,
    )
    options = ["-p", str(port), "-k", str(data), "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]
    running = subprocess.Popen(
        [programs / "postgres", "-D", data, *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **as_user,
    )
    try:
        ready = [programs / "pg_isready", "-h", "127.0.0.1", "-p", str(port)]
        while subprocess.run(ready, capture_output=True).returncode:
            assert running.poll() is None
            time.sleep(0.1)
        yield Postgres(programs, port)
    finally:
        running.send_signal(signal.SIGINT)  # asked to terminate, it would wait for every client to leave
        running.wait(30)
