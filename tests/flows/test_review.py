"""Review: what is held is decided with one key or in a spreadsheet, and the next run publishes it."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.pages import catalogue, entry

# Numbers of which the text does not say what they count: read, and held.
TEXT = """Overview of our work
In all there were 1,234 of them in 2021, and perhaps 567 came back.
Some 43 were about something else.
"""
# Another release says what the first number is.
TELLING = """Child Focus in 2021
In 2021 Child Focus handled 1,234 files of runaways, against 1,100 in 2020.
"""


@pytest.fixture(scope="module")
def held_once(job: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a home and a catalogue with something held for review."""
    place = tmp_path_factory.mktemp("held")
    listed = []
    for name, text in (("a", TEXT), ("b", TELLING)):
        (place / f"{name}.txt").write_text(text)
        about = {"bundled": f"../../{name}.txt", "reference_year": 2021, "published": "2022-05-01"}
        listed.append(entry(name, f"https://example.org/{name}", **about))
    summary = job(home=place / "home", catalogue=catalogue(place / "catalogue", childfocus=listed))
    assert summary.statements["review"] >= 2
    return place


@pytest.fixture
def held(held_once: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Such a home and catalogue of the test's own."""
    shutil.copytree(held_once, tmp_path, symlinks=True, dirs_exist_ok=True)
    return tmp_path / "home", tmp_path / "catalogue"


def rows(home: Path, where: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home / "published/yearbook.duckdb"), read_only=True) as con:
        return con.sql(
            f"select text, status, category_id, value from fact_statement where {where} order by release_id, start"
        ).fetchall()


def test_by_key(held: tuple[Path, Path], yearbook: Callable[..., Any], job: Callable[..., Any], tmp_path: Path) -> None:
    import subprocess
    import sys

    home, folder = held
    before = rows(home, "status = 'review'")
    keys = "a\n" + "r\n" * (len(before) - 2) + "q\n"
    command = [Path(sys.executable).with_name("yearbook"), "review", "--home", home, "--catalogue", folder]
    done = subprocess.run(command, input=keys, capture_output=True, text=True, check=True)
    assert "⟦" not in done.stdout
    assert before[0][0] in done.stdout
    assert f"{len(before) - 1} rulings written, 1 still for review" in done.stdout
    summary = job(home=home, catalogue=folder)
    assert summary.exit_status == 0
    assert summary.statements["review"] == 1
    # What was accepted is the other release's reading, as proposed.
    assert before[0] == ("1,234", "review", "runaway", 1234)
    assert rows(home, "status = 'ruled'") == [("1,234", "ruled", "runaway", 1234)]


def test_by_spreadsheet(
    held: tuple[Path, Path], yearbook: Callable[..., Any], job: Callable[..., Any], tmp_path: Path
) -> None:
    home, folder = held
    table = tmp_path / "held.csv"
    options = ("--home", home, "--catalogue", folder)
    assert yearbook("review", "--export", table, *options).returncode == 0
    with table.open(newline="", encoding="utf-8") as file:
        listed = list(csv.DictReader(file))
    chosen = listed[0]
    assert f"⟦{chosen['text']}⟧" in chosen["excerpt"]
    chosen |= {"decision": "accept", "category": "helpline", "measure": "calls", "why": "the sentence says so"}
    chosen |= {"breakdown": "", "year": "2021", "kind": "level", "value": "1234", "unit": "count"}

    def write(name: str, changed: dict[str, str]) -> Path:
        with (tmp_path / name).open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(chosen))
            writer.writeheader()
            writer.writerow(changed)
        return tmp_path / name

    wrong = yearbook("review", "--import", write("wrong.csv", chosen | {"decision": "perhaps"}), *options)
    assert (wrong.returncode, "line 2: decision 'perhaps'" in wrong.stderr) == (2, True)
    lost = yearbook("review", "--import", write("lost.csv", chosen | {"start": "3"}), *options)
    assert (lost.returncode, "is not held for review" in lost.stderr) == (2, True)
    assert not (folder / "childfocus" / "rulings.yml").exists()
    done = yearbook("review", "--import", write("good.csv", chosen), *options)
    assert (done.returncode, "1 rulings written" in done.stdout) == (0, True), done
    job(home=home, catalogue=folder)
    assert rows(home, "status = 'ruled'") == [(chosen["text"], "ruled", "helpline", 1234.0)]


def test_a_ruling_whose_text_is_gone_fails_loudly(held: tuple[Path, Path], job: Callable[..., Any]) -> None:
    home, folder = held
    (folder / "childfocus" / "rulings.yml").write_text(
        f"- {{text_sha256: '{'0' * 64}', start: 1, end: 3, text: '43', decision: accept, who: Ada, when: 2026-05-01,"
        " why: so}\n"
    )
    summary = job(home=home, catalogue=folder)
    assert summary.exit_status == 1
    assert "entry 1: its text is in no release of childfocus any more" in summary.failures[0].message
