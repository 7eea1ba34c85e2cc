"""`yearbook watch`: a new release is found, taken in and published; what is unsure waits for `yearbook add`."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from flows import adding, settings
from sources import catalogue as catalogues
from sources.discovery.propose import Waiting
from sources.model import UsageError, YearbookError
from tests.pages import HOTLINE, entry, page
from tests.serve import Page, Site, serve

Yearbook = Callable[..., subprocess.CompletedProcess[str]]

OLD = """Annual report 2023

In 2023 the hotline opened 1,394 new cases of runaways, 22% more than the 1,138 of 2022. There were 183 cases of \
sextortion.
"""
NEW = """Annual report 2024: more runaways

In 2024 the hotline opened 1,808 new cases of runaways, 30% more than the 1,394 of 2023. There were 178 cases of \
sextortion. Most of the children came back within a week, some stayed away for months. The hotline was called more \
often than before.
"""
SILENT = NEW.replace("Annual report 2024: m", "M")


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[tuple[Site, Path, Path]]:
    """A publisher with last year's release in the catalogue and two new pages behind its index."""
    with serve({"/news": '<a href="/post/1">Annual report</a><a href="/post/2">The annual report is out</a>'}) as site:
        site.pages |= {"/post/1": Page(page(OLD, "en", "2024-06-19")), "/post/2": Page(page(NEW, "en", "2025-06-18"))}
        root, home = tmp_path / "sources", tmp_path / "home"
        (root / "hotline").mkdir(parents=True)
        (root / "hotline" / "source.yml").write_text(HOTLINE.format(url=site.url), encoding="utf-8")
        listed = [entry("hotline-2023-en", f"{site.url}/post/1")]
        (root / "hotline" / "releases.yml").write_text(yaml.safe_dump(listed), encoding="utf-8")
        yield site, root, home


def watched(root: Path, home: Path, **options: Any) -> Any:
    from flows.watch import watch

    return asyncio.run(watch(sources=["hotline"], home=str(home), catalogue=str(root), **options))


def test_a_sure_release_is_written_into_the_catalogue_ingested_and_published(
    prefect_server: str, hotline: tuple[Site, Path, Path]
) -> None:
    site, root, home = hotline
    result = watched(root, home)
    assert [(p.entry["id"], p.confidence) for p in result.taken] == [("hotline-2024-en", "sure")]
    assert result.exit_status == 0, result
    release = next(r for r in catalogues.load(root).releases if r.release_id == "hotline-2024-en")
    assert (release.reference_year, release.url, release.published) == (2024, f"{site.url}/post/2", "2025-06-18")
    with duckdb.connect(str(home / "published" / "yearbook.duckdb"), read_only=True) as db:
        releases = db.sql("select release_id, edition from dim_release").fetchall()
    assert ("hotline-2024-en", "live") in releases
    # A week later nothing is new, and nothing is fetched but the index.
    asked = site.asked["/post/2"]
    again = watched(root, home)
    assert (again.taken, again.run, site.asked["/post/2"]) == ((), None, asked)


def test_an_unsure_release_waits_for_add_which_writes_it_and_lets_it_go(
    hotline: tuple[Site, Path, Path], yearbook: Yearbook
) -> None:
    site, root, home = hotline
    site.pages["/post/2"] = Page(page(SILENT, "en", "2025-06-18"))
    before = (root / "hotline" / "releases.yml").read_text(encoding="utf-8")
    there = ("--home", home, "--catalogue", root)
    done = yearbook("watch", "--source", "hotline", *there)
    assert done.returncode == 0, done.stderr
    assert "1 waiting" in done.stdout
    assert "nothing says which year it is about; 2024 is the year before its publication" in done.stdout
    assert (root / "hotline" / "releases.yml").read_text(encoding="utf-8") == before

    listed = yearbook("add", *there)
    assert "  1  hotline: More runaways" in listed.stdout
    assert f"next  yearbook add NUMBER --home {home} --catalogue {root}," in listed.stdout
    assert f"next: yearbook add --home {home} --catalogue {root}\n" in done.stdout
    added = yearbook("add", "1", "--year", "2024", "--yes", *there)
    assert added.returncode == 0, added.stderr
    assert (
        f"next        yearbook run --source hotline --years 2024 --edition live --home {home} --catalogue {root}"
        in added.stdout
    )
    release = next(r for r in catalogues.load(root).releases if r.reference_year == 2024)
    assert release.url == f"{site.url}/post/2"
    assert Waiting.load(home / "proposals.json").proposals == {}


