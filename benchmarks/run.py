"""What the main job costs: wall time and memory of the command as its users start it, and where the seconds go.

    python benchmarks/run.py [--runs 3]

Prints the median of the runs for the bundled edition with a temporary Prefect server, with one that is running, with
nothing to do, and for one query; per step what the last run spent. Every run starts in an empty home directory.
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

YEARBOOK = str(Path(sys.executable).with_name("yearbook"))
QUERY = "select category_id, year, value from mart_category_year where subject_id = 'childfocus' order by 1, 2"


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


def timed(arguments: list[str], environment: dict[str, str]) -> tuple[float, float, str]:
    """Wall seconds, the largest process's peak memory in MB, and what it told about its steps."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [YEARBOOK, *arguments],
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
        sys.exit(f"yearbook {' '.join(arguments)} failed:\n{told}")
    return time.perf_counter() - began, usage.ru_maxrss / 1024, told


def report(name: str, runs: list[tuple[float, float, str]], steps: bool = False) -> None:
    wall = [run[0] for run in runs]
    print(
        f"{name:<44} {statistics.median(wall):6.2f} s  ({min(wall):.2f} to {max(wall):.2f})   "
        f"{statistics.median(run[1] for run in runs):5.0f} MB"
    )
    if steps:
        marks = re.findall(r"^ *([\d.]+) s  (.+)$", runs[-1][2], re.MULTILINE)
        ends = [float(mark) for mark, _ in marks[1:]] + [runs[-1][0]]
        for (begin, step), end in zip(marks, ends, strict=True):
            print(f"    {step:<40} {end - float(begin):6.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    count = parser.parse_args().runs
    with tempfile.TemporaryDirectory(prefix="yearbook-bench-") as folder:
        homes = [str(Path(folder) / f"home-{n}") for n in range(2 * count)]
        report("run, temporary server", [timed(["run", "--home", h], {}) for h in homes[:count]], steps=True)
        with running_server() as server:
            report("run, server running", [timed(["run", "--home", h], server) for h in homes[count:]], steps=True)
        report("run, nothing to do", [timed(["run", "--home", homes[0]], {}) for _ in range(count)])
        report("sql, one question", [timed(["sql", "--home", homes[0], QUERY], {}) for _ in range(count)])


if __name__ == "__main__":
    main()
