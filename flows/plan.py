"""What a run has to do, found out before anything heavy is imported.

What belongs here: comparing fingerprints with what lies in the home directory. What does not: doing it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.fingerprint import inputs_fingerprint, of_releases
from flows.settings import Home
from sources.archive import Archive
from sources.catalogue import Catalogue
from sources.model import Release

if TYPE_CHECKING:
    from flows.ingest import Choice  # which imports Arrow: half of what a run without news takes


@dataclass(frozen=True, slots=True)
class Plan:
    """The releases chosen, and which of them must be fetched."""

    chosen: tuple[Release, ...]
    fetch: tuple[Release, ...]
    without_edition: tuple[Release, ...]
    """Chosen, but not shipped with the project and never captured: the bundled edition has nothing for them."""
    nothing_to_do: bool


def plan(home: Home, catalogue: Catalogue, chosen: Sequence[Release], choice: Choice) -> Plan:
    """Compare the chosen releases with the archive, and all releases with what was published last.

    A live edition must ask the servers, so it always has something to do.
    """
    archive = Archive(home.archive)
    fetch = tuple(r for r in chosen if choice != "bundled" or bundled_is_news(archive, r))
    missing = tuple(
        r for r in chosen if choice == "bundled" and r.bundled is None and archive.latest(r.release_id) is None
    )
    idle = not fetch and is_settled(home, catalogue, published_inputs(home))
    return Plan(tuple(chosen), fetch, missing, idle)


def is_settled(home: Home, catalogue: Catalogue, published: str | None) -> bool:
    """Whether what is published (`published_inputs`) is what everything captured would give, and all of it is there."""
    return published == expected_inputs(home, catalogue) and _statements_are_there(home, catalogue)


def _statements_are_there(home: Home, catalogue: Catalogue) -> bool:
    """Whether every captured release has its file; none is opened, for that takes Arrow."""
    archive = Archive(home.archive)
    there = {file.stem for file in home.statements.glob("source=*/year=*/*.parquet") if file.stat().st_size}
    return all(r.release_id in there for r in catalogue.releases if archive.latest(r.release_id))


def bundled_is_news(archive: Archive, release: Release) -> bool:
    """The bundled edition stands in where nothing better was captured; it never replaces the original."""
    if release.bundled is None:
        return False
    known = archive.latest(release.release_id)
    if known is None or not archive.has(known.sha256):
        return True
    return known.edition == "bundled" and known.sha256 != hashlib.sha256(release.bundled.read_bytes()).hexdigest()


def to_read(
    home: Home, catalogue: Catalogue, releases: Sequence[Release], *, again: bool = False
) -> tuple[Release, ...]:
    """The captured releases whose statements must be made (anew): from something else than what there is now, or
    `again`, whatever they were made from.
    """
    from sources import statements

    archive, fingerprint = Archive(home.archive), of_releases(catalogue)

    def is_stale(release: Release) -> bool:
        capture = archive.latest(release.release_id)
        if capture is None or again:
            return capture is not None
        made_from = statements.made_from(home.statements, release)
        return made_from is None or made_from.fingerprint != fingerprint(release, capture)

    return tuple(r for r in releases if is_stale(r))


def expected_inputs(home: Home, catalogue: Catalogue) -> str:
    """What a publication would be made from if everything captured were read."""
    archive = Archive(home.archive)
    captured = ((r, archive.latest(r.release_id)) for r in catalogue.releases)
    fingerprint = of_releases(catalogue)
    return inputs_fingerprint(catalogue, [(r.release_id, fingerprint(r, c)) for r, c in captured if c is not None])


def actual_inputs(home: Home, catalogue: Catalogue) -> str:
    """What a publication is made from now: the statement files as they are."""
    from sources import statements

    files = ((r, statements.made_from(home.statements, r)) for r in catalogue.releases)
    return inputs_fingerprint(catalogue, [(r.release_id, m.fingerprint) for r, m in files if m is not None])


def published_inputs(home: Home) -> str | None:
    """What the current snapshot was made from; None when nothing is published, another snapshot is current, or its
    database is gone or of another size.
    """
    try:
        done = json.loads(home.done.read_text(encoding="utf-8"))
        shelf = home.warehouse
        names, accounts = shelf.read()
        if done["snapshot"] == names.get("current") and shelf.is_whole(accounts[done["snapshot"]]):
            return str(done["inputs"])
    except (OSError, ValueError, KeyError):
        pass
    return None
