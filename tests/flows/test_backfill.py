"""Past years: what runs and why, failures beside what was done, and going on after any interruption."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.agenda import Agenda, agenda
from flows.settings import Home
from sources import catalogue as catalogues
from tests.pages import catalogue, entry, page
from tests.serve import Page, Site, serve

YEARS = range(2019, 2024)
Backfill = Callable[..., Any]


def report(year: int) -> str:
    return page(
        f"Annual report {year}\nIn {year} Child Focus opened {year - 1980} files on grooming.\n"
        f"Child Focus opened {year - 1900} new files on sexting in {year}.",
        "en",
        f"{year + 1}-06-19",
    )


@pytest.fixture
def site() -> Iterator[Site]:
    with serve({f"/{year}": report(year) for year in YEARS}) as running:
        yield running


@pytest.fixture
def folder(site: Site, tmp_path: Path) -> Path:
    listed = [
        entry(f"report-{year}", f"{site.url}/{year}", reference_year=year, published=f"{year + 1}-06-19")
        for year in YEARS
    ]
    return catalogue(tmp_path / "catalogue", childfocus=listed)


@pytest.fixture
def backfill(prefect_server: str, folder: Path, tmp_path: Path) -> Backfill:
    """The flow, run in this process on the site's reports."""

    def run(years: str = "2019..2023", **options: Any) -> Any:
        from flows.backfill import backfill as flow

        return asyncio.run(
            flow(years=years, edition="live", home=str(tmp_path / "home"), catalogue=str(folder), **options)
        )

    return run


def look(folder: Path, home: Path, reprocess: Any = "none", newest_first: bool = False) -> Agenda:
    loaded = catalogues.load(folder)
    return agenda(Home(home), loaded, loaded.releases, "live", reprocess, newest_first)


def actions(planned: Agenda) -> dict[int, str]:
    return {item.release.reference_year: item.action for item in planned.items}


def years_published(home: Path) -> set[int]:
    with duckdb.connect(str(home / "published/yearbook.duckdb"), read_only=True) as con:
        return {year for (year,) in con.execute("select reference_year from dim_release").fetchall()}


def test_only_the_years_asked_for_are_done_and_none_again_unless_all_is_asked_for(
    backfill: Backfill,
    yearbook: Callable[..., subprocess.CompletedProcess[str]],
    folder: Path,
    site: Site,
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    assert backfill("2019..2022").exit_status == 0
    assert years_published(home) == set(range(2019, 2023))
    assert site.asked["/2023"] == 0
    assert actions(look(folder, home)) == dict.fromkeys(range(2019, 2023), "nothing") | {2023: "fetch, read"}
    backfill()
    assert look(folder, home).nothing_to_do
    assert all(site.asked[f"/{year}"] == 1 for year in YEARS)
    # That there is nothing to do is found out without Prefect.
    told = yearbook(
        *("--home", home, "backfill", "--years", "2023", "--edition", "live", "--catalogue", folder),
        PREFECT_API_URL="http://127.0.0.1:9/api",
    )
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith("Nothing to do: 1 releases are read and published as they are.")

    assert set(actions(look(folder, home, "all")).values()) == {"fetch, read"}
    again = backfill("2019", reprocess="all")
    assert [(o.step, o.result) for o in again.outcomes] == [("fetch", "unchanged"), ("read", "new")]
    assert again.gate == "unchanged"


def test_a_failing_year_is_reported_and_the_others_are_done(
    backfill: Backfill, folder: Path, site: Site, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    site.pages["/2021"] = Page(b"gone", 404, "text/plain")
    summary = backfill()
    assert summary.exit_status == 1
    assert [o.release_id for o in summary.failures] == ["report-2021"]
    assert years_published(home) == set(YEARS) - {2021}

    left = {item.release.reference_year: item for item in look(folder, home).items}[2021]
    assert left.action == "nothing"
    assert "--reprocess failed" in left.why
    assert "answered 404" in left.why
    site.pages["/2021"] = Page(report(2021))
    assert actions(look(folder, home, "failed")) == dict.fromkeys(YEARS, "nothing") | {2021: "fetch, read"}
    assert backfill(reprocess="failed").exit_status == 0
    assert years_published(home) == set(YEARS)
    assert site.asked["/2020"] == 1


def test_years_run_oldest_first_or_newest_first(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert [item.release.reference_year for item in look(folder, home).items] == list(YEARS)
    assert [item.release.reference_year for item in look(folder, home, newest_first=True).items] == list(YEARS)[::-1]


def test_a_dry_run_says_what_and_why_and_does_nothing(
    yearbook: Callable[..., subprocess.CompletedProcess[str]], folder: Path, site: Site, tmp_path: Path
) -> None:
    asked = ("backfill", "--years", "2022..2023", "--edition", "live", "--dry-run", "--catalogue", folder)
    told = yearbook("--home", tmp_path / "home", *asked)
    assert told.returncode == 0, told.stderr
    assert "2 releases: 2 to fetch, 2 to read, 0 as they are" in told.stdout
    listed = json.loads(yearbook("--home", tmp_path / "home", *asked, "--format", "json").stdout)
    assert [(x["release"], x["action"], x["why"]) for x in listed] == [
        ("report-2022", "fetch, read", "never captured"),
        ("report-2023", "fetch, read", "never captured"),
    ]
    assert not (tmp_path / "home").exists()
    assert not site.asked


def test_a_killed_backfill_goes_on_where_it_was(prefect_server: str, folder: Path, site: Site, tmp_path: Path) -> None:
    home = tmp_path / "home"
    for year in YEARS:
        site.pages[f"/{year}"] = Page(report(year), delay=1.2)
    command = [Path(sys.executable).with_name("yearbook"), "--home", home, "--catalogue", folder]
    command += ["backfill", "--years", "2019..2023", "--edition", "live", "--max-active", "1"]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    captured = home / "archive/captures"
    deadline = time.monotonic() + 60
    while not list(captured.glob("*.jsonl")) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    done = {int(file.stem.removeprefix("report-")) for file in captured.glob("*.jsonl")}
    assert done
    assert done < set(YEARS)
    assert not (home / "published").exists()

    for year in YEARS:
        site.pages[f"/{year}"] = Page(report(year))
    before = dict(site.asked)
    ended = subprocess.run(command, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert all(site.asked[f"/{year}"] == before[f"/{year}"] for year in done)
    assert years_published(home) == set(YEARS)
