"""The main job on a DuckLake: the same marts as in a DuckDB file, and machines that run at the same time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.test_promises import digests
from tests.pages import catalogue, entry

YEARBOOK = Path(sys.executable).with_name("yearbook")


@pytest.mark.postgres
def test_the_bundled_edition_gives_the_same_marts_on_both_warehouses(
    job: Callable[..., Any],
    yearbook: Callable[..., Any],
    bundled_home: Path,
    lake: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("YEARBOOK_WAREHOUSE", lake)
    home = tmp_path / "home"
    assert job(home=home).exit_status == 0
    marts = digests((home / "published/current/marts").resolve())
    assert len(marts) > 5
    assert marts == digests((bundled_home / "published/current/marts").resolve())
    # Another machine, with nothing of its own, asks what is published.
    elsewhere = tmp_path / "elsewhere"
    assert yearbook("export", "--format", "parquet", "--home", elsewhere, tmp_path / "theirs").returncode == 0
    assert marts.items() <= digests(tmp_path / "theirs").items()
    assert yearbook("verify", "--home", home).stdout.count("holds") == 5
    examined = yearbook("doctor", "--home", home)
    assert "ok       warehouse" in examined.stdout, examined.stdout
    assert yearbook("run", "--home", home).stdout.startswith("Nothing to do")


@pytest.mark.postgres
def test_two_machines_run_at_the_same_time_and_the_gate_stands_before_both(
    job: Callable[..., Any],
    yearbook: Callable[..., Any],
    lake: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    every = {}
    for source in ("childfocus", "belga"):
        (tmp_path / f"{source}.txt").write_text(
            f"Report of {source}\nIn 2021 {source} opened 43 files on grooming, against 36 files on grooming in 2020.\n"
        )
        says = entry(f"{source}-2021", f"https://{source}.example/1", reference_year=2021, published="2022-05-01")
        every[source] = [says | {"bundled": f"../../{source}.txt", "subject": source}]
    folder = catalogue(tmp_path / "catalogue", **every)
    environment = os.environ | {"YEARBOOK_WAREHOUSE": lake, "YEARBOOK_WAREHOUSE_DATA": str(tmp_path / "parquet")}
    machines = [
        subprocess.Popen(
            [YEARBOOK, "run", "--source", source, "--home", tmp_path / source, "--catalogue", folder],
            env=environment,
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for source in every
    ]
    told = [machine.communicate(timeout=200)[0] for machine in machines]
    assert [machine.returncode for machine in machines] == [0, 0], told
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    published = yearbook("sql", "from dim_release", "--format", "csv", "--home", tmp_path / "reader")
    assert [line.split(",")[0] for line in published.stdout.splitlines()[1:]] == ["belga-2021", "childfocus-2021"]
    # One of them reads another value for an old year: what was published stays.
    text = tmp_path / "childfocus.txt"
    text.write_text(text.read_text().replace("43 files", "44 files"))
    refused = job(home=tmp_path / "childfocus", catalogue=folder)
    assert (refused.exit_status, refused.gate) == (3, "refused")
    assert "childfocus-2021" in refused.report
    assert (
        yearbook("sql", "from dim_release", "--format", "csv", "--home", tmp_path / "reader").stdout == published.stdout
    )
