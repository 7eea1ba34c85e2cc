"""Review: what is held is decided with one key or in a spreadsheet, and the next run publishes it."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from sources import publishable, rulings
from sources.model import UsageError
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
    chosen |= {"decision": "fix", "category": "helpline", "measure": "calls", "why": "the sentence says so"}
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
    assert (done.returncode, "1 ruling written" in done.stdout) == (0, True), done
    assert f"next  yearbook run --home {home} --catalogue {folder}\n" in done.stdout
    job(home=home, catalogue=folder)
    assert rows(home, "status = 'ruled'") == [(chosen["text"], "ruled", "helpline", 1234.0)]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"category": "runnaway"}, "line 2: category: 'runnaway' is not in the vocabulary; nearest: runaway"),
        ({"measure": "heaps"}, "measure: 'heaps' is not in the vocabulary; "),
        ({"breakdown": "By strangers"}, "breakdown: 'By strangers': write a slug"),
        ({"year": "2051"}, "year: 2051 is not between 1950 and 2022"),
        ({"kind": "height"}, "kind: Input should be 'level', 'share' or 'change'"),
        ({"kind": "share", "unit": "percent", "value": "140"}, "a share is between 0 and 100 percent"),
        ({"value": ""}, "value: a published figure says it"),
        ({"year": ""}, "year: a published figure says it"),
        ({"unit": "percent"}, "unit: a level of cases_active is in count, not in percent"),
        ({"kind": "share"}, "unit: a share is in percent, not in count"),
        ({"decision": "accept", "value": "999999"}, "value: not as proposed; write fix to publish what the row says"),
        ({"value": "999999", "why": ""}, "value: 999999 is none of the numbers that '1,234' could be read as"),
        ({"value": "many"}, "value: Input should be a valid number"),
    ],
)
def test_what_the_gate_would_refuse_is_refused_at_once(
    held: tuple[Path, Path], tmp_path: Path, changed: dict[str, str], said: str
) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        decisions(held, tmp_path, accepted(held, tmp_path) | {"decision": "fix"} | changed)


def test_a_number_written_otherwise_is_the_same_number(held: tuple[Path, Path], tmp_path: Path) -> None:
    row = accepted(held, tmp_path)
    assert row["value"] == "1234.0"
    as_it_was = decisions(held, tmp_path, row)
    assert decisions(held, tmp_path, row | {"value": "1234"}) == as_it_was
    fixed = row | {"decision": "fix", "value": "1234,5", "why": "weil €"}
    (ruling,) = decisions(held, tmp_path, fixed, delimiter=";")["childfocus"]
    assert (ruling.decision, ruling.figure["value"], ruling.why) == ("fix", 1234.5, "weil €")


@pytest.mark.parametrize(
    ("text", "unit", "values"),
    [
        ("1.042", "count", (1042, 1.042)),
        ("1,2", "euros", (1.2, 1_200_000)),
        ("12 345", "count", (12345,)),
        ("2. 421", "count", (2421,)),
        ("80 %", "percent", (80, -80, 20, -20)),
        ("1 op 3", "percent", (33, 33.3)),
        ("2,5", "percent", (150,)),
        ("ochtend", "count", (7,)),
    ],
)
def test_a_value_that_the_text_could_be_read_as(text: str, unit: str, values: tuple[float, ...]) -> None:
    assert [value for value in values if not publishable.is_readable(text, value, unit)] == []


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [("1.042", 999999, "count"), ("1.042", 96, "count"), ("12 345", 12354, "count"), ("80 %", 81, "percent")],
)
def test_a_value_that_it_could_not(text: str, value: float, unit: str) -> None:
    assert not publishable.is_readable(text, value, unit)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"text,category\n12,runaway\n", "the first line names the columns text_sha256, start, end, decision"),
        (b"", "the first line names the columns"),
        ("decision,why\naccept,größer\n".encode("cp1252"), "not UTF-8; save it as `CSV UTF-8`"),
    ],
)
def test_a_file_that_is_no_table_of_decisions(tmp_path: Path, content: bytes, said: str) -> None:
    from flows.review import read_csv
    from sources.catalogue import load

    (tmp_path / "other.csv").write_bytes(content)
    with pytest.raises(UsageError, match=said):
        read_csv(tmp_path / "other.csv", [], "Ada", load())


def test_reviewing_in_two_ways_at_once(yearbook: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "held.csv").touch()
    told = yearbook("review", "--export", "held.csv", "--import", "held.csv", "--home", tmp_path / "nothing")
    assert (told.returncode, "give one of them" in told.stderr) == (2, True), told


def accepted(held: tuple[Path, Path], tmp_path: Path) -> dict[str, str]:
    """The exported row of the number that another release speaks of, accepted."""
    from flows.review import held as waiting
    from flows.review import write_csv
    from flows.settings import Home
    from sources.catalogue import load

    loaded = load(held[1])
    write_csv(tmp_path / "exported.csv", waiting(Home(held[0]), loaded, loaded.releases))
    with (tmp_path / "exported.csv").open(newline="", encoding="utf-8") as file:
        return next(csv.DictReader(file)) | {"decision": "accept", "why": "so"}


def decisions(held: tuple[Path, Path], tmp_path: Path, row: dict[str, str], delimiter: str = ",") -> dict[str, Any]:
    """What a file with that row decides."""
    from flows.review import held as waiting
    from flows.review import read_csv
    from flows.settings import Home
    from sources.catalogue import load

    loaded = load(held[1])
    with (tmp_path / "decided.csv").open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.DictWriter(file, list(row), delimiter=delimiter)
        writer.writeheader()
        writer.writerow(row)
    return read_csv(tmp_path / "decided.csv", waiting(Home(held[0]), loaded, loaded.releases), "Ada", loaded)


GONE = (
    f"- {{text_sha256: '{'0' * 64}', start: 1, end: 3, text: '43', decision: accept, who: Ada, when: 2026-05-01,"
    " why: so}\n"
)


def test_a_ruling_whose_text_is_gone_fails_loudly(held: tuple[Path, Path], job: Callable[..., Any]) -> None:
    home, folder = held
    (folder / "childfocus" / "rulings.yml").write_text(GONE)
    summary = job(home=home, catalogue=folder)
    assert summary.exit_status == 1
    assert "entry 1: its text is in no release of childfocus any more" in summary.failures[0].message


def test_a_ruling_written_by_hand_says_what_may_go_out(
    held: tuple[Path, Path], yearbook: Callable[..., Any], job: Callable[..., Any], tmp_path: Path
) -> None:
    home, folder = held
    chosen = accepted(held, tmp_path) | {"decision": "fix", "category": "helpline", "why": "the line above"}
    (ruling,) = decisions(held, tmp_path, chosen)["childfocus"]
    file = rulings.add(folder, "childfocus", [ruling])
    file.write_text(file.read_text().replace("category: helpline", "category: help_line"))
    summary = job(home=home, catalogue=folder)
    assert summary.exit_status == 1
    assert "entry 1: category: 'help_line' is not in the vocabulary; nearest: helpline" in summary.failures[0].message
    assert rows(home, "status = 'ruled'") == []


def test_a_ruling_on_what_was_not_read_yet_is_not_gone(job: Callable[..., Any], tmp_path: Path) -> None:
    listed = []
    for year, text in ((2020, TELLING.replace("2021", "2020")), (2021, TELLING)):
        (tmp_path / f"{year}.txt").write_text(text)
        about = {"bundled": f"../../{year}.txt", "reference_year": year, "published": f"{year + 1}-05-01"}
        listed.append(entry(str(year), f"https://example.org/{year}", **about))
    folder = catalogue(tmp_path / "catalogue", childfocus=listed)
    (folder / "childfocus" / "rulings.yml").write_text(GONE)
    assert job(home=tmp_path / "home", catalogue=folder, years="2021").exit_status == 0
    assert job(home=tmp_path / "home", catalogue=folder).exit_status == 1


REVISING = """Child Focus in 2022
In 2022 Child Focus handled 1,300 files of runaways, against 1,240 in 2021.
In all there were 2,345 of them in 2022, and perhaps 678 came back.
"""


def test_what_a_refused_candidate_holds_is_shown(
    held: tuple[Path, Path], job: Callable[..., Any], yearbook: Callable[..., Any], tmp_path: Path
) -> None:
    home, folder = held
    listed = yaml.safe_load((folder / "childfocus" / "releases.yml").read_text())
    (tmp_path / "c.txt").write_text(REVISING)
    about = {"bundled": "../../c.txt", "reference_year": 2022, "published": "2023-05-01"}
    catalogue(folder, childfocus=[*listed, entry("c", "https://example.org/c", **about)])
    summary = job(home=home, catalogue=folder)
    assert summary.gate == "refused", summary.verdict
    assert f'--why "…" --home {home} --catalogue {folder}\n' in summary.report
    told = yearbook("review", "--export", tmp_path / "held.csv", "--home", home, "--catalogue", folder)
    assert told.returncode == 0, told.stderr
    with (tmp_path / "held.csv").open(newline="") as file:
        assert {row["release_id"] for row in csv.DictReader(file)} >= {"a", "c"}
