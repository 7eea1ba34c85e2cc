"""An old year moves, for real: the run is refused, the change is shown, signed, and published with its signature."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from tests.pages import catalogue, entry, page
from tests.serve import collector, serve

PAGES = {
    "/2021": page(
        "Child Focus presents its annual report for 2021\n"
        "The number of new files on runaways rose from 640 in 2020 to 704 in 2021, an increase of 10%.",
        "en",
        "2022-05-11",
    ),
    "/2022": page(
        "Child Focus presents its annual report for 2022\n"
        "The number of new files on runaways rose from 712 in 2021 to 890 in 2022, an increase of 25%.",
        "en",
        "2023-05-11",
    ),
}


def entries(url: str, *years: int) -> list[dict[str, Any]]:
    return [entry(f"childfocus-{y}-en", f"{url}/{y}", reference_year=y, published=f"{y + 1}-05-11") for y in years]


Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def lineage(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """What a lineage collector is told of the runs."""
    with collector("/api/v1/lineage") as (address, told):
        monkeypatch.setenv("YEARBOOK_LINEAGE", address)
        yield told


@pytest.fixture
def refused(job: Callable[..., Any], lineage: list[dict[str, Any]], tmp_path: Path) -> Iterator[Any]:
    """2021 is published; the report on 2022 says otherwise about 2021."""
    with serve(PAGES) as site:
        folder = catalogue(tmp_path / "catalogue", childfocus=entries(site.url, 2021))
        first = job(home=tmp_path / "home", catalogue=folder, edition="live")
        assert (first.gate, first.exit_status) == ("published", 0)
        catalogue(folder, childfocus=entries(site.url, 2021, 2022))
        lineage.clear()
        yield job(home=tmp_path / "home", catalogue=folder, edition="live")


def value_of_2021(home: Path) -> tuple[Any, ...] | None:
    with duckdb.connect(str(home / "published" / "yearbook.duckdb"), read_only=True) as con:
        return con.execute(
            "select value, obs_status from fact_figure where category_id = 'runaway' and year = 2021"
        ).fetchone()


def test_an_old_year_that_moved_is_refused_signed_and_published(
    refused: Any, lineage: list[dict[str, Any]], job: Callable[..., Any], yearbook: Command, tmp_path: Path
) -> None:
    home, folder = tmp_path / "home", tmp_path / "catalogue"
    where = ("--home", home, "--catalogue", folder)
    assert (refused.gate, refused.exit_status) == ("refused", 3)
    assert "704 → 712" in refused.report
    assert "rose from 712 in 2021" in " ".join(refused.report.split())
    assert value_of_2021(home) == (704, "reported"), "what was published is untouched"
    assert not (home / "work").exists(), "what was refused is kept, once"
    assert [event["eventType"] for event in lineage] == ["START", "FAIL"], "it fails at the collector too"
    assert lineage[1]["run"]["facets"]["errorMessage"]["message"]
    assert lineage[1]["outputs"] == []

    [report] = (home / "failed").glob("*/validation/gate.json")
    [revision] = [c["revision_id"] for c in json.loads(report.read_text())["changes"]]
    assert f"yearbook accept {revision}" in report.with_suffix(".html").read_text()
    assert revision in yearbook("accept", *where).stdout

    every = yaml.safe_load((folder / "childfocus" / "releases.yml").read_text())
    catalogue(folder, childfocus=every[:1])
    assert yearbook("accept", *where).stdout == "No change waits for a signature.\n", "taken back, it changes nothing"
    catalogue(folder, childfocus=every)

    unknown = yearbook("accept", "r000000000000", "--why", "x", *where)
    assert (unknown.returncode, "`yearbook accept` lists those that do" in unknown.stderr) == (2, True)
    unsigned = yearbook("accept", revision, *where)
    assert (unsigned.returncode, "--why" in unsigned.stderr) == (2, True)
    signed = yearbook("accept", revision, "--why", "late files were added", "--who", "Ann", *where)
    assert signed.returncode == 0, signed.stderr

    done = job(home=home, catalogue=folder, edition="live")
    assert (done.gate, done.exit_status) == ("published", 0), done
    assert value_of_2021(home) == (712, "revised")
    with duckdb.connect(str(home / "published" / "yearbook.duckdb"), read_only=True) as con:
        revisions = "select old_value, new_value, accepted_by, why from mart_revisions where category_id = 'runaway'"
        assert con.execute(revisions).fetchall() == [(704, 712, "Ann", "late files were added")]
        then = "select value from figures_as_of(date '2022-12-31') where category_id = 'runaway' and year = 2021"
        assert con.execute(then).fetchall() == [(704,)], "the old value stays a vintage"

    told = yearbook("diff", "--home", home)
    assert "value 704 → 712" in told.stdout
    assert "→" in yearbook("snapshots", "--home", home).stdout
    assert yearbook("accept", *where).stdout == "No change waits for a signature.\n"
    first = json.loads(yearbook("snapshots", "--home", home, "--format", "json").stdout)[0]["snapshot_id"]
    assert yearbook("rollback", first, "--home", home).returncode == 0
    assert value_of_2021(home) == (704, "reported")
    assert yearbook("rollback", "current", "--home", home).returncode == 0
