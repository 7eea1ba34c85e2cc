"""What the main job costs: wall time and memory of the command as its users start it, and where the seconds go.

    python benchmarks/run.py [--runs 3]

Prints the median of the runs for the bundled edition with a temporary Prefect server, with one that is running, with
nothing to do, and for one query; per step what the last run spent. Every run starts in an empty home directory.

Between the runs it imports Prefect and Great Expectations as they are, each in a process of its own: most of a run is
these two, so they tell how fast the machine is at the moment. The aims (12 s, 6 s, 0.5 s, 0.8 s) were set on one where
they take 1.5 s and 4.2 s.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

YEARBOOK = str(Path(sys.executable).with_name("yearbook"))
YARDSTICKS = {"prefect": 1.5, "great_expectations": 4.2}
"""Seconds that importing these takes on the machine for which the aims were set."""
QUERY = "select category_id, year, value from mart_category_year where subject_id = 'childfocus' order by 1, 2"


class Run(NamedTuple):
    """What one command cost."""

    wall: float
    """Seconds."""
    memory: float
    """Peak of its largest process, in MB."""
    told: str
    """What it said about its steps."""


@contextmanager
def running_server() -> Iterator[dict[str, str]]:
    """A Prefect server as an operator would have it, and the environment that names it."""
    from flows.server import free_port

    port = free_port()
    address = f"http://127.0.0.1:{port}/api"
    server = subprocess.Popen(
        [sys.executable, "-m", "flows.server", str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while True:
            try:
                urllib.request.urlopen(f"{address}/health", timeout=1).close()
                break
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        yield {"PREFECT_API_URL": address}
    finally:
        server.terminate()
        server.wait()


def timed(arguments: list[str], environment: dict[str, str], program: str = YEARBOOK) -> Run:
    """One run of a command, by default of `yearbook`."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [program, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={k: v for k, v in os.environ.items() if k != "PREFECT_API_URL"} | environment,
    )
    assert process.stderr
    told = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{program} {' '.join(arguments)} failed:\n{told}")
    return Run(time.perf_counter() - began, usage.ru_maxrss / 1024, told)


def report(name: str, runs: list[Run], steps: bool = False) -> None:
    wall = [run.wall for run in runs]
    print(
        f"{name:<44} {statistics.median(wall):6.2f} s  ({min(wall):.2f} to {max(wall):.2f})   "
        f"{statistics.median(run.memory for run in runs):5.0f} MB"
    )
    if steps:
        marks = re.findall(r"^ *([\d.]+) s  (.+)$", runs[-1].told, re.MULTILINE)
        ends = [float(mark) for mark, _ in marks[1:]] + [runs[-1].wall]
        for (begin, step), end in zip(marks, ends, strict=True):
            print(f"    {step:<40} {end - float(begin):6.2f} s")


class Measured:
    """Runs of several sorts, in turns, with the yardsticks between them."""

    def __init__(self) -> None:
        self.runs: dict[str, list[Run]] = {}

    def run(self, name: str, arguments: list[str], environment: dict[str, str]) -> None:
        """One run of a sort, and before it the yardsticks."""
        for package in YARDSTICKS:
            imported = timed(["-c", f"import {package}"], {}, sys.executable)
            self.runs.setdefault(f"import {package}", []).append(imported)
        self.runs.setdefault(name, []).append(timed(arguments, environment))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    count = parser.parse_args().runs
    measured = Measured()
    with tempfile.TemporaryDirectory(prefix="yearbook-bench-") as folder, running_server() as server:
        for number in range(count):
            homes = [str(Path(folder) / f"{name}-{number}") for name in ("temporary", "running")]
            measured.run("run, temporary server", ["run", "--home", homes[0]], {})
            measured.run("run, server running", ["run", "--home", homes[1]], server)
            measured.run("run, nothing to do", ["run", "--home", homes[0]], {})
            measured.run("sql, one question", ["sql", "--home", homes[0], QUERY], {})
    for name, runs in measured.runs.items():
        report(name, runs, steps="server" in name)
    slower = sum(statistics.median(r.wall for r in measured.runs[f"import {p}"]) for p in YARDSTICKS)
    print(f"importing both takes {slower / sum(YARDSTICKS.values()):.2f} times what it does where the aims were set")


if __name__ == "__main__":
    main()
