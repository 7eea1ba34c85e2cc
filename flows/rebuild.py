"""Reading everything anew from the archive, for `verify`: what is published must follow from the captures alone.

What belongs here: statements and reference tables made from captures, catalogue and code. What does not: comparing.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from flows import ingest
from flows.settings import Home
from sources import reference
from sources import statements as store
from sources.archive import Archive
from sources.catalogue import Catalogue
from sources.model import Capture, Release, YearbookError
from sources.vocabulary import load_vocabulary

if TYPE_CHECKING:
    import pyarrow as pa


def statements(home: Home, catalogue: Catalogue, into: Path) -> None:
    """Read every captured release of the catalogue into an empty statement store.

    Raises:
        YearbookError: naming each release that cannot be read again.
    """
    archive = Archive(home.archive)
    captured = tuple(r for r in catalogue.releases if archive.latest(r.release_id) is not None)
    failed = [
        o.message
        for o in ingest.read(replace(catalogue, releases=captured), home.archive, into)
        if o.result == "failed"
    ]
    if failed:
        raise YearbookError("not everything can be read from the archive:\n  " + "\n  ".join(failed))


def reference_tables(home: Home, catalogue: Catalogue, folder: Path) -> dict[str, pa.Table]:
    """The reference tables that go with a statement store: only releases that have their statements there.

    A release stands there with the capture that was read, which is an older one where the newest could not be.
    """
    captures = captures_read(home, catalogue, folder)
    return reference.tables(catalogue, load_vocabulary(catalogue.root), captures, catalogue.releases)


def captures_read(home: Home, catalogue: Catalogue, folder: Path) -> dict[str, Capture]:
    """The capture that each release's statements were read from, by release id."""
    archive = Archive(home.archive)
    captures: dict[str, Capture] = {}
    for release in catalogue.releases:
        if made_from := store.made_from(folder, release):
            captures |= _read_from(archive, release, made_from.capture_sha256)
    return captures


def _read_from(archive: Archive, release: Release, sha256: str) -> dict[str, Capture]:
    read = [c for c in archive.captures(release.release_id) if c.sha256 == sha256]
    return {c.release_id: c for c in read[-1:]}
