"""A backfill of 1,000 releases × 200 figures against the hand-written script, and three shapes of a flow.

    python -m benchmarks.backfill [--releases 1000] [--runs 3] [--shapes]

Starts a Prefect server and a local HTTP server of its own in a temporary folder. Times whole processes, the two by
turns, so that a busy machine is busy for both. `--shapes` times fetching and reading alone as a task per release and
step, a task per release, and a task per batch.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from benchmarks.workload import tables
from flows.server import free_port

BIN = Path(sys.executable).parent


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--releases", type=int, default=1000)
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--shapes", action="store_true")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with prefect_server(folder), site(folder, options.releases) as address:
            if options.shapes:
                shapes(folder, options.releases)
            else:
                compare(folder, address, options)


def compare(folder: Path, address: str, options: argparse.Namespace) -> None:
    """The floor and the backfill: cold, unchanged, with one release more, with one fetched again."""
    listing = folder / "releases.tsv"
    listing.write_text(
        "".join(f"{t.release_id}\t{t.body}\t{t.year}\t{address}{t.path}\n" for t in tables(options.releases))
    )
    home, floor_home = folder / "home", folder / "floor"
    floor = [sys.executable, "-m", "benchmarks.handwritten", listing, floor_home]
    backfill = [BIN / "yearbook", "--home", home, "--catalogue", folder / "catalogue"]
    backfill += ["backfill", "--years", "1950..2100", "--edition", "live"]
    catalogued = folder / "catalogue/body-01/releases.yml"
    everything = catalogued.read_text()
    times: dict[str, list[float]] = {}
    for _ in range(options.runs):
        catalogued.write_text(without_newest(everything))
        for path in (home, floor_home):
            shutil.rmtree(path, ignore_errors=True)
        for told, command in (
            ("hand-written, cold", floor),
            ("yearbook backfill, cold", backfill),
            ("hand-written, nothing changed", floor),
            ("yearbook backfill, nothing changed", backfill),
        ):
            times.setdefault(told, []).append(timed(command))
        catalogued.write_text(everything)
        times.setdefault("yearbook backfill, one release more", []).append(timed(backfill))
        forget(home, next(tables(options.releases)).release_id)
        times.setdefault("yearbook backfill, one release fetched again", []).append(timed(backfill))
    print(f"{options.releases} releases × 200 figures, median of {options.runs} (fastest … slowest)")
    for told, seconds in times.items():
        print(f"  {told:<42}{median(seconds):6.2f} s   ({min(seconds):.2f} … {max(seconds):.2f})")
    floors = times["hand-written, cold"]
    for told in ("cold", "one release more", "one release fetched again"):
        ratio = median(ours / theirs for ours, theirs in zip(times[f"yearbook backfill, {told}"], floors, strict=True))
        print(f"  {told}, times the hand-written script, cold: {ratio:.2f}")


def without_newest(entries: str) -> str:
    """A `releases.yml` without its first entry, the newest year: it comes later, as next year's release does."""
    return "- id:" + entries.split("- id:", 2)[2]


def forget(home: Path, release_id: str) -> None:
    """Take a release out of the list of captures: the backfill fetches, reads and loads it as a new one."""
    (home / "archive/captures" / f"{release_id}.jsonl").unlink()


def shapes(folder: Path, releases: int) -> None:
    """Fetching and reading, as tasks of three sizes."""
    for shape in ("batch", "release", "step"):
        seconds = timed([sys.executable, "-m", "benchmarks.shapes", shape, folder / "catalogue", folder / shape])
        print(f"  a task per {shape:<10}{seconds:7.1f} s for {releases} releases, fetched and read")


def timed(command: list[str | Path]) -> float:
    """Seconds of a whole process.

    Raises:
        SystemExit: when it fails.
    """
    began = time.perf_counter()
    ended = subprocess.run(command, capture_output=True, text=True)
    if ended.returncode:
        raise SystemExit(f"{command} ended with {ended.returncode}:\n{ended.stdout}{ended.stderr}")
    return time.perf_counter() - began


@contextmanager
def prefect_server(folder: Path) -> Iterator[None]:
    """A Prefect server as `docs/operations.md` sets one up."""
    port = free_port()
    os.environ |= {
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "YEARBOOK_FETCH_INTERVAL": "0",
    }
    command = [BIN / "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-ui"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while server.poll() is None:
            try:
                with urllib.request.urlopen(os.environ["PREFECT_API_URL"] + "/health", timeout=2):
                    break
            except OSError:
                time.sleep(0.2)
        yield
    finally:
        server.terminate()
        server.wait(20)


@contextmanager
def site(folder: Path, releases: int) -> Iterator[str]:
    """The workload's HTTP server; its address."""
    command = [sys.executable, "-m", "benchmarks.workload", folder, "--releases", str(releases)]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdout and server.stdin
    try:
        yield server.stdout.readline().strip()
    finally:
        server.stdin.close()
        server.wait(20)


if __name__ == "__main__":
    main()