def test_a_dry_run_changes_nothing(prefect_server: str, hotline: tuple[Site, Path, Path]) -> None:
    _, root, home = hotline
    before = (root / "hotline" / "releases.yml").read_text(encoding="utf-8")
    result = watched(root, home, dry_run=True)
    assert [p.entry["id"] for p in result.taken] == ["hotline-2024-en"]
    assert (root / "hotline" / "releases.yml").read_text(encoding="utf-8") == before
    assert not home.exists()


def test_a_place_that_is_gone_is_a_trouble_and_an_exit_status(
    prefect_server: str, hotline: tuple[Site, Path, Path]
) -> None:
    site, root, home = hotline
    del site.pages["/news"]
    result = watched(root, home)
    assert "/news answered 404" in result.troubles[0]
    assert result.exit_status == 1


def test_adding_an_address_shows_statements_and_checks_and_asks(
    hotline: tuple[Site, Path, Path], yearbook: Yearbook
) -> None:
    site, root, home = hotline
    there = ("--home", home, "--catalogue", root)
    refused = subprocess_input(yearbook, "n\n", "add", f"{site.url}/post/2", *there)
    assert "1,808" in refused.stdout
    assert "figures would be published" in refused.stdout
    assert "reference year 2024: its title" in refused.stdout
    assert "Nothing was written." in refused.stdout
    assert len(catalogues.load(root).releases) == 1
    subprocess_input(yearbook, "y\n", "add", f"{site.url}/post/2", *there)
    assert [r.release_id for r in catalogues.load(root).releases] == ["hotline-2023-en", "hotline-2024-en"]


def subprocess_input(yearbook: Yearbook, answer: str, *arguments: Any) -> subprocess.CompletedProcess[str]:
    import os
    import sys

    return subprocess.run(
        [Path(sys.executable).with_name("yearbook"), *arguments],
        input=answer,
        capture_output=True,
        text=True,
        env=os.environ | {},
        timeout=120,
        check=False,
    )


def test_adding_a_file_makes_it_the_bundled_edition(
    hotline: tuple[Site, Path, Path], yearbook: Yearbook, tmp_path: Path
) -> None:
    site, root, home = hotline
    there = ("--home", home, "--catalogue", root)
    file = tmp_path / "report.txt"
    file.write_text(NEW, encoding="utf-8")
    wrong = yearbook("add", file, *there)
    assert wrong.returncode == 2
    assert "--url https://" in wrong.stderr
    done = yearbook(
        "add", file, "--url", f"{site.url}/post/2", "--language", "en", "--published", "2025-06-18", "--yes", *there
    )
    assert done.returncode == 0, done.stderr
    release = next(r for r in catalogues.load(root).releases if r.reference_year == 2024)
    assert release.bundled is not None
    assert release.bundled.read_text(encoding="utf-8") == NEW


@pytest.mark.parametrize(
    ("target", "words", "problem"),
    [
        ("/post/1", "is in the catalogue already, as hotline-2023-en", YearbookError),
        ("/nowhere", "answered 404", YearbookError),
        ("nowhere.txt", "neither an address", UsageError),
        ("https://elsewhere.example/x", "cannot be reached", YearbookError),
    ],
)
def test_what_cannot_be_added_is_told(
    hotline: tuple[Site, Path, Path], target: str, words: str, problem: type[YearbookError]
) -> None:
    site, root, home = hotline
    address = f"{site.url}{target}" if target.startswith("/") else target
    with pytest.raises(problem, match=words):
        adding.prepared(address, catalogues.load(root), settings.Home(home))


