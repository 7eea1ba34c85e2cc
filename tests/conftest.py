"""What tests share: one Prefect server for the whole session, and one run of the main job on the bundled edition."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from flows.server import free_port, quiet, spare_certificates
from tests.postgres import Postgres, postgres

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
_SERVER: list[subprocess.Popen[bytes]] = []


def pytest_configure(config: pytest.Config) -> None:
    """Start the server beside the collection of tests; workers of xdist inherit its address."""
    quiet()
    os.environ["YEARBOOK_FETCH_INTERVAL"] = "0"
    os.environ["YEARBOOK_FETCH_BACKOFF"] = "0.05"
    for name in ("YEARBOOK_HOME", "YEARBOOK_CATALOGUE", "YEARBOOK_WAREHOUSE"):
        os.environ.pop(name, None)
    if hasattr(config, "workerinput"):
        return
    port = free_port()
    os.environ["PREFECT_HOME"] = tempfile.mkdtemp(prefix="yearbook-prefect-")
    os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{port}/api"
    spare_certificates(os.environ["PREFECT_API_URL"])
    _SERVER.append(
        subprocess.Popen(
            [sys.executable, "-m", "flows.server", str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    )


def pytest_unconfigure(config: pytest.Config) -> None:
    for server in _SERVER:
        server.kill()
        server.wait()
        shutil.rmtree(os.environ["PREFECT_HOME"], ignore_errors=True)


@pytest.fixture(scope="session")
def prefect_server() -> str:
    """The address of the session's Prefect server, once it answers."""
    address = os.environ["PREFECT_API_URL"]
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=2):
                return address
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("the Prefect server for the tests did not come up")


@pytest.fixture(scope="session")
def job(prefect_server: str) -> Callable[..., Any]:
    """The main job, run in this process: `job(home=…, catalogue=…, edition=…)` gives its summary, also when refused."""

    def run_job(home: Path, catalogue: Path | None = None, **options: Any) -> Any:
        from flows.run import GateRefused, run

        try:
            return asyncio.run(run(home=str(home), catalogue=str(catalogue) if catalogue else None, **options))
        except GateRefused as refused:
            return refused.summary

    return run_job


@pytest.fixture(scope="session")
def bundled_home(job: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home directory with the bundled edition published; read it, never write to it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    home = shared / "bundled-home"
    with FileLock(shared / "bundled-home.lock"):
        if not (home / "published" / "current").exists():
            summary = job(home=home)
            assert summary.exit_status == 0, summary
    return home


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A real PostgreSQL for the session; tests that ask for it are skipped where its programs are missing."""
    with postgres(tmp_path_factory.mktemp("postgres")) as server:
        yield server


@pytest.fixture
def lake(postgres_server: Postgres, tmp_path: Path) -> str:
    """What to set YEARBOOK_WAREHOUSE to: a database of this test's own, which holds no lake yet."""
    pytest.importorskip("duckdb_extension_ducklake", reason="the wheels of DuckDB's extensions are not installed")
    return f"ducklake:postgres://{postgres_server.database(f'lake_{uuid.uuid4().hex[:12]}')}"


@pytest.fixture
def yearbook(prefect_server: str, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command as its users start it, in an empty folder."""

    def command(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [Path(sys.executable).with_name("yearbook"), *arguments],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=os.environ | environment,
            timeout=120,
        )

    return command
