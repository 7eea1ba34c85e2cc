"""`--edition auto`: live, else the web archive, else bundled; a page that changed its text counts as gone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import ingest
from flows.ingest import Outcome
from sources import catalogue as catalogues
from sources.archive import Archive
from sources.editions import numbers, still_holds
from sources.fetch import Fetcher, Pace
from sources.model import Capture
from tests.pages import catalogue, entry, page
from tests.serve import Page, Site, serve
from tests.sources.memento.wayback import Kept, wayback

TEXT = "Annual report 2023\n\nIn 2023 we opened 1,394 runaway cases, 183 cases of sextortion and 332 disappearances.\n"
OTHER = "Page not found\n\nThis page is not here any more. Call 116 000. Our 25 offices are open.\n"
CORRECTED = TEXT.replace("332", "333").replace("cases,", "cases (1,138 in 2022),")
PACE = Pace(interval=0, backoff=0.01, attempts=2, patience=1)

Take = Callable[..., tuple[Outcome, Capture | None]]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """A publisher's site, a web archive, a catalogue of one release, and `take()`: one more fetch by `auto`."""
    with ExitStack() as stack:
        site = stack.enter_context(serve({"/2023": page(TEXT, "en", "2024-06-19")}))
        kept: dict[str, list[Kept]] = {f"{site.url}/2023": []}
        wayback_site = stack.enter_context(serve(wayback(kept)))
        monkeypatch.setenv("YEARBOOK_WAYBACK_URL", wayback_site.url)
        root = catalogue(tmp_path / "sources", iwf=[entry("iwf-2023", f"{site.url}/2023")])
        archive = tmp_path / "archive"

        def take(bundled: str | None = None) -> tuple[Outcome, Capture | None]:
            if bundled is not None:
                (root / "iwf" / "iwf-2023.txt").write_text(bundled, encoding="utf-8")
                catalogue(root, iwf=[entry("iwf-2023", f"{site.url}/2023", bundled="iwf-2023.txt")])
            releases = catalogues.load(root).releases
            (outcome,) = ingest.fetch(releases, "auto", archive, Fetcher(PACE))
            return outcome, Archive(archive).latest("iwf-2023")

        yield site, kept[f"{site.url}/2023"], take, Archive(archive)


def test_the_live_page_comes_first(world: tuple[Site, list[Kept], Take, Archive]) -> None:
    _, kept, take, _ = world
    kept.append(Kept("20240620000000", page(TEXT, "en", "2024-06-19")))
    outcome, capture = take(bundled=TEXT)
    assert outcome.result == "new"
    assert capture is not None
    assert (capture.edition, capture.memento_url) == ("live", None)


def test_a_page_that_is_gone_comes_from_the_web_archive_with_both_addresses_and_times(
    world: tuple[Site, list[Kept], Take, Archive],
) -> None:
    site, kept, take, archive = world
    site.pages["/2023"] = Page("gone", 404, "text/plain")
    kept.append(Kept("20240620000000", page(TEXT, "en", "2024-06-19")))
    outcome, capture = take(bundled=TEXT)
    assert capture is not None
    assert (capture.edition, capture.url, capture.archived_at) == (
        "archive",
        f"{site.url}/2023",
        "2024-06-20T00:00:00Z",
    )
    assert capture.memento_url is not None
    assert "/web/20240620000000id_/" in capture.memento_url
    assert capture.memento_url in outcome.message
    assert b"1,394" in archive.payload(capture.sha256)
    # The next run asks the publisher again, and leaves what it has.
    assert take()[0].result == "unchanged"
    assert archive.captures("iwf-2023") == [capture]


def test_without_either_the_bundled_edition_stands_in(world: tuple[Site, list[Kept], Take, Archive]) -> None:
    site, _, take, _ = world
    site.pages["/2023"] = Page("gone", 404, "text/plain")
    _, capture = take(bundled=TEXT)
    assert capture is not None
    assert capture.edition == "bundled"


def test_with_none_of_the_three_the_failure_names_what_became_of_each(
    world: tuple[Site, list[Kept], Take, Archive],
) -> None:
    site, _, take, _ = world
    site.pages["/2023"] = Page("gone", 410, "text/plain")
    outcome, capture = take()
    assert capture is None
    assert outcome.result == "failed"
    assert "answered 410" in outcome.message
    assert "has no capture of" in outcome.message


def test_a_page_that_changed_its_text_is_not_taken_and_the_earlier_capture_stands(
    world: tuple[Site, list[Kept], Take, Archive],
) -> None:
    site, kept, take, _ = world
    _, first = take()
    site.pages["/2023"] = Page(page(OTHER, "en", "2026-01-01"))
    kept.append(Kept("20240620000000", page(TEXT, "en", "2024-06-19")))
    outcome, capture = take()
    assert (outcome.result, capture) == ("unchanged", first)


def test_a_page_that_changed_before_the_first_capture_is_told_by_the_bundled_edition(
    world: tuple[Site, list[Kept], Take, Archive],
) -> None:
    site, kept, take, _ = world
    site.pages["/2023"] = Page(page(OTHER, "en", "2026-01-01"))
    kept.extend(
        [
            Kept("20240620000000", page(OTHER, "en", "2024-06-20")),
            Kept("20240801000000", page(TEXT, "en", "2024-06-19")),
        ]
    )
    _, capture = take(bundled=TEXT)
    assert capture is not None
    assert capture.archived_at == "2024-08-01T00:00:00Z"


def test_a_correction_is_no_change_of_text(world: tuple[Site, list[Kept], Take, Archive]) -> None:
    site, _, take, archive = world
    take()
    site.pages["/2023"] = Page(page(CORRECTED, "en", "2024-06-19"))
    outcome, capture = take()
    assert (outcome.result, len(archive.captures("iwf-2023"))) == ("new", 2)
    assert capture is not None
    assert capture.edition == "live"


def test_a_capture_of_the_original_replaces_the_bundled_edition_once_there_is_one(
    world: tuple[Site, list[Kept], Take, Archive],
) -> None:
    site, kept, take, _ = world
    site.pages["/2023"] = Page("busy", 503, "text/plain")
    assert take(bundled=TEXT)[1].edition == "bundled"  # type: ignore[union-attr]
    kept.append(Kept("20240620000000", page(TEXT, "en", "2024-06-19")))
    assert take()[1].edition == "archive"  # type: ignore[union-attr]


@given(st.integers(10, 10**7).filter(lambda n: not 1900 <= n < 2100), st.sampled_from([",", ".", " ", "\u00a0", "'"]))
def test_a_number_is_the_same_however_it_is_written(number: int, gap: str) -> None:
    from sources.canonical.text import from_text

    assert numbers(from_text(f"We opened {number:,} cases in 2023.".replace(",", gap))) == {str(number)}


@given(st.frozensets(st.integers(10, 10**6).map(str)), st.frozensets(st.integers(10, 10**6).map(str)))
def test_half_of_the_numbers_must_still_stand(before: frozenset[str], now: frozenset[str]) -> None:
    assert still_holds(before, before | now)
    assert still_holds(before, now) == (len(before - now) <= len(before & now))
