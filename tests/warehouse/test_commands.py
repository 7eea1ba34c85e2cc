"""The commands on the bundled edition: ask, list, export, prove; and what they say when asked wrongly."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., subprocess.CompletedProcess[str]]


def test_asking_the_published_snapshot(yearbook: Command, bundled_home: Path) -> None:
    told = yearbook("sql", "select count(*) as n from fact_figure", "--format", "json", "--home", bundled_home)
    assert json.loads(told.stdout)[0]["n"] > 100
    wrong = yearbook("sql", "select n from fact_figures", "--home", bundled_home)
    assert wrong.returncode == 1
    assert "fact_figure" in wrong.stderr


def test_a_shell_without_a_query(bundled_home: Path) -> None:
    import sys

    told = subprocess.run(
        [Path(sys.executable).with_name("yearbook"), "sql", "--home", bundled_home],
        input=".tables\nselect 6\n * 7 as answer;\nselect nothing;\nselect 5 * 11 as last",
        capture_output=True,
        text=True,
        check=False,
    )
    assert "mart_category_year" in told.stdout
    assert "42" in told.stdout
    assert "nothing" in told.stderr
    assert "55" in told.stdout, "what the end of the input ends"
    assert told.returncode == 1


@pytest.mark.parametrize(
    ("form", "file"),
    [
        ("csv", "fact_figure.csv"),
        ("parquet", "mart_shares.parquet"),
        ("sdmx-csv", "figures.sdmx.csv"),
        ("datapackage", "datapackage.json"),
    ],
)
def test_data_out(yearbook: Command, bundled_home: Path, tmp_path: Path, form: str, file: str) -> None:
    told = yearbook("export", tmp_path / "out", "--format", form, "--home", bundled_home)
    assert told.returncode == 0, told.stderr
    assert (tmp_path / "out" / file).stat().st_size > 100


def test_the_bundled_edition_is_proved_from_its_archive(yearbook: Command, bundled_home: Path) -> None:
    told = yearbook("verify", "--home", bundled_home)
    assert told.returncode == 0, told.stdout
    assert [line.split()[:2] for line in told.stdout.splitlines()] == [
        ["holds", "statements:"],
        ["holds", "snapshot:"],
        ["holds", "tables:"],
        ["holds", "marts:"],
        ["holds", "year"],
    ]


def test_a_first_snapshot_has_nothing_to_differ_from(yearbook: Command, bundled_home: Path) -> None:
    told = yearbook("diff", "--home", bundled_home)
    assert told.returncode == 2
    assert "is the first snapshot" in told.stderr


def test_a_table_that_is_not_there_cannot_be_compared(yearbook: Command, bundled_home: Path) -> None:
    told = yearbook("diff", "current", "current", "--table", "fact_figures", "--home", bundled_home)
    assert (told.returncode, told.stdout) == (2, "")
    assert "no table named fact_figures" in told.stderr
    assert "fact_figure, fact_statement" in " ".join(told.stderr.split())


def test_an_empty_home_names_the_command_that_fills_it(yearbook: Command, tmp_path: Path) -> None:
    for command in (("sql", "select 1"), ("verify",), ("export", tmp_path / "out")):
        told = yearbook(*command, "--home", tmp_path / "nothing")
        assert told.returncode == 2
        assert "`yearbook run`" in told.stderr


def test_the_version_needs_no_command(yearbook: Command) -> None:
    from importlib.metadata import version

    told = yearbook("--version")
    assert (told.returncode, told.stdout) == (0, f"{version('yearbook')}\n"), told


@pytest.mark.parametrize("part", [0.0, 0.5])
def test_a_published_database_that_was_cut_short_is_told_with_what_helps(
    yearbook: Command, bundled_home: Path, tmp_path: Path, part: float
) -> None:
    home = tmp_path / "home"
    shutil.copytree(bundled_home, home, symlinks=True)
    file = home / "published" / "yearbook.duckdb"
    os.truncate(file, int(file.stat().st_size * part))
    commands = (("verify",), ("export", tmp_path / "out"), ("status",), ("sql", "from fact_statement"))
    for command in commands:
        told = yearbook(*command, "--home", home)
        assert (told.returncode, "Traceback" in told.stderr) == (1, False), told.stderr
        assert "cannot be read" in told.stderr
        assert "`yearbook rollback`" in told.stderr


@pytest.mark.parametrize("part", [None, 0.0, 0.5])
def test_a_run_publishes_anew_what_a_damaged_database_held(
    yearbook: Command, bundled_home: Path, tmp_path: Path, part: float | None
) -> None:
    home = tmp_path / "home"
    shutil.copytree(bundled_home, home, symlinks=True)
    file = (home / "published" / "yearbook.duckdb").resolve()
    if part is None:
        file.unlink()
    else:
        os.truncate(file, int(file.stat().st_size * part))
    told = yearbook("run", "--home", home)
    assert told.returncode == 0, told.stderr
    assert (home / "published" / "yearbook.duckdb").resolve() != file
    for name in ("marts", "datapackage.json", "validation"):
        assert (home / "published" / "current" / name).exists()
    assert yearbook("sql", "from fact_figure", "--home", home).returncode == 0
    assert "Nothing to do" in yearbook("run", "--home", home).stdout


def test_what_a_damaged_database_did_not_hold_is_not_published_over_it(
    yearbook: Command, bundled_home: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(bundled_home, home, symlinks=True)
    account = home / "published" / "current" / "snapshot.json"
    account.write_text(json.dumps(json.loads(account.read_text()) | {"content": "of something else"}))
    file = home / "published" / "yearbook.duckdb"
    os.truncate(file, int(file.stat().st_size / 2))
    told = yearbook("run", "--home", home)
    assert (told.returncode, "Traceback" in told.stderr) == (1, False), told.stderr
    assert "cannot be read" in told.stderr
    assert "`yearbook rollback`" in told.stderr


@pytest.mark.parametrize("command", [("run",), ("backfill", "--years", "1950..2100")])
def test_statements_that_are_gone_are_read_again(
    yearbook: Command, bundled_home: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    home = tmp_path / "home"
    shutil.copytree(bundled_home, home, symlinks=True)
    shutil.rmtree(home / "statements")
    told = yearbook(*command, "--home", home)
    assert told.returncode == 0, told.stderr
    assert "Nothing to do" not in told.stdout
    assert yearbook("verify", "--home", home).returncode == 0
    assert "Nothing to do" in yearbook(*command, "--home", home).stdout


def test_a_broken_statement_file_fails_the_proof(yearbook: Command, bundled_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(bundled_home, home, symlinks=True)
    file = next((home / "statements").rglob("*.parquet"))
    os.truncate(file, 100)
    told = yearbook("verify", "--home", home)
    assert told.returncode == 1, told.stderr
    [line] = [line for line in told.stdout.splitlines() if line.startswith("FAILS")]
    assert file.name in line
