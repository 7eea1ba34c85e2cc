"""One setting says who works on batches: threads, processes, or a Dask cluster; what is published is the same."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flows import settings
from flows.batches import MOST, SIZE, cut
from flows.server import free_port
from sources import catalogue as catalogues
from sources.model import UsageError
from tests.serve import Page, Site, serve

YEARS = range(2000, 2024)


@pytest.fixture
def site() -> Iterator[Site]:
    tables = {y: f"category,year,count\nrunaway,{y},{y - 1000}\ngrooming,{y},{y - 1900}\n" for y in YEARS}
    with serve({f"/{y}.csv": Page(table, content_type="text/csv") for y, table in tables.items()}) as running:
        yield running


@pytest.fixture
def folder(site: Site, tmp_path: Path) -> Path:
    entries = "".join(
        f"- id: report-{y}\n  reference_year: {y}\n  language: en\n  published: {y + 1}-05-01\n"
        f"  title: Figures of {y}\n  url: {site.url}/{y}.csv\n  format: table\n"
        "  columns: {category: {column: category}, year: {column: year}, measure: cases, value: count}\n"
        for y in YEARS
    )
    (tmp_path / "sources/childfocus").mkdir(parents=True)
    (tmp_path / "sources/childfocus/releases.yml").write_text(entries)
    return tmp_path / "sources"


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[str]:
    """A Dask scheduler and two worker processes; the scheduler's address."""
    address = f"tcp://127.0.0.1:{free_port()}"
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--no-dashboard"]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard"]
    worker += ["--local-directory", str(tmp_path), "--no-nanny"]
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with ExitStack() as stack:
        for command in ([*dask, "--port", address.rpartition(":")[2]], worker, worker):
            running = subprocess.Popen(command, **quiet)
            stack.callback(running.wait, 20)
            stack.callback(running.terminate)
        from distributed import Client

        with Client(address, timeout=60) as client:
            client.wait_for_workers(2, timeout=60)
        yield address


def published(job: Callable[..., Any], home: Path, folder: Path) -> dict[str, bytes]:
    """The published marts, byte for byte."""
    from warehouse import snapshots

    summary = job(home=home, catalogue=folder, edition="live")
    assert summary.exit_status == 0, summary
    current = snapshots.current(home / "published")
    assert current is not None
    assert current.rows["fact_statement"] == 2 * len(YEARS)
    return {file.name: file.read_bytes() for file in (current.path / "marts").iterdir()}


@pytest.mark.timeout(240)
def test_whoever_reads_what_is_published_is_the_same(
    job: Callable[..., Any], folder: Path, cluster: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = {}
    for runner in ("threads:1", "processes:2", f"dask:{cluster}"):
        monkeypatch.setenv("YEARBOOK_RUNNER", runner)
        contents[runner] = published(job, tmp_path / runner.partition(":")[0], folder)
    first, *others = contents.values()
    assert len(first) > 5
    assert all(other == first for other in others)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for processes in /proc")
def test_processes_end_with_the_run_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "run.py"
    script.write_text(
        "import time, multiprocessing\n"
        "from flows.processes import readers\n"
        "if __name__ == '__main__':\n"
        "    with readers(2):\n"
        "        print(*[child.pid for child in multiprocessing.active_children()], flush=True)\n"
        "        time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as run:
        assert run.stdout is not None
        children = [Path(f"/proc/{pid}") for pid in run.stdout.readline().decode().split()]
        assert len(children) == 2
        run.kill()
    ends = time.monotonic() + 20
    while any(child.exists() for child in children):
        assert time.monotonic() < ends, children
        time.sleep(0.05)


def test_a_worker_that_dies_fails_its_releases_and_the_next_run_does_them(
    job: Callable[..., Any], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YEARBOOK_RUNNER", "processes:1")
    killer = tmp_path / "killer"
    killer.mkdir()
    # Python runs this module in every process it starts with it on the path: a worker that opens a capture dies.
    (killer / "sitecustomize.py").write_text(
        "import os, sys\n"
        "def die(event, given):\n"
        "    if event == 'open' and '.warc' in str(given[0]):\n"
        "        os._exit(9)\n"
        "if 'multiprocessing.spawn' in ' '.join(sys.argv) or '--multiprocessing-fork' in sys.argv:\n"
        "    sys.addaudithook(die)\n"
    )
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(killer), os.environ.get("PYTHONPATH", "")]))
    summary = job(home=tmp_path / "home", catalogue=folder, edition="live")
    assert summary.exit_status == 1
    assert {o.step for o in summary.failures} == {"read"}
    assert "the next run does it again" in summary.failures[0].message
    monkeypatch.delenv("PYTHONPATH")
    monkeypatch.setenv("YEARBOOK_RUNNER", "threads:1")
    assert published(job, tmp_path / "home", folder)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("threads", ("threads", None)),
        ("threads:3", ("threads", None)),
        ("processes:4", ("processes", None)),
        ("dask:tcp://scheduler:8786", ("dask", "tcp://scheduler:8786")),
    ],
)
def test_the_setting(text: str, expected: tuple[str, str | None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YEARBOOK_RUNNER", text)
    chosen = settings.runner()
    assert (chosen.kind, chosen.address) == expected
    if number := re.search(r":(\d)$", text):
        assert chosen.workers == int(number[1])


def test_without_a_setting_processes_read_what_is_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("YEARBOOK_RUNNER", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    assert settings.runner(46) == settings.Runner("threads", 2)
    assert settings.runner(1000) == settings.Runner("processes", settings.MOST_PROCESSES)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert settings.runner(1000) == settings.Runner("threads", 2)


@pytest.mark.parametrize("text", ["fibers", "threads:0", "threads:many", "dask", "dask:scheduler"])
def test_a_setting_that_is_none(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YEARBOOK_RUNNER", text)
    with pytest.raises(UsageError, match="YEARBOOK_RUNNER"):
        settings.runner()


@pytest.mark.parametrize("count", [1, 7, 50, 51, 1000, 3000])
@pytest.mark.parametrize("workers", [1, 2, 8])
def test_batches_hold_every_release_once_in_a_bearable_number(count: int, workers: int) -> None:
    loaded = catalogues.load(None)
    releases = [replace(loaded.releases[0], release_id=f"r{n}", reference_year=1950 + n % 150) for n in range(count)]
    batches = cut(loaded, releases, {"r0"}, workers)
    ids = [r.release_id for b in batches for r in b.part.releases]
    assert sorted(ids) == sorted(r.release_id for r in releases)
    assert len(batches) <= max(MOST, workers)
    assert len(batches) >= min(count, workers)
    assert count > SIZE * MOST or max(len(b.part.releases) for b in batches) <= SIZE
    assert sum(len(b.fetch) for b in batches) == 1
