"""What a backfill would do with each release of its years, and why: found out without Prefect, so that asking is quick.

What belongs here: deciding from what lies in the home directory. What does not: doing it (`flows.backfill`).

The words are Airflow 3's: `none` does what was never done, `failed` also what failed the last time, `all` everything
again. Work that was finished is known by the capture in the archive and by the statements' fingerprint; so a backfill
that was interrupted, however it ended, goes on where it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from flows.fingerprint import of_releases
from flows.ingest import Choice
from flows.plan import actual_inputs, bundled_is_news, is_settled, published_inputs
from flows.settings import Home
from flows.standing import load_failures
from sources import statements
from sources.archive import Archive
from sources.catalogue import Catalogue
from sources.model import Capture, Release

Reprocess = Literal["none", "failed", "all"]


@dataclass(frozen=True, slots=True)
class Item:
    """One release and what happens to it."""

    release: Release
    fetch: bool
    read: bool
    why: str
    lacks_edition: bool = False
    """The chosen edition has nothing for it, and nothing was captured before."""

    @property
    def action(self) -> str:
        """In words."""
        return "fetch, read" if self.fetch else "read" if self.read else "nothing"


@dataclass(frozen=True, slots=True)
class Agenda:
    """What happens to all of them, in the order in which it does."""

    items: tuple[Item, ...]
    is_published: bool
    """Nothing is left but what is published already."""

    @property
    def work(self) -> tuple[Item, ...]:
        """Those that something happens to."""
        return tuple(item for item in self.items if item.fetch or item.read)

    @property
    def nothing_to_do(self) -> bool:
        """Neither a release to work on nor anything to publish."""
        return self.is_published and not self.work


def agenda(
    home: Home,
    catalogue: Catalogue,
    chosen: Sequence[Release],
    choice: Choice,
    reprocess: Reprocess = "none",
    newest_first: bool = False,
) -> Agenda:
    """Look at the archive, the statements and what failed before.

    Args:
        chosen: the releases of the backfill's years and sources.
        choice: the edition that is fetched.
        reprocess: what to do again.
        newest_first: the years backwards.
    """
    failures = load_failures(home)
    # Where what is published is what everything captured would give, no statement file needs to be opened.
    inputs = published_inputs(home)
    settled = is_settled(home, catalogue, inputs)
    fingerprint = of_releases(catalogue)
    items = [_item(home, fingerprint, release, choice, reprocess, failures, settled) for release in chosen]
    items.sort(key=lambda item: order(item.release, newest_first))
    published = settled or inputs == actual_inputs(home, catalogue)
    return Agenda(tuple(items), published)


def order(release: Release, newest_first: bool) -> tuple[int, str, str]:
    """The order of a backfill: year by year, so that whole years are done first."""
    year = release.reference_year
    return (-year if newest_first else year, release.source_id, release.release_id)


def _item(
    home: Home,
    fingerprint: Callable[[Release, Capture], str],
    release: Release,
    choice: Choice,
    reprocess: Reprocess,
    failures: dict[str, str],
    settled: bool,
) -> Item:
    archive = Archive(home.archive)
    capture = archive.latest(release.release_id)
    available = choice != "bundled" or release.bundled is not None
    failed = failures.get(release.release_id)
    if capture is None and not available:
        return Item(release, False, False, "no bundled edition; --edition live fetches it", lacks_edition=True)
    if reprocess == "all":
        fetch = bundled_is_news(archive, release) if choice == "bundled" else True
        return Item(release, fetch, True, "everything again")
    if failed:
        if reprocess == "none":
            return Item(release, False, False, f"failed before, --reprocess failed tries again: {failed}")
        return Item(release, available, True, f"failed before: {failed}")
    if capture is None:
        return Item(release, True, True, "never captured")
    if available and not archive.has(capture.sha256):
        return Item(release, True, True, "its record is missing from the archive")
    if choice == "bundled" and bundled_is_news(archive, release):
        return Item(release, True, True, "the bundled text changed")
    if settled:
        return Item(release, False, False, "done")
    made_from = statements.made_from(home.statements, release)
    if made_from is None:
        return Item(release, False, True, "captured and never read")
    if made_from.fingerprint != fingerprint(release, capture):
        return Item(release, False, True, "its entry, profile, rulings or the reader changed since it was read")
    return Item(release, False, False, "done")


def rows(items: Sequence[Item]) -> list[tuple[str, str, int, str, str, str]]:
    """The agenda for people: (year, source, releases, what would run, why, which); those with the same fate in one."""
    groups: defaultdict[tuple[int, str, str, str], list[str]] = defaultdict(list)
    for item in items:
        key = (item.release.reference_year, item.release.source_id, item.action, item.why)
        groups[key].append(item.release.release_id)
    return [
        (str(year), source, len(ids), action, why, ", ".join(ids[:3]) + (" …" if len(ids) > 3 else ""))
        for (year, source, action, why), ids in groups.items()
    ]