def test_a_table_without_a_map_is_shown_the_map_to_begin_with(
    hotline: tuple[Site, Path, Path], yearbook: Yearbook
) -> None:
    site, root, home = hotline
    site.pages["/2024.csv"] = Page("Type,2023,2024\nGrooming,43,50\n", content_type="text/csv")
    done = yearbook(
        "add",
        f"{site.url}/2024.csv",
        "--year",
        "2024",
        "--language",
        "en",
        "--yes",
        "--home",
        home,
        "--catalogue",
        root,
    )
    assert done.returncode == 0, done.stderr
    assert "year: heads" in done.stdout
    waiting = json.loads((home / "proposals.json").read_text()) if (home / "proposals.json").exists() else {}
    assert waiting == {}


REVISING = NEW.replace(
    ", 30% more than the 1,394 of 2023.",
    ", 29% more than in 2023. In 2023 the hotline opened 1,402 new cases of runaways.",
)


def test_what_the_gate_refused_is_tried_again_and_told_until_it_is_signed(
    hotline: tuple[Site, Path, Path], yearbook: Yearbook
) -> None:
    site, root, home = hotline
    there = ("--home", home, "--catalogue", root)
    assert yearbook("run", "--edition", "live", *there).returncode == 0
    site.pages["/post/2"] = Page(page(REVISING, "en", "2025-06-18"))
    site.pages["/news"] = Page('<a href="/post/2">The annual report is out</a>')
    first = yearbook("watch", *there)
    assert first.returncode == 3, first.stdout + first.stderr
    assert "- new: hotline-2024-en" in first.stdout, "what it found comes before the refusal"
    assert first.stdout.index("- new: hotline-2024-en") < first.stdout.index("1,394 → 1,402")
    rows = json.loads(yearbook("status", "--format", "json", *there).stdout)
    [row] = [row for row in rows if row["year"] == 2024 and row["releases"]]
    assert (row["read"], row["published"], row["unpublished"]) == (1, 0, 1)
    assert row["state"].startswith("read and not published")

    second = yearbook("watch", *there)
    assert second.returncode == 3, second.stdout
    assert "0 new" in second.stdout
    assert "- not published: hotline-2024-en" in second.stdout
    assert "1,394 → 1,402" in second.stdout, "it was tried again"
    dry = yearbook("watch", "--dry-run", *there)
    assert (dry.returncode, "- refused: " in dry.stdout) == (3, True), dry.stdout

    [revision] = {c["revision_id"] for c in _changes(home)}
    assert yearbook("accept", revision, "--why", "late files", "--who", "Ann", *there).returncode == 0
    third = yearbook("watch", *there)
    assert third.returncode == 0, third.stdout
    assert "hotline-2024-en" in _published(home)
    assert Waiting.load(home / "proposals.json").taken == set()


def _changes(home: Path) -> list[dict[str, Any]]:
    return [c for f in (home / "failed").glob("*/validation/gate.json") for c in json.loads(f.read_text())["changes"]]


def _published(home: Path) -> set[str]:
    with duckdb.connect(str(home / "published" / "yearbook.duckdb"), read_only=True) as db:
        return {name for (name,) in db.sql("select release_id from dim_release").fetchall()}


def test_only_what_was_asked_for_is_looked_at_and_overdue(
    prefect_server: str, hotline: tuple[Site, Path, Path]
) -> None:
    from flows.watch import watch as watching

    _, root, home = hotline
    (root / "other").mkdir()
    (root / "other" / "source.yml").write_text(HOTLINE.format(url="http://127.0.0.1:9"), encoding="utf-8")
    listed = [entry("other-2020-en", "http://127.0.0.1:9/x", reference_year=2020)]
    (root / "other" / "releases.yml").write_text(yaml.safe_dump(listed), encoding="utf-8")
    assert [name for name in watched(root, home, dry_run=True).overdue if not name.startswith("hotline")] == []
    result = asyncio.run(watching(home=str(home), catalogue=str(root), dry_run=True))
    assert {trouble.partition(":")[0] for trouble in result.troubles} == {"other"}, "no publisher not listed there"
